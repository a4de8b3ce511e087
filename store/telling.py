"""Tells people of what was decided about their task, once each, as soon as it is committed.

By mail, and by chat where chats are answered: who decides does so there, who asked waits for it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from store import audience, lease, notice, worklist
from store.move import Moved
from store.tx import Tx
from work.act import Act
from work.audience import Recipient, Told
from work.audience import audience as audience_of
from work.chat import ANSWERING
from work.deadline import due_facts
from work.notice import NEWS, Channel
from work.outbox import NewNotice
from work.task import Task, TaskEvent


def tell(
    tx: Tx,
    task_id: int,
    event: TaskEvent,
    done: Moved,
    to: tuple[Told, ...],
    act: Act,
    facts: Mapping[str, Any],
) -> int:
    """How many were told that *event* happened to the task, with *facts* of it; JSON values."""
    task = worklist.one(tx, task_id)
    if task is None:
        return 0
    chosen = audience_of(task.parties, audience.people_behind(tx, (task,), done.office), to)
    return tell_them(tx, task, event, done, chosen, act, facts)


def tell_them(
    tx: Tx,
    task: Task,
    event: TaskEvent,
    done: Moved,
    chosen: Iterable[Recipient],
    act: Act,
    facts: Mapping[str, Any],
) -> int:
    """The same to the people *chosen*."""
    them = tuple(chosen)
    served = () if lease.holder(tx, ANSWERING, act.now) is None else (Channel.TELEGRAM,)
    addresses = notice.channels_of(tx, [one.person for one in them], done.office, served)
    told = {**about(task), **dict.fromkeys(NEWS_FACTS), **facts, "event": event}
    return sum(
        notice.add(
            tx,
            NewNotice(
                key=f"{NEWS}:{task.id}:{done.number}:{one.person.id}",
                kind=NEWS,
                person=one.person.id,
                language=one.person.language,
                reason=one.reason,
                facts={**told, **one.told},
                at=done.office,
                task=task.id,
            ),
            addresses,
            act.now,
        )
        for one in them
    )


NEWS_FACTS = ("why", "was", "asked", "moved")  # what only some events have


def about(task: Task) -> dict[str, Any]:
    """What a notice says of the task itself, as JSON values."""
    return {
        "task": task.id,
        "content": task.content,
        "product": task.product,
        "document": {
            "number": task.document.number,
            "kind": task.document.kind,
            "issuer": task.document.issuer,
            "issued": task.document.issued.isoformat(),
        },
        "lead": {
            "agency": task.lead.agency_name,
            "unit": task.lead.unit_name,
            "person": task.lead.person_name,
        },
        **due_facts(task.until),
    }
