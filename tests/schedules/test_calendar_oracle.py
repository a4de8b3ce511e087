"""Calendar and terms against another's table, the package `holidays`, and against counting day by day."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.calendar import Calendar
from schedules.deadline import (
    days_ahead,
    in_calendar_days,
    in_half_years,
    in_hours,
    in_months,
    in_quarters,
    in_weeks,
    in_working_days,
    in_years,
    months_ahead,
    weeks_ahead,
    working_days_ahead,
)
from schedules.official import official_calendar

FIRST, LAST = date(2024, 1, 1), date(2028, 12, 31)

# Where the notices say otherwise than the package: Friday 02/01/2026 was swapped with Saturday 10/01/2026.
SWAPPED = {date(2026, 1, 2): False, date(2026, 1, 10): True}

OTHERS = holidays.country_holidays("VN", years=range(FIRST.year - 1, LAST.year + 2))
CALENDAR: Calendar = official_calendar()


def works(day: date) -> bool:
    """Whether the office works on *day*, by the package and the known exception."""
    return SWAPPED.get(day, OTHERS.is_working_day(day))


def days(first: date, last: date) -> st.SearchStrategy[date]:
    return st.dates(min_value=first, max_value=last)


@pytest.mark.parametrize("year", range(FIRST.year, LAST.year + 1))
def test_every_day_of_the_table_is_worked_or_not_as_the_package_has_it(year: int) -> None:
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    differing = [
        day for day in every if day.year == year and CALENDAR.is_working(day) != works(day)
    ]

    assert differing == []


@given(days(FIRST, date(2028, 6, 30)), st.integers(1, 90))
def test_a_term_in_working_days_is_what_one_counts_on_the_fingers(start: date, number: int) -> None:
    day, left = start, number
    while left:
        day += timedelta(days=1)
        left -= works(day)

    assert in_working_days(start, number, CALENDAR).due == day


@given(days(FIRST, date(2028, 6, 30)), st.integers(1, 150))
def test_a_term_in_days_ends_when_so_many_are_over_and_the_office_works(
    start: date, number: int
) -> None:
    day = start
    for _ in range(number):
        day += timedelta(days=1)
    literal = day
    while not works(day):
        day += timedelta(days=1)
    found = in_calendar_days(start, number, CALENDAR)

    assert (found.literal, found.due) == (literal, day)
    assert ("rolled" in found.warnings) == (literal != day)


@given(days(FIRST, date(2028, 6, 30)), st.integers(1, 20))
def test_a_term_in_weeks_is_one_in_seven_times_as_many_days(start: date, number: int) -> None:
    assert (
        in_weeks(start, number, CALENDAR).due == in_calendar_days(start, 7 * number, CALENDAR).due
    )


@given(days(FIRST, date(2027, 6, 30)), st.integers(1, 18))
def test_a_term_in_months_ends_on_the_same_day_or_the_last_there_is(
    start: date, number: int
) -> None:
    first = start.replace(day=1)
    for _ in range(number):
        first = (first + timedelta(days=31)).replace(day=1)
    in_that_month = [d for n in range(31) if (d := first + timedelta(days=n)).month == first.month]
    literal = max(day for day in in_that_month if day.day <= start.day)

    assert in_months(start, number, CALENDAR).literal == literal


@given(days(FIRST, date(2028, 9, 30)), st.integers(-60, 60))
def test_working_days_between_are_those_that_were_added(start: date, number: int) -> None:
    end = CALENDAR.add_working_days(start, number)

    assert CALENDAR.working_days(start, end) == (
        number if number >= 0 or works(start) else number + 1
    )


@given(days(FIRST, date(2027, 6, 30)), st.integers(1, 3))
def test_quarters_half_years_and_years_are_so_many_months(start: date, number: int) -> None:
    for term, length in ((in_quarters, 3), (in_half_years, 6), (in_years, 12)):
        if number * length > 18:
            continue
        found, months = term(start, number, CALENDAR), in_months(start, number * length, CALENDAR)

        assert (found.due, found.literal) == (months.due, months.literal)


@given(days(FIRST, LAST), st.integers(0, 24 * 60 - 1), st.integers(1, 300))
def test_hours_run_through_nights_and_days_off(day: date, minute: int, number: int) -> None:
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    at = start
    for _ in range(number):
        at += timedelta(minutes=60)

    assert in_hours(start, number).due == at


@given(days(date(2024, 6, 1), LAST), st.integers(1, 60))
def test_working_days_ahead_are_counted_backwards_on_the_fingers(day: date, number: int) -> None:
    due, left = day, number
    while left:
        due -= timedelta(days=1)
        left -= works(due)

    assert working_days_ahead(day, number, CALENDAR, "").due == due


@given(days(date(2024, 6, 1), LAST), st.integers(1, 100))
def test_days_and_weeks_ahead_do_not_move_but_warn(day: date, number: int) -> None:
    due = day
    for _ in range(number):
        due -= timedelta(days=1)
    found = days_ahead(day, number, CALENDAR, "")

    assert (found.due, found.literal) == (due, day)
    assert ("day-off" in found.warnings) == (not works(due))
    if number % 7 == 0:
        assert weeks_ahead(day, number // 7, CALENDAR, "").due == due


@given(days(date(2025, 6, 30), LAST), st.integers(1, 12))
def test_months_ahead_end_on_the_same_day_or_the_last_there_is(day: date, number: int) -> None:
    first = day.replace(day=1)
    for _ in range(number):
        first = (first - timedelta(days=1)).replace(day=1)
    in_that_month = [d for n in range(31) if (d := first + timedelta(days=n)).month == first.month]

    assert months_ahead(day, number, CALENDAR, "").due == max(
        d for d in in_that_month if d.day <= day.day
    )
