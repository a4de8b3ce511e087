"""Values of indicators: read from cells and from what people type, and written again."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from work.form.indicator import NUMBERS, Indicator, Kind, Value
from work.sheet import Value as Cell
from work.spelling import composed, spelling_key

TEXT_LONGEST = 2000  # characters
MOST = Decimal(10) ** 15  # a spreadsheet's own numbers have fifteen digits
DECIMALS = 6
EARLIEST, LATEST = date(1945, 9, 2), date(2199, 12, 31)

_PLAIN = re.compile(r"[+-]?\d+(,\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(\.|[ \u00a0\u202f])\d{3})(?:\1\d{3})*(,\d+)?", re.ASCII)
_FOREIGN = re.compile(r"[+-]?\d[\d.,]*", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_YES = frozenset({"có", "x", "1", "đúng", "yes", "true"})
_NO = frozenset({"không", "0", "sai", "no", "false"})


class BadValue(Exception):
    """What was written cannot be the value; *code* names why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_cell(kind: Kind, cell: Cell) -> Value | None:
    """The value of *kind* in *cell*; None where it is empty. Raises BadValue."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, str):
        return read_text(kind, cell)
    return _READERS.get(kind, _number)(cell)


def read_text(kind: Kind, text: str) -> Value:
    """The value of *kind* that was typed, figures as Vietnamese offices write them. Raises BadValue.

    >>> read_text(Kind.DECIMAL, "1.234,5"), read_text(Kind.INTEGER, "1.234")
    (Decimal('1234.5'), Decimal('1234'))
    """
    line = composed(text).strip()
    if kind is Kind.TEXT:
        return _bounded(line)
    if kind is Kind.DATE:
        return _typed_day(line)
    if kind is Kind.YES_NO:
        return _typed_yes(line)
    return _typed_number(line.removesuffix("%").rstrip() if kind is Kind.PERCENT else line, kind)


def is_doubtful(indicator: Indicator, cell: Cell) -> bool:
    """Whether a per cent may have been meant a hundred times as large.

    A spreadsheet keeps what was typed as 98,62% as 0.9862, and does not say so.
    """
    numeric = isinstance(cell, int | float) and not isinstance(cell, bool)
    return indicator.kind is Kind.PERCENT and numeric and 0 < abs(cell) < 1  # type: ignore[arg-type]


def written(value: Value) -> str:
    """*value* as the store keeps it and programs read it.

    >>> written(Decimal("1234.50")), written(date(2026, 3, 5)), written(True)
    ('1234.5', '2026-03-05', 'yes')
    """
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return _plain(value)
        case date():
            return value.isoformat()
        case _:
            return value


def kept(kind: Kind, text: str) -> Value:
    """The value that `written` wrote."""
    if kind in NUMBERS:
        return Decimal(text)
    if kind is Kind.DATE:
        return date.fromisoformat(text)
    return text == "yes" if kind is Kind.YES_NO else text


def shown(value: Value | None, language: str = "vi") -> str:
    """*value* for people: 1.234,5 in Vietnamese, 1,234.5 in English; "" where there is none.

    >>> shown(Decimal("-1234567.5")), shown(date(2026, 3, 5)), shown(False)
    ('-1.234.567,5', '05/03/2026', 'Không')
    """
    match value:
        case None:
            return ""
        case bool():
            return _YES_NO[language][value]
        case Decimal():
            return _grouped(value, language)
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return value


_YES_NO = {"vi": ("Không", "Có"), "en": ("No", "Yes")}


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    trimmed = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if trimmed in ("-0", "") else trimmed


def _grouped(value: Decimal, language: str) -> str:
    whole, _, fraction = _plain(value).partition(".")
    grouped = f"{int(whole):,}" if whole != "-0" else "-0"
    written = f"{grouped}.{fraction}" if fraction else grouped
    return written.translate(_SWAPPED) if language == "vi" else written


_SWAPPED = str.maketrans(",.", ".,")


def _typed_number(line: str, kind: Kind) -> Decimal:
    if not (_PLAIN.fullmatch(line) or _GROUPED.fullmatch(line)):
        raise BadValue("foreign-number" if _FOREIGN.fullmatch(line) else "not-a-number")
    figures = re.sub(r"[. \u00a0\u202f]", "", line).replace(",", ".")
    return _checked(Decimal(figures), kind)


def _checked(value: Decimal, kind: Kind) -> Decimal:
    if abs(value) >= MOST:
        raise BadValue("too-large")
    if kind is Kind.INTEGER and value != value.to_integral_value():
        raise BadValue("not-whole")
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > DECIMALS:
        raise BadValue("too-fine")
    return value.normalize() + 0


def _number_of(kind: Kind) -> Callable[[Any], Decimal]:
    def read(cell: object) -> Decimal:
        if isinstance(cell, bool) or not isinstance(cell, int | float):
            raise BadValue("not-a-number")
        if isinstance(cell, float) and not abs(cell) < float(MOST):  # nor what is no number at all
            raise BadValue("too-large")
        # Fifteen digits are what a spreadsheet holds; more of a float's are its own invention.
        return _checked(Decimal(cell if isinstance(cell, int) else f"{cell:.15g}"), kind)

    return read


def _number(cell: object) -> Decimal:
    return _number_of(Kind.DECIMAL)(cell)


def _day(cell: object) -> date:
    if isinstance(cell, datetime):
        cell = cell.date()
    if not isinstance(cell, date):
        raise BadValue("not-a-date")
    return _sensible(cell)


def _typed_day(line: str) -> date:
    found = _DAY.fullmatch(line)
    if found is None:
        raise BadValue("not-a-date")
    day, month, year, *iso = found.groups()
    parts = (year, month, day) if year else tuple(iso)
    try:
        return _sensible(date(*map(int, parts)))
    except ValueError:
        raise BadValue("not-a-date") from None


def _sensible(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise BadValue("not-a-date")
    return day


def _yes(cell: object) -> bool:
    if isinstance(cell, bool):
        return cell
    if cell in (0, 1):
        return cell == 1
    raise BadValue("not-yes-no")


def _typed_yes(line: str) -> bool:
    key = spelling_key(line)
    if key in {spelling_key(one) for one in _YES}:
        return True
    if key in {spelling_key(one) for one in _NO}:
        return False
    raise BadValue("not-yes-no")


def _text(cell: object) -> str:
    match cell:
        case bool():
            return _YES_NO["vi"][cell]
        case int() | float():
            return shown(_number(cell))
        case datetime():
            return f"{cell:%d/%m/%Y %H:%M}"
        case date():
            return f"{cell:%d/%m/%Y}"
        case _:
            return _bounded(str(cell))


def _bounded(text: str) -> str:
    if len(text) > TEXT_LONGEST:
        raise BadValue("too-long")
    if any(not sign.isprintable() and sign not in "\n\t" for sign in text):
        raise BadValue("unprintable")
    return text


_READERS: dict[Kind, Callable[[Any], Value]] = {
    Kind.TEXT: _text,
    Kind.DATE: _day,
    Kind.YES_NO: _yes,
    **{kind: _number_of(kind) for kind in NUMBERS},
}
