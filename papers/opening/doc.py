"""Word 97 to 2003: the text by its piece table, so with headers and text boxes ([MS-DOC])."""

import re
import struct
from collections.abc import Iterable, Iterator

from papers.opened import Why
from papers.opening.codes import of_field
from papers.opening.compound import Compound
from papers.opening.draft import PAGE, Budget, Draft, Inner, Stopped
from papers.opening.ole import embedded
from papers.opening.plain import western
from papers.opening.properties import tell_properties
from papers.opening.whole import FILE_MOST, Whole
from work.columns import is_in_columns

_WORD_97 = 0xA5EC
_ENCRYPTED, _OTHER_TABLE = 0x0100, 0x0200
_CHARACTERS = 0x4C  # where the lengths of the stories stand: text, footnotes, headers, …
_STORIES = 8
_MARGIN = 3_000  # characters of all headers and footers; of all text boxes
_CLX = 0x01A2
_FONTS = 0x0112
_FIELD = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")  # its instruction, not its result
_MARKS = str.maketrans({"\r": "\n", "\x07": "\t", "\x0b": "\n", "\x1e": "-", "\x0c": "\n\x0c"})
_ROW_END = "\x07\x07"
_CONTROLS = re.compile("[\x00-\x06\x08\x0e-\x1d\x1f]")


def read(octets: bytes, draft: Draft, budget: Budget) -> Iterable[Inner]:
    """Writes the first page, headers, footers and boxes; gives the objects that are embedded."""
    compound = Compound(octets)
    tell_properties(compound, draft)
    document, table = _streams(compound)
    for font in _fonts(document, table):
        draft.font(font)
    draft.obstacle(Why.PARTLY)  # drawn text, and which text is in which font, is not read
    _write(document, table, draft)
    yield from embedded(compound)


def read_whole(octets: bytes, draft: Whole, budget: Budget) -> Iterable[Inner]:
    """Writes the text and the boxes to their end, tables as they are read; gives the objects that are embedded."""
    compound = Compound(octets)
    document, table = _streams(compound)
    for font in _fonts(document, table):
        draft.font(font)
    lengths = struct.unpack_from(f"<{_STORIES}i", document, _CHARACTERS)
    pieces = list(_pieces(document, table))
    for begin, length in ((0, lengths[0]), (sum(lengths[:6]), sum(lengths[6:8]))):
        text = _FIELD.sub("", _text(document, pieces, begin, min(length, FILE_MOST)))
        *rows, rest = text.split(_ROW_END)
        draft.write(_clean("".join((*map(_of_row, rows), rest))) + "\n")
    yield from embedded(compound)


def _of_row(row: str) -> str:
    """A row on one line where its cells are short; else one cell after the other."""
    is_stacked = "\r" in row or is_in_columns(row.replace("\x07", "\n"))
    return row.replace("\x07", "\r" if is_stacked else "\t") + "\r"


def _streams(compound: Compound) -> tuple[bytes, bytes]:
    """The text with its head, and the table of where all stands. Raises Stopped."""
    document = compound.named("WordDocument")
    magic, flags = struct.unpack_from("<H8xH", document, 0)
    if flags & _ENCRYPTED:
        raise Stopped(Why.PASSWORD)
    if magic != _WORD_97:
        raise Stopped(Why.UNKNOWN)
    return document, compound.named("1Table" if flags & _OTHER_TABLE else "0Table")


def _write(document: bytes, table: bytes, draft: Draft) -> None:
    lengths = struct.unpack_from(f"<{_STORIES}i", document, _CHARACTERS)
    pieces = list(_pieces(document, table))
    body, notes, headers = lengths[0], lengths[1], lengths[2]
    boxes = sum(lengths[:6]), sum(lengths[6:8])
    for begin, length in ((body + notes, headers), boxes):
        with draft.portion(_MARGIN):
            draft.write(_clean(_text(document, pieces, begin, min(length, 2 * _MARGIN))) + "\n")
    text = _text(document, pieces, 0, min(body, 2 * PAGE))
    for field in _FIELD.finditer(text):
        for words in of_field(field[0].strip("\x13\x14")):
            draft.aside("field", words)
    with draft.portion(PAGE):
        for page in _clean(text).split("\x0c"):
            draft.write(page)
            draft.page_break()


def _pieces(document: bytes, table: bytes) -> Iterator[tuple[int, int, int, bool]]:
    """Each piece of the text: from which character to which, where it stands, and whether an octet is one."""
    place, size = struct.unpack_from("<II", document, _CLX)
    clx = table[place : place + size]
    while clx.startswith(b"\x01"):  # formatting
        (size,) = struct.unpack_from("<H", clx, 1)
        clx = clx[3 + size :]
    if not clx.startswith(b"\x02"):
        raise Stopped(Why.BROKEN)
    (size,) = struct.unpack_from("<I", clx, 1)
    count = (size - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", clx, 5)
    for number in range(count):
        (where,) = struct.unpack_from("<I", clx, 5 + 4 * (count + 1) + 8 * number + 2)
        narrow = bool(where & 0x40000000)
        place = where & 0x3FFFFFFF
        yield ends[number], ends[number + 1], place // 2 if narrow else place, narrow


def _text(
    document: bytes, pieces: list[tuple[int, int, int, bool]], begin: int, length: int
) -> str:
    """So many characters from *begin* on."""
    parts = []
    for first, last, place, narrow in pieces:
        low, high = max(first, begin), min(last, begin + length)
        if low >= high:
            continue
        if narrow:
            parts.append(western(document[place + low - first : place + high - first]))
        else:
            wide = document[place + 2 * (low - first) : place + 2 * (high - first)]
            parts.append(wide.decode("utf-16-le", "replace"))
    return "".join(parts)


def _clean(text: str) -> str:
    return _CONTROLS.sub("", _FIELD.sub("", text)).translate(_MARKS)


def _fonts(document: bytes, table: bytes) -> Iterator[str]:
    """The names of the fonts that the document uses ([MS-DOC] §2.9.286)."""
    place, size = struct.unpack_from("<II", document, _FONTS)
    fonts = table[place : place + size]
    (count,) = struct.unpack_from("<H", fonts, 0) if len(fonts) > 4 else (0,)
    place = 4
    for _ in range(min(count, 200)):
        length = fonts[place] if place < len(fonts) else 0
        name = fonts[place + 1 + 39 : place + 1 + length].decode("utf-16-le", "replace")
        yield name.partition("\0")[0]
        place += 1 + length
