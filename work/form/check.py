"""What is wrong with the values of a form: required ones, bounds, sums, and one not less than another.

A value that is missing is never taken for zero: what is said of it cannot be checked then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from work.form.form import Form
from work.form.indicator import Indicator, Value
from work.form.value import written

Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule that does not hold: *code* names it, *indicator* whose value it is about.

    *facts* are what its sentence quotes, values as `written` gives them. *row* is where the value
    stands in a sheet, 0 for what did not come in one; *column* counts from 0.
    """

    code: str
    indicator: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    row: int = 0
    column: int | None = None


def faults(form: Form, values: Values) -> tuple[Fault, ...]:
    """Every rule of *form* that *values*, by indicator, break; in the order of the form."""
    return tuple(fault for one in form.indicators for fault in _of(one, values))


def _of(one: Indicator, values: Values) -> Iterator[Fault]:
    value = values.get(one.code)
    if value is None:
        if one.required:
            yield Fault("required", one.code)
        return
    yield from _bounds(one, value)
    yield from _sum(one, value, values)
    for other in one.not_less_than:
        least = values.get(other)
        if least is not None and value < least:  # type: ignore[operator]
            facts = {"value": written(value), "other": other, "least": written(least)}
            yield Fault("less", one.code, facts)


def _bounds(one: Indicator, value: Value) -> Iterator[Fault]:
    if one.least is not None and value < one.least:  # type: ignore[operator]
        yield Fault("below", one.code, {"value": written(value), "bound": written(one.least)})
    if one.most is not None and value > one.most:  # type: ignore[operator]
        yield Fault("above", one.code, {"value": written(value), "bound": written(one.most)})


def _sum(one: Indicator, value: Value, values: Values) -> Iterator[Fault]:
    parts = [values.get(code) for code in one.sum_of]
    numbers = [part for part in parts if isinstance(part, Decimal)]
    if not parts or len(numbers) < len(parts):
        return
    total = sum(numbers, Decimal(0))
    if value != total:
        facts = {"value": written(value), "parts": list(one.sum_of), "sum": written(total)}
        yield Fault("sum", one.code, facts)
