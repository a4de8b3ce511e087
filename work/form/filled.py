"""Reads a filled sheet of a form: every value by its indicator's code, every fault by its cell.

Rows are told by their codes, so they may have moved; what is bound to another
request or version is refused whole.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from work.form.check import Fault, Values, faults
from work.form.form import Form
from work.form.indicator import Value
from work.form.value import BadValue, is_doubtful, read_cell, read_text
from work.sheet import Flaw, Line, Sheet
from work.spelling import spelling_key

CODE, VALUE, NOTE = "Mã chỉ tiêu", "Giá trị", "Ghi chú"
TITLES = ("STT", CODE, "Tên chỉ tiêu", "Đơn vị tính", VALUE, NOTE)
BINDING = re.compile(r"\bBC(\d{1,18})\.(\d{1,6})\.([0-9a-f]{10})\b")
LOOKED_AT = 40  # rows in which the header has to stand
MOST_ROWS = 2000  # a form has 500 indicators at most
MOST_TOLD = 200  # faults of one sheet


@dataclass(frozen=True, slots=True)
class Filled:
    """What was read: *values* by indicator; *doubts* hinder nothing, a person should look at them.

    *is_refused* says that nothing was read, as the sheet is not the one of the request.
    """

    values: Values
    faults: tuple[Fault, ...]
    doubts: tuple[Fault, ...] = ()
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class _Columns:
    row: int
    code: int
    value: int


def binding_of(sheet: Sheet) -> str | None:
    """What the sheet says it is for: the first binding above its header; None where there is none."""
    for line in sheet.lines[:LOOKED_AT]:
        for cell in line.cells:
            found = BINDING.search(cell) if isinstance(cell, str) else None
            if found is not None:
                return found[0]
    return None


def read_filled(sheet: Sheet, form: Form, binding: str) -> Filled:
    """The values in *sheet* for the request of that *binding*."""
    given = binding_of(sheet)
    if given != binding:
        return _refused(
            "other-request" if given else "no-binding", given=given or "", wanted=binding
        )
    columns = next(filter(None, map(_columns, sheet.lines[:LOOKED_AT])), None)
    if columns is None:
        return _refused("no-header", title=CODE, value=VALUE)
    below = [line for line in sheet.lines if line.number > columns.row]
    if len(below) > MOST_ROWS:
        return _refused("too-many-rows", most=MOST_ROWS)
    return _Reading(form, columns).read(below)


def read_given(form: Form, given: Mapping[str, str]) -> Filled:
    """The values that were typed, by indicator; an empty one takes a value away."""
    values: dict[str, Value] = {}
    found: list[Fault] = []
    for code, text in given.items():
        one = form.indicator(code)
        if one is None:
            found.append(Fault("unknown-code", code))
        elif text.strip():
            try:
                values[code] = read_text(one.kind, text)
            except BadValue as bad:
                found.append(Fault(bad.code, code, {"written": text[:80]}))
    unread = {fault.indicator for fault in found}
    found += [one for one in faults(form, values) if one.indicator not in unread]
    return Filled(values, tuple(found[:MOST_TOLD]))


def _refused(fault: str, **facts: object) -> Filled:
    return Filled({}, (Fault(fault, facts=facts),), is_refused=True)


def _columns(line: Line) -> _Columns | None:
    names = [spelling_key(cell) if isinstance(cell, str) else "" for cell in line.cells]
    wanted = (spelling_key(CODE), spelling_key(VALUE))
    if any(names.count(name) != 1 for name in wanted):
        return None
    return _Columns(line.number, *(names.index(name) for name in wanted))


class _Reading:
    """One sheet, row by row."""

    def __init__(self, form: Form, columns: _Columns) -> None:
        self._form = form
        self._columns = columns
        self._places: dict[str, int] = {}
        self._values: dict[str, Value] = {}
        self._faults: list[Fault] = []
        self._doubts: list[Fault] = []

    def read(self, lines: list[Line]) -> Filled:
        for line in lines:
            self._line(line)
        self._faults += self._of_rules()
        in_order = sorted(self._faults, key=lambda fault: fault.row or MOST_ROWS)
        return Filled(self._values, tuple(in_order[:MOST_TOLD]), tuple(self._doubts))

    def _line(self, line: Line) -> None:
        cell = line.cell(self._columns.code)
        code = _code(cell)
        if code is None:
            if line.cell(self._columns.value) is not None:
                self._fault("no-code", "", line.number, self._columns.code)
        elif self._form.indicator(code) is None:
            self._fault("unknown-code", code[:40], line.number, self._columns.code)
        elif code in self._places:
            self._fault("twice", code, line.number, self._columns.code, first=self._places[code])
        else:
            self._places[code] = line.number
            self._value(code, line)

    def _value(self, code: str, line: Line) -> None:
        one = self._form.indicator(code)
        column = self._columns.value
        cell, flaw = line.cell(column), line.flaws.get(column)
        if one is None or flaw is Flaw.ERROR or (flaw is Flaw.FORMULA and cell is None):
            self._fault("error-cell" if flaw is Flaw.ERROR else "uncalculated", code, line.number)
            return
        try:
            value = read_cell(one.kind, cell)
        except BadValue as bad:
            self._fault(bad.code, code, line.number, written=str(cell)[:80])
            return
        if value is not None:
            self._values[code] = value
        if flaw is Flaw.FORMULA:
            self._doubts.append(Fault("formula", code, {"value": str(cell)}, line.number, column))
        if is_doubtful(one, cell):
            self._doubts.append(Fault("small", code, {"value": str(cell)}, line.number, column))

    def _fault(
        self, code: str, indicator: str, row: int, column: int | None = None, **facts: object
    ) -> None:
        place = self._columns.value if column is None else column
        self._faults.append(Fault(code, indicator, facts, row, place))

    def _of_rules(self) -> Iterator[Fault]:
        """What the form's rules say of the values; not of those that could not be read."""
        bad = {fault.indicator for fault in self._faults}
        for fault in faults(self._form, self._values):
            if fault.indicator not in bad:
                row = self._places.get(fault.indicator, 0)
                column = self._columns.value if row else None
                yield Fault(fault.code, fault.indicator, fault.facts, row, column)


def _code(cell: object) -> str | None:
    """An indicator's code; one of digits alone may have become a number."""
    match cell:
        case bool() | None:
            return None
        case str():
            return cell.strip() or None
        case int() | float():
            return str(cell)
        case _:
            return None
