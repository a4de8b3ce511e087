"""Deadlines that come round, against the rule that is told, walked day by day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.calendar import Calendar
from schedules.official import official_calendar
from schedules.series import series_of
from work.reading.point import LAST, Day, Point, Unit, Weekday
from work.reading.said import Recurring

CALENDAR: Calendar = official_calendar()
MONDAY = date(2026, 10, 5)


def fits(rule: str, day: date) -> bool:
    """Whether *day* is one of *rule* (RFC 5545 §3.3.10), for the few parts that we write."""
    parts = dict(part.split("=") for part in rule.split(";"))
    if "BYDAY" in parts and "BYSETPOS" not in parts:
        return ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[day.weekday()] in parts["BYDAY"].split(
            ","
        )
    if "BYMONTH" in parts and str(day.month) not in parts["BYMONTH"].split(","):
        return False
    last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    wanted = [int(number) for number in parts["BYMONTHDAY"].split(",")]
    real = [number if number > 0 else last.day + 1 + number for number in wanted]
    real = [number for number in real if number <= last.day]
    return day.day == max(real) if "BYSETPOS" in parts else day.day in real


@settings(max_examples=60)
@given(
    st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    st.integers(1, 31) | st.just(LAST),
    st.sampled_from([None, 1, 2, 3]),
    st.booleans(),
)
def test_the_next_day_is_the_first_that_the_rule_allows(
    start: date, day: int, of_quarter: int | None, exclusive: bool
) -> None:
    unit = Unit.MONTH if of_quarter is None else Unit.QUARTER
    said = Recurring((Point(Day(day, of_quarter=of_quarter)),), unit, exclusive)
    found = series_of(said, start, CALENDAR)

    assert found is not None
    if exclusive and day in (LAST, 29, 30, 31):
        return  # the day before the last is told by its number from the end, or the longest month's
    walked = start
    while not fits(found.rule, walked):
        walked += timedelta(days=1)
    assert found.next == walked
    assert (found.literal - found.next).days == exclusive


@pytest.mark.parametrize(
    ("points", "unit", "exclusive", "rule", "due"),
    [
        ((Day(20),), Unit.MONTH, True, "FREQ=MONTHLY;BYMONTHDAY=19", date(2026, 10, 19)),
        ((Day(1),), Unit.MONTH, True, "FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 10, 31)),
        ((Day(31),), Unit.MONTH, False, "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", date(2026, 10, 31)),
        ((Day(LAST, working=True),), Unit.MONTH, False, "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", date(2026, 10, 30)),
        ((Day(20, 6), Day(20, 12)), Unit.YEAR, True, "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=19", date(2026, 12, 19)),
        ((Day(1, 7),), Unit.YEAR, True, "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=-1", date(2027, 6, 30)),
        ((Day(15), Day(30)), Unit.MONTH, False, "FREQ=MONTHLY;BYMONTHDAY=15,28,29,30;BYSETPOS=1,-1", date(2026, 10, 15)),
        ((Day(10), Day(20), Day(31)), Unit.MONTH, True, "FREQ=MONTHLY;BYMONTHDAY=9,19,28,29,30;BYSETPOS=1,2,-1", date(2026, 10, 9)),
        ((Day(15), Day(LAST)), Unit.MONTH, False, "FREQ=MONTHLY;BYMONTHDAY=15,-1", date(2026, 10, 15)),
        ((Weekday(4),), Unit.WEEK, False, "FREQ=WEEKLY;BYDAY=FR", date(2026, 10, 9)),
        ((Weekday(0),), Unit.WEEK, True, "FREQ=WEEKLY;BYDAY=SU", date(2026, 10, 11)),
        ((Weekday(3), Weekday(1)), Unit.WEEK, False, "FREQ=WEEKLY;BYDAY=TU,TH", date(2026, 10, 6)),
    ],
)  # fmt: skip
def test_the_rule_tells_the_last_day_that_complies(
    points: tuple[Day | Weekday, ...], unit: Unit, exclusive: bool, rule: str, due: date
) -> None:
    said = Recurring(tuple(Point(point) for point in points), unit, exclusive)
    found = series_of(said, MONDAY, CALENDAR)

    assert found is not None
    assert (found.rule, found.next) == (rule, due)


def test_the_second_day_of_february_is_its_last() -> None:
    said = Recurring((Point(Day(15)), Point(Day(30))), Unit.MONTH)
    found = series_of(said, date(2027, 2, 16), CALENDAR)

    assert found is not None
    assert found.next == date(2027, 2, 28)


def test_a_day_that_no_month_has_is_none() -> None:
    assert series_of(Recurring((Point(Day(32)),), Unit.MONTH), MONDAY, CALENDAR) is None
