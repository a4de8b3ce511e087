"""Counting a deadline again is counting it anew: held against a count day by day that knows nothing of the code."""

import calendar as gregorian
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.calendar import Calendar, Day, DayKind, Week
from schedules.pause import resumption
from schedules.recount import COUNTABLE, counted
from work.deadline import Counted, Until

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)
WEEK = Week(date(1999, 10, 2), frozenset({5, 6}), "x")
UNITS = sorted(COUNTABLE)

days = st.dates(date(2026, 3, 1), date(2027, 3, 1))
changes = st.dictionaries(
    st.dates(date(2026, 1, 1), date(2028, 6, 30)), st.booleans(), max_size=120
)


def calendar(worked: dict[date, bool]) -> Calendar:
    kinds = {True: DayKind.SWAP_WORK, False: DayKind.SWAP_OFF}
    return Calendar(
        {day: Day(kinds[one], "x", "x") for day, one in worked.items()}, (WEEK,), ((FIRST, LAST),)
    )


def is_worked(day: date, worked: dict[date, bool]) -> bool:
    return worked.get(day, day.weekday() < 5)


def by_hand(unit: str, number: int, start: date, moved: int, worked: dict[date, bool]) -> date:
    """Walks from day to day."""
    day, left = start, number
    if unit == "working-days":
        while left:
            day += DAY
            left -= is_worked(day, worked)
    elif unit == "working-days-before":
        while left:
            day -= DAY
            left -= is_worked(day, worked)
    elif unit in ("calendar-days", "weeks"):
        for _ in range(number * (7 if unit == "weeks" else 1)):
            day += DAY
    else:
        months = number * {"months": 1, "quarters": 3, "half-years": 6, "years": 12}[unit]
        year, month = start.year, start.month
        for _ in range(months):
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        day = date(year, month, min(start.day, gregorian.monthrange(year, month)[1]))
    while unit != "working-days-before" and not is_worked(day, worked):
        day += DAY
    for _ in range(moved):
        day += DAY
        while not is_worked(day, worked):
            day += DAY
    return day


@given(
    unit=st.sampled_from(UNITS), number=st.integers(1, 12), start=days, moved=st.integers(0, 9),
    worked=changes,
)  # fmt: skip
def test_it_is_what_a_walk_from_day_to_day_comes_to(
    unit: str, number: int, start: date, moved: int, worked: dict[date, bool]
) -> None:
    number = min(number, 1) if unit == "years" else number
    of = Counted(unit, number, start, "lời văn", moved)

    found = counted(of, calendar(worked))

    assert found.due == by_hand(unit, number, start, moved, worked)
    assert (found.counted, found.source) == (of, "lời văn")


@given(
    number=st.integers(1, 20), start=days, after=st.integers(1, 30), long=st.integers(1, 30),
    before=changes, then=changes,
)  # fmt: skip
def test_a_pause_in_between_is_counted_on_whatever_the_calendar_becomes(
    number: int,
    start: date,
    after: int,
    long: int,
    before: dict[date, bool],
    then: dict[date, bool],
) -> None:
    """The working days that the pause took, by the calendar of that time, come behind the term on any calendar."""
    of = Counted("working-days", number, start, "x")
    old, since = calendar(before), start + DAY * after
    until = since + DAY * long
    due = Until(counted(of, old).due)

    found = resumption(since, until, due, old, None, of)

    taken = sum(is_worked(since + DAY * n, before) for n in range(long))
    assert found.working_days == taken
    if taken:
        assert found.deadline is not None
        assert found.deadline.counted == replace(of, moved=taken)
        walked = by_hand("working-days", number + taken, start, 0, then)
        assert counted(found.deadline.counted, calendar(then)).due == walked


def test_a_fixed_day_that_a_pause_put_off_counts_from_that_day(tmp_path: Path) -> None:
    old, due = calendar({}), Until(date(2026, 10, 23))

    found = resumption(date(2026, 10, 15), date(2026, 10, 20), due, old)

    assert found.deadline is not None
    of = found.deadline.counted
    assert of is not None
    assert (of.unit, of.number, of.start) == ("working-days", 3, date(2026, 10, 23))
    assert counted(of, calendar({date(2026, 10, 27): False})).due == date(2026, 10, 29)


@pytest.mark.parametrize("chosen", [date(2026, 11, 30)])
def test_a_date_that_somebody_set_is_fixed(chosen: date) -> None:
    due = Until(date(2026, 10, 23))
    of = Counted("working-days", 5, date(2026, 10, 16), "x")

    found = resumption(date(2026, 10, 15), date(2026, 10, 20), due, calendar({}), chosen, of)

    assert found.deadline is not None
    assert found.deadline.counted is None
