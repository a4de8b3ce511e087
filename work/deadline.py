"""A deadline (thời hạn): the last day that complies, and the rule it was found by."""

from dataclasses import dataclass
from datetime import date, datetime

BY_HAND = "by-hand"  # the rule of a deadline that a person set, for the reason beside it
EXTENSION = "extension"  # of one that was asked for and granted
PAUSE = "pause"  # of one that moved over a pause
DECIDED_HERE = frozenset({BY_HAND, EXTENSION, PAUSE})  # a register does not undo them


@dataclass(frozen=True, slots=True)
class Deadline:
    """One due date with its grounds.

    *due* is the last day that complies, *literal* the day as written or counted
    before it moved; *exclusive* where the words were "trước ngày". *rule* is a
    code ("working-days", "before-date"), *source* the words, act or decision it
    rests on. *warnings* are codes: "day-off", "rolled", "forecast-calendar".
    """

    due: date
    rule: str
    source: str
    literal: date | None = None
    exclusive: bool = False
    warnings: tuple[str, ...] = ()


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
