"""Workbooks to their end: every visible sheet, a line for each row, dates as they are shown."""

import io
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

import python_calamine as calamine

from papers.opening.draft import Budget, Draft, Inner
from papers.opening.office import inside
from papers.opening.package import Package


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the rows, cells apart by TAB; gives the files that are embedded."""
    package = Package(octets, budget)
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(octets))
    for number, known in enumerate(book.sheets_metadata):
        if known.visible != calamine.SheetVisibleEnum.Visible:
            continue
        if draft.size:
            draft.page_break()
        for row in book.get_sheet_by_index(number).iter_rows():
            line = "\t".join(map(_shown, row)).rstrip()
            if line.strip():
                draft.write(line + "\n")
    yield from inside(package)


def _shown(value: Any) -> str:
    match value:
        case bool():
            return str(value)
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() != time():
            return value.strftime("%d/%m/%Y %H:%M")
        case date():
            return value.strftime("%d/%m/%Y")
        case _:
            return " ".join(str(value).split())
