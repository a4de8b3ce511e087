"""Writes an xlsx that an office prints: title, header, rows; A4 across, the header on every page.

Row by row, so that its size costs no memory. Text stays text: a cell that
begins with "=" is no formula for whoever opens the file.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from work.sheet import Value

A4 = 9  # xlsxwriter's number of the paper
FONT = {"font_name": "Times New Roman", "font_size": 12}  # Nghị định 30/2020/NĐ-CP, Phụ lục I
_CELL = {**FONT, "border": 1, "valign": "top", "text_wrap": True}
_CENTRED = {**FONT, "align": "center", "valign": "vcenter"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, its width in characters, and whether its cells stand centred."""

    title: str
    width: float
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands above the rows: the office, the title, a line below it, and the columns."""

    office: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its name, what stands above it, its rows, and lines below them."""

    name: str
    layout: Layout
    rows: Iterable[Sequence[Value]]
    below: tuple[str, ...] = ()


def write_pages(path: Path, pages: Iterable[Page]) -> int:
    """How many rows were written to a new workbook at *path*, a sheet for each page. Raises OSError."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with path.open("wb") as file:
        try:
            with xlsxwriter.Workbook(file, options) as book:
                return sum(_write(book, page) for page in pages)
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from error


def _write(book: Any, page: Page) -> int:
    writer = _Writer(book, book.add_worksheet(page.name), page.layout)
    count = 0
    for count, row in enumerate(page.rows, 1):
        writer.row(count - 1, row)
    writer.finish(count, page.below)
    return count


class _Writer:
    HEADER = 4  # rows above: office, blank, title, subtitle

    def __init__(self, book: Any, sheet: Any, layout: Layout) -> None:
        self._sheet = sheet
        self._layout = layout
        centred = [{"align": "center"} if column.centred else {} for column in layout.columns]
        dated = {"num_format": "dd/mm/yyyy"}
        self._text = [book.add_format({**_CELL, **one}) for one in centred]
        self._day = [book.add_format({**_CELL, **one, **dated}) for one in centred]
        self._below = book.add_format({**FONT, "italic": True})
        self._set_page()
        self._head(book)

    def row(self, number: int, cells: Sequence[Value]) -> None:
        """Writes one row, the first being number 0."""
        place = self.HEADER + 2 + number
        for column, cell in enumerate(cells):
            self._cell(place, column, cell)

    def finish(self, count: int, below: Sequence[str]) -> None:
        """Sets what needs the number of rows, and writes the lines below them."""
        for place, line in enumerate(below, self.HEADER + 3 + count):
            self._sheet.write_string(place, 0, line, self._below)
        first = self.HEADER + 1
        self._sheet.autofilter(first, 0, first + max(count, 1), len(self._layout.columns) - 1)

    def _set_page(self) -> None:
        sheet = self._sheet
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
        sheet.repeat_rows(self.HEADER, self.HEADER + 1)
        sheet.set_footer("&C&P/&N")
        sheet.freeze_panes(self.HEADER + 2, 0)
        for column, what in enumerate(self._layout.columns):
            sheet.set_column(column, column, what.width)

    def _head(self, book: Any) -> None:
        sheet, layout = self._sheet, self._layout
        last = len(layout.columns) - 1
        title = book.add_format({**_CENTRED, "bold": True, "font_size": 14})
        header = book.add_format({**_CENTRED, "bold": True, "border": 1, "text_wrap": True})
        small = book.add_format({**_CENTRED, "border": 1, "italic": True, "font_size": 10})
        sheet.write_string(0, 0, layout.office, book.add_format({**FONT, "bold": True}))
        sheet.merge_range(2, 0, 2, last, layout.title, title)
        sheet.merge_range(
            3, 0, 3, last, layout.subtitle, book.add_format({**_CENTRED, "italic": True})
        )
        sheet.set_row(self.HEADER, 48)
        for column, what in enumerate(layout.columns):
            sheet.write_string(self.HEADER, column, what.title, header)
        for column in range(last + 1):  # a row once left cannot be written any more
            sheet.write_string(self.HEADER + 1, column, f"({column + 1})", small)

    def _cell(self, row: int, column: int, cell: Value) -> None:
        text = self._text[column]
        match cell:
            case None:
                self._sheet.write_blank(row, column, None, text)
            case datetime():
                self._sheet.write_string(row, column, f"{cell:%d/%m/%Y %H:%M}", text)
            case date():
                self._sheet.write_datetime(row, column, cell, self._day[column])
            case bool() | str():
                self._sheet.write_string(row, column, str(cell), text)
            case int() | float():
                self._sheet.write_number(row, column, cell, text)
            case _:
                self._sheet.write_string(row, column, f"{cell:%H:%M}", text)
