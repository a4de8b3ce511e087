"""The reminder ladder: at which instants a task's people are told of its deadline, and who.

Dated data (schedules/data/ladder.toml). All of it is computed from the deadline;
nothing here knows the store.
"""

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from schedules.calendar import Calendar
from schedules.event_ladder import EventLadder
from schedules.hours import USUAL, Sessions
from work.audience import Told
from work.dated import DataFile, Row
from work.deadline import Until
from work.notice import Channel

A_WEEK = timedelta(days=7)
A_DAY = 100  # orders between two working days, for the rungs of hours
WEEKLY = 1_000_000  # orders of weekly rungs lie above all others
MOST_HOURS = 23  # before a deadline: what is earlier, the working days say


@dataclass(frozen=True, slots=True)
class Step:
    """One rung as the ladder defines it: working days from its day, and whom it addresses.

    Its day is the due date, with the sign "T", or that of the submission, with "A".
    """

    working_days: int
    to: tuple[Told, ...]
    sign: str = "T"

    @property
    def slot(self) -> str:
        """Its name, as offices write it: "T-7", "T", "T+3"; "A+2" for what waits for approval."""
        return f"{self.sign}{self.working_days:+d}" if self.working_days else self.sign


@dataclass(frozen=True, slots=True)
class HourStep:
    """One rung so many *hours* before a deadline that has an hour, on its day."""

    hours: int
    to: tuple[Told, ...]

    @property
    def slot(self) -> str:
        """Its name: "T-2h"."""
        return f"T-{self.hours}h"


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps for deadlines from *valid_from* on; reminders leave between *opens* and *closes*.

    *weekly* is who is told every week after the last step; nobody ends it there.
    *approval* and *approval_weekly* are the same for what waits for approval; *hours*
    are for deadlines with an hour.
    """

    valid_from: date
    source: str
    opens: time
    closes: time
    steps: tuple[Step, ...]
    weekly: tuple[Told, ...] = ()
    approval: tuple[Step, ...] = ()
    approval_weekly: tuple[Told, ...] = ()
    hours: tuple[HourStep, ...] = ()

    @property
    def of_approval(self) -> "Ladder":
        """The ladder by which who approves is reminded."""
        return replace(self, steps=self.approval, weekly=self.approval_weekly, hours=())


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of one task: *at* is its instant, *order* its place among the task's rungs."""

    slot: str
    order: int
    at: datetime
    to: tuple[Told, ...]

    @property
    def weekly(self) -> bool:
        """Whether it is one of those that come every week after the steps."""
        return self.order >= WEEKLY


@dataclass(frozen=True, slots=True)
class Release:
    """Which rung is told next, and when: later than its own instant where that was missed."""

    rung: Rung
    at: datetime


@functools.lru_cache(maxsize=1024)  # at eight in the morning thousands share a few due dates
def rungs(due: Until, calendar: Calendar, ladder: Ladder, sessions: Sessions) -> tuple[Rung, ...]:
    """The steps of *ladder* for a task due by *due*, in order; the weekly ones come after.

    Where its day is a day off, the working day before it is the last one to act:
    T and the steps before it count from there, the steps after from the day itself.
    """
    last_chance = calendar.working_day_until(due.day)
    found = []
    for step in ladder.steps:
        base = due.day if step.working_days > 0 else last_chance
        day = calendar.add_working_days(base, step.working_days)
        at = calendar.instant(day, ladder.opens)
        found.append(Rung(step.slot, step.working_days * A_DAY, at, step.to))
    found += _last_hours(due, calendar, ladder, sessions)
    return tuple(sorted(found, key=lambda rung: rung.order))


def _last_hours(
    due: Until, calendar: Calendar, ladder: Ladder, sessions: Sessions
) -> Iterator[Rung]:
    """The rungs of hours, as far as they lie in the office's hours of the last day, after it was told of in the morning.

    What falls between two parts of the day comes at the end of the first.
    """
    if due.at is None or not calendar.is_working(due.day):
        return
    morning = calendar.instant(due.day, ladder.opens)
    for step in ladder.hours:
        asked = calendar.local(due.at - timedelta(hours=step.hours))
        at = sessions.last_until(asked) if asked.date() == due.day else None
        if at is not None and at > morning:
            order = A_DAY - step.hours
            yield Rung(step.slot, order, at.astimezone(UTC), step.to)


@dataclass(frozen=True)
class Plan:
    """A calendar, ladders and office hours: all that decides when reminders leave; *channels* are those that are served.

    *events* are the ladders of meetings and the like. *mark* names these very ones, so that
    what was computed by others is found.
    """

    calendar: Calendar
    ladders: tuple[Ladder, ...]
    channels: frozenset[Channel] = frozenset(Channel)
    sessions: Sessions = USUAL
    events: tuple[EventLadder, ...] = ()

    @functools.cached_property
    def mark(self) -> str:
        """Sixteen hexadecimal digits that change with the calendar, a ladder or the office hours."""
        said = f"{self.calendar.mark} {self.ladders} {self.sessions} {self.events}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def ladder(self, due: date) -> Ladder | None:
        """The ladder for deadlines on *due*; None where none had begun."""
        begun = [ladder for ladder in self.ladders if ladder.valid_from <= due]
        return max(begun, key=lambda ladder: ladder.valid_from, default=None)

    def rungs(self, due: Until) -> tuple[Rung, ...]:
        """The steps for a task due by *due*; none where no ladder had begun."""
        ladder = self.ladder(due.day)
        return () if ladder is None else rungs(due, self.calendar, ladder, self.sessions)

    def next(
        self, due: Until, released: int | None, now: datetime, *, approval: bool = False
    ) -> Release | None:
        """What to tell next of a task due by *due* whose rungs up to order *released* are done.

        Of several missed rungs only the newest is told, as soon as reminders may
        leave. None when nothing follows. *approval*: of what waits for it since *due*.
        """
        ladder = self.ladder(due.day)
        if ladder is not None and approval:
            ladder = ladder.of_approval
        if ladder is None or not ladder.steps:
            return None
        steps = rungs(due, self.calendar, ladder, self.sessions)
        return _Course(self.calendar, ladder, steps).next(released, now)


class _Course:
    """All rungs of one due date, the weekly ones without end."""

    def __init__(self, calendar: Calendar, ladder: Ladder, steps: tuple[Rung, ...]) -> None:
        self._calendar = calendar
        self._ladder = ladder
        self._steps = steps
        self._anchor = calendar.today(self._steps[-1].at)

    def next(self, released: int | None, now: datetime) -> Release | None:
        done = -WEEKLY if released is None else released
        missed = [rung for rung in self._past(now) if rung.order > done]
        if missed:
            return Release(missed[-1], self._opening(now))
        ahead = [rung for rung in self._steps if rung.at > now and rung.order > done]
        rung = ahead[0] if ahead else self._week_after(done, now)
        return None if rung is None else Release(rung, rung.at)

    def _past(self, now: datetime) -> list[Rung]:
        """The steps whose instant is over, and of the weekly rungs the newest."""
        steps = [rung for rung in self._steps if rung.at <= now]
        newest = self._weeks_over(now)
        return [*steps, self._week(newest)] if newest else steps

    def _weeks_over(self, now: datetime) -> int:
        if not self._ladder.weekly:
            return 0
        number = max((now - self._steps[-1].at) // A_WEEK, 0)
        while number and self._week(number).at > now:
            number -= 1
        return number

    def _week_after(self, done: int, now: datetime) -> Rung | None:
        """The weekly rung ahead. A long holiday may roll two onto one day: then the later."""
        if not self._ladder.weekly:
            return None
        number = max(self._weeks_over(now), done - WEEKLY, 0) + 1
        while self._week(number + 1).at == self._week(number).at:
            number += 1
        return self._week(number)

    def _week(self, number: int) -> Rung:
        day = self._calendar.working_day_from(self._anchor + A_WEEK * number)
        at = self._calendar.instant(day, self._ladder.opens)
        return Rung(f"W+{number}", WEEKLY + number, at, self._ladder.weekly)

    def _opening(self, now: datetime) -> datetime:
        """*now* while reminders may leave, else when they next may."""
        local = self._calendar.local(now)
        day = local.date()
        if self._calendar.is_working(day) and local.time() < self._ladder.closes:
            return max(now, self._calendar.instant(day, self._ladder.opens))
        following = self._calendar.next_working_day(day)
        return self._calendar.instant(following, self._ladder.opens)


def shipped_ladders() -> tuple[Ladder, ...]:
    """The ladders that come with the program."""
    return tuple(
        read_ladder(row)
        for row in DataFile.shipped("schedules", "ladder.toml", ("ladder",)).rows("ladder")
    )


def read_ladder(row: Row) -> Ladder:
    """The ladder that a table of dated data defines. Raises DataRefused."""
    row.only(
        "valid_from",
        "source",
        "opens",
        "closes",
        "weekly",
        "rung",
        "approval",
        "approval_weekly",
        "hours",
    )
    return Ladder(
        row.day("valid_from"),
        row.text("source"),
        row.hour("opens"),
        row.hour("closes"),
        tuple(_step(rung) for rung in row.rows("rung")),
        _told(row, "weekly"),
        tuple(_step(rung, "A") for rung in row.rows("approval")),
        _told(row, "approval_weekly"),
        tuple(_hour_step(rung) for rung in row.rows("hours")),
    )


def _step(row: Row, sign: str = "T") -> Step:
    row.only("working_days", "to")
    return Step(row.number("working_days"), _told(row, "to"), sign)


def _hour_step(row: Row) -> HourStep:
    row.only("before", "to")
    hours = row.number("before")
    if not 1 <= hours <= MOST_HOURS:
        raise row.refused(f"before is 1 to {MOST_HOURS} hours; days stand in ladder.rung")
    return HourStep(hours, _told(row, "to"))


def _told(row: Row, key: str) -> tuple[Told, ...]:
    return tuple(Told(name) for name in row.texts(key, tuple(Told)))
