"""What stands in a morning digest and switches it off: whose digest it is, and what proves that we wrote it.

"d1f-b4a51-o4xgbkq3yv2mzt5d": the person's number, the day it was made for, and the beginning of an HMAC
(RFC 2104) over both and their mailbox. It is good for nothing else, and for a year, as its reader may open an old letter.
"""

import re
from datetime import date, timedelta
from typing import NamedTuple

from work.proof import PATTERN, proof, proves

_MARK = re.compile(rf"d([0-9a-f]{{1,7}})-([0-9a-f]{{1,5}})-({PATTERN})")
_LASTS = timedelta(days=366)


class Mark(NamedTuple):
    """A mark as it was read: the *person* whose digest it names, the *day* of that as an ordinal, and its *proof*."""

    person: int
    day: int
    proof: str

    def is_of(self, key: bytes, mailbox: str, today: date) -> bool:
        """Whether *key* made it for that person, whose official mailbox is *mailbox*, within a year before *today*."""
        if today.toordinal() - self.day > _LASTS.days:
            return False
        return proves(self.proof, key, _said(self.person, self.day, mailbox))


def mark(key: bytes, person: int, mailbox: str, on: date) -> str:
    """The mark that stands in the digest of *person* of the day *on*.

    >>> read_mark(mark(b"k", 31, "an@x.vn", date(2026, 10, 1))).is_of(b"k", "an@x.vn", date(2027, 10, 1))
    True
    """
    day = on.toordinal()
    return f"d{person:x}-{day:x}-{proof(key, _said(person, day, mailbox))}"


def read_mark(text: str) -> Mark | None:
    """The mark that *text* is, in whatever letters; None for anything else."""
    found = _MARK.fullmatch(text.lower())
    return None if found is None else Mark(int(found[1], 16), int(found[2], 16), found[3])


def _said(person: int, day: int, mailbox: str) -> str:
    return f"digest:{person}:{day}:{mailbox}"
