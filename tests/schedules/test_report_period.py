"""Periods of reports fall on the days that the decree says, by a table written by hand."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.official import official_calendar
from schedules.report_period import Reporting, around, shipped_reporting, too_early
from tests.work.forms import form
from work.form.form import Version
from work.form.period import REGULAR, Dates, Due, FormPeriod, Period, PeriodKind, read_period

CALENDAR = official_calendar()
RULES = shipped_reporting()
TABLE = [
    line.split("\t")
    for line in (Path(__file__).parent / "report_periods.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
kinds = st.sampled_from(REGULAR)


def period(label: str) -> Period:
    found = read_period(label)
    assert found is not None, label
    return found


def dates(label: str, **own: object) -> Dates:
    one = period(label)
    found = RULES.dates(one, FormPeriod(one.kind, **own), CALENDAR)  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize(("label", "first", "last", "due"), TABLE)
def test_data_and_due_days_are_those_of_the_table(
    label: str, first: str, last: str, due: str
) -> None:
    found = dates(label)

    assert [found.first, found.last, found.due] == [
        date.fromisoformat(day) for day in (first, last, due)
    ]


def test_the_table_has_every_period_of_2026_but_weeks() -> None:
    labels = {row[0] for row in TABLE if "-W" not in row[0]}

    assert len(labels) == 12 + 4 + 2 + 1 + 1


@pytest.mark.parametrize(
    ("label", "first", "last", "due"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 2)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 2)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 2)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 5)),
    ],
)
def test_a_form_may_take_whole_quarters_as_one_circular_does(
    label: str, first: date, last: date, due: date
) -> None:
    found = dates(label, closes=31)

    assert (found.first, found.last, found.due) == (first, last, due)


def test_before_a_day_means_the_day_before_it_and_a_day_off_stays_where_it_falls() -> None:
    found = dates("2026", due=Due(day=20, before=True))

    assert found.due == date(2026, 12, 19), "trước ngày 20/12"
    assert found.day_off, "a Saturday"
    assert dates("2026", due=Due(day=25)).due == date(2026, 12, 25)


def test_a_day_may_lie_in_the_month_after() -> None:
    assert dates("2026-12", due=Due(day=5, month=1)).due == date(2027, 1, 5)


def test_a_report_is_asked_for_so_many_working_days_before_the_cut_off() -> None:
    assert dates("2026-10").opens == date(2026, 10, 7), "13, 12, 9, 8, 7/10 lie before the 14th"
    assert dates("2026-10", opens=0).opens == date(2026, 10, 14)


def test_no_period_is_dated_before_the_decree_was_in_force() -> None:
    one = FormPeriod(PeriodKind.MONTH)

    assert RULES.dates(period("2019-02"), one, CALENDAR) is None
    assert RULES.dates(period("2019-03"), one, CALENDAR) is not None


def test_days_that_may_still_move_are_forecasts() -> None:
    assert not dates("2026-03").forecast
    assert dates("2031-02").forecast


@given(kinds, days)
def test_periods_of_a_kind_follow_each_other_without_gap_or_overlap(
    kind: PeriodKind, day: date
) -> None:
    one = around(kind, day)
    these, those = (RULES.dates(each, FormPeriod(kind), CALENDAR) for each in (one, one.after))
    assert these is not None
    assert those is not None

    assert one.after.before == one
    if kind is not PeriodKind.NINE_MONTHS:
        assert those.first == these.last + timedelta(days=1)
    assert these.opens <= these.last < these.due


@given(kinds, days)
def test_a_label_is_read_as_the_period_that_it_was_written_of(kind: PeriodKind, day: date) -> None:
    one = around(kind, day)

    assert read_period(one.label) == one


@given(kinds, days)
def test_the_first_period_is_the_earliest_that_is_due_after_the_day_on_which_it_is_asked_for(
    kind: PeriodKind, day: date
) -> None:
    first = RULES.first_from(form(), kind, day, CALENDAR)
    assert first is not None
    own = FormPeriod(kind)
    now, before = (RULES.dates(one, own, CALENDAR) for one in (first, first.before))

    assert now is not None
    assert now.due > day
    assert before is None or before.due <= day


def test_the_version_in_force_on_the_last_day_of_the_data_counts() -> None:
    old = Version(1, form(valid_from=date(2026, 1, 1)))
    new = Version(2, form(valid_from=date(2026, 10, 1)))

    found = [
        RULES.asked((old, new), period(label), CALENDAR)
        for label in ("2025-12", "2026-09", "2026-10")
    ]

    assert [one and one.version.number for one in found] == [None, 1, 2]


def test_a_form_that_ended_is_asked_for_no_more() -> None:
    ended = Version(1, form(valid_from=date(2026, 1, 1), valid_to=date(2026, 10, 13)))

    assert RULES.asked((ended,), period("2026-10"), CALENDAR) is None
    assert RULES.asked((ended,), period("2026-09"), CALENDAR) is not None


def test_a_form_may_leave_out_periods_that_others_cover() -> None:
    own = FormPeriod(PeriodKind.QUARTER, only=(1,))
    one = (Version(1, form(periods=(own,))),)

    assert RULES.asked(one, period("2026-Q1"), CALENDAR) is not None
    assert RULES.asked(one, period("2026-Q2"), CALENDAR) is None


def test_a_form_that_is_due_before_its_data_end_is_found() -> None:
    year = FormPeriod(PeriodKind.YEAR, due=Due(day=25, month=-1))

    assert too_early(form(), [year], CALENDAR) == ("2026",), "25/11, with data to 14/12"
    assert too_early(form(), [FormPeriod(PeriodKind.MONTH)], CALENDAR) == ()


def test_another_rule_gives_another_mark() -> None:
    assert Reporting(RULES.rules[1:], RULES.ladders).mark != RULES.mark
