"""The reminder ladder: at which instants a task's people are told of its deadline, and who.

Dated data (schedules/data/ladder.toml), by urgency and kind of the document. All of it is
computed from the deadline and the instant at which the task was opened; nothing here knows the store.
"""

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from schedules.calendar import Calendar
from schedules.customs import CUSTOMS, Customs
from schedules.event_ladder import EventLadder
from schedules.hours import USUAL, Sessions
from work.audience import Told
from work.deadline import Until
from work.document import Urgency
from work.notice import Channel

A_WEEK = 7  # days
MINUTES = 24 * 60  # of a day
A_DAY = 100  # orders between two working days, for the rungs of hours
WEEKLY = 1_000_000  # orders of weekly rungs lie above all others
FARTHEST = date(9000, 1, 1)  # deadlines: rungs lie behind them, and no date behind 9999
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
class Start:
    """One rung that is counted from the opening of the task: so many *hours*, or *working_days* where *hours* is None.

    *unreceived*: it is told only while who leads has not received the task (chưa tiếp nhận).
    """

    to: tuple[Told, ...]
    hours: int | None = None
    working_days: int = 0
    unreceived: bool = False

    @property
    def slot(self) -> str:
        """Its name: "O" at the opening, "O+2h"; "R+2h", "R+1" for what is not received."""
        sign = "R" if self.unreceived else "O"
        if self.hours is not None:
            return f"{sign}+{self.hours}h" if self.hours else sign
        return f"{sign}+{self.working_days}"

    @property
    def order(self) -> int:
        """Its place among those of one ladder, in minutes as if nobody rested."""
        return self.working_days * MINUTES if self.hours is None else self.hours * 60


class Case(NamedTuple):
    """What chooses a ladder beside the due date: how urgent the document is, and its kind."""

    urgency: Urgency = Urgency.NORMAL
    kind: str | None = None


ORDINARY = Case()


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps for deadlines from *valid_from* on; reminders leave between *opens* and *closes*.

    *weekly* is who is told every *every_days* after the last step; nobody ends it there.
    *approval* and *approval_weekly* are the same for what waits for approval, *start*
    what is counted from the opening, *hours* what comes before a deadline with an hour. It serves documents of the *urgency* and of the
    *kinds* named, where any are. *any_time*: days off count, and hours do not (hỏa tốc).
    """

    valid_from: date
    source: str
    opens: time
    closes: time
    steps: tuple[Step, ...]
    weekly: tuple[Told, ...] = ()
    approval: tuple[Step, ...] = ()
    approval_weekly: tuple[Told, ...] = ()
    start: tuple[Start, ...] = ()
    urgency: tuple[Urgency, ...] = ()
    kinds: tuple[str, ...] = ()
    any_time: bool = False
    every_days: int = A_WEEK
    hours: tuple[HourStep, ...] = ()

    def serves(self, case: Case) -> bool:
        """Whether it is for documents like that."""
        urgent = not self.urgency or case.urgency in self.urgency
        return urgent and (not self.kinds or case.kind in self.kinds)

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
    unreceived: bool = False

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
    last_chance = due.day if ladder.any_time else calendar.working_day_until(due.day)
    found = []
    for step in ladder.steps:
        base = due.day if step.working_days > 0 else last_chance
        day = _counted(base, step.working_days, calendar, ladder)
        at = calendar.instant(day, ladder.opens)
        found.append(Rung(step.slot, step.working_days * A_DAY, at, step.to))
    found += _last_hours(due, calendar, ladder, sessions)
    return tuple(sorted(found, key=lambda rung: rung.order))


def _last_hours(
    due: Until, calendar: Calendar, ladder: Ladder, sessions: Sessions
) -> Iterator[Rung]:
    """The rungs of hours, as far as they lie in the office's hours of the last day, after it was told of in the morning.

    What falls between two parts of the day comes at the end of the first. Where hours do
    not matter, at the very hour of that day, be it before the morning.
    """
    if due.at is None or not (ladder.any_time or calendar.is_working(due.day)):
        return
    morning = calendar.instant(due.day, ladder.opens)
    for step in ladder.hours:
        asked = calendar.local(due.at - timedelta(hours=step.hours))
        at = asked if ladder.any_time else sessions.last_until(asked)
        if at is None or asked.date() != due.day or at == morning:
            continue
        if at > morning:
            yield Rung(step.slot, A_DAY - step.hours, at.astimezone(UTC), step.to)
        elif ladder.any_time:
            yield Rung(step.slot, -step.hours, at.astimezone(UTC), step.to)


def starts(begun: datetime, calendar: Calendar, ladder: Ladder) -> tuple[Rung, ...]:
    """What *ladder* counts from the opening of a task at *begun*, in order. Hours run on, by day and night."""
    day = calendar.today(begun)
    return tuple(
        Rung(
            step.slot,
            step.order,
            calendar.instant(_counted(day, step.working_days, calendar, ladder), ladder.opens)
            if step.hours is None
            else begun + timedelta(hours=step.hours),
            step.to,
            step.unreceived,
        )
        for step in sorted(ladder.start, key=lambda step: step.order)
    )


def _counted(day: date, number: int, calendar: Calendar, ladder: Ladder) -> date:
    if ladder.any_time:
        return day + timedelta(days=number)
    return calendar.add_working_days(day, number)


@dataclass(frozen=True)
class Plan:
    """A calendar, ladders and office hours: all that decides when reminders leave; *channels* are those that are served.

    *events* are the ladders of meetings and the like, *customs* how reminders are told, and at
    which hours of their readers. *mark* names all but the last, so that what was computed by
    others is found.
    """

    calendar: Calendar
    ladders: tuple[Ladder, ...]
    channels: frozenset[Channel] = frozenset(Channel)
    sessions: Sessions = USUAL
    events: tuple[EventLadder, ...] = ()
    customs: Customs = CUSTOMS

    @functools.cached_property
    def mark(self) -> str:
        """Sixteen hexadecimal digits that change with the calendar, a ladder or the office hours."""
        said = f"{self.calendar.mark} {self.ladders} {self.sessions} {self.events}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def ladder(self, due: date, case: Case = ORDINARY) -> Ladder | None:
        """The ladder for deadlines on *due*; None where none had begun, and beyond FARTHEST.

        One for the kind of document comes before one for its urgency, that before one
        for all; then the newest counts, and the last of those.
        """
        if due > FARTHEST:
            return None
        begun = [one for one in self.ladders if one.valid_from <= due and one.serves(case)]
        order = (
            (bool(one.kinds), bool(one.urgency), one.valid_from, number)
            for number, one in enumerate(begun)
        )
        return begun[max(order)[-1]] if begun else None

    def rungs(self, due: Until, case: Case = ORDINARY) -> tuple[Rung, ...]:
        """The steps for a task due by *due*; none where no ladder had begun."""
        ladder = self.ladder(due.day, case)
        return () if ladder is None else rungs(due, self.calendar, ladder, self.sessions)

    def start(
        self,
        due: Until,
        begun: datetime | None,
        chased: int | None,
        now: datetime,
        case: Case = ORDINARY,
        *,
        received: bool,
    ) -> Release | None:
        """The same of what is counted from the opening at *begun*, of which up to order *chased* is done.

        Nothing of what tells that it is not *received* where it is.
        """
        ladder = self.ladder(due.day, case)
        if ladder is None or begun is None:
            return None
        done = -1 if chased is None else chased
        told = [
            rung
            for rung in starts(begun, self.calendar, ladder)
            if rung.order > done and not (rung.unreceived and received)
        ]
        missed = [rung for rung in told if rung.at <= now]
        if missed or told:
            rung = missed[-1] if missed else told[0]
            return Release(rung, opening(self.calendar, ladder, max(now, rung.at)))
        return None

    def next(
        self,
        due: Until,
        released: int | None,
        now: datetime,
        *,
        approval: bool = False,
        case: Case = ORDINARY,
    ) -> Release | None:
        """What to tell next of a task due by *due* whose rungs up to order *released* are done.

        Of several missed rungs only the newest is told, as soon as reminders may
        leave. None when nothing follows. *approval*: of what waits for it since *due*.
        """
        ladder = self.ladder(due.day, case)
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
        self._every = timedelta(days=ladder.every_days)

    def next(self, released: int | None, now: datetime) -> Release | None:
        done = -WEEKLY if released is None else released
        missed = [rung for rung in self._past(now) if rung.order > done]
        if missed:
            return Release(missed[-1], opening(self._calendar, self._ladder, now))
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
        number = max((now - self._steps[-1].at) // self._every, 0)
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
        day = self._anchor + self._every * number
        if not self._ladder.any_time:
            day = self._calendar.working_day_from(day)
        at = self._calendar.instant(day, self._ladder.opens)
        sign = "W" if self._ladder.every_days == A_WEEK else "D"
        return Rung(f"{sign}+{number}", WEEKLY + number, at, self._ladder.weekly)


def opening(calendar: Calendar, ladder: Ladder, now: datetime) -> datetime:
    """*now* while reminders of *ladder* may leave, else when they next may."""
    local = calendar.local(now)
    day = local.date()
    if ladder.any_time:
        return now
    if calendar.is_working(day) and local.time() < ladder.closes:
        return max(now, calendar.instant(day, ladder.opens))
    following = calendar.next_working_day(day)
    return calendar.instant(following, ladder.opens)
