"""Reads one sheet of an xlsx: values by calamine, formulas and errors by openpyxl where there are any.

calamine is ten times as fast, but gives a formula's last value without saying
so, and nothing at all for "#N/A". Runs only in the reader's process.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import python_calamine as calamine

from work.sheet import Flaw, Line, Merge, Value

Flaws = Mapping[int, dict[int, Flaw]]  # by row, then by column

_SUSPECT = re.compile(rb"<(?:\w+:)?f[\s/>]|\st=[\"']e[\"']")
_WORKSHEETS = "xl/worksheets/"


class Workbook:
    """An xlsx, opened. Raises calamine.CalamineError where it is broken."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(octets))
        self.names = tuple(
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
            and sheet.visible == calamine.SheetVisibleEnum.Visible
        )

    def merges(self, name: str) -> Iterator[Merge]:
        """The merged cells of the sheet *name*."""
        found = self._book.get_sheet_by_name(name).merged_cell_ranges or ()
        for (top, left), (bottom, right) in found:
            yield Merge(top + 1, left, bottom + 1, right)

    def lines(self, name: str) -> Iterator[Line]:
        """Every row of the sheet *name* that holds something, in order."""
        sheet = self._book.get_sheet_by_name(name)
        before = (None,) * (sheet.start[1] if sheet.start else 0)
        flaws = dict(self._flaws(name))
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = before + tuple(map(_value, row))
            if number in flaws:
                yield _flawed(number, cells, flaws.pop(number))
            elif any(cell is not None for cell in cells):
                yield Line(number, cells)
        for number in sorted(flaws):  # below the last value that calamine saw
            yield _flawed(number, (), flaws[number])

    def _flaws(self, name: str) -> Flaws:
        if not self._suspect():
            return {}
        book = openpyxl.load_workbook(io.BytesIO(self._octets), read_only=True)
        found: dict[int, dict[int, Flaw]] = {}
        for row in book[name].iter_rows():
            for cell in row:
                if cell.value is not None and cell.data_type in "fe":
                    flaw = Flaw.FORMULA if cell.data_type == "f" else Flaw.ERROR
                    found.setdefault(cell.row, {})[cell.column - 1] = flaw
        return found

    def _suspect(self) -> bool:
        """Whether any sheet holds a formula or an error: openpyxl needs ten times as long."""
        with zipfile.ZipFile(io.BytesIO(self._octets)) as package:
            sheets = [name for name in package.namelist() if name.startswith(_WORKSHEETS)]
            return any(_SUSPECT.search(package.read(sheet)) for sheet in sheets)


def _flawed(number: int, cells: tuple[Value, ...], flaws: dict[int, Flaw]) -> Line:
    missing = max(flaws) + 1 - len(cells)
    return Line(number, cells + (None,) * missing, flaws)


def _value(cell: Any) -> Value:
    """A cell as we know it: an empty text is nothing, a whole number has no point, midnight no hour."""
    match cell:
        case "":
            return None
        case bool():
            return cell
        case float() if cell.is_integer():
            return int(cell)
        case datetime() if cell.time() == time():
            return cell.date()
        case str() | int() | float() | date() | time():
            return cell
        case timedelta():
            return str(cell)
        case _:
            raise TypeError(f"calamine gave {type(cell)}")
