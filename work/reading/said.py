"""What a text asks for and by when, as it is said; which days these are is computed elsewhere."""

from dataclasses import dataclass

from work.reading.point import Point, Unit
from work.reading.term import Term


@dataclass(frozen=True, slots=True)
class ByPoint:
    """By a point in time; *exclusive* where the words are "trước". *extended* replaces an earlier deadline."""

    point: Point
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class WithinTerm:
    """Within a term."""

    term: Term


@dataclass(frozen=True, slots=True)
class Ahead:
    """At least so many units before a point: "chậm nhất 05 ngày làm việc trước ngày 20/8/2026"."""

    number: int
    unit: Unit
    point: Point


@dataclass(frozen=True, slots=True)
class Recurring:
    """Each time that one of *points* comes round, every *unit*, or every so many of them; from *start* and up to *until*, where these are said."""

    points: tuple[Point, ...]
    unit: Unit
    exclusive: bool = False
    start: Point | None = None
    until: Point | None = None
    every: int = 1


@dataclass(frozen=True, slots=True)
class Ongoing:
    """All the time: "thường xuyên"."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a programme aims at, far off: no task until a person says so."""

    point: Point


When = ByPoint | WithinTerm | Ahead | Recurring | Ongoing | Target


@dataclass(frozen=True, slots=True)
class Asked:
    """One deadline as it is said.

    *words* are those it was read from, *addressee* whom they name. *certainty* lies between 0
    and 1. *weak* says that the words fit what is past as well ("trong quý III"), so that such
    a point is no deadline once it lies behind.
    """

    when: When
    words: str
    certainty: float
    addressee: str | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """Something that takes place at a point in time."""

    start: Point
    words: str


@dataclass(frozen=True, slots=True)
class Covered:
    """The days that a report covers."""

    first: Point
    last: Point
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a text says of time. *undated* are terms that count from what the text does not date."""

    deadlines: tuple[Asked, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    periods: tuple[Covered, ...] = ()
    undated: tuple[str, ...] = ()
