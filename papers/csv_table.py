"""Reads CSV as spreadsheets write it: with or without a byte order mark, by comma, semicolon or tab."""

import codecs
import csv
import io
import itertools
import unicodedata
from collections import Counter
from collections.abc import Iterator

DELIMITERS = ",;\t"  # spreadsheets set to Vietnamese separate by semicolons
CELL_LONGEST = 32_767  # characters; what a spreadsheet's own cell holds
_LOOKED_AT = 40  # records, to tell the delimiter by

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VOWELS = "aăâeêioôơuưy"
_LETTERS = {
    unicodedata.normalize("NFC", case + tone)
    for vowel in _VOWELS
    for case in (vowel, vowel.upper())
    for tone in _TONES
} | {"đ", "Đ"}
_SIGNS = set("–—‘’“”„…•·°§©®×«»\u00a0‰€₫")


class BadQuotes(Exception):
    """A quotation mark was opened and not closed, or a cell is endless; *row* is where."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


def decoded(octets: bytes) -> str | None:
    """The text of *octets* in NFC; None where no encoding that is known makes sense of them.

    Unmarked octets are UTF-8, else Windows-1258 where that gives nothing but
    Vietnamese letters: TCVN3 and VNI would come out as signs no office writes.
    """
    for mark, encoding in _MARKS:
        if octets.startswith(mark):
            return _strictly(octets, encoding)
    text = _strictly(octets, "utf-8")
    if text is not None:
        return text
    legacy = _strictly(octets, "cp1258")
    return legacy if legacy is not None and _is_vietnamese(legacy) else None


def records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that holds something, with its number as a spreadsheet shows it.

    Raises BadQuotes.
    """
    csv.field_size_limit(CELL_LONGEST)
    for number, cells in _numbered(text, _delimiter(text)):
        if any(cell.strip() for cell in cells):
            yield number, cells


def _strictly(octets: bytes, encoding: str) -> str | None:
    try:
        text = unicodedata.normalize("NFC", octets.decode(encoding))
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _is_vietnamese(text: str) -> bool:
    foreign = {c for c in text if not c.isascii()} - _LETTERS - _SIGNS
    return not foreign


def _numbered(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
            yield number, cells
    except csv.Error:
        raise BadQuotes(number + 1) from None


def _delimiter(text: str) -> str:
    """The one that gives most records the same width: commas stand in the words, too.

    Between two that do, the one without a blank behind it, then the one with more columns.
    """

    def evenness(delimiter: str) -> tuple[int, bool, int]:
        looked_at = [cells for cells in _first(text, delimiter) if len(cells) > 1]
        split = [cell for cells in looked_at for cell in cells[1:] if cell]
        in_words = sum(cell.startswith(" ") for cell in split) * 2 > len(split)
        widths = Counter(map(len, looked_at))
        return max(((n, not in_words, width) for width, n in widths.items()), default=(0, False, 0))

    return max(DELIMITERS, key=evenness)


def _first(text: str, delimiter: str) -> Iterator[list[str]]:
    try:
        for _, cells in itertools.islice(_numbered(text, delimiter), _LOOKED_AT):
            yield cells
    except BadQuotes:
        return
