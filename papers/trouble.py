"""Why a file cannot be read: values, since whoever made the file causes them."""

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """What is wrong with the file as a whole."""

    TOO_LARGE = "too-large"  # more octets than are read
    NOT_XLSX = "not-xlsx"  # named .xlsx, but something else
    OLD_FORMAT = "old-format"  # .xls of 1997–2003
    OTHER_FORMAT = "other-format"  # .xlsb, .ods, .docx, a zip
    PASSWORD = "password"  # noqa: S105 - protected by one
    BOMB = "bomb"  # unpacks to far more than it is
    BROKEN = "broken"
    ENCODING = "encoding"  # no text that is known
    QUOTES = "quotes"  # of CSV, not closed
    NO_SHEET = "no-sheet"  # none of that name, or none at all
    EMPTY = "empty"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_SLOW = "too-slow"  # took longer than it may
    TOO_HUNGRY = "too-hungry"  # took more memory than it may
    CRASHED = "crashed"  # the reader itself ended


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that cannot be read. *row* is where it went wrong, 0 where that is not known.

    *names* are the sheets that the workbook does have.
    """

    trouble: Trouble
    row: int = 0
    names: tuple[str, ...] = ()
