"""Text without accents and capitals, letter for letter, so that a place in it is the place in what was written."""

import unicodedata


def folded(text: str) -> str:
    """*text* (NFC) in small letters without accents, as long as it is.

    >>> folded("Số: 12/QĐ-UBND, Hoả tốc")
    'so: 12/qd-ubnd, hoa toc'
    """
    return text.translate(_LETTERS).lower()


def collapsed(text: str) -> str:
    """*text* with one blank wherever it has blanks and ends of lines.

    >>> collapsed("trước ngày\\n  15/10")
    'trước ngày 15/10'
    """
    return " ".join(text.split())


CAPITALS = "A-Z" + "".join(
    filter(str.isupper, map(chr, (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))))
)  # for a class of a regular expression


def _plain(letter: str) -> str:
    if letter in "đĐðÐɖƉ":
        return "d"
    return unicodedata.normalize("NFD", letter)[0].lower()


_LETTERS = {
    code: _plain(chr(code))
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    if chr(code).isalpha() and len(_plain(chr(code))) == 1
} | {0xA0: " ", 0x2009: " ", 0x202F: " ", 0x2007: " ", 0x9: " "}
