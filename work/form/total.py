"""Totals (tổng hợp) of a form over its audience: what is missing is named and never counted as zero."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from work.form.form import Form
from work.form.indicator import Indicator, Totalling, Value
from work.form.request import Request, RequestState
from work.form.value import kept

MEAN_DECIMALS = Decimal("0.01")  # to which a mean is rounded, half up as offices do
COUNTED = frozenset({RequestState.SUBMITTED, RequestState.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Reported:
    """One request, and the values that count; None where there are none."""

    request: Request
    values: Mapping[str, Value] | None


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator over all: *total* of the *reported* values, and the same of the period before.

    None stands for no value at all. *change* is None where either is; *rate* is the change in per cent
    of what was, None where that was nothing.
    """

    indicator: Indicator
    total: Decimal | None
    reported: int
    before: Decimal | None = None
    reported_before: int = 0

    @property
    def change(self) -> Decimal | None:
        """By how much the total differs from that of the period before."""
        if self.total is None or self.before is None:
            return None
        return self.total - self.before

    @property
    def rate(self) -> Decimal | None:
        """The change in per cent of what was before, to two places."""
        if self.change is None or not self.before:
            return None
        return (self.change * 100 / abs(self.before)).quantize(MEAN_DECIMALS, "ROUND_HALF_UP")


@dataclass(frozen=True, slots=True)
class Total:
    """One form in one period: its rows, who reported, who did not, and who is excused."""

    form: Form
    rows: tuple[Row, ...]
    reported: tuple[Reported, ...]
    missing: tuple[Request, ...]
    excused: tuple[Request, ...]
    asked_before: int = 0
    reported_before: int = 0

    @property
    def asked(self) -> int:
        """How many had to report."""
        return len(self.reported) + len(self.missing)

    @property
    def waiting(self) -> int:
        """How many of those that reported are not accepted yet."""
        return sum(one.request.state is RequestState.SUBMITTED for one in self.reported)


def reported(
    request: Request, form: Form, values: Mapping[str, str] | None, *, accepted: bool = False
) -> Reported:
    """*request* with its values in the kinds that *form*, the version it was asked by, gives them.

    What was returned does not count, nor with *accepted* what nobody has accepted.
    """
    counts = frozenset({RequestState.ACCEPTED}) if accepted else COUNTED
    if values is None or request.state not in counts:
        return Reported(request, None)
    kinds = {one.code: one.kind for one in form.indicators}
    read = {code: kept(kinds[code], text) for code, text in values.items() if code in kinds}
    return Reported(request, read)


def total(form: Form, now: Iterable[Reported], before: Iterable[Reported] = ()) -> Total:
    """What *now* comes to by the indicators of *form*, beside the period *before*."""
    these, those = in_order(now), in_order(before)
    there = tuple(one for one in these if one.values is not None)
    rows = tuple(_row(one, these, those) for one in form.indicators)
    excused = tuple(one.request for one in these if one.request.state is RequestState.EXCUSED)
    absent = (one.request for one in these if one.values is None)
    asked = [one for one in those if one.request.state is not RequestState.EXCUSED]
    return Total(
        form,
        rows,
        there,
        tuple(one for one in absent if one.state is not RequestState.EXCUSED),
        excused,
        len(asked),
        sum(one.values is not None for one in asked),
    )


def in_order(found: Iterable[Reported]) -> list[Reported]:
    """Those by agency, and within it by name."""
    return sorted(found, key=lambda one: (one.request.party.agency, one.request.member_name))


def _row(one: Indicator, now: Sequence[Reported], before: Sequence[Reported]) -> Row:
    value, count = totalled(one, now)
    earlier, count_before = totalled(one, before)
    return Row(one, value, count, earlier, count_before)


def totalled(one: Indicator, found: Iterable[Reported]) -> tuple[Decimal | None, int]:
    """The total of one indicator, and of how many values it was made; None of none."""
    sent = [values for reported in found if (values := reported.values) is not None]
    pairs = [(values[one.code], values) for values in sent if one.code in values]
    if one.total is Totalling.NONE or not pairs:
        return None, len(pairs)
    if one.total is Totalling.COUNT:
        return Decimal(sum(value is True for value, _ in pairs)), len(pairs)
    numbers = [(value, values) for value, values in pairs if isinstance(value, Decimal)]
    if one.total is Totalling.SUM:
        return sum((value for value, _ in numbers), Decimal(0)), len(numbers)
    return _mean(one, numbers)


def _mean(
    one: Indicator, numbers: Sequence[tuple[Decimal, Mapping[str, Value]]]
) -> tuple[Decimal | None, int]:
    """The mean, weighed where the indicator says by what: who gives no weight is left out."""
    weighed = [(value, _weight(one, values)) for value, values in numbers]
    known = [(value, weight) for value, weight in weighed if weight is not None]
    whole = sum((weight for _, weight in known), Decimal(0))
    if not whole:
        return None, len(known)
    mean = sum((value * weight for value, weight in known), Decimal(0)) / whole
    return mean.quantize(MEAN_DECIMALS, "ROUND_HALF_UP"), len(known)


def _weight(one: Indicator, values: Mapping[str, Value]) -> Decimal | None:
    if not one.weight:
        return Decimal(1)
    found = values.get(one.weight)
    return found if isinstance(found, Decimal) and found >= 0 else None
