"""The office's registers as one page to print: A4 across, numbered, with nothing loaded from elsewhere."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from templates import render
from work.office_register import Book
from work.register_export import written_day
from work.sheet import Value

_CSS = Path(__file__).parent / "pages" / "register.css"


def register_page(
    office: str,
    books: Iterable[tuple[Book, Sequence[str]]],
    printed: date,
    language: str,
) -> str:
    """The page with each of *books* and the lines below its rows; each year begins on a new sheet."""
    facts = {
        "office": office,
        "printed": written_day(printed),
        "css": _CSS.read_text("utf-8"),
        "books": [_facts(book, below) for book, below in books],
    }
    return render("web/register", facts, language)


def _facts(book: Book, below: Sequence[str]) -> dict[str, Any]:
    whole = sum(column.width for column in book.columns)
    return {
        "title": book.title,
        "year": book.since.year,
        "since": written_day(book.since),
        "until": written_day(book.until),
        "columns": [
            {"title": one.title, "percent": round(100 * one.width / whole, 2)}
            for one in book.columns
        ],
        "rows": [
            [
                {"text": shown(cell), "centred": column.centred}
                for cell, column in zip(row, book.columns, strict=True)
            ]
            for row in book.rows
        ],
        "below": below,
    }


def shown(cell: Value) -> str:
    """A cell as the office writes it."""
    match cell:
        case None:
            return ""
        case datetime():
            return f"{cell:%H:%M} {written_day(cell.date())}"
        case date():
            return written_day(cell)
        case _:
            return str(cell)
