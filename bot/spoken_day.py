"""A day as people write it in a chat: "30/11", "thứ sáu tuần sau", "cuối tháng", or so many working days more: "+5"."""

import re
from calendar import monthrange
from datetime import date, timedelta

from bot.speech import letters

_WEEKDAYS = (
    ("thu hai", "thu 2", "t2", "monday", "mon"),
    ("thu ba", "thu 3", "t3", "tuesday", "tue"),
    ("thu tu", "thu 4", "t4", "wednesday", "wed"),
    ("thu nam", "thu 5", "t5", "thursday", "thu"),
    ("thu sau", "thu 6", "t6", "friday", "fri"),
    ("thu bay", "thu 7", "t7", "saturday", "sat"),
    ("chu nhat", "cn", "sunday", "sun"),
)
_NAMED = {name: number for number, names in enumerate(_WEEKDAYS) for name in names}
_DAYS = "(?:ngay lam viec|ngay lv|ngay|working days?|days?)"
_MORE = re.compile(
    rf"(?:\+ ?|(?:xin )?them )([0-9]{{1,3}})(?: {_DAYS})?|([0-9]{{1,3}}) {_DAYS}(?: nua| more)?"
)
_WRITTEN = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})(?:[/.-]([0-9]{4}|[0-9]{2}))?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_NEAR = {"hom nay": 0, "today": 0, "mai": 1, "mot": 2, "kia": 2, "tomorrow": 1}  # days from today
_NEXT_WEEK = re.compile(r"([a-z0-9 ]+?) (?:cua )?(?:tuan (?:sau|toi)|next week)")
_WEEKS = re.compile(r"(?:(?:xin )?them )?([0-9]{1,2}|mot|hai|ba) (?:tuan|weeks?)(?: nua| more)?")
_FEW = {"mot": 1, "hai": 2, "ba": 3}
_END = re.compile(
    r"(?:het |cuoi |end of (?:the )?)(?:(thang|month)|(quy|quarter)|(nam|year))"
    r"(?: (nay|sau|toi|[0-9]{1,2}))?"
)
HALF_A_YEAR = timedelta(days=183)


def spoken_day(text: str, first: date, today: date) -> date | int | None:
    """The day meant, or a number of working days more; None for what is neither.

    A day of the week is the first from *first* on, and weeks are those from there; without its
    year a day is the nearest to it. Next week, months and quarters are those as of *today*.

    >>> now = date(2026, 11, 26)
    >>> spoken_day("thứ Sáu", now, now), spoken_day("+5", now, now)
    (datetime.date(2026, 11, 27), 5)
    >>> spoken_day("ngày 5/1", now, now), spoken_day("cuối tháng sau", now, now)
    (datetime.date(2027, 1, 5), datetime.date(2026, 12, 31))
    """
    said = _plain(text)
    if said in _NAMED:
        return first + timedelta(days=(_NAMED[said] - first.weekday()) % 7)
    if more := _MORE.fullmatch(said):
        return int(more[1] or more[2])
    if weeks := _WEEKS.fullmatch(said):
        return first + timedelta(days=7 * (_FEW.get(weeks[1]) or int(weeks[1])) - 1)
    if iso := _ISO.fullmatch(said):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if written := _WRITTEN.fullmatch(said):
        return _dated(written, first)
    return _as_of(said, today)


def is_no_day(text: str) -> bool:
    """Whether a day is written that no calendar has: "30/2"."""
    written = _WRITTEN.fullmatch(_plain(text))
    year = _year(written[3]) if written and written[3] else 2000  # without a year, a leap year
    return written is not None and _day(year, int(written[2]), int(written[1])) is None


def _plain(text: str) -> str:
    words = " ".join(letters.plain(letters.written(text)).split()).strip(" .!?,;:…")
    return words.removeprefix("den ").removeprefix("het ngay ").removeprefix("ngay ")


def _as_of(said: str, today: date) -> date | None:
    """What is said by its distance from *today*."""
    if said in _NEAR:
        return today + timedelta(days=_NEAR[said])
    later = _NEXT_WEEK.fullmatch(said)
    if later and later[1] in _NAMED:
        return today + timedelta(days=7 - today.weekday() + _NAMED[later[1]])
    end = _END.fullmatch(said)
    return None if end is None else _end(end, today)


def _end(said: re.Match[str], today: date) -> date | None:
    """The last day of a month, a quarter or a year: of this one, of the next, or of the one with that number."""
    length = 1 if said[1] else 3 if said[2] else 12  # months
    number = (today.month - 1) // length  # of the one that runs, from 0
    year = today.year
    match said[4]:
        case None | "nay":
            pass
        case "sau" | "toi":
            number += 1
        case which if length < 12 and 0 < int(which) <= 12 // length:
            year += int(which) - 1 < number
            number = int(which) - 1
        case _:
            return None
    months = (number + 1) * length - 1
    year, month = year + months // 12, months % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _dated(written: re.Match[str], first: date) -> date | None:
    day, month, year = int(written[1]), int(written[2]), written[3]
    if year is not None:
        return _day(_year(year), month, day)
    nearby = (_day(first.year + step, month, day) for step in (-1, 0, 1))
    return next((one for one in nearby if one and abs(one - first) <= HALF_A_YEAR), None)


def _year(written: str) -> int:
    """Two digits are of this century."""
    return int(written) + (2000 if len(written) == 2 else 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
