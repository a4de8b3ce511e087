"""Terms and fixed dates, by Bộ luật Dân sự 2015, Điều 147 and 148, on the calendar of 2024 to 2028."""

from datetime import date

import pytest

from schedules.calendar import Calendar
from schedules.deadline import (
    in_calendar_days,
    in_months,
    in_weeks,
    in_working_days,
)
from schedules.official import official_calendar


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return official_calendar()


@pytest.mark.parametrize(
    ("received", "number", "due"),
    [
        (date(2026, 9, 24), 5, date(2026, 10, 1)),
        (date(2026, 2, 11), 5, date(2026, 2, 25)),  # across Tết: 12, 13, 23, 24, 25
        (date(2026, 1, 8), 2, date(2026, 1, 10)),  # the second working day is a Saturday
        (date(2025, 12, 31), 1, date(2026, 1, 5)),  # 01/01 and 02/01 are off
        (date(2026, 11, 23), 1, date(2026, 11, 25)),  # 24/11 is off
        (date(2026, 4, 25), 1, date(2026, 4, 28)),  # received on a Saturday
    ],
)
def test_working_days_begin_after_the_day_of_receipt(
    calendar: Calendar, received: date, number: int, due: date
) -> None:
    found = in_working_days(received, number, calendar)

    assert (found.due, found.rule) == (due, "working-days")
    assert "rolled" not in found.warnings, "a working day is never one to roll from"


@pytest.mark.parametrize(
    ("start", "days", "ends", "due"),
    [
        (date(2026, 3, 2), 15, date(2026, 3, 17), date(2026, 3, 17)),
        (date(2026, 3, 2), 5, date(2026, 3, 7), date(2026, 3, 9)),  # a Saturday
        (date(2026, 1, 5), 5, date(2026, 1, 10), date(2026, 1, 10)),  # a Saturday that is worked
        (date(2026, 2, 6), 10, date(2026, 2, 16), date(2026, 2, 23)),  # in Tết
        (date(2026, 4, 16), 10, date(2026, 4, 26), date(2026, 4, 28)),  # Giỗ Tổ on a Sunday
    ],
)
def test_a_term_that_ends_on_a_day_off_ends_with_the_next_working_day(
    calendar: Calendar, start: date, days: int, ends: date, due: date
) -> None:
    found = in_calendar_days(start, days, calendar)

    assert (found.literal, found.due) == (ends, due)
    assert ("rolled" in found.warnings) == (ends != due)
    assert found.source == "Bộ luật Dân sự 2015, Điều 147, 148"


@pytest.mark.parametrize(
    ("start", "months", "ends"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 2, 28), 1, date(2026, 3, 28)),
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2025, 10, 31), 4, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_the_month(
    calendar: Calendar, start: date, months: int, ends: date
) -> None:
    found = in_months(start, months, calendar)

    assert (found.literal, found.rule) == (ends, "months")
    assert found.due == calendar.working_day_from(ends)


def test_weeks_end_on_the_same_day_of_the_week(calendar: Calendar) -> None:
    found = in_weeks(date(2026, 9, 24), 2, calendar)

    assert (found.due, found.rule) == (date(2026, 10, 8), "weeks")


def test_a_term_across_a_forecast_stretch_says_so(
    calendar: Calendar,
) -> None:
    across = in_working_days(date(2027, 1, 29), 10, calendar)
    beside = in_working_days(date(2027, 3, 1), 10, calendar)

    assert "forecast-calendar" in across.warnings
    assert beside.warnings == ()
    assert in_calendar_days(date(2027, 2, 1), 6, calendar).warnings == (
        "rolled",
        "forecast-calendar",
    )
    assert in_calendar_days(date(2027, 2, 1), 30, calendar).warnings == (), "its end is certain"


@pytest.mark.parametrize("term", [in_working_days, in_calendar_days, in_weeks, in_months])
def test_a_term_without_length_is_refused(calendar: Calendar, term: type) -> None:
    with pytest.raises(ValueError, match="at least one"):
        term(date(2026, 9, 24), 0, calendar)
