"""Reads the cell of a deadline: a date, a day in words with what goes before it, or that there is none."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from work.deadline import Deadline, by_hour
from work.sheet import Value
from work.spelling import composed, search_key, spelling_key
from work.written_day import find_day

# What a clerk writes for a task without deadline; compared without accents.
_NONE = re.compile(
    r"(?:khong(?: co| xac dinh)?(?: thoi)?(?: han)?|thuong xuyen)[ .,;]*", re.IGNORECASE
)
# The only words that may stand beside the day: "kể từ ngày" or "sau ngày" mean something else.
_WORDS = (
    "báo cáo chậm nhất muộn hơn không quá trước đến tới hết trong vào là ngày giờ hạn thời cuối chót"
    " gửi nộp trình phải hoàn thành xong xử lý giải quyết trả lời kết quả cho về văn bản công này"
)
_KNOWN_WORDS = frozenset(re.findall(r"\w+", _WORDS))
_HOUR = re.compile(
    r"\b(\d{1,2})\s*(?:giờ|h|g|:)\s*(\d{2})?(?::00)?(?:\s*phút)?(?![\w:])", re.IGNORECASE
)
_TERM = re.compile(r"\d+\s*(?:\([^)]*\)\s*)?(?:ngày|tuần|tháng|giờ)", re.IGNORECASE)
_DASHES = " -–—./"


class DeadlineGap(StrEnum):
    """Why a cell is no deadline."""

    WRONG_DAY = "bad-date"
    WRONG_HOUR = "bad-hour"
    NUMBER = "deadline-number"
    TERM = "deadline-term"
    UNREAD = "bad-deadline"


@dataclass(frozen=True, slots=True)
class Term:
    """What a cell says; *deadline* is None for a task without one.

    *warnings* are codes: "no-deadline" for an empty cell, "short-year".
    """

    deadline: Deadline | None
    warnings: tuple[str, ...] = ()


def read_deadline(cell: Value, zone: tzinfo) -> Term | DeadlineGap:
    """The deadline in *cell*: "15/10/2026", a date, "trước ngày 15/10/2026", "không thời hạn".

    Hours, as in "trước 16h30 ngày 15/10/2026", are those of *zone*, by twenty-four.
    """
    match cell:
        case None:
            return Term(None, ("no-deadline",))
        case str():
            return _from_words(composed(cell), zone)
        case datetime():
            words = cell.strftime("%d/%m/%Y %H:%M")
            return Term(by_hour(cell.replace(tzinfo=zone), False, "by-hour", words))
        case date():
            return Term(_on(cell, _shown(cell)))
        case bool():
            return DeadlineGap.UNREAD
        case int() | float():
            return DeadlineGap.NUMBER
        case _:
            return DeadlineGap.UNREAD


def adds_nothing(text: str) -> bool:
    """Whether *text*, which stands beside a deadline, holds only words that mean nothing else."""
    return not set(_words(text)) - _KNOWN_WORDS


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", spelling_key(text))


def _from_words(text: str, zone: tzinfo) -> Term | DeadlineGap:
    if not text.strip(_DASHES):
        return Term(None, ("no-deadline",))
    if _NONE.fullmatch(search_key(text)):
        return Term(None)
    found = find_day(text)
    if found is None:
        return DeadlineGap.TERM if _TERM.search(text) else DeadlineGap.UNREAD
    if found.day is None:
        return DeadlineGap.WRONG_DAY
    rest = f"{text[: found.start]} {text[found.end :]}"
    hour = _HOUR.search(rest)
    without_hour = _HOUR.sub(" ", rest, count=1)
    if not adds_nothing(without_hour):
        return DeadlineGap.UNREAD
    words = _words(without_hour)
    deadline = _of(found.day, hour, "trước" in words, text, zone)
    if deadline is None:
        return DeadlineGap.WRONG_HOUR
    return Term(deadline, ("short-year",) if found.short_year else ())


def _of(
    day: date, hour: re.Match[str] | None, before: bool, text: str, zone: tzinfo
) -> Deadline | None:
    """None for an hour that no clock shows."""
    if hour is not None:
        return _at(day, hour, before, text, zone)
    if before:
        return Deadline(day - timedelta(days=1), "before-date", text, day, True)
    return _on(day, text)


def _at(day: date, hour: re.Match[str], before: bool, text: str, zone: tzinfo) -> Deadline | None:
    hours, minutes = int(hour[1]), int(hour[2] or 0)
    if minutes > 59 or hours * 60 + minutes > 24 * 60:
        return None
    at = datetime.combine(day, time(), zone) + timedelta(hours=hours, minutes=minutes)
    return by_hour(at, before, "before-hour" if before else "by-hour", text)


def _on(day: date, words: str) -> Deadline:
    return Deadline(day, "on-date", words, day)


def _shown(day: date) -> str:
    return day.strftime("%d/%m/%Y")
