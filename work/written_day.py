"""Days as clerks write them: 03/8/2026, 3-8-26, ngày 03 tháng 8 năm 2026; never month before day."""

import re
from dataclasses import dataclass
from datetime import date

EARLIEST, LATEST = 1945, 2100  # a year outside is a slip of the finger
_CENTURY = 2000  # of years in two digits

_FIGURES = r"(\d{1,2})\s?(?P<sign>[/.-])\s?(\d{1,2})\s?(?P=sign)\s?(\d{4}|\d{2})"
_WORDS = r"(\d{1,2})\s+tháng\s+(\d{1,2})\s*(?:,?\s*năm\s*|/\s?)(\d{4})"
DAY = re.compile(rf"(?<![\w/.-])(?:ngày\s*)?(?:{_FIGURES}|{_WORDS})(?![\w/]|[.-]\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """A day found in words; *day* is None where no calendar has it (31/02/2026).

    *start* and *end* are its place in the text; *short_year* says that the year
    was written in two digits.
    """

    day: date | None
    words: str
    start: int
    end: int
    short_year: bool = False


def find_day(text: str, start: int = 0) -> WrittenDay | None:
    """The first day written in *text* behind *start*."""
    found = DAY.search(text, start)
    return None if found is None else _of(found)


def day_at(text: str, start: int) -> WrittenDay | None:
    """The day that stands at *start* itself."""
    found = DAY.match(text, start)
    return None if found is None else _of(found)


def only_day(text: str) -> WrittenDay | None:
    """The day that *text* is and nothing besides."""
    found = DAY.fullmatch(text.strip(" .;,"))
    return None if found is None else _of(found)


def _of(found: re.Match[str]) -> WrittenDay:
    figures = [part for part in (found[1], found[3], found[4]) if part]
    day, month, year = figures or [found[5], found[6], found[7]]
    short = len(year) == 2
    full_year = int(year) + _CENTURY if short else int(year)
    known = _date(full_year, int(month), int(day))
    return WrittenDay(known, found[0], found.start(), found.end(), short)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if EARLIEST <= year <= LATEST else None
    except ValueError:
        return None
