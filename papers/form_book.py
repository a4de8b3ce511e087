"""Writes the sheet of a form for one request: labels locked, values checked as they are typed, bound to its request.

What is sent back is read by work.form.filled, which trusts nothing of this: the protection has no password.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from papers.book import A4, FONT
from work.form.filled import TITLES
from work.form.indicator import NUMBERS, Indicator, Kind, Value
from work.form.value import EARLIEST, LATEST, MOST, TEXT_LONGEST

NO, CODE, NAME, UNIT, VALUE, NOTE = range(6)
WIDTHS = (6, 12, 52, 14, 18, 28)
_FORMATS = {
    Kind.INTEGER: "#,##0",
    Kind.DECIMAL: "General",
    Kind.MONEY: "#,##0.00",
    Kind.PERCENT: '0.00"%"',  # the sign as a word: 98,62 is what was typed, and stays it
    Kind.DATE: "dd/mm/yyyy",
    Kind.TEXT: "@",
    Kind.YES_NO: "@",
}
_TITLE_MOST, _HINT_MOST = 32, 255  # characters of a message beside a cell


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator, what is said beside its cell, and the value to begin with."""

    indicator: Indicator
    hint: str
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class FormSheet:
    """All words of one sheet; *binding* is the line that names its request, *above* stands below the title."""

    name: str
    office: str
    binding: str
    title: str
    above: tuple[str, ...]
    keep: str
    refused: str
    lines: tuple[Line, ...]


def write_form_sheet(path: Path, what: FormSheet) -> None:
    """Writes a new workbook with the one sheet to *path*. Raises OSError."""
    path.write_bytes(form_sheet_octets(what))


def form_sheet_octets(what: FormSheet) -> bytes:
    """The octets of that workbook. Raises OSError."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    made = io.BytesIO()
    try:
        with xlsxwriter.Workbook(made, options) as book:
            _Writer(book, what).write()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error
    return made.getvalue()


class _Writer:
    def __init__(self, book: Any, what: FormSheet) -> None:
        self._book = book
        self._what = what
        self._sheet = book.add_worksheet(what.name)
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def write(self) -> None:
        first = self._head()
        for place, line in enumerate(self._what.lines):
            self._line(first + place, place + 1, line)
        self._page(first)

    def _head(self) -> int:
        """Writes what stands above; the row in which the first indicator stands."""
        sheet, what = self._sheet, self._what
        centred = {"align": "center", "valign": "vcenter", "text_wrap": True}
        sheet.write_string(0, 0, what.office, self._format(bold=True))
        sheet.write_string(0, VALUE, what.binding, self._format(bold=True))
        title = self._format(bold=True, font_size=14, **centred)
        sheet.merge_range(2, 0, 2, NOTE, what.title, title)
        sheet.set_row(2, 38)
        row = 3
        for text in what.above:
            sheet.merge_range(row, 0, row, NOTE, text, self._format(**centred))
            row += 1
        sheet.merge_range(row, 0, row, NOTE, what.keep, self._format(italic=True, **centred))
        sheet.set_row(row, 34)
        row += 2
        header = self._format(bold=True, border=1, bg_color="#E8E8E8", **centred)
        for column, text in enumerate(TITLES):
            sheet.write_string(row, column, text, header)
        return row + 1

    def _line(self, row: int, number: int, line: Line) -> None:
        sheet, one = self._sheet, line.indicator
        cell = {"border": 1, "valign": "top", "text_wrap": True}
        sheet.write_number(row, NO, number, self._format(align="center", **cell))
        sheet.write_string(row, CODE, one.code, self._format(num_format="@", **cell))
        sheet.write_string(row, NAME, one.name, self._format(bold=bool(one.sum_of), **cell))
        sheet.write_string(row, UNIT, one.unit, self._format(align="center", **cell))
        free = {"locked": False, "bg_color": "#FFFBE6", **cell}
        self._value(row, line.value, self._format(num_format=_FORMATS[one.kind], **free))
        sheet.write_blank(row, NOTE, None, self._format(locked=False, **cell))
        sheet.data_validation(row, VALUE, row, VALUE, self._rule(line))

    def _value(self, row: int, value: Value | None, cell: Any) -> None:
        match value:
            case None:
                self._sheet.write_blank(row, VALUE, None, cell)
            case bool():
                self._sheet.write_string(row, VALUE, "Có" if value else "Không", cell)
            case Decimal():
                self._sheet.write_number(row, VALUE, _figure(value), cell)
            case date():
                self._sheet.write_datetime(row, VALUE, value, cell)
            case _:
                self._sheet.write_string(row, VALUE, value, cell)

    def _rule(self, line: Line) -> dict[str, Any]:
        """What the spreadsheet lets in; a person may paste over it, so it is checked again."""
        one = line.indicator
        said = {
            "ignore_blank": True,
            "input_title": one.code[:_TITLE_MOST],
            "input_message": line.hint[:_HINT_MOST],
            "error_title": self._what.refused[:_TITLE_MOST],
            "error_message": line.hint[:_HINT_MOST],
        }
        return {**said, **_allowed(one)}

    def _page(self, first: int) -> None:
        sheet = self._sheet
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
        sheet.repeat_rows(first - 1)
        sheet.set_footer("&C&P/&N")
        sheet.freeze_panes(first, 0)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.set_selection(first, VALUE, first, VALUE)

    def _format(self, **more: Any) -> Any:
        key = tuple(sorted(more.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({**FONT, **more})
        return self._formats[key]


def _allowed(one: Indicator) -> dict[str, Any]:
    if one.kind is Kind.YES_NO:
        return {"validate": "list", "source": ["Có", "Không"]}
    if one.kind is Kind.TEXT:
        return {"validate": "length", "criteria": "<=", "value": TEXT_LONGEST}
    if one.kind in NUMBERS:
        bounds: Mapping[str, Any] = {"minimum": -int(MOST) + 1, "maximum": int(MOST) - 1}
        named = {"minimum": one.least, "maximum": one.most}
        own = {key: _figure(value) for key, value in named.items() if isinstance(value, Decimal)}
        kind = "integer" if one.kind is Kind.INTEGER else "decimal"
        return {"validate": kind, "criteria": "between", **bounds, **own}
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": one.least if isinstance(one.least, date) else max(EARLIEST, date(1900, 1, 1)),
        "maximum": one.most if isinstance(one.most, date) else LATEST,
    }


def _figure(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
