"""Figures are read as Vietnamese offices write them, and whatever else is written is refused."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from work.form.indicator import NUMBERS, Indicator, Kind
from work.form.value import BadValue, is_doubtful, kept, read_cell, read_text, shown, written

numbers = st.decimals(
    min_value=-(10**14), max_value=10**14, allow_nan=False, allow_infinity=False, places=6
)
days = st.dates(date(1945, 9, 2), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1.234", "1234"),
        ("1234", "1234"),
        ("1234,50", "1234.5"),
        ("1 234 567,25", "1234567.25"),
        ("1\u00a0234", "1234"),
        ("-12,5", "-12.5"),
        ("+7", "7"),
        ("0", "0"),
        (" 21.914 ", "21914"),
    ],
)
def test_figures_have_dots_between_thousands_and_a_comma_before_decimals(
    text: str, value: str
) -> None:
    assert read_text(Kind.DECIMAL, text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.5", "foreign-number"),
        ("1,234.5", "foreign-number"),
        ("12.34", "foreign-number"),
        ("1.2345", "foreign-number"),
        ("1.234 567", "not-a-number"),
        ("mười", "not-a-number"),
        ("=1+1", "not-a-number"),
        ("1e5", "not-a-number"),
        ("٣", "not-a-number"),
        ("", "not-a-number"),
        ("1.000.000.000.000.000", "too-large"),
        ("0,1234567", "too-fine"),
    ],
)
def test_what_may_mean_two_things_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadValue, match=code):
        read_text(Kind.DECIMAL, text)


def test_a_whole_number_has_no_decimals() -> None:
    assert read_text(Kind.INTEGER, "12,0") == 12
    with pytest.raises(BadValue, match="not-whole"):
        read_text(Kind.INTEGER, "12,5")


def test_per_cent_may_bear_its_sign() -> None:
    assert read_text(Kind.PERCENT, "98,62%") == Decimal("98.62")
    assert read_text(Kind.PERCENT, "98,62 %") == Decimal("98.62")
    with pytest.raises(BadValue):
        read_text(Kind.DECIMAL, "98%")


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Kind.DECIMAL, 0.1 + 0.2, Decimal("0.3")),
        (Kind.INTEGER, 12.0, Decimal(12)),
        (Kind.MONEY, 1250, Decimal(1250)),
        (Kind.DATE, datetime(2026, 3, 5, 8), date(2026, 3, 5)),
        (Kind.DATE, "05/3/2026", date(2026, 3, 5)),
        (Kind.DATE, "2026-03-05", date(2026, 3, 5)),
        (Kind.YES_NO, "Có", True),
        (Kind.YES_NO, "KHÔNG", False),
        (Kind.YES_NO, "x", True),
        (Kind.YES_NO, 0, False),
        (Kind.TEXT, 12.5, "12,5"),
        (Kind.TEXT, "  Thiếu máy  ", "Thiếu máy"),
        (Kind.TEXT, "=HYPERLINK(1)", "=HYPERLINK(1)"),
        (Kind.INTEGER, "  ", None),
        (Kind.INTEGER, None, None),
    ],
)
def test_a_cell_gives_the_value_of_its_kind(kind: Kind, cell: object, value: object) -> None:
    assert read_cell(kind, cell) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "cell", "code"),
    [
        (Kind.INTEGER, True, "not-a-number"),
        (Kind.INTEGER, date(2026, 1, 1), "not-a-number"),
        (Kind.DECIMAL, float("inf"), "too-large"),
        (Kind.DECIMAL, float("nan"), "too-large"),
        (Kind.INTEGER, 1.5, "not-whole"),
        (Kind.DATE, 45000, "not-a-date"),
        (Kind.DATE, "31/02/2026", "not-a-date"),
        (Kind.DATE, "05/03/26", "not-a-date"),
        (Kind.DATE, "01/01/1900", "not-a-date"),
        (Kind.YES_NO, "có thể", "not-yes-no"),
        (Kind.TEXT, "a" * 2001, "too-long"),
        (Kind.TEXT, "a\x1b[31m", "unprintable"),
    ],
)
def test_what_is_no_value_of_the_kind_is_refused(kind: Kind, cell: object, code: str) -> None:
    with pytest.raises(BadValue, match=code):
        read_cell(kind, cell)  # type: ignore[arg-type]


@given(numbers)
def test_a_number_is_read_again_as_it_was_shown(value: Decimal) -> None:
    assert read_text(Kind.DECIMAL, shown(value)) == value
    assert kept(Kind.DECIMAL, written(value)) == value


@given(st.sampled_from(sorted(NUMBERS)), st.text("0123456789.,- %٣e", max_size=12))
def test_any_text_is_a_number_or_refused(kind: Kind, text: str) -> None:
    try:
        value = read_text(kind, text)
    except BadValue:
        return
    assert isinstance(value, Decimal)
    assert value.is_finite()


@given(days)
def test_a_day_is_read_again_as_it_was_shown(day: date) -> None:
    assert read_text(Kind.DATE, shown(day)) == day
    assert kept(Kind.DATE, written(day)) == day


@given(st.floats())
def test_any_figure_of_a_spreadsheet_is_a_number_or_refused(cell: float) -> None:
    try:
        value = read_cell(Kind.DECIMAL, cell)
    except BadValue:
        return
    assert isinstance(value, Decimal)
    assert abs(float(value) - cell) <= abs(cell) * 1e-14


def test_a_small_per_cent_is_doubted() -> None:
    one = Indicator("3", "Tỷ lệ", Kind.PERCENT)

    assert is_doubtful(one, 0.9862)
    assert not is_doubtful(one, 98.62)
    assert not is_doubtful(one, "0,9862"), "who writes so means it"
    assert not is_doubtful(Indicator("1", "Số", Kind.DECIMAL), 0.5)
