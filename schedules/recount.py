"""Counts deadlines again when the calendar has changed: those that came of a term move, fixed days never do.

The tick hands in each row that another plan computed. Whoever is to be told is
noted beside, in the same commit, and told once of everything when no row is left.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from schedules.calendar import Calendar
from schedules.deadline import (
    in_calendar_days,
    in_half_years,
    in_months,
    in_quarters,
    in_weeks,
    in_working_days,
    in_years,
    working_days_ahead,
)
from schedules.ladder import A_DAY, Plan
from store import Tx, recount, worklist
from store.recount import BY, Turned
from store.rung import Waiting
from work.act import Act
from work.deadline import RECOUNTED, Counted, Deadline

MOST = 20  # deadlines moved in one transaction: others wait for it, and each is a dozen statements
CHANGED = "lịch nghỉ thay đổi: "  # before the words that a deadline was counted by

_UNITS: Mapping[str, Callable[[date, int, Calendar, str], Deadline]] = {
    "working-days": in_working_days,
    "calendar-days": in_calendar_days,
    "weeks": in_weeks,
    "months": in_months,
    "quarters": in_quarters,
    "half-years": in_half_years,
    "years": in_years,
    "working-days-before": working_days_ahead,
}
COUNTABLE = frozenset(_UNITS)


@dataclass(frozen=True, slots=True)
class Again:
    """What came of looking again: the rows as they are now, *moved* and *off* by how many tasks.

    *left* rows are not among them: as many had moved as one transaction takes.
    """

    rows: tuple[Waiting, ...]
    moved: int
    off: int
    left: int


def counted(of: Counted, calendar: Calendar) -> Deadline:
    """The deadline that *of* comes to on *calendar*, with the working days that pauses took behind it."""
    found = _UNITS[of.unit](of.start, of.number, calendar, of.words)
    due = calendar.add_working_days(found.due, of.moved)
    return replace(found, due=due, counted=of)


def look_again(
    tx: Tx, plan: Plan, rows: Collection[Waiting], office: datetime, now: datetime
) -> Again:
    """Counts the deadlines behind *rows* again, where another plan than *plan* computed these."""
    stale = {row.task: row for row in rows if row.submission is None and row.plan != plan.mark}
    terms = recount.counted_of(tx, stale.keys()) if stale else {}
    act = Act(BY, now)
    fresh: dict[int, Waiting] = {}
    turned: list[Turned] = []
    news = {number: counted(of, plan.calendar) for number, of in terms.items()}
    moved = [number for number, new in news.items() if new.until != stale[number].due]
    for number in moved[:MOST]:
        new = news[number]
        done = recount.set_again(tx, number, _named(new), act)
        if done is not None:
            turned.append(done)
            fresh[number] = _begun(stale[number], new, done, plan, office)
    off = [_off(row) for n, row in stale.items() if n not in terms and _fell(row, plan, office)]
    _note(tx, (*turned, *off))
    left = frozenset(moved[MOST:])
    now_so = tuple(fresh.get(row.task, row) for row in rows if row.task not in left)
    return Again(now_so, len(turned), len(off), len(left))


def is_day_off(row: Waiting, plan: Plan) -> bool | None:
    """Whether the due date of a *row* is a day off; None for what waits for approval."""
    return None if row.submission is not None else not plan.calendar.is_working(row.due.day)


def _named(new: Deadline) -> Deadline:
    words = "" if new.counted is None else new.counted.words
    return replace(new, rule=RECOUNTED, source=f"{CHANGED}{words}")


def _begun(row: Waiting, new: Deadline, done: Turned, plan: Plan, office: datetime) -> Waiting:
    """The row with its new deadline. What was told is not told again, but for what said that it is due or over."""
    ahead = not new.until.is_over(plan.calendar.reached(office))
    released = row.released
    if released is not None and ahead:
        released = min(released, -A_DAY)
    return replace(row, due=new.until, version=done.version, released=released, day_off=None)


def _off(row: Waiting) -> Turned:
    return Turned(row.task, row.version, None)


def _fell(row: Waiting, plan: Plan, office: datetime) -> bool:
    """Whether its day was one of work and has become a day off, and is still ahead."""
    was_worked = row.day_off is False and not plan.calendar.is_working(row.due.day)
    return was_worked and not row.due.is_over(plan.calendar.reached(office))


def _note(tx: Tx, turned: tuple[Turned, ...]) -> None:
    if turned:
        recount.note(tx, turned, worklist.several(tx, [one.task for one in turned]))
