"""Figures for pictures: how much was done in time, how late what is late is, who has it, what comes and goes.

Nothing here draws: a chart is its words and its numbers, from which a picture, a table
and the text for those who do not see it are made alike.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WEEK = timedelta(weeks=1)
MONTHS, WEEKS, UNITS = 6, 8, 10  # so many can be read on a screen of 360 points
YEAR, QUARTER_WEEKS = 12, 13  # the most months and weeks of a span that was asked for


class ChartKind(StrEnum):
    """What a chart tells."""

    ON_TIME = "on-time"  # tỷ lệ hoàn thành đúng hạn
    AGEING = "ageing"  # nhiệm vụ quá hạn theo thời gian quá hạn
    UNITS = "units"  # theo đơn vị chủ trì
    WEEKS = "weeks"  # giao và hoàn thành theo tuần


class Tone(StrEnum):
    """How a series is meant, which its colour and hatching follow."""

    GOOD = "good"
    BAD = "bad"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of bars: its *name*, a value for each label, None where there is none, and how it is meant."""

    name: str
    values: tuple[int | None, ...]
    tone: Tone


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in words and numbers.

    *across* lets bars lie, below labels that are long; *stacked* puts the series of a label
    on each other, else they stand side by side. *percent* says that values are per cent.
    *alt* tells in a few sentences what the picture shows. Raises ValueError where a series
    has not one value for each label.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str
    across: bool = False
    stacked: bool = False
    percent: bool = False

    def __post_init__(self) -> None:
        """Holds that every label has its values."""
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError("each series has one value for each label")

    @property
    def highest(self) -> int:
        """The end of the longest bar."""
        bars = [[value or 0 for value in one.values] for one in self.series]
        if self.stacked:
            return max(map(sum, zip(*bars, strict=True)), default=0)
        return max((value for some in bars for value in some), default=0)


@dataclass(frozen=True, slots=True)
class Month:
    """The tasks with a deadline that were done in the month that begins on *first*."""

    first: date
    in_time: int
    late: int

    @property
    def rate(self) -> int | None:
        """Per cent done in time, cut off as the official rates are; None where nothing was done."""
        done = self.in_time + self.late
        return 100 * self.in_time // done if done else None


AGES = (5, 10, 20, 60)  # last working day late of each class but the last, which is open


def months(
    done: Iterable[tuple[date, bool, int]],
    last: date,
    count: int = MONTHS,
    since: date | None = None,
) -> tuple[Month, ...]:
    """The last *count* months of *done*, or those from *since* on, each a day, whether late, and how many.

    That of *last* is the last; of more than a year only the last twelve.
    """
    if since is not None:
        back = 12 * (last.year - since.year) + last.month - since.month
        count = min(max(back, 0) + 1, YEAR)
    firsts = list(reversed([_before(last, back) for back in range(count)]))
    counts: dict[tuple[date, bool], int] = {}
    for day, late, number in done:
        key = (day.replace(day=1), late)
        counts[key] = counts.get(key, 0) + number
    return tuple(Month(m, counts.get((m, False), 0), counts.get((m, True), 0)) for m in firsts)


def ages(dues: Mapping[date, int], days_late: Callable[[date], int]) -> tuple[int, ...]:
    """How many late tasks are in each class of AGES and beyond; *days_late* counts working days since a due date."""
    counts = [0] * (len(AGES) + 1)
    for due, number in dues.items():
        late = days_late(due)
        counts[sum(late > end for end in AGES)] += number
    return tuple(counts)


def mondays(last: date, count: int = WEEKS, since: date | None = None) -> tuple[date, ...]:
    """The Mondays of the last *count* weeks, or of those from *since* on, that of *last* the last.

    Of more than a quarter only the last thirteen.
    """
    this = last - timedelta(days=last.weekday())
    if since is not None:
        first = since - timedelta(days=since.weekday())
        count = min(max((this - first).days // 7, 0) + 1, QUARTER_WEEKS)
    return tuple(this - back * WEEK for back in reversed(range(count)))


def largest(loads: Sequence[tuple[str, int, int]], count: int = UNITS) -> tuple[tuple[str, int, int], ...]:  # fmt: skip
    """The *count* units with most open tasks, each with how many are late and how many are not; the most late first."""
    return tuple(sorted(loads, key=lambda one: (-one[1], -one[1] - one[2], one[0]))[:count])


def _before(today: date, back: int) -> date:
    """The first day of the month so many before that of *today*."""
    year, month = divmod(12 * today.year + today.month - 1 - back, 12)
    return date(year, month + 1, 1)
