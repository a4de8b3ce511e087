"""What is being read of one file: readers write into it, and are stopped when a first page is full."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import ClassVar
from unicodedata import normalize

from papers.opened import PAGE_END, Field, Kind, Obstacle, Piece, Place, Run, Said, Why

PAGE = 8_000  # characters; a page of A4 has 3,000
PAGE_LEAST = 200  # characters before a page break counts: before that it may be a cover
NOTHING = 20  # characters, which a scanner adds of its own
_MOST = 40_000  # characters, of all portions together
_FIELDS = 300
_FIELDS_LONGEST = 80_000  # characters, of all together
_MENTIONED = 100  # of what most files have more of than anybody reads
_ASIDE_LONGEST = 20_000
_FIELD_LONGEST = 1_000  # characters
_NAME_LONGEST = 200
_FONTS = 50


class Enough(Exception):
    """The first page is full."""


class Stopped(Exception):
    """The file cannot be read, or no further."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Inner:
    """A file found in another. *why* says that it is there, but cannot be had."""

    name: str
    octets: bytes
    kind: str = ""  # its content type, where one was told
    why: Why | None = None
    fields: tuple[Field, ...] = ()


@dataclass(slots=True)
class Budget:
    """What all files of one attachment may cost together."""

    unpacked: int  # octets
    files: int = 300

    def spend(self, octets: int) -> None:
        """Counts what was unpacked. Raises Stopped."""
        self.unpacked -= octets
        if self.unpacked < 0:
            raise Stopped(Why.BOMB)


@dataclass(slots=True)
class Draft:
    """One file, as far as it was read. *looks_behind* asks for what another program may open it as."""

    looks_behind: ClassVar[bool] = True
    place: Place
    kind: Kind = Kind.UNKNOWN
    octets: bytes = b""
    size: int = 0  # characters written
    told: bool = False
    _runs: list[tuple[str, list[str]]] = field(default_factory=list)
    _fields: dict[Field, None] = field(default_factory=dict)
    _asides: dict[Field, None] = field(default_factory=dict)
    _said: list[int] = field(default_factory=lambda: [0, 0])  # characters of either
    _fonts: list[str] = field(default_factory=list)
    _whys: list[Why] = field(default_factory=list)
    _begin: int = 0
    _end: int = PAGE

    def write(self, text: str, font: str = "") -> None:
        """Adds *text* to the first page. Raises Enough when that is full."""
        end = min(self._end, _MOST)
        text = text.replace("\0", "")[: max(end - self.size, 0)]
        self._add(text, font)
        if self.size >= end:
            raise Enough

    def _add(self, text: str, font: str) -> None:
        if text:
            if not self._runs or self._runs[-1][0] != font:
                self._runs.append((font, []))
            self._runs[-1][1].append(text)
            self.size += len(text)

    @property
    def is_full(self) -> bool:
        """Whether what came last may have had no room."""
        return self.size >= _MOST

    def page_break(self) -> None:
        """Raises Enough, unless there is hardly anything on the page; then PAGE_END stands between it and the next."""
        if self.size - self._begin >= PAGE_LEAST:
            raise Enough
        if self.size:
            self.write(PAGE_END)

    @contextmanager
    def portion(self, most: int) -> Iterator[None]:
        """Lets so many characters be written beside the page; that they are enough goes no further.

        What was cut there does not run on into what comes behind it.
        """
        begin, end, size = self._begin, self._end, self.size
        self._begin, self._end = size, size + most
        try:
            yield
        except Enough:
            if self.size >= self._end:
                self._runs.append(("", ["\n"]))
                self.size += 1
        finally:
            more = self.size - size
            self._begin, self._end = begin + more, end + more

    def field(self, name: str, text: str, said: Said = Said.PROPERTY) -> None:
        """Adds something said of the file; where there is no room for it, that is an obstacle."""
        if not self._keep(self._fields, _FIELDS, _FIELDS_LONGEST, name, text, said):
            self.obstacle(Why.TOO_MANY)

    def mention(self, name: str, text: str) -> None:
        """Adds a property of a kind of which a file may have any number, as far as there is room."""
        self._keep(self._fields, _MENTIONED, _FIELDS_LONGEST // 2, name, text, Said.PROPERTY)

    def aside(self, name: str, text: str) -> None:
        """Adds what is shown beside the page, if at all, as far as there is room."""
        self._keep(self._asides, _FIELDS, _ASIDE_LONGEST, name, text, Said.ASIDE)

    def _keep(
        self, kept: dict[Field, None], most: int, longest: int, name: str, text: str, said: Said
    ) -> bool:
        """Whether it is kept, or nothing."""
        text = text.strip()[:_FIELD_LONGEST]
        if not text or len(kept) >= most:
            return not text
        found = Field(name.strip()[:_NAME_LONGEST], normalize("NFC", text), said)
        length = len(found.name) + len(found.text)
        if found in kept or self._said[kept is self._asides] + length > longest:
            return found in kept
        kept[found] = None
        self._said[kept is self._asides] += length
        return True

    def font(self, name: str) -> None:
        """Adds the name of a font that some text is in."""
        if name and len(self._fonts) < _FONTS and name not in self._fonts:
            self._fonts.append(name[:100])

    def obstacle(self, why: Why) -> None:
        """Adds a reason why this is not all."""
        if why not in self._whys:
            self._whys.append(why)

    def obstacles_end(self, why: Why) -> None:
        """What seemed to stand in the way does not."""
        if why in self._whys:
            self._whys.remove(why)

    def piece(self) -> Piece:
        """What was read, in NFC."""
        runs = tuple(Run(font, normalize("NFC", "".join(texts))) for font, texts in self._runs)
        fields = (*self._fields, *self._asides)
        return Piece(self.place, self.kind, runs, fields, tuple(self._fonts), self.octets)

    def obstacles(self) -> tuple[Obstacle, ...]:
        """What stood in the way."""
        return tuple(Obstacle(self.place, why) for why in self._whys)
