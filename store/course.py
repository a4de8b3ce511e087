"""The course of a task's time: its deadlines, version by version, and the ladder that hangs on the one in force."""

from datetime import date
from typing import Any

from sqlalchemy import Row, insert, update

from store import borne, rung
from store.move import Moved
from store.schema.work import deadline as deadlines
from store.schema.work import task
from store.tx import Tx
from work.act import Act
from work.deadline import Counted, Until, Version
from work.task import RUNNING_STATES


def set_deadline(tx: Tx, task_id: int, version: Version, done: Moved, act: Act) -> None:
    """Puts *version* in force, beside all before it; its ladder begins where who leads has to act."""
    new = version.deadline
    until = new.until
    now_in_force = {"due": until.day, "due_last": until.last, "version": version.number}
    tx.run(update(task).where(task.c.id == task_id).values(now_in_force))
    borne.follow(tx, task_id)
    values = {
        "task_id": task_id,
        "version": version.number,
        "due": new.due,
        "at": new.at,
        "literal": new.literal,
        "exclusive": new.exclusive,
        "rule": new.rule,
        "source": new.source,
        **counted_values(new.counted),
        "reason": version.reason,
        "set_at": done.office,
        "set_by": version.set_by,
    }
    tx.run(insert(deadlines).values(values))
    begin(tx, task_id, until, version.number, done, act)


def counted_values(of: Counted | None) -> dict[str, Any]:
    """What a deadline was counted from, as its row holds it."""
    if of is None:
        return dict.fromkeys(("unit", "number", "start", "words", "moved"))
    start = {"start": of.start, "words": of.words, "moved": of.moved}
    return {"unit": of.unit, "number": of.number, **start}


def until_of(row: Row[Any]) -> Until | None:
    """The deadline in force of a task's *row*."""
    return None if row.due is None else Until(row.due, row.due_last)


def begin(tx: Tx, task_id: int, due: Until | None, version: int, done: Moved, act: Act) -> None:
    """Lets the ladder of the deadline begin anew; nothing where there is none, or nobody has to act."""
    if due is not None and done.state in RUNNING_STATES:
        rung.begin(tx, task_id, due, version, done.office)
        rung.wait_for_plan(tx, done.office, act)


def begin_approval(tx: Tx, task_id: int, since: date, done: Moved, act: Act) -> None:
    """Lets the ladder begin by which who approves is reminded, from the day *since* on."""
    rung.begin(tx, task_id, Until(since), done.was.version, done.office, submission=done.number)
    rung.wait_for_plan(tx, done.office, act)


def again(tx: Tx, task_id: int, done: Moved, act: Act) -> None:
    """Lets whatever ladder is under way begin anew, as for others than before."""
    if rung.again(tx, task_id, done.office):
        rung.wait_for_plan(tx, done.office, act)
