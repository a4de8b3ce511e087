"""Reads from the register how far a task is: what closes it, and what leaves it open.

Closed is only what says so and bears the day of the result document, since the
class "in time" or "late" is judged by that day. A reply number alone closes
nothing: it may be that of an interim report.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from work.kind import NUMBER, SHORT_NUMBER
from work.spelling import composed, search_key
from work.written_day import find_day

_DONE = re.compile(
    r"^(?:da )?(?:hoan thanh|xong|ket thuc)\b"
    r"|\bda (?:duoc )?(?:hoan thanh|giai quyet|xu ly|tra loi|phuc dap|thuc hien xong|xong|bao cao|ket thuc)\b"
)
_NOT_YET = re.compile(
    r"\b(?:chua|dang|se|sap|du kien|mot phan|buoc dau|co ban|tiep tuc)\b|\b(?!100\b)\d{1,3} ?%"
)
_WITHDRAWN = re.compile(r"^(?:da )?(?:thu hoi|huy|huy bo|rut)\b")


class ProgressGap(StrEnum):
    """Why what the row says of the end of a task cannot be kept."""

    UNDATED = "done-undated"
    WRONG_DAY = "bad-date"
    FUTURE = "done-in-future"


@dataclass(frozen=True, slots=True)
class Closing:
    """The end of a task: the day of its result document, and that document's number and sign."""

    done_on: date
    result: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a task is; *closing* is None while it is open.

    *withdrawn* says that who assigned it took it back; *warning* is "reply-open"
    where a reply stands in the row although the task is not said to be done.
    """

    closing: Closing | None = None
    withdrawn: bool = False
    warning: str | None = None


def read_progress(progress: str, reply: str, today: date) -> Progress | ProgressGap:
    """What the cells of progress and reply number say together."""
    key = search_key(progress)
    if _WITHDRAWN.search(key):
        return Progress(withdrawn=True)
    if not _DONE.search(key) or _NOT_YET.search(key):
        return Progress(warning="reply-open" if reply else None)
    return _closed(composed(progress), composed(reply), today)


def _closed(progress: str, reply: str, today: date) -> Progress | ProgressGap:
    found = find_day(reply) or find_day(progress)
    if found is None:
        return ProgressGap.UNDATED
    if found.day is None:
        return ProgressGap.WRONG_DAY
    if found.day > today:
        return ProgressGap.FUTURE
    return Progress(Closing(found.day, _result(reply)))


def _result(reply: str) -> str | None:
    """The number and sign of the reply as written; its other words where it has none."""
    number = NUMBER.search(reply) or SHORT_NUMBER.search(reply)
    if number is not None:
        return number[number.lastindex or 0]
    day = find_day(reply)
    words = reply if day is None else reply[: day.start] + reply[day.end :]
    return " ".join(words.split()).strip(" .,;:()") or None
