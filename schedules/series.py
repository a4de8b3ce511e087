"""Deadlines that come round: their rule (RFC 5545 §3.3.10) and when the next one falls."""

import calendar as gregorian
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from schedules.calendar import ONE_DAY, Calendar
from schedules.deadline import months_after
from work.reading.point import LAST, Day, Unit, Weekday
from work.reading.said import Recurring

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SHORTEST = 28  # days of the shortest month
_AHEAD = 14  # months in which each yearly, quarterly or monthly day comes at least once


class Series(NamedTuple):
    """A rule and its next day; *literal* is the day as written, which "trước" excludes."""

    rule: str
    next: date
    literal: date


def series_of(said: Recurring, start: date, calendar: Calendar) -> Series | None:
    """The series that was said, from *start* on; None for a day that no month has.

    "trước" excludes the day itself, unless an hour of it is said.
    """
    early = said.exclusive and said.points[0].hour is None
    where = said.points[0].where
    if where is None:
        return Series("FREQ=DAILY", start, start)
    weekdays = [point.where.weekday for point in said.points if isinstance(point.where, Weekday)]
    if weekdays:
        return _weekly(weekdays, early, start)
    days = [point.where for point in said.points if isinstance(point.where, Day)]
    return _monthly(days, said.unit, early, start, calendar)


def _weekly(said: list[int], early: bool, start: date) -> Series:
    weekdays = sorted((weekday - early) % 7 for weekday in said)
    due = start + timedelta(days=min((weekday - start.weekday()) % 7 for weekday in weekdays))
    listed = ",".join(_WEEKDAYS[weekday] for weekday in weekdays)
    return Series(f"FREQ=WEEKLY;BYDAY={listed}", due, due + ONE_DAY * early)


def _monthly(
    days: list[Day], unit: Unit, early: bool, start: date, calendar: Calendar
) -> Series | None:
    months = _months(days, unit)
    found = (
        due
        for day in (days if months is None else days[:1])
        for due in _occurrences(day, months, early, start, calendar)
        if due >= start
    )
    due = min(found, default=None)
    if due is None:
        return None
    shortest = min(gregorian.monthrange(2027, month)[1] for month in months or (2,))
    frequency = (
        "FREQ=MONTHLY"
        if months is None
        else f"FREQ=YEARLY;BYMONTH={_listed(months, days[0], early)}"
    )
    by_day = _by_day(days[0], early, shortest)
    if months is None and len(days) > 1:
        by_day = _several(days, early)
    return Series(f"{frequency};{by_day}", due, due + ONE_DAY * early)


def _several(days: list[Day], early: bool) -> str:
    """Of several days of each month the last that comply; where a month is too short for the last of them, its last."""
    due = sorted({day.day - early for day in days if day.day != LAST and day.day > early})
    ends = any(day.day == LAST or day.day <= early for day in days)
    last = [LAST - any(day.day == LAST and early for day in days)] if ends else []
    if due and due[-1] > _SHORTEST and not ends and (len(due) < 2 or due[-2] < _SHORTEST):
        listed = [*due[:-1], *range(_SHORTEST, due[-1] + 1)]
        places = ",".join(str(place) for place in (*range(1, len(due)), LAST))
        return f"BYMONTHDAY={','.join(map(str, listed))};BYSETPOS={places}"
    return f"BYMONTHDAY={','.join(str(day) for day in (*due, *last))}"


def _months(days: list[Day], unit: Unit) -> tuple[int, ...] | None:
    """The months in which the days lie; None for every month."""
    if days[0].of_quarter is not None:
        return tuple(range(days[0].of_quarter, 13, 3))
    if unit is Unit.MONTH:
        return None
    return tuple(sorted({day.month for day in days if day.month is not None}))


def _occurrences(
    day: Day, months: tuple[int, ...] | None, early: bool, start: date, calendar: Calendar
) -> Iterator[date]:
    first = start.replace(day=1)
    for number in range(_AHEAD):
        month = months_after(first, number)
        if months is not None and month.month not in months:
            continue
        last = gregorian.monthrange(month.year, month.month)[1]
        if day.day == LAST:
            end = month.replace(day=last)
            yield (calendar.working_day_until(end) if day.working else end) - ONE_DAY * early
        elif 1 <= day.day <= 31:
            yield month.replace(day=min(day.day, last)) - ONE_DAY * early


def _listed(months: tuple[int, ...], day: Day, early: bool) -> str:
    """The months of the last days that comply: before the first of a month lies the one before."""
    back = early and day.day == 1
    return ",".join(
        str(month) for month in sorted((month - 2) % 12 + 1 if back else month for month in months)
    )


def _by_day(day: Day, early: bool, shortest: int) -> str:
    """The last day that complies; where a month is too short for it, its last."""
    if day.working:
        return "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
    if day.day == LAST:
        return f"BYMONTHDAY={-2 if early else -1}"
    due = day.day - early
    if due == 0:
        return "BYMONTHDAY=-1"
    if due <= shortest:
        return f"BYMONTHDAY={due}"
    listed = ",".join(str(number) for number in range(shortest, due + 1))
    return f"BYMONTHDAY={listed};BYSETPOS=-1"
