"""The official calendar: which days the office works, and why not on the others."""

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from work.deadline import Reached

OFFICE_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")  # UTC+7, no summer time
ONE_DAY = timedelta(days=1)
SPANS_KEPT = 16_384  # from one day to another, whose working days were counted


class DayKind(StrEnum):
    """What makes a day one of work or of rest."""

    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"  # nghỉ lễ, tết
    COMPENSATION = "compensation"  # nghỉ bù
    SWAP_OFF = "swap-off"  # nghỉ hoán đổi
    SWAP_WORK = "swap-work"  # làm bù
    ORDINARY = "ordinary"  # in a table: what the day of the week says


WORKED = frozenset({DayKind.WEEKDAY, DayKind.SWAP_WORK})


@dataclass(frozen=True, slots=True)
class Day:
    """What the calendar says of one day: its kind, with the name and source of what makes it so.

    *name* is Vietnamese and "" for plain weekdays and weekends; *forecast* says
    that nobody has announced it yet.
    """

    kind: DayKind
    name: str = ""
    source: str = ""
    forecast: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """Which days of the week are for rest (0 is Monday), from a day on."""

    valid_from: date
    rest_days: frozenset[int]
    source: str


class Calendar:
    """Working days and days off. Days outside all of *spans* are known by the week alone."""

    def __init__(
        self,
        days: Mapping[date, Day],
        weeks: Iterable[Week],
        spans: Iterable[tuple[date, date]],
        zone: ZoneInfo = OFFICE_ZONE,
    ) -> None:
        self._days = dict(days)
        self._weeks = tuple(sorted(weeks, key=lambda week: week.valid_from))
        self._spans = tuple(spans)
        self.zone = zone
        self.mark = self._digest()
        # Every line of every list asks: of a hundred people's the days are the same.
        self._counted = functools.lru_cache(SPANS_KEPT)(self._worked)

    def why(self, day: date) -> Day:
        """What *day* is, and the name and source of it.

        Outside the years that the tables cover, a plain weekday or weekend is a
        forecast: nobody knows of a holiday there.
        """
        listed = self._days.get(day)
        if listed is not None and listed.kind is not DayKind.ORDINARY:
            return listed
        week = self._week(day)
        kind = DayKind.WEEKEND if day.weekday() in week.rest_days else DayKind.WEEKDAY
        if listed is not None:
            return Day(kind, listed.name, listed.source, listed.forecast)
        return Day(kind, "", week.source, not any(a <= day <= b for a, b in self._spans))

    def is_working(self, day: date) -> bool:
        """Whether the office works on *day*; a swapped Saturday is worked."""
        return self.why(day).kind in WORKED

    def forecast(self, day: date) -> bool:
        """Whether what is said of *day* may still change."""
        return self.why(day).forecast

    def forecast_between(self, start: date, end: date) -> bool:
        """Whether any day after *start*, up to and with *end*, is a forecast."""
        return any(self.forecast(day) for day in _after(start, end))

    def next_working_day(self, day: date) -> date:
        """The first working day after *day*."""
        return self._seek(day, ONE_DAY)

    def previous_working_day(self, day: date) -> date:
        """The last working day before *day*."""
        return self._seek(day, -ONE_DAY)

    def working_day_from(self, day: date) -> date:
        """*day* itself when it is worked, else the next that is."""
        return day if self.is_working(day) else self.next_working_day(day)

    def working_day_until(self, day: date) -> date:
        """*day* itself when it is worked, else the last before it that is."""
        return day if self.is_working(day) else self.previous_working_day(day)

    def add_working_days(self, day: date, number: int) -> date:
        """The working day that is *number* of them after *day*, before it when negative.

        *day* itself is not counted, worked or not; for 0 it is given back.
        """
        step: Callable[[date], date] = (
            self.next_working_day if number > 0 else self.previous_working_day
        )
        for _ in range(abs(number)):
            day = step(day)
        return day

    def working_days(self, start: date, end: date) -> int:
        """How many working days lie after *start*, up to and with *end*; negative when *end* is earlier."""
        if end < start:
            return -self.working_days(end, start)
        return self._counted(start, end)

    def instant(self, day: date, at: time) -> datetime:
        """The instant of *at* on *day* in the office's zone, UTC: the one place where a date becomes one."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def local(self, now: datetime) -> datetime:
        """*now* as the clock on the office's wall shows it."""
        return now.astimezone(self.zone)

    def today(self, now: datetime) -> date:
        """The office's day at *now*."""
        return self.local(now).date()

    def reached(self, now: datetime) -> Reached:
        """The office's day at *now*, with the instant: what deadlines are judged by."""
        return Reached(self.today(now), now)

    def _worked(self, start: date, end: date) -> int:
        return sum(self.is_working(day) for day in _after(start, end))

    def _seek(self, day: date, step: timedelta) -> date:
        day += step
        while not self.is_working(day):
            day += step
        return day

    def _week(self, day: date) -> Week:
        begun = [week for week in self._weeks if week.valid_from <= day]
        return begun[-1] if begun else self._weeks[0]

    def _digest(self) -> str:
        said = [
            *(f"{day} {what.kind} {what.forecast}" for day, what in sorted(self._days.items())),
            *(f"{week.valid_from} {sorted(week.rest_days)}" for week in self._weeks),
            f"{sorted(self._spans)} {self.zone.key}",
        ]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _after(start: date, end: date) -> Iterator[date]:
    return (start + ONE_DAY * number for number in range(1, (end - start).days + 1))
