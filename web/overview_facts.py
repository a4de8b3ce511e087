"""What the overview page tells, made ready for its template: ages, shares of a bar, days at work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from schedules.calendar import Calendar
from store.board import Board, Notices
from store.overview import Overview, Standing
from store.workload import Due, Load, Workload
from work.deadline import Reached
from work.letter import State
from work.suspension import BY_RULE, Suspension

ROWS = 10  # of leads; the others are told as one
LINES = 12  # of notices

_OPEN: Mapping[str, tuple[State, ...]] = {
    "waiting": (State.WAITING,),
    "sending": (State.CLAIMED, State.SENDING),
    "held": (State.HELD,),
    "uncertain": (State.UNCERTAIN,),
}
_ENDED: tuple[State, ...] = (State.DELIVERED, State.REFUSED, State.EXPIRED)
_PARTS = ("late", "today", "soon", "rest")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number under its code; *minutes* is the age of the oldest it counts."""

    code: str
    number: int
    capped: bool
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """The open tasks of one lead: the numbers, and each part's start and width in hundredths."""

    load: Load
    parts: tuple[tuple[str, float, float], ...]


def of_mail(mail: Overview, now: datetime) -> dict[str, Any]:
    """Recipients by state at the machine's *now*; those dropped only where there are any."""
    settled = {standing.state for standing in mail.settled}
    dropped = (State.DROPPED,) if State.DROPPED in settled else ()
    return {
        "open": [_figure(code, _those(mail.open, states), now) for code, states in _OPEN.items()],
        "settled": [
            _figure(state, _those(mail.settled, (state,)), now) for state in _ENDED + dropped
        ],
        "quiet": not mail.open and not mail.settled,
    }


def of_work(work: Workload, calendar: Calendar, at: Reached) -> dict[str, Any]:
    """Open tasks by class, by lead and one by one; *at* is the office's time."""
    loads = sorted(work.loads, key=_urgency)
    shown, others = loads[:ROWS], loads[ROWS:]
    most = max((load.total for load in shown), default=1)
    return {
        "counts": work,
        "bars": [Bar(load, _parts(load, most)) for load in shown],
        "others": len(others),
        "others_open": sum(load.total for load in others),
        "others_late": sum(load.late for load in others),
        "agencies": len({load.agency for load in loads}) > 1,
        "longest_late": [_listed(due, calendar, at) for due in work.longest_late],
        "next_due": [_listed(due, calendar, at) for due in work.next_due],
        "none": not work.open.number
        and not any((work.done.in_time, work.done.late, work.done.undated)),
    }


def of_notices(notices: Notices, calendar: Calendar) -> dict[str, Any]:
    """The last notices, and when the next leaves; instants as the office's wall clock shows them."""
    due = notices.next_at
    return {
        "last": [(told, calendar.local(told.at)) for told in notices.last[:LINES]],
        "next_at": None if due is None else calendar.local(due),
    }


def of_suspended(domains: Sequence[Suspension], calendar: Calendar) -> list[dict[str, Any]]:
    """Domains that nothing is sent to, since and until when by the office's wall clock, and why."""
    return [
        {
            "domain": one.domain,
            "since": calendar.local(one.since),
            "until": calendar.local(one.until) if one.until else None,
            "reason": one.reason,
            "ruled": one.by == BY_RULE,
        }
        for one in domains
    ]


def of_board(board: Board, calendar: Calendar, now: datetime, at: Reached) -> dict[str, Any]:
    """All that the store tells."""
    return {
        "mail": of_mail(board.mail, now),
        "work": of_work(board.work, calendar, at),
        "notices": of_notices(board.notices, calendar),
        "suspended": of_suspended(board.suspended, calendar),
        "workers": board.mail.workers,
    }


def minutes(since: datetime, now: datetime) -> int:
    """Whole minutes from *since* until *now*; none where a clock went back.

    >>> minutes(datetime(2026, 3, 9, 8, 0), datetime(2026, 3, 9, 10, 10, 59))
    130
    """
    return max(int((now - since).total_seconds() // 60), 0)


def _those(standings: Sequence[Standing], states: tuple[State, ...]) -> tuple[Standing, ...]:
    return tuple(standing for standing in standings if standing.state in states)


def _figure(code: str, stands: tuple[Standing, ...], now: datetime) -> Figure:
    oldest = min((stand.oldest for stand in stands if stand.oldest), default=None)
    number = sum(stand.recipients for stand in stands)
    age = None if oldest is None else minutes(oldest, now)
    return Figure(code, number, any(stand.capped for stand in stands), age)


def _urgency(load: Load) -> tuple[int, ...]:
    return (-load.late, -load.today, -load.soon, -load.total)


def _parts(load: Load, most: int) -> tuple[tuple[str, float, float], ...]:
    """Each part that is not empty, on a scale where *most* fills the bar."""
    parts, start = [], 0
    for code in _PARTS:
        number = getattr(load, code)
        if number:
            parts.append((code, round(100 * start / most, 2), round(100 * number / most, 2)))
        start += number
    return tuple(parts)


def _listed(found: Due, calendar: Calendar, at: Reached) -> dict[str, Any]:
    """*working_days* are those left, negative when it is late; *forecast*: one of them may become a day off."""
    due, today = found.due.local(calendar.zone), at.day
    return {
        "task": found.task,
        "due": due.day,
        "until": str(due),
        "late": due.is_over(at),
        "working_days": calendar.working_days(today, due.day),
        "forecast": calendar.forecast_between(today, due.day),
    }
