"""Due dates out of terms and fixed dates, each with the rule it was found by.

A term counts from the day after *start*, the day of receipt or signature
(Bộ luật Dân sự 2015, Điều 147), and one that ends on a day off ends with the next
working day (Điều 148). Hours run on, by day and night. A fixed date is a point and
never moves, and neither does what is counted back from one.
"""

import calendar as gregorian
from datetime import date, datetime, timedelta

from schedules.calendar import ONE_DAY, Calendar
from work.deadline import Deadline, Moment

CIVIL_CODE = "Bộ luật Dân sự 2015, Điều 147, 148"


def in_working_days(
    start: date, number: int, calendar: Calendar, source: str = CIVIL_CODE
) -> Deadline:
    """The *number*-th working day after *start*; a swapped Saturday counts as one.

    Raises ValueError when *number* is below one, as all terms do.
    """
    due = calendar.add_working_days(start, _positive(number))
    return _term(start, due, "working-days", calendar, source)


def in_calendar_days(
    start: date, number: int, calendar: Calendar, source: str = CIVIL_CODE
) -> Deadline:
    """The *number*-th day after *start*."""
    return _term(
        start, start + timedelta(days=_positive(number)), "calendar-days", calendar, source
    )


def in_weeks(start: date, number: int, calendar: Calendar, source: str = CIVIL_CODE) -> Deadline:
    """The same day of the week, *number* weeks after *start*."""
    return _term(start, start + timedelta(weeks=_positive(number)), "weeks", calendar, source)


def in_months(start: date, number: int, calendar: Calendar, source: str = CIVIL_CODE) -> Deadline:
    """The same day, *number* months after *start*; the month's last day where it has no such day."""
    return _term(start, months_after(start, _positive(number)), "months", calendar, source)


def in_quarters(start: date, number: int, calendar: Calendar, source: str = CIVIL_CODE) -> Deadline:
    """As `in_months`: a quarter has three."""
    return _term(start, months_after(start, 3 * _positive(number)), "quarters", calendar, source)


def in_half_years(
    start: date, number: int, calendar: Calendar, source: str = CIVIL_CODE
) -> Deadline:
    """As `in_months`: half a year has six."""
    return _term(start, months_after(start, 6 * _positive(number)), "half-years", calendar, source)


def in_years(start: date, number: int, calendar: Calendar, source: str = CIVIL_CODE) -> Deadline:
    """The same day, *number* years after *start*; 28 February where a year has no 29th."""
    return _term(start, months_after(start, 12 * _positive(number)), "years", calendar, source)


def in_hours(start: datetime, number: int, source: str = CIVIL_CODE) -> Moment:
    """The instant *number* hours after *start*, on whatever day it is (Bộ luật Dân sự 2015, Điều 147)."""
    return Moment(start + timedelta(hours=_positive(number)), "hours", source)


def days_ahead(day: date, number: int, calendar: Calendar, source: str) -> Deadline:
    """The day *number* days before *day*, which is not counted, even where it is a day off."""
    return _ahead(
        day, day - timedelta(days=_positive(number)), "calendar-days-before", calendar, source
    )


def weeks_ahead(day: date, number: int, calendar: Calendar, source: str) -> Deadline:
    """The same day of the week, *number* weeks before *day*."""
    return _ahead(day, day - timedelta(weeks=_positive(number)), "weeks-before", calendar, source)


def months_ahead(day: date, number: int, calendar: Calendar, source: str) -> Deadline:
    """The same day, *number* months before *day*; the month's last day where it has no such day."""
    return _ahead(day, months_after(day, -_positive(number)), "months-before", calendar, source)


def working_days_ahead(day: date, number: int, calendar: Calendar, source: str) -> Deadline:
    """The *number*-th working day before *day*, which is not counted."""
    due = calendar.add_working_days(day, -_positive(number))
    forecast = ("forecast-calendar",) if calendar.forecast_between(due - ONE_DAY, day) else ()
    return Deadline(due, "working-days-before", source, day, warnings=forecast)


def months_after(day: date, number: int) -> date:
    """The same day of the month *number* months on, back when negative, or the last that month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def _ahead(day: date, due: date, rule: str, calendar: Calendar, source: str) -> Deadline:
    return Deadline(due, rule, source, day, warnings=_day_off(due, calendar))


def _positive(number: int) -> int:
    if number < 1:
        raise ValueError(f"a term has at least one hour, day, week or month, not {number}")
    return number


def _term(start: date, ends: date, rule: str, calendar: Calendar, source: str) -> Deadline:
    due = calendar.working_day_from(ends)
    rolled = ("rolled",) if due != ends else ()
    forecast = ("forecast-calendar",) if _foreseen(start, ends, due, rule, calendar) else ()
    return Deadline(due, rule, source, ends, warnings=rolled + forecast)


def _foreseen(start: date, ends: date, due: date, rule: str, calendar: Calendar) -> bool:
    counted_from = start if rule == "working-days" else ends - ONE_DAY
    return calendar.forecast_between(counted_from, due)


def _day_off(day: date, calendar: Calendar) -> tuple[str, ...]:
    return () if calendar.is_working(day) else ("day-off",)
