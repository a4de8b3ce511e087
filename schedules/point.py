"""Which day or days a point in time is that somebody wrote, seen from the day of the paper."""

import calendar as gregorian
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schedules.calendar import ONE_DAY, Calendar
from schedules.deadline import months_after
from schedules.lunar import new_year, next_new_year
from work.reading.point import LAST, Away, Day, NewYear, Part, Span, Unit, Weekday, WeekOf, Where

EARLIEST, LATEST = 1945, 2100  # a year outside is a slip of the finger
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.HALF_YEAR: 6, Unit.YEAR: 12}
_LEAP_YEARS = 8  # until the next 29 February, at most


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a point, from *first* to *last*; *inferred* where the year or month was not written."""

    first: date
    last: date
    inferred: bool = False


def days_of(where: Where, reference: date, calendar: Calendar) -> Days | None:
    """The days that *where* means on *reference*; None where no calendar has them, such as 31/11."""
    match where:
        case Day():
            return _day(where, reference, calendar)
        case Away(days):
            return _one(reference + timedelta(days=days))
        case Weekday():
            return _one(_weekday(where, reference))
        case WeekOf(number, month):
            return _week_of(number, month, reference, calendar)
        case Span():
            return _span(where, reference, calendar)
        case NewYear(year):
            first = next_new_year(reference) if year is None else new_year(year)
            return None if first is None else _one(first, inferred=year is None)


def _one(day: date, inferred: bool = False) -> Days:
    return Days(day, day, inferred)


def _day(day: Day, reference: date, calendar: Calendar) -> Days | None:
    if day.month is None:
        return _day_of_month(day, reference, calendar)
    if day.year is not None or day.years is not None:
        year = reference.year + (day.years or 0) if day.year is None else day.year
        known = _date(year, day.month, day, calendar)
        return None if known is None else _one(known)
    years = range(reference.year, reference.year + _LEAP_YEARS + 1)
    return _first((_date(year, day.month, day, calendar) for year in years), reference)


def _day_of_month(day: Day, reference: date, calendar: Calendar) -> Days | None:
    if day.months is not None:
        month = months_after(reference.replace(day=1), day.months)
        known = _date(month.year, month.month, day, calendar)
        return None if known is None else _one(known)
    months = (months_after(reference.replace(day=1), number) for number in range(13))
    return _first((_date(month.year, month.month, day, calendar) for month in months), reference)


def _first(days: Iterator[date | None], reference: date) -> Days | None:
    """The first that does not lie before *reference*."""
    coming = next((day for day in days if day is not None and day >= reference), None)
    return None if coming is None else _one(coming, inferred=True)


def _date(year: int, month: int, day: Day, calendar: Calendar) -> date | None:
    if not (EARLIEST <= year <= LATEST and 1 <= month <= 12):
        return None
    last = gregorian.monthrange(year, month)[1]
    if day.day == LAST:
        end = date(year, month, last)
        return calendar.working_day_until(end) if day.working else end
    return date(year, month, day.day) if 1 <= day.day <= last else None


def _weekday(said: Weekday, reference: date) -> date:
    monday = reference - timedelta(days=reference.weekday())
    if said.weeks is not None:
        return monday + timedelta(weeks=said.weeks, days=said.weekday)
    coming = monday + timedelta(days=said.weekday)
    return coming if coming >= reference else coming + timedelta(weeks=1)


def _week_of(number: int, month: Span, reference: date, calendar: Calendar) -> Days | None:
    """The week that holds the first day of the month that is worked is its first."""
    whole = _span(month, reference, calendar)
    if whole is None:
        return None
    if number == LAST:
        last = calendar.working_day_until(whole.last)
        return Days(last - timedelta(days=last.weekday()), last, whole.inferred)
    worked = calendar.working_day_from(whole.first)
    monday = worked - timedelta(days=worked.weekday()) + timedelta(weeks=number - 1)
    return Days(monday, _week_end(monday, calendar), whole.inferred)


def _week_end(monday: date, calendar: Calendar) -> date:
    """The last day of the week that is worked; its Sunday where none is."""
    sunday = monday + timedelta(days=6)
    last = calendar.working_day_until(sunday)
    return last if last >= monday else sunday


def _span(span: Span, reference: date, calendar: Calendar) -> Days | None:
    if span.unit is Unit.WEEK:
        monday = _monday(span, reference)
        return _part(span, Days(monday, _week_end(monday, calendar)))
    length = _MONTHS[span.unit]
    if span.year is None and span.shift is None:
        return _next_span(span, length, reference)
    start = _start(span, length, reference)
    return None if start is None else _part(span, _whole(start, length))


def _monday(span: Span, reference: date) -> date:
    """The first day of a week: by its number in the year (ISO 8601), or counted from that of the reference."""
    if span.number is not None:
        return date.fromisocalendar(span.year or reference.year, span.number, 1)
    return reference - timedelta(days=reference.weekday()) + timedelta(weeks=span.shift or 0)


def _start(span: Span, length: int, reference: date) -> date | None:
    """The first day of a span whose year is said, or that is counted from the reference's."""
    if span.year is not None and not EARLIEST <= span.year <= LATEST:
        return None
    if span.number is not None:
        year = reference.year + (span.shift or 0) if span.year is None else span.year
        return date(year, (span.number - 1) * length + 1, 1)
    if span.year is not None:
        return date(span.year, 1, 1)
    own = date(reference.year, (reference.month - 1) // length * length + 1, 1)
    return months_after(own, (span.shift or 0) * length)


def _next_span(span: Span, length: int, reference: date) -> Days | None:
    """The one that is not over yet."""
    for year in (reference.year, reference.year + 1):
        start = date(year, ((span.number or 1) - 1) * length + 1, 1)
        found = _part(span, _whole(start, length))
        if found.last >= reference:
            return Days(found.first, found.last, inferred=True)
    return None


def _whole(start: date, length: int) -> Days:
    return Days(start, months_after(start, length) - ONE_DAY)


def _part(span: Span, whole: Days) -> Days:
    """The beginning is the first day, the end the last, the middle the 15th or 30/6 (Bộ luật Dân sự 2015, Điều 146)."""
    match span.part:
        case None:
            return whole
        case Part.START:
            return Days(whole.first, whole.first, whole.inferred)
        case Part.END:
            return Days(whole.last, whole.last, whole.inferred)
        case Part.MIDDLE:
            middle = _middle(span.unit, whole.first)
            return Days(middle, middle, whole.inferred)


def _middle(unit: Unit, first: date) -> date:
    if unit is Unit.WEEK:
        return first + timedelta(days=2)
    if unit is Unit.YEAR:
        return date(first.year, 6, 30)
    return months_after(first, _MONTHS[unit] // 2).replace(day=15)
