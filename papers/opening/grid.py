"""What stands apart in a text: tables, row by row or column by column as people read them, and quotations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from work.columns import is_in_columns

_LAYOUT_ROWS = 3  # at most, of a table that holds a head
_LINES_MOST = 6  # of a cell that stands in a row with others

Run = tuple[str, str]
"""A font and text in it."""


@dataclass(slots=True)
class Grid:
    """Cells as they come, each a list of runs."""

    rows: list[list[list[Run]]] = field(default_factory=list)

    def row(self) -> None:
        """Another row begins."""
        self.rows.append([])

    def cell(self) -> None:
        """Another cell begins."""
        if not self.rows:
            self.row()
        self.rows[-1].append([])

    def write(self, text: str, font: str) -> None:
        """Adds to the last cell."""
        if not self.rows or not self.rows[-1]:
            self.cell()
        self.rows[-1][-1].append((font, text))

    def runs(self) -> Iterator[Run]:
        """All of it, on lines of its own."""
        rows = [[_bare(cell) for cell in row] for row in self.rows]
        said = [[cell for cell in row if cell] for row in rows]
        said = [row for row in said if row]
        yield "", "\n"
        if len(said) <= _LAYOUT_ROWS and _is_layout(said):
            for column in range(2):
                yield from _stacked(row[column] for row in said if column < len(row))
            return
        for row in rows:
            full = [cell for cell in row if cell]
            if len(full) == 1 or len(said) == 1 or any(map(_is_long, full)):
                yield from _stacked(full)
            elif full:
                yield from _abreast(row)


@dataclass(slots=True)
class Quotation:
    """What somebody else wrote before, marked as plain text marks it (RFC 3676 §4.5)."""

    _runs: list[Run] = field(default_factory=list)

    def row(self) -> None:
        """Rows have no place in it."""

    def cell(self) -> None:
        """Cells have none, either."""

    def write(self, text: str, font: str) -> None:
        """Adds to it."""
        self._runs.append((font, text))

    def runs(self) -> Iterator[Run]:
        """All of it, each line behind its mark."""
        yield "", "\n> "
        for font, text in _bare(self._runs):
            yield font, text.replace("\n", "\n> ")
        yield "", "\n"


def _said(cell: Iterable[Run]) -> str:
    return "".join(text for _, text in cell).strip()


def _is_layout(rows: list[list[list[Run]]]) -> bool:
    widest = max(map(len, rows), default=0)
    return widest == 2 and any(is_in_columns(_said(cell)) for row in rows for cell in row)


def _is_long(cell: list[Run]) -> bool:
    return _said(cell).count("\n") > _LINES_MOST


def _stacked(cells: Iterable[list[Run]]) -> Iterator[Run]:
    for cell in cells:
        yield from cell
        yield "", "\n"


def _abreast(row: list[list[Run]]) -> Iterator[Run]:
    """On one line, with TAB between."""
    for number, cell in enumerate(row):
        if number:
            yield "", "\t"
        for font, text in cell:
            yield font, text.replace("\n", " ").replace("\t", " ")
    yield "", "\n"


def _bare(cell: list[Run]) -> list[Run]:
    """Without blanks at its ends."""
    runs = list(cell)
    while runs and not runs[0][1].strip():
        runs.pop(0)
    while runs and not runs[-1][1].strip():
        runs.pop()
    if runs:
        runs[0] = (runs[0][0], runs[0][1].lstrip())
        runs[-1] = (runs[-1][0], runs[-1][1].rstrip())
    return runs
