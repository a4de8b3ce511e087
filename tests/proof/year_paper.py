"""The official calendar on paper, as announced, and as it is once a day of it is swapped in the middle of the year."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import cached_property

HERE = timezone(timedelta(hours=7))
A_DAY = timedelta(days=1)
OPENS = time(8)  # reminders

# By hand, from the announcements: Friday 2/1 is worked on Saturday 10/1, Monday 31/8 on Saturday
# 22/8; Tết is from 16/2 to 20/2; Monday 27/4 is off for Giỗ Tổ on a Sunday. Of 2027 as it is forecast.
OFF = frozenset(
    date(year, month, day)
    for year, month, days in (
        (2026, 1, (1, 2)), (2026, 2, (16, 17, 18, 19, 20)), (2026, 4, (27, 30)), (2026, 5, (1,)),
        (2026, 8, (31,)), (2026, 9, (1, 2)), (2026, 11, (24,)),
        (2027, 1, (1,)), (2027, 2, (4, 5, 8, 9, 10)),
    )
    for day in days
)  # fmt: skip
WORKED = frozenset({date(2026, 1, 10), date(2026, 8, 22)})
FIRST, LAST = date(2025, 12, 1), date(2027, 6, 30)


@dataclass(frozen=True)
class Paper:
    """Which days are *off* on weekdays, and which Saturdays are *worked*."""

    off: frozenset[date] = OFF
    worked: frozenset[date] = WORKED

    @cached_property
    def days(self) -> tuple[date, ...]:
        """All working days, in order."""
        every = (FIRST + A_DAY * number for number in range((LAST - FIRST).days + 1))
        return tuple(day for day in every if self.works(day))

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        return day in self.worked or (day.weekday() < 5 and day not in self.off)

    def swapped(self, off: date, worked: date) -> "Paper":
        """The same with one day off that is worked on another."""
        return replace(self, off=self.off | {off}, worked=self.worked | {worked})

    def shifted(self, day: date, number: int) -> date:
        """The working day so many of them after *day*, before it where *number* is negative."""
        if number > 0:
            return self.days[bisect_right(self.days, day) + number - 1]
        return self.days[bisect_left(self.days, day) + number] if number else day

    def at_or_before(self, day: date) -> date:
        """*day* where it is worked, else the last before it."""
        return day if self.works(day) else self.shifted(day, -1)

    def at_or_after(self, day: date) -> date:
        """*day* where it is worked, else the next."""
        return day if self.works(day) else self.shifted(day, 1)

    def left(self, day: date, due: date) -> int:
        """Working days after *day* until *due*; below zero, those that are over since."""
        return bisect_right(self.days, due) - bisect_right(self.days, day)


def at(day: date, hour: time) -> datetime:
    """An instant in the office."""
    return datetime.combine(day, hour, HERE)
