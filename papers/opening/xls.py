"""Excel 95 to 2003: words in the first rows of the sheets, headers, footers and boxes, by their records ([MS-XLS]).

Numbers and dates are passed over. calamine is not asked: where a workbook names
a code page, it takes the two octets of a letter for two letters.
"""

import struct
from collections.abc import Iterable, Iterator

from papers.opened import Said, Why
from papers.opening.codes import of_format
from papers.opening.compound import Compound
from papers.opening.draft import Budget, Draft, Inner, Stopped
from papers.opening.ole import embedded
from papers.opening.properties import decoded, tell_properties
from papers.opening.whole import Whole
from papers.opening.xlsx import CELL_LONGEST, ROWS, SHEET_MOST, SHEETS, margin

_BEGINS, _ENCRYPTED, _CODE_PAGE, _SHEET = 0x809, 0x2F, 0x42, 0x85
_SHARED, _GOES_ON, _FORMAT = 0xFC, 0x3C, 0x41E
_HEADER, _FOOTER, _BOX = 0x14, 0x15, 0x1B6
_SHARED_CELL, _CELL, _RICH_CELL, _RESULT = 0xFD, 0x204, 0xD6, 0x207
_EXCEL_97 = 0x0600
_ROWS_MOST = 1 << 16
_MOST_RECORDS = 500_000
_MOST_STRINGS = 20_000

Record = tuple[int, bytes]


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the words of the sheets; gives the objects that are embedded."""
    compound = Compound(octets)
    tell_properties(compound, draft)
    draft.obstacle(Why.PARTLY)
    book = _Book(draft, ROWS)
    for sheet in _opened(compound)[: SHEETS + 1]:  # what stands before them is the first
        with draft.portion(SHEET_MOST):
            book.write(sheet)
    yield from embedded(compound)


def read_whole(octets: bytes, draft: Whole, budget: Budget) -> Iterable[Inner]:
    """Writes the words of every row; gives the objects that are embedded."""
    compound = Compound(octets)
    draft.obstacle(Why.PARTLY)
    book = _Book(draft, _ROWS_MOST)
    for sheet in _opened(compound):
        book.write(sheet)
    yield from embedded(compound)


def _opened(compound: Compound) -> list[list[Record]]:
    """The records of each sheet. Raises Stopped."""
    records = list(_records(compound.named("Workbook") or compound.named("Book")))
    if any(kind == _ENCRYPTED for kind, _ in records):
        raise Stopped(Why.PASSWORD)
    return _sheets(records)


class _Book:
    def __init__(self, draft: Draft, rows: int) -> None:
        self._draft = draft
        self._rows = rows
        self._wide = True  # letters may have two octets
        self._page = 1252
        self._shared: list[str] = []
        self._row = -1

    def write(self, records: list[Record]) -> None:
        """Writes one sheet. Raises Enough."""
        behind = 0
        for at, (kind, record) in enumerate(records):
            match kind:
                case _ if kind == _BEGINS:
                    self._wide = record[:2] == struct.pack("<H", _EXCEL_97)
                case _ if kind == _CODE_PAGE:
                    self._page = int.from_bytes(record[:2], "little")
                case _ if kind in {_SHEET, _FORMAT}:
                    self._tell(kind, record)
                case _ if kind == _SHARED:
                    self._shared = list(_shared(_going_on(records, at)))
                case _ if kind in {_HEADER, _FOOTER} and record:
                    size = 2 if self._wide else 1
                    self._draft.write(margin(self._text(record, size)) + "\n")
                case _ if kind == _GOES_ON and behind == _BOX:
                    self._draft.write(self._characters(record) + "\n")
                case _:
                    self._cell(kind, record)
            behind = kind

    def _tell(self, kind: int, record: bytes) -> None:
        if kind == _SHEET:
            self._draft.field("sheet", self._text(record[6:], 1), Said.NAME)
        else:
            code = self._text(record[2:], 2 if self._wide else 1)
            self._draft.aside("format", of_format(code))

    def _cell(self, kind: int, record: bytes) -> None:
        if kind == _RESULT:
            self._draft.write(self._text(record, 2) + "\t")
        elif kind in {_SHARED_CELL, _CELL, _RICH_CELL}:
            (row,) = struct.unpack_from("<H", record)
            if row < self._rows:
                self._draft.write("\n" if row != self._row else "\t")
                self._row = row
                self._draft.write(self._of_cell(kind, record)[:CELL_LONGEST])

    def _of_cell(self, kind: int, record: bytes) -> str:
        if kind != _SHARED_CELL:
            return self._text(record[6:], 2)
        (number,) = struct.unpack_from("<I", record, 6)
        return self._shared[number] if number < len(self._shared) else ""

    def _text(self, octets: bytes, size: int) -> str:
        """What stands behind its length, which has *size* octets."""
        length = int.from_bytes(octets[:size], "little")
        if not self._wide:
            return decoded(octets[size : size + length], self._page)
        many = 2 if octets[size : size + 1] == b"\1" else 1
        return self._characters(octets[size : size + 1 + length * many])

    def _characters(self, octets: bytes) -> str:
        wide = octets[:1] == b"\1"
        return octets[1:].decode("utf-16-le" if wide else "latin-1", "replace")


def _records(stream: bytes) -> Iterator[Record]:
    place = 0
    for _ in range(_MOST_RECORDS):
        if place + 4 > len(stream):
            return
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _sheets(records: list[Record]) -> list[list[Record]]:
    """The records of each sheet, behind those of the workbook as a whole."""
    begins = [at for at, (kind, _) in enumerate(records) if kind == _BEGINS]
    ends = [*begins[1:], len(records)]
    return [records[begin:end] for begin, end in zip(begins, ends, strict=True)]


def _going_on(records: list[Record], at: int) -> list[bytes]:
    """A record and those that go on with it."""
    blocks = [records[at][1]]
    for kind, record in records[at + 1 :]:
        if kind != _GOES_ON:
            break
        blocks.append(record)
    return blocks


def _shared(blocks: list[bytes]) -> Iterator[str]:
    """The shared strings ([MS-XLS] §2.4.265); one may go on in the next record, and says anew how."""
    strings = _Blocks(blocks)
    (count,) = struct.unpack("<4xI", strings.take(8))
    for _ in range(min(count, _MOST_STRINGS)):
        head = strings.take(3)
        if len(head) < 3:
            return
        length, how = struct.unpack("<HB", head)
        runs = int.from_bytes(strings.take(2), "little") if how & 8 else 0
        more = int.from_bytes(strings.take(4), "little") if how & 4 else 0
        yield strings.characters(length, how)
        strings.take(4 * runs + more)


class _Blocks:
    """Octets in several records, read one after the other."""

    def __init__(self, blocks: list[bytes]) -> None:
        self._blocks = blocks
        self._number = 0
        self._place = 0

    def take(self, size: int) -> bytes:
        """So many octets, or what is left."""
        taken = b""
        while len(taken) < size and self._number < len(self._blocks):
            block = self._blocks[self._number]
            more = block[self._place : self._place + size - len(taken)]
            taken += more
            self._place += len(more)
            if not more:
                self._number, self._place = self._number + 1, 0
        return taken

    def characters(self, length: int, how: int) -> str:
        """So many letters, of one or two octets as *how* says."""
        text = ""
        while length > 0 and self._number < len(self._blocks):
            many = 2 if how & 1 else 1
            block = self._blocks[self._number]
            octets = block[self._place : self._place + length * many]
            octets = octets[: len(octets) // many * many]
            text += octets.decode("utf-16-le" if many == 2 else "latin-1", "replace")
            length -= len(octets) // many
            self._place += len(octets)
            if length > 0:
                self._number, self._place = self._number + 1, 1
                following = self._blocks[self._number : self._number + 1]
                how = following[0][0] if following and following[0] else 0
        return text
