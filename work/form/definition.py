"""Reads a form from rows that know their place: of a TOML file, or of a workbook's sheets."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from work.dated import DataRefused, Row
from work.filing import YEARS
from work.form.form import Audience, Excuse, Form
from work.form.indicator import (
    BOUNDED,
    NUMBERS,
    POSSIBLE,
    USUAL,
    Indicator,
    Kind,
    Totalling,
)
from work.form.period import Due, FormPeriod, PeriodKind, most_in_year
from work.form.value import BadValue, read_cell
from work.spelling import composed

T = TypeVar("T")

TABLES = ("form", "period", "audience", "excused", "indicator")
MOST_INDICATORS = 500
MOST_MEMBERS = 5000
CODE_LONGEST, NAME_LONGEST, WORDS_LONGEST = 31, 300, 1000
_CODE = re.compile(r"[0-9A-Z][0-9A-Z.-]*")
_INDICATOR = re.compile(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ._-]*")


@dataclass(frozen=True, slots=True)
class Source:
    """The rows of one file, by table; *place* names the file."""

    place: str
    tables: Mapping[str, Sequence[Row]]


class FormRefused(Exception):
    """A form cannot be kept; *faults* are sentences, each with its place and what to write."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def read_form(source: Source) -> Form:
    """The form in *source*. Raises FormRefused with everything that is wrong with it."""
    faults: list[str] = []

    def each(table: str, read: Callable[[Row], T]) -> tuple[T, ...]:
        found = []
        for row in source.tables.get(table, ()):
            try:
                found.append(read(row))
            except DataRefused as refused:
                faults.append(str(refused))
        return tuple(found)

    heads = each("form", _head)
    periods, indicators = each("period", _period), each("indicator", _indicator)
    audiences, excused = each("audience", _audience), each("excused", _excuse)
    if not faults:
        faults += _of_whole(source, heads, periods, audiences, indicators)
    if faults:
        raise FormRefused(faults)
    audience = Audience(
        tuple(dict.fromkeys(one for each in audiences for one in each.members)),
        tuple(dict.fromkeys(one for each in audiences for one in each.children_of)),
        tuple(dict.fromkeys(one for each in audiences for one in each.units_of)),
    )
    return Form(
        **heads[0],
        periods=periods,
        audience=audience,
        excused=excused,
        indicators=indicators,
    )


def _head(row: Row) -> dict[str, Any]:
    row.only("code", "name", "source", "receiver", "guide", "valid_from", "valid_to")
    code = row.text("code")
    if len(code) > CODE_LONGEST or not _CODE.fullmatch(code):
        raise row.refused(
            "code is of capital letters, digits, dots and hyphens, at most 31, such as BC-CCHC"
        )
    first = row.day("valid_from")
    last = row.day("valid_to") if "valid_to" in row.values else None
    if first.year not in YEARS:
        raise row.refused(f"valid_from lies in the years {YEARS[0]} to {YEARS[-1]}")
    if last is not None and last < first:
        raise row.refused("valid_to lies before valid_from; exchange them")
    return {
        "code": code,
        "name": _line(row, "name", NAME_LONGEST),
        "source": _line(row, "source", WORDS_LONGEST),
        "receiver": _line(row, "receiver", NAME_LONGEST),
        "guide": _line(row, "guide", WORDS_LONGEST) if "guide" in row.values else "",
        "valid_from": first,
        "valid_to": last,
    }


def _line(row: Row, key: str, longest: int) -> str:
    line = " ".join(composed(row.text(key)).split())
    if not line or len(line) > longest or not line.isprintable():
        raise row.refused(f"{key} is one line of 1 to {longest} characters")
    return line


def _period(row: Row) -> FormPeriod:
    keys = ("kind", "only", "closes", "opens", "due_working_days", "due_day")
    row.only(*keys, "due_month", "due_before")
    kind = PeriodKind(row.text("kind", tuple(PeriodKind)))
    if kind is PeriodKind.AD_HOC and row.values.keys() - {"kind"}:
        raise row.refused("ad-hoc takes nothing else: its days are given when it is asked for")
    only = _only(row, kind)
    most = 7 if kind is PeriodKind.WEEK else 31
    return FormPeriod(
        kind,
        only,
        _within(row, "closes", 1, most),
        _due(row, kind),
        _within(row, "opens", 0, 60),
    )


def _only(row: Row, kind: PeriodKind) -> tuple[int, ...]:
    given = row.values.get("only", [])
    most = most_in_year(kind)
    numbers = given if isinstance(given, list) else [None]
    if any(type(one) is not int or not 1 <= one <= most for one in numbers):
        raise row.refused(f"only is a list of numbers from 1 to {most}, in brackets")
    return tuple(sorted(set(numbers)))


def _due(row: Row, kind: PeriodKind) -> Due | None:
    days, day = _within(row, "due_working_days", 0, 250), _within(row, "due_day", 1, 31)
    month = _within(row, "due_month", -12, 12)
    before = row.values.get("due_before", False)
    if type(before) is not bool:
        raise row.refused("due_before is true or false, without quotes")
    if days is not None and day is not None:
        raise row.refused("write due_working_days or due_day, not both")
    if day is None and (month is not None or before):
        raise row.refused("due_month and due_before go with due_day; add it")
    if day is not None and kind is PeriodKind.WEEK:
        raise row.refused("a week is due by due_working_days; write that in place of due_day")
    if days is None and day is None:
        return None
    return Due(days, day, month or 0, before)


def _within(row: Row, key: str, least: int, most: int) -> int | None:
    if key not in row.values:
        return None
    found = row.number(key)
    if not least <= found <= most:
        raise row.refused(f"{key} is a whole number from {least} to {most}")
    return found


def _audience(row: Row) -> Audience:
    row.only("members", "children_of", "units_of")
    found = Audience(
        *(tuple(map(composed, row.words(key))) for key in ("members", "children_of", "units_of"))
    )
    if found == Audience():
        raise row.refused("write members, children_of or units_of")
    return found


def _excuse(row: Row) -> Excuse:
    row.only("member", "reason")
    return Excuse(composed(row.text("member")), _line(row, "reason", NAME_LONGEST))


def _indicator(row: Row) -> Indicator:
    keys = ("code", "name", "kind", "unit", "source", "required", "least", "most")
    row.only(*keys, "sum_of", "not_less_than", "total", "weight")
    kind = Kind(row.text("kind", tuple(Kind)))
    code = row.text("code")
    if len(code) > CODE_LONGEST or not _INDICATOR.fullmatch(code):
        raise row.refused("code is of letters, digits, dots and hyphens, at most 31, such as 1.2")
    required = row.values.get("required", False)
    if type(required) is not bool:
        raise row.refused("required is true or false, without quotes")
    total = Totalling(row.text("total", POSSIBLE[kind])) if "total" in row.values else USUAL[kind]
    return Indicator(
        code,
        _line(row, "name", NAME_LONGEST),
        kind,
        _line(row, "unit", 60) if "unit" in row.values else "",
        _line(row, "source", NAME_LONGEST) if "source" in row.values else "",
        required,
        *_bounds(row, kind),
        row.words("sum_of"),
        row.words("not_less_than"),
        total,
        row.text("weight") if "weight" in row.values else "",
    )


def _bounds(row: Row, kind: Kind) -> tuple[Decimal | date | None, Decimal | date | None]:
    least, most = (_bound(row, kind, key) for key in ("least", "most"))
    if least is not None and most is not None and least > most:  # type: ignore[operator]
        raise row.refused("least is more than most; exchange them")
    return least, most


def _bound(row: Row, kind: Kind, key: str) -> Decimal | date | None:
    if key not in row.values:
        return None
    if kind not in BOUNDED:
        raise row.refused(f"{key} goes with numbers and days alone; remove it")
    try:
        found = read_cell(kind, row.values[key])
    except BadValue:
        found = None
    if not isinstance(found, Decimal | date):
        raise row.refused(f"{key} is a value of the indicator's own kind, {kind}")
    return found


def _of_whole(
    source: Source,
    heads: Sequence[Mapping[str, Any]],
    periods: Sequence[FormPeriod],
    audiences: Sequence[Audience],
    indicators: Sequence[Indicator],
) -> list[str]:
    """What is wrong between rows."""
    found = []
    for table, count in (
        ("form", len(heads)),
        ("period", len(periods)),
        ("audience", len(audiences)),
    ):
        if count == 0 or (table == "form" and count > 1):
            found.append(
                f"{source.place}: write {'one' if table == 'form' else 'at least one'} [{table}]"
            )
    if not 1 <= len(indicators) <= MOST_INDICATORS:
        found.append(f"{source.place}: a form has 1 to {MOST_INDICATORS} indicators")
    if sum(len(one.members) for one in audiences) > MOST_MEMBERS:
        found.append(f"{source.place}: at most {MOST_MEMBERS} members can be listed")
    kinds = [one.kind for one in periods]
    found += [f"{source.place}: period {kind} stands twice; keep one" for kind in _twice(kinds)]
    codes = [one.code for one in indicators]
    found += [f"{source.place}: indicator {code} stands twice; keep one" for code in _twice(codes)]
    by_code = {one.code: one for one in indicators}
    rows = source.tables.get("indicator", ())
    for row, one in zip(rows, indicators, strict=True):
        found += [f"{row.place}: {fault}" for fault in _of_references(one, by_code)]
    return found


def _twice(values: Iterable[T]) -> list[T]:
    known = list(values)
    return list(dict.fromkeys(one for one in known if known.count(one) > 1))


def _of_references(one: Indicator, known: Mapping[str, Indicator]) -> Iterable[str]:
    named = (("sum_of", one.sum_of), ("not_less_than", one.not_less_than))
    for key, codes in (*named, ("weight", (one.weight,) if one.weight else ())):
        for code in codes:
            other = known.get(code)
            if other is None or other is one:
                yield f'{key} names "{code}", which is no other indicator of this form'
            elif not _comparable(key, one, other):
                yield f"{key} names {code}, which is of kind {other.kind}; {one.code} is {one.kind}"
    if one.weight and one.total is not Totalling.MEAN:
        yield 'weight goes with total = "mean" alone; remove it'


def _comparable(key: str, one: Indicator, other: Indicator) -> bool:
    numbers = one.kind in NUMBERS and other.kind in NUMBERS
    return numbers or (key == "not_less_than" and one.kind is other.kind is Kind.DATE)
