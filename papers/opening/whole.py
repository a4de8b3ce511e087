"""Files that are read to their end: the same readers, and a draft that has room for more than a first page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from papers.opened import PAGE_END, Why
from papers.opening.draft import Draft, Enough

FILE_MOST = 512 << 10  # characters of one file, in UTF-8 at most 1 MiB as Vietnamese is written
ALL_MOST = 2 << 20  # characters of all files of one attachment


@dataclass(slots=True)
class Room:
    """How many characters more there may be of one attachment."""

    left: int = ALL_MOST


@dataclass(slots=True)
class Whole(Draft):
    """One file, to its end. Where there is no room for that, it is an obstacle."""

    room: Room = field(default_factory=Room)

    def write(self, text: str, font: str = "") -> None:
        """Adds *text*. Raises Enough when there is no room for more."""
        text = text.replace("\0", "")
        fits = text[: max(min(FILE_MOST - self.size, self.room.left), 0)]
        self.room.left -= len(fits)
        self._add(fits, font)
        if len(fits) < len(text):
            self.obstacle(Why.TOO_LARGE)
            raise Enough

    def page_break(self) -> None:
        """Writes PAGE_END between two pages."""
        if self.size:
            self.write(PAGE_END)

    @contextmanager
    def portion(self, most: int) -> Iterator[None]:
        """Ends where there is no room for more, and else goes as far as it will."""
        yield
