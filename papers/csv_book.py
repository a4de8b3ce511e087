"""Writes a table as CSV for programs and spreadsheets: UTF-8, commas, days as the office writes them.

A text that begins with "=", "+", "-" or "@" would be a formula for whoever opens
the file in a spreadsheet; it gets an apostrophe before it, and so stays a text.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from work.sheet import Value

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(path: Path, titles: Sequence[str], rows: Iterable[Sequence[Value]]) -> int:
    """How many *rows* were written to *path* below their titles. Raises OSError."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(titles)
        return sum(bool(writer.writerow(map(_shown, row))) for row in rows)


def _shown(cell: Value) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return f"{cell:%d/%m/%Y %H:%M}"
        case date():
            return f"{cell:%d/%m/%Y}"
        case str():
            return f"'{cell}" if cell.startswith(_FORMULA) else cell
        case _:
            return str(cell)
