"""Due dates out of terms and fixed dates, each with the rule it was found by.

A term counts from the day after *start*, the day of receipt or signature
(Bộ luật Dân sự 2015, Điều 147), and one that ends on a day off ends with the next
working day (Điều 148). A fixed date is a point and never moves.
"""

import calendar as gregorian
from datetime import date, timedelta

from schedules.calendar import ONE_DAY, Calendar
from work.deadline import Deadline

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
    year, month = divmod(start.year * 12 + start.month - 1 + _positive(number), 12)
    last = gregorian.monthrange(year, month + 1)[1]
    ends = date(year, month + 1, min(start.day, last))
    return _term(start, ends, "months", calendar, source)


def on_date(day: date, calendar: Calendar, source: str) -> Deadline:
    """*day* itself ("chậm nhất ngày", "đến hết ngày"), even where it is a day off."""
    return Deadline(day, "on-date", source, day, warnings=_day_off(day, calendar))


def before_date(day: date, calendar: Calendar, source: str) -> Deadline:
    """The day before *day* ("trước ngày"): the last that complies, even where it is a day off."""
    due = day - ONE_DAY
    return Deadline(due, "before-date", source, day, True, _day_off(due, calendar))


def _positive(number: int) -> int:
    if number < 1:
        raise ValueError(f"a term has at least one day, week or month, not {number}")
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
