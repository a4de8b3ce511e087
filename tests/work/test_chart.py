"""Figures for charts: which month, which class of lateness, which week and which unit a task counts for."""

from datetime import date

import pytest

from work.chart import Chart, Month, Series, Tone, ages, largest, mondays, months

TODAY = date(2026, 2, 11)  # a Wednesday


def test_the_last_months_are_told_over_the_turn_of_the_year() -> None:
    done = [
        (date(2025, 8, 31), False, 9),
        (date(2025, 12, 31), True, 1),
        (date(2025, 12, 1), False, 2),
        (date(2026, 2, 11), True, 3),
    ]

    found = months(done, TODAY)

    assert [one.first for one in found] == [
        date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1),
        date(2026, 1, 1), date(2026, 2, 1),
    ]  # fmt: skip
    assert [(one.in_time, one.late) for one in found[3:]] == [(2, 1), (0, 0), (0, 3)]
    assert [one.rate for one in found[3:]] == [66, None, 0]
    assert Month(TODAY, 199, 1).rate == 99


@pytest.mark.parametrize(
    ("late", "place"),
    [(1, 0), (5, 0), (6, 1), (10, 1), (11, 2), (20, 2), (21, 3), (60, 3), (61, 4)],
)
def test_each_working_day_late_is_in_one_class(late: int, place: int) -> None:
    assert list(ages({TODAY: 7}, lambda due: late)) == [7 if i == place else 0 for i in range(5)]  # fmt: skip


def test_weeks_begin_on_mondays_and_this_one_is_the_last() -> None:
    assert mondays(TODAY, 3) == (date(2026, 1, 26), date(2026, 2, 2), date(2026, 2, 9))
    assert mondays(date(2026, 2, 9), 1) == (date(2026, 2, 9),)


def test_the_units_with_most_late_tasks_come_first() -> None:
    loads = [("A", 0, 9), ("B", 2, 0), ("C", 2, 5), ("D", 0, 9)]

    assert largest(loads, 3) == (("C", 2, 5), ("B", 2, 0), ("A", 0, 9))


def test_a_chart_knows_its_highest_bar_and_wants_a_value_for_each_label() -> None:
    two = (Series("a", (1, None), Tone.GOOD), Series("b", (2, 4), Tone.BAD))

    assert Chart("", ("x", "y"), two, "").highest == 4
    assert Chart("", ("x", "y"), (two[1], two[1]), "", stacked=True).highest == 8
    with pytest.raises(ValueError, match="one value for each label"):
        Chart("", ("x",), two, "")
