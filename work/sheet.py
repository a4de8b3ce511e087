"""A table out of an office file, as plain values: rows by their number, cells by their column."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

Value = str | int | float | bool | date | datetime | time | None


class Flaw(StrEnum):
    """Why the value of a cell cannot be taken as it stands."""

    FORMULA = "formula"  # the value is what it gave when the file was last calculated
    ERROR = "error"  # "#N/A", "#REF!"


@dataclass(frozen=True, slots=True)
class Line:
    """One row that holds something; *number* as the spreadsheet shows it, columns counted from 0."""

    number: int
    cells: tuple[Value, ...]
    flaws: Mapping[int, Flaw] = field(default_factory=dict)

    def cell(self, column: int) -> Value:
        """What stands in *column*; None where it is empty or beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells merged into one: the first and the last row and column; the value stands in the first."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """As the spreadsheet names it: "B7:B8"."""
        return f"{column_letter(self.left)}{self.top}:{column_letter(self.right)}{self.bottom}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; *names* are all visible ones of the workbook, none for a CSV file."""

    lines: tuple[Line, ...]
    name: str = ""
    names: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()


def column_letter(column: int) -> str:
    """The letters of column number *column*, counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
