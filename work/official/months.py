"""The day in a document's line of place and date, with months in figures or in words."""

import re
from datetime import date

from work.official.folded import folded
from work.written_day import EARLIEST, LATEST

_WORDS = (
    "gieng",
    "hai",
    "ba",
    "tu",
    "nam",
    "sau",
    "bay",
    "tam",
    "chin",
    "muoi",
    "muoi mot",
    "muoi hai",
)
_MONTHS = {word: number for number, word in enumerate(_WORDS, 1)} | {"mot": 1, "chap": 12}
_WORDED = re.compile(r"ngay ((?:[a-z]+ ){1,3})thang")
_UNITS = {word: number for number, word in enumerate(_WORDS[1:9], 2)} | {"mot": 1, "lam": 5}
CENTURY, SHORT_YEAR = 2000, 99  # of a year in two figures
_SAID = re.compile(
    r"(\d{1,2})[\s.…_]*(?:thang[\s.…_]*(\d{1,2}|muoi mot|muoi hai|[a-z]+)[\s.…_,]*(?:nam\s*|/\s?)(\d{4})|[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2}\b))"
)


def day_in(words: str) -> date | None:
    """The day that *words* say; None where they say none, or one that no calendar has.

    >>> day_in("Hà Nội, ngày 05 tháng Mười một năm 2026"), day_in("Lam Sơn, ngày 08/10/2026")
    (datetime.date(2026, 11, 5), datetime.date(2026, 10, 8))
    """
    found = _SAID.search(_WORDED.sub(_in_figures, folded(words)))
    if found is None:
        return None
    said = found[2] or found[4]
    month = int(said) if said.isdigit() else _MONTHS.get(said, 0)
    try:
        year = int(found[3] or found[5])
        day = date(year if year > SHORT_YEAR else CENTURY + year, month, int(found[1]))
    except ValueError:
        return None
    return day if EARLIEST <= day.year <= LATEST else None


def _in_figures(found: re.Match[str]) -> str:
    """The day of the month in figures: "ngày hai mươi lăm tháng"."""
    tens, ten, units = found[1].strip().rpartition("muoi")
    if not ten:
        tens, units = "", found[1].strip()
    number = (10 * _UNITS.get(tens.strip(), 1) if ten else 0) + _UNITS.get(units.strip(), 0)
    return f"ngay {number} thang"
