"""A form's rules find what is wrong and nothing else; what is missing is never zero."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.work.forms import GOOD, INDICATORS, form
from work.form.check import faults
from work.form.filled import read_given
from work.form.form import Form
from work.form.indicator import Indicator, Kind, Value

whole = st.integers(-(10**12), 10**12)
maybe = st.none() | st.decimals(-(10**9), 10**9, allow_nan=False, places=3)


def codes(one: Form, values: dict[str, Value]) -> list[tuple[str, str]]:
    return [(fault.code, fault.indicator) for fault in faults(one, values)]


def test_good_values_have_no_fault() -> None:
    filled = read_given(form(), GOOD)

    assert filled.faults == ()
    assert filled.values["1"] == 1250


def test_each_rule_is_told_with_its_indicator() -> None:
    bad = {**GOOD, "1.2": "251", "2": "", "2.1": "1.300", "3": "100,01", "1.1": "-1"}

    found = [(one.code, one.indicator) for one in read_given(form(), bad).faults]

    assert found == [
        ("sum", "1"),
        ("below", "1.1"),
        ("required", "2"),
        ("above", "3"),
    ]


def test_one_that_must_not_be_less_than_another_is_told() -> None:
    bad = {**GOOD, "2": "1.179"}

    (fault,) = read_given(form(), bad).faults

    assert (fault.code, fault.indicator) == ("less", "2")
    assert fault.facts == {"value": "1179", "other": "2.1", "least": "1180"}


def test_what_cannot_be_read_is_told_once_and_not_as_missing_too() -> None:
    (fault,) = read_given(form(), {**GOOD, "2": "một nghìn"}).faults

    assert (fault.code, fault.indicator) == ("not-a-number", "2")


def test_an_indicator_that_the_form_has_not_is_told() -> None:
    (fault,) = read_given(form(), {**GOOD, "99": "1"}).faults

    assert (fault.code, fault.indicator) == ("unknown-code", "99")


def test_days_have_bounds_too() -> None:
    first = replace(INDICATORS[8], least=date(2026, 1, 1))
    one = form(indicators=(first,))

    assert codes(one, {"6": date(2025, 12, 31)}) == [("below", "6")]
    assert codes(one, {"6": date(2026, 1, 1)}) == []


@given(st.lists(maybe, min_size=1, max_size=6), maybe)
def test_a_sum_is_wrong_exactly_where_all_parts_are_there_and_give_another(
    parts: list[Decimal | None], total: Decimal | None
) -> None:
    names = [f"p{number}" for number in range(len(parts))]
    indicators = (
        Indicator("total", "Tổng", Kind.DECIMAL, sum_of=tuple(names)),
        *(Indicator(name, name, Kind.DECIMAL) for name in names),
    )
    given_values = {"total": total, **dict(zip(names, parts, strict=True))}
    values: dict[str, Value] = {k: v for k, v in given_values.items() if v is not None}

    found = codes(form(indicators=indicators), values)

    known = [part for part in parts if part is not None]
    wrong = total is not None and len(known) == len(parts) and sum(known) != total
    assert found == ([("sum", "total")] if wrong else [])


@given(whole, whole, whole)
def test_bounds_are_allowed_themselves(least: int, most: int, value: int) -> None:
    low, high = sorted((least, most))
    bounds = {"least": Decimal(low), "most": Decimal(high)}
    one = form(indicators=(replace(INDICATORS[4], **bounds),))  # type: ignore[arg-type]

    found = [code for code, _ in codes(one, {"2.1": Decimal(value)})]

    assert found == ["below"] * (value < low) + ["above"] * (value > high)
