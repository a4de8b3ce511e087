"""Reminds who leads a task at once, by the hand of who assigned it or heads who leads it (đôn đốc).

Once a day and task, whoever does it: the notice's key holds the day.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import exists, select

from store import audience, clock, entitled, notice, telling, worklist
from store.move import Refusal, Refused, locked
from store.schema.notice import notice as notices
from store.tx import Tx
from work.access import Doing
from work.act import Act
from work.audience import Told
from work.audience import audience as audience_of
from work.notice import NUDGE, Channel
from work.outbox import NewNotice, NoticeState
from work.task import RUNNING_STATES, Impossible, Task


def nudge(
    tx: Tx, task_id: int, today: date, served: Collection[Channel], act: Act
) -> int | Refused:
    """How many people are told by mail, and by chat where it is *served*; *today* is the office's day."""
    if locked(tx, task_id) is None:
        return Refusal.UNKNOWN
    who = entitled.admitted(tx, task_id, Doing.NUDGE, act)
    task = worklist.one(tx, task_id)
    if who is None or task is None:
        return Refusal.UNKNOWN
    if not isinstance(who, Act):
        return who
    if task.state not in RUNNING_STATES:
        return Impossible(task.state)
    if _is_told(tx, task_id, today):
        return Refusal.NUDGED
    told = _tell(tx, task, today, served, act)
    if told:
        tx.audit(act.now, "task.nudged", f"task:{task_id}", by=who.by, people=told)
    return told or Refusal.NOBODY


def _is_told(tx: Tx, task_id: int, today: date) -> bool:
    """Whether it was done that day; not where it was taken back before it left."""
    same = notices.c.dedup_key.startswith(_key(task_id, today), autoescape=True)
    stands = same & (notices.c.task_id == task_id) & (notices.c.state != NoticeState.CANCELLED)
    return bool(tx.value(select(exists().where(stands))))


def _tell(tx: Tx, task: Task, today: date, served: Collection[Channel], act: Act) -> int:
    office = clock.office_now(tx, act.now)
    behind = audience.people_behind(tx, (task,), office)
    reached = audience_of(task.parties, behind, (Told.LEAD,))
    chosen = [one for one in reached if one.person.id != act.person]
    addresses = notice.channels_of(tx, [one.person for one in chosen], office, served)
    by = None if act.person is None else entitled.one(tx, act.person)
    facts = {**telling.about(task), "by": None if by is None else by.name}
    for one in chosen:
        new = NewNotice(
            key=f"{_key(task.id, today)}{one.person.id}",
            kind=NUDGE,
            person=one.person.id,
            language=one.person.language,
            reason=one.reason,
            facts={**facts, **one.told},
            at=office,
            task=task.id,
        )
        notice.add(tx, new, addresses, act.now)
    return len(chosen)


def _key(task_id: int, today: date) -> str:
    return f"{NUDGE}:{task_id}:{today.isoformat()}:"
