"""When people are reminded of an event: steps before its start, as dated data (schedules/data/event.toml)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schedules.calendar import Calendar
from work.dated import DataFile, Row

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class EventStep:
    """One step: so many working days before, at the hour of opening, or so many *minutes* before the start."""

    working_days: int = 0
    minutes: int = 0

    @property
    def slot(self) -> str:
        """Its name: "D-1", "M-60"."""
        return f"D{self.working_days}" if self.working_days else f"M{self.minutes}"


@dataclass(frozen=True, slots=True)
class EventLadder:
    """The steps for events that start from *valid_from* on."""

    valid_from: date
    source: str
    opens: time
    steps: tuple[EventStep, ...]


@dataclass(frozen=True, slots=True)
class EventRung:
    """One reminder of one time: *order* counts from 0 in the order of their instants."""

    slot: str
    order: int
    at: datetime


def event_rungs(
    starts: datetime, all_day: bool, calendar: Calendar, ladders: tuple[EventLadder, ...]
) -> tuple[EventRung, ...]:
    """The reminders of what starts then, in their order, all before it; of a whole day only those by days."""
    day = calendar.today(starts)
    begun = [ladder for ladder in ladders if ladder.valid_from <= day]
    if not begun:
        return ()
    ladder = max(begun, key=lambda one: one.valid_from)
    steps = [step for step in ladder.steps if step.working_days or not all_day]
    instants = sorted((_instant(step, starts, day, calendar, ladder), step.slot) for step in steps)
    before = [(at, slot) for at, slot in instants if at < starts]
    return tuple(EventRung(slot, order, at) for order, (at, slot) in enumerate(before))


def _instant(
    step: EventStep, starts: datetime, day: date, calendar: Calendar, ladder: EventLadder
) -> datetime:
    if not step.working_days:
        return starts + step.minutes * A_MINUTE
    return calendar.instant(calendar.add_working_days(day, step.working_days), ladder.opens)


def shipped_event_ladders() -> tuple[EventLadder, ...]:
    """The ladders that come with the program."""
    file = DataFile.shipped("schedules", "event.toml", ("ladder",))
    return tuple(_ladder(row) for row in file.rows("ladder"))


def _ladder(row: Row) -> EventLadder:
    row.only("valid_from", "source", "opens", "day", "minute")
    days = (EventStep(working_days=_number(one, "working_days")) for one in row.rows("day"))
    minutes = (EventStep(minutes=_number(one, "minutes")) for one in row.rows("minute"))
    opens = row.hour("opens")
    return EventLadder(row.day("valid_from"), row.text("source"), opens, (*days, *minutes))


def _number(row: Row, name: str) -> int:
    row.only(name)
    return row.number(name)
