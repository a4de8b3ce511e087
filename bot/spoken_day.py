"""A day as people write it in a chat: "30/11", "thứ sáu", "30/11/2026", or so many working days more: "+5"."""

import re
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
HALF_A_YEAR = timedelta(days=183)


def spoken_day(text: str, first: date) -> date | int | None:
    """The day meant, or a number of working days more; None for what is neither.

    A day of the week is the first from *first* on; without its year a day is the nearest to it.

    >>> spoken_day("thứ Sáu", date(2026, 11, 26)), spoken_day("+5", date(2026, 11, 26))
    (datetime.date(2026, 11, 27), 5)
    >>> spoken_day("ngày 5/1", date(2026, 11, 26))
    datetime.date(2027, 1, 5)
    """
    words = " ".join(letters.plain(letters.written(text)).split()).strip(" .!?,;:…")
    said = words.removeprefix("ngay ").removeprefix("den ")
    if said in _NAMED:
        return first + timedelta(days=(_NAMED[said] - first.weekday()) % 7)
    if more := _MORE.fullmatch(said):
        return int(more[1] or more[2])
    if iso := _ISO.fullmatch(said):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    written = _WRITTEN.fullmatch(said)
    return None if written is None else _dated(written, first)


def _dated(written: re.Match[str], first: date) -> date | None:
    day, month, year = int(written[1]), int(written[2]), written[3]
    if year is not None:
        return _day(int(year) % 2000 + 2000, month, day)
    nearby = (_day(first.year + step, month, day) for step in (-1, 0, 1))
    return next((one for one in nearby if one and abs(one - first) <= HALF_A_YEAR), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
