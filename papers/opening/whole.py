"""Files that are read to their end: a draft that has room for more than a first page, and knows tables and quotations."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar

from papers.opened import PAGE_END, Piece, Why
from papers.opening.draft import Draft, Enough
from papers.opening.grid import Grid, Quotation

FILE_MOST = 512 << 10  # characters of one file, in UTF-8 at most 1 MiB as Vietnamese is written
ALL_MOST = 2 << 20  # characters of all files of one attachment
_TABLES_DEEPEST = 20


@dataclass(slots=True)
class Room:
    """How many characters more there may be of one attachment."""

    left: int = ALL_MOST


@dataclass(slots=True)
class Whole(Draft):
    """One file, to its end. Where there is no room for that, it is an obstacle."""

    looks_behind: ClassVar[bool] = False
    room: Room = field(default_factory=Room)
    _tables: list[Grid | Quotation] = field(default_factory=list)
    _deeper: int = 0  # such within those, which are no more than text
    _written: int = 0

    def write(self, text: str, font: str = "") -> None:
        """Adds *text*. Raises Enough when there is no room for more."""
        text = text.replace("\0", "")
        fits = text[: max(min(FILE_MOST - self._written, self.room.left), 0)]
        self.room.left -= len(fits)
        self._written += len(fits)
        if self._tables:
            self._tables[-1].write(fits, font)
        else:
            self._add(fits, font)
        if len(fits) < len(text):
            self.obstacle(Why.TOO_LARGE)
            raise Enough

    def page_break(self) -> None:
        """Writes PAGE_END between two pages."""
        if self.size and not self._tables:
            self.write(PAGE_END)

    @contextmanager
    def portion(self, most: int) -> Iterator[None]:
        """Ends where there is no room for more, and else goes as far as it will."""
        yield

    def begin_table(self) -> None:
        """A table begins, or one within a cell."""
        self._open(Grid())

    def begin_quotation(self) -> None:
        """Something begins that was written before; it ends as tables do."""
        self._open(Quotation())

    def _open(self, inner: Grid | Quotation) -> None:
        if len(self._tables) < _TABLES_DEEPEST:
            self._tables.append(inner)
        else:
            self._deeper += 1

    def begin_row(self) -> None:
        """A row of the innermost table begins."""
        if self._tables:
            self._tables[-1].row()

    def begin_cell(self) -> None:
        """A cell of the innermost table begins."""
        if self._tables:
            self._tables[-1].cell()

    def end_table(self) -> None:
        """The innermost table, or quotation, ends."""
        if self._deeper:
            self._deeper -= 1
        elif self._tables:
            ended = self._tables.pop()
            for font, text in ended.runs():
                if self._tables:
                    self._tables[-1].write(text, font)
                else:
                    self._add(text, font)

    @property
    def is_in_table(self) -> bool:
        """Whether what is written goes into a cell."""
        return bool(self._tables)

    def piece(self) -> Piece:
        """What was read, tables that did not end among it."""
        while self._tables:
            self.end_table()
        return super(Whole, self).piece()
