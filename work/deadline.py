"""A deadline (thời hạn): until when something complies, and the rule it was found by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

BY_HAND = "by-hand"  # the rule of a deadline that a person set, for the reason beside it
EXTENSION = "extension"  # of one that was asked for and granted
PAUSE = "pause"  # of one that moved over a pause
RECOUNTED = "recounted"  # of one that was counted again, since the calendar changed
DECIDED_HERE = frozenset({BY_HAND, EXTENSION, PAUSE, RECOUNTED})  # a register does not undo them

_MOMENT = timedelta(microseconds=1)  # the store tells no shorter ones apart


class Reached(NamedTuple):
    """A day of the office, with the instant on it where more than the day is known."""

    day: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Until:
    """Until when something complies: to the end of *day*, or, where there is an hour, to *last*, the last instant.

    *last* is the hour itself ("chậm nhất 16 giờ"), or the moment before it ("trước
    16 giờ"), so that earlier ends compare as earlier. *day* is the office's day of it.
    """

    day: date
    last: datetime | None = None

    @property
    def exclusive(self) -> bool:
        """Whether the hour itself is too late."""
        return self.last is not None and self.last.microsecond != 0

    @property
    def at(self) -> datetime | None:
        """The hour as it was written; None where the whole day complies."""
        if self.last is None:
            return None
        return self.last + _MOMENT if self.exclusive else self.last

    def is_over(self, when: Reached) -> bool:
        """Whether *when* is too late. What is known by its day alone is not late on the last day."""
        if self.day != when.day or self.last is None or when.at is None:
            return self.day < when.day
        return self.last < when.at

    @property
    def code(self) -> str:
        """As the account keeps it: the day, or the last instant that complies."""
        return (self.last or self.day).isoformat()

    def local(self, zone: tzinfo) -> "Until":
        """The same, with its hour as clocks in *zone* show it."""
        return self if self.last is None else Until(self.day, self.last.astimezone(zone))

    def __str__(self) -> str:
        """In ISO 8601: the day, or the hour as it was written, with "<" before it where that is too late."""
        if self.at is None:
            return self.day.isoformat()
        return f"{'<' if self.exclusive else ''}{self.at.isoformat(timespec='minutes')}"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a deadline was counted from: *number* of *unit* from *start* on, as schedules.deadline names the units.

    *words* say so. *moved* is by how many working days pauses put it off.
    """

    unit: str
    number: int
    start: date
    words: str
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """One due date with its grounds.

    *due* is the last day that complies, *literal* the day as written or counted
    before it moved; *exclusive* where the words were "trước". *at* is the hour, aware,
    where one was said. *rule* is a code ("working-days", "before-date"), *source* the
    words, act or decision it rests on. *warnings* are codes: "day-off", "rolled",
    "forecast-calendar". *counted* is what it was counted from, where the calendar counts.
    """

    due: date
    rule: str
    source: str
    literal: date | None = None
    exclusive: bool = False
    warnings: tuple[str, ...] = ()
    at: datetime | None = None
    counted: Counted | None = None

    @property
    def until(self) -> Until:
        """Until when it is complied with."""
        if self.at is None:
            return Until(self.due)
        return Until(self.due, self.at - _MOMENT if self.exclusive else self.at)


def by_hand(day: date) -> Deadline:
    """The deadline that a person sets by naming the *day*."""
    return Deadline(day, BY_HAND, f"{day:%d/%m/%Y}", day)


def by_hour(at: datetime, exclusive: bool, rule: str, source: str) -> Deadline:
    """The deadline at the hour *at* of the office's zone, itself too late where *exclusive*.

    One at midnight is the whole day before it (Bộ luật Dân sự 2015, Điều 148: the
    last day ends at twenty-four o'clock).
    """
    at = at.replace(microsecond=0)
    if at.time() == time():
        day = (at - _MOMENT).date()
        return Deadline(day, rule, source, day)
    return Deadline(at.date(), rule, source, at.date(), exclusive, (), at)


def due_facts(due: Until | None) -> dict[str, str | None]:
    """A deadline as facts of a notice: its day, and the whole of it as text."""
    return {
        "due": None if due is None else due.day.isoformat(),
        "until": None if due is None else str(due),
    }


def _each(value: Any, zone: tzinfo) -> Any:
    """The same for facts of several tasks."""
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        return [in_zone(one, zone) for one in value]
    return value


def in_zone(facts: Mapping[str, Any], zone: tzinfo) -> dict[str, Any]:
    """*facts* with the hour of their deadline as clocks in *zone* show it, ready for templates."""
    facts = {key: _each(value, zone) for key, value in facts.items()}
    text = facts.get("until")
    if text is None or "T" not in text:
        return facts
    before, at = text[:1] == "<", datetime.fromisoformat(text.lstrip("<"))
    shown = at.astimezone(zone).isoformat(timespec="minutes")
    return {**facts, "until": f"<{shown}" if before else shown}


@dataclass(frozen=True, slots=True)
class Moment:
    """A deadline with an hour: *due* is the last instant that complies, aware; *exclusive* where it is too late itself."""

    due: datetime
    rule: str
    source: str
    exclusive: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One deadline that a task has or had, and why and by whom it was set; the last is in force."""

    number: int
    deadline: Deadline
    reason: str | None
    set_by: str
