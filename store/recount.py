"""Deadlines that a change of the calendar moved, and who has still to be told of it, once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text, update

from store import audience, counting, course, notice
from store.directory import people
from store.move import Moved, Said, move
from store.schema.directory import person
from store.schema.work import calendar_news, deadline, document, rung, task
from store.tx import Tx
from work.act import Act
from work.audience import Told
from work.audience import audience as audience_of
from work.deadline import Counted, Deadline, Until, Version
from work.notice import CALENDAR
from work.outbox import NewNotice
from work.task import Task, TaskEvent

UNTOLD = text("calendar_news.told_at IS NULL")
REASON = "calendar"
LISTED = 50  # tasks of one notice; the others are counted
BY = "calendar"  # who set such a deadline

_TOLD = (Told.LEAD, Told.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Turned:
    """What the calendar did to one task: *was* is its deadline before, None where the day stays and is a day off now."""

    task: int
    version: int
    was: Until | None


def counted_of(tx: Tx, task_ids: Collection[int]) -> dict[int, Counted]:
    """What the deadlines in force of these tasks were counted from; fixed ones are left out."""
    mine = (rung.c.task_id == deadline.c.task_id) & (rung.c.version == deadline.c.version)
    chosen = select(deadline).join(rung, mine).where(deadline.c.unit.is_not(None))
    rows = tx.all(chosen.where(deadline.c.task_id.in_(task_ids)))
    found = ((row.task_id, counting.counted_of(row)) for row in rows)
    return {number: one for number, one in found if one is not None}


def set_again(tx: Tx, task_id: int, new: Deadline, act: Act) -> Turned | None:
    """Puts *new* in force, as counted on the calendar that is; None where the task runs no more.

    What had not been sent of the deadline before is taken back: it names the wrong day.
    """
    until = new.until
    said = Said(new.source, {"due": str(until)}, {"due": until.code})
    done = move(tx, task_id, TaskEvent.RECOUNT, act, said)
    if not isinstance(done, Moved):
        return None
    notice.cancel_for_task(tx, task_id, "deadline-changed", act.now)
    version = int(done.was.version) + 1
    course.set_deadline(tx, task_id, Version(version, new, new.source, BY), done, act)
    return Turned(task_id, version, course.until_of(done.was))


def note(tx: Tx, turned: Sequence[Turned], tasks: Mapping[int, Task]) -> None:
    """Notes who is to be told: who leads and who helps."""
    known = [tasks[one.task] for one in turned]
    behind = audience.people_behind(tx, known) if known else ()
    rows = [
        {
            "person_id": who.person.id,
            "task_id": one.task,
            "version": one.version,
            "was": "" if one.was is None else str(one.was),
            "reason": who.reason,
        }
        for one in turned
        for who in audience_of(tasks[one.task].parties, behind, _TOLD)
    ]
    for row in rows:
        tx.insert_new(calendar_news, row)


def is_untold(tx: Tx) -> bool:
    """Whether anybody has still to be told."""
    return tx.value(select(calendar_news.c.id).where(UNTOLD).limit(1)) is not None


def tell(tx: Tx, office: datetime, now: datetime, limit: int) -> int:
    """How many people were told, each once, of all their tasks; at most *limit*."""
    waiting = select(calendar_news.c.person_id).where(UNTOLD).distinct()
    ids = [
        row.person_id for row in tx.all(waiting.order_by(calendar_news.c.person_id).limit(limit))
    ]
    if not ids:
        return 0
    chosen = people.everybody().where(person.c.id.in_(ids))
    them = {one.id: one for one in map(people.of_row, tx.all(chosen))}
    addresses = notice.channels_of(tx, tuple(them.values()), office, ())
    news = _news(tx, ids)
    for number, one in them.items():
        rows = news.get(number, [])
        if rows and not one.disabled:
            told = NewNotice(
                key=f"{CALENDAR}:{number}:{rows[0].id}",
                kind=CALENDAR,
                person=number,
                language=one.language,
                reason=REASON,
                facts=_facts(rows),
                at=office,
            )
            notice.add(tx, told, addresses, now)
    seen = [row.id for rows in news.values() for row in rows]
    tx.run(update(calendar_news).where(calendar_news.c.id.in_(seen)).values(told_at=office))
    return len(ids)


def _news(tx: Tx, ids: Collection[int]) -> dict[int, list[Any]]:
    """The rows of each person, locked, with the tasks as they stand now."""
    mine = calendar_news.c.person_id.in_(ids)
    held = tx.all(tx.lock(select(calendar_news.c.id).where(UNTOLD, mine)))
    columns = (task.c.due, task.c.due_last, document.c.number.label("document"))
    chosen = select(calendar_news, *columns).join(task, task.c.id == calendar_news.c.task_id)
    joined = chosen.join(document, document.c.id == task.c.document_id)
    theirs = joined.where(calendar_news.c.id.in_([row.id for row in held]))
    found: dict[int, list[Any]] = {}
    for row in tx.all(theirs.order_by(calendar_news.c.id)):
        found.setdefault(row.person_id, []).append(row)
    return found


def _facts(rows: Sequence[Any]) -> dict[str, Any]:
    lines = [_line(row) for row in rows[:LISTED]]
    moved = [one for one in lines if one["was"]]
    off = [one for one in lines if not one["was"]]
    return {"moved": moved, "off": off, "more": max(len(rows) - LISTED, 0), "count": len(rows)}


def _line(row: Any) -> dict[str, Any]:
    due = None if row.due is None else str(Until(row.due, row.due_last))
    return {"task": row.task_id, "document": row.document, "was": row.was, "until": due}
