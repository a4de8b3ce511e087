"""The next reminder of each time of an event that is ahead, and the scan for those that are due.

Which that is, a plan computes above the store, as for the rungs of tasks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, update

from store import rung, upcoming
from store.schema.base import MICROSECOND
from store.schema.event import event_rung
from store.tx import Tx
from work.act import Act
from work.event import Occurrence


@dataclass(frozen=True, slots=True)
class Waiting:
    """One time of one event: when it starts, the order of the last reminder told, and when the next is due.

    *sequence* is of what set the time; *fresh*: no plan has computed it yet.
    """

    event: int
    number: int
    sequence: int
    starts: datetime
    all_day: bool
    released: int | None
    next_at: datetime | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Next:
    """What was computed for one row; *next_at* None: nothing follows, so that the row goes."""

    row: Waiting
    released: int | None
    next_at: datetime | None


_SET_NEXT = (
    update(event_rung)
    .where(event_rung.c.event_id == bindparam("event"), event_rung.c.number == bindparam("time"))
    .values(released=bindparam("told"), next_at=bindparam("at"), plan=bindparam("mark"))
)


def begin(
    tx: Tx, number: int, times: Iterable[Occurrence], sequence: int, office: datetime, act: Act
) -> None:
    """Lets the reminders of *times* begin, or begin anew; the tick computes them at once."""
    ahead = tuple(times)
    fresh = {"released": None, "next_at": office + MICROSECOND, "plan": ""}
    rows = [
        {
            "event_id": number,
            "number": one.number,
            "sequence": sequence,
            "starts": one.span.starts,
            "all_day": one.span.all_day,
            **fresh,
        }
        for one in ahead
    ]
    if not rows:
        return
    end(tx, number, [one.number for one in ahead])
    tx.run(insert(event_rung), rows)
    rung.wait_for_plan(tx, office, act)


def end(tx: Tx, number: int, times: Sequence[int] | None = None) -> None:
    """Lets no further reminder of the event come, or of *times* of it."""
    theirs = event_rung.c.event_id == number
    if times is not None:
        theirs &= event_rung.c.number.in_(times)
    tx.run(delete(event_rung).where(theirs))


def has(tx: Tx, number: int) -> frozenset[int]:
    """The times of the event that have a row."""
    rows = tx.all(select(event_rung.c.number).where(event_rung.c.event_id == number))
    return frozenset(row.number for row in rows)


def hold(tx: Tx, number: int) -> None:
    """Keeps the tick from the rows of the event until the commit."""
    theirs = select(event_rung.c.number).where(event_rung.c.event_id == number)
    tx.all(tx.lock(theirs.order_by(event_rung.c.number)))


def due(tx: Tx, office: datetime, limit: int) -> tuple[Waiting, ...]:
    """At most *limit* rows that are due at the office's time, the oldest first, locked."""
    return _taken(tx, due_at(office).limit(limit))


def planned_otherwise(tx: Tx, mark: str, limit: int) -> tuple[Waiting, ...]:
    """At most *limit* rows that were computed by another plan than *mark*, locked."""
    return _taken(tx, not_planned_by(mark).limit(limit))


def set_next(tx: Tx, computed: Sequence[Next], mark: str) -> None:
    """Notes what the plan *mark* computed; rows after which nothing follows go."""
    going = [one for one in computed if one.next_at is not None]
    rows: list[dict[str, Any]] = [
        {"event": one.row.event, "time": one.row.number, "told": one.released, "at": one.next_at}
        for one in going
    ]
    if rows:
        tx.run(_SET_NEXT, [{**row, "mark": mark} for row in rows])
    for one in computed:
        if one.next_at is None:
            end(tx, one.row.event, [one.row.number])


def next_due(tx: Tx) -> datetime | None:
    """The office instant of the next reminder of all; None when nothing waits."""
    return upcoming.next_at(tx, event_rung)


def is_waiting(tx: Tx, office: datetime, mark: str) -> bool:
    """Whether the tick has anything to do at the office's time."""
    looks = (due_at(office), not_planned_by(mark))
    return any(tx.value(look.limit(1)) is not None for look in looks)


def due_at(office: datetime) -> Select[Any]:
    """Rows that are due, by the index on next_at."""
    return select(event_rung).where(event_rung.c.next_at <= office).order_by(event_rung.c.next_at)


def not_planned_by(mark: str) -> Select[Any]:
    """Rows of other plans, as two ranges of the index on plan."""
    return upcoming.not_planned_by(event_rung, mark)


def _taken(tx: Tx, chosen: Select[Any]) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(
            row.event_id,
            row.number,
            row.sequence,
            row.starts,
            row.all_day,
            row.released,
            row.next_at,
            row.plan == "",
        )
        for row in tx.all(tx.lock_free(chosen))
    )
