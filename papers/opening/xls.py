"""Excel 97 to 2003, and its binary workbooks of today: cells by calamine, headers and boxes by their records ([MS-XLS])."""

import io
import itertools
import struct
from collections.abc import Iterable, Iterator

import python_calamine as calamine

from papers.opened import Kind, Why
from papers.opening.compound import Compound
from papers.opening.draft import Budget, Draft, Inner, Stopped
from papers.opening.ole import embedded
from papers.opening.plain import western
from papers.opening.properties import tell_properties
from papers.opening.xlsx import ROWS, SHEET_MOST, SHEETS, margin

_CELLS = 40
_MARGINS_MOST = 3_000  # characters
_ENCRYPTED = 0x2F
_MARGINS = {0x14, 0x15}
_BOX, _GOES_ON = 0x1B6, 0x3C
_MOST_RECORDS = 500_000


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the first rows of the sheets; gives the objects that are embedded."""
    inside: Iterable[Inner] = ()
    if draft.kind is Kind.XLS:
        compound = Compound(octets)
        tell_properties(compound, draft)
        _write_margins(compound.named("Workbook") or compound.named("Book"), draft)
        inside = embedded(compound)
    _write_rows(octets, draft)
    draft.obstacle(Why.PARTLY)
    yield from inside


def _write_rows(octets: bytes, draft: Draft) -> None:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(octets))
    for name in book.sheet_names[:SHEETS]:
        draft.field("sheet", name)
    for name in book.sheet_names[:SHEETS]:
        rows = itertools.islice(book.get_sheet_by_name(name).iter_rows(), ROWS)
        lines = ("\t".join(map(str, row[:_CELLS])) for row in rows)
        with draft.portion(SHEET_MOST):
            draft.write("\n".join(lines) + "\n")


def _write_margins(stream: bytes, draft: Draft) -> None:
    with draft.portion(_MARGINS_MOST):
        boxed = False
        for kind, record in _records(stream):
            if kind == _ENCRYPTED:
                raise Stopped(Why.PASSWORD)
            if kind in _MARGINS and record:
                draft.write(margin(_string(record)) + "\n")
            elif kind == _GOES_ON and boxed:
                draft.write(_characters(record) + "\n")
            boxed = kind == _BOX


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    for _ in range(_MOST_RECORDS):
        if place + 4 > len(stream):
            return
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _string(record: bytes) -> str:
    """A string behind its length, in 16 bits ([MS-XLS] §2.5.294), or in 8 of Excel 95."""
    if len(record) > 3 and record[2] in {0, 1}:
        return _characters(record[2:])
    return western(record[1:])


def _characters(record: bytes) -> str:
    wide = record[:1] == b"\x01"
    return record[1:].decode("utf-16-le", "replace") if wide else western(record[1:])
