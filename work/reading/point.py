"""Points in time as they are said: a day, an hour of it, a week, month, quarter, half year or year."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LAST = -1  # the last day of a month


class Unit(StrEnum):
    """What time is counted in."""

    HOUR = "hours"
    WORKING_DAY = "working-days"
    DAY = "calendar-days"
    WEEK = "weeks"
    MONTH = "months"
    QUARTER = "quarters"
    HALF_YEAR = "half-years"
    YEAR = "years"


class Part(StrEnum):
    """The beginning, middle or end of a span (Bộ luật Dân sự 2015, Điều 146)."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class DayPart(StrEnum):
    """A half of the office's day: it ends with its session."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Day:
    """A day by its number. What is not said is None; *months* and *years* count from those of the reference.

    *day* is LAST for the last of the month; *working* asks for the last one that is worked;
    *of_quarter* says which month of each quarter it lies in, *since* the first of several days (12-16/10).
    """

    day: int
    month: int | None = None
    year: int | None = None
    months: int | None = None
    years: int | None = None
    short_year: bool = False
    working: bool = False
    of_quarter: int | None = None
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Away:
    """So many days after the reference: "hôm nay" 0, "ngày mai" 1."""

    days: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week (0 is Monday) of this week, the next, or the next that comes where *weeks* is None."""

    weekday: int
    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A week, month, quarter, half year or year, or a part of one.

    *number* says which of its kind in *year*; *shift* counts from that of the reference.
    """

    unit: Unit
    number: int | None = None
    year: int | None = None
    shift: int | None = None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The *number*-th week of *month*, LAST for its last; the first is the one that holds its first day worked."""

    number: int
    month: Span


@dataclass(frozen=True, slots=True)
class NewYear:
    """The first day of a lunar year (mùng 1 Tết Nguyên đán): of that in which *year* begins, or the next that comes."""

    year: int | None = None


Where = Day | Away | Weekday | Span | WeekOf | NewYear


@dataclass(frozen=True, slots=True)
class Point:
    """A point in time: where on the calendar (None: no day is said), at which hour, and which day of the week it is said to be."""

    where: Where | None
    hour: timedelta | None = None
    part: DayPart | None = None
    weekday: int | None = None
