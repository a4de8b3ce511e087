"""What stands in a morning digest and switches it off: whose digest it is, and what proves that we wrote it.

"d1f-o4xgbkq3yv2mzt5d": the person's number, and the beginning of an HMAC (RFC 2104) over that number
and their mailbox. It is good for nothing else, and for ever, as its reader may open an old letter.
"""

import re
from typing import NamedTuple

from work.proof import PATTERN, proof, proves

_MARK = re.compile(rf"d([0-9a-f]{{1,13}})-({PATTERN})")


class Mark(NamedTuple):
    """A mark as it was read: the *person* whose digest it names, and its *proof*."""

    person: int
    proof: str

    def is_of(self, key: bytes, mailbox: str) -> bool:
        """Whether *key* made it for that person, whose official mailbox is *mailbox*."""
        return proves(self.proof, key, _said(self.person, mailbox))


def mark(key: bytes, person: int, mailbox: str) -> str:
    """The mark that stands in the digests of *person*.

    >>> read_mark(mark(b"k", 31, "an@x.vn")).is_of(b"k", "an@x.vn")
    True
    """
    return f"d{person:x}-{proof(key, _said(person, mailbox))}"


def read_mark(text: str) -> Mark | None:
    """The mark that *text* is, in whatever letters; None for anything else."""
    found = _MARK.fullmatch(text.lower())
    return None if found is None else Mark(int(found[1], 16), found[2])


def _said(person: int, mailbox: str) -> str:
    return f"digest:{person}:{mailbox}"
