"""What stands in a morning digest and switches it off: whose digest it is, and what proves that we wrote it.

"d1f-o4xgbkq3yv2mzt5d": the person's number, and the beginning of an HMAC (RFC 2104) over that number
and their mailbox. It is good for nothing else, and for ever, as its reader may open an old letter.
"""

import base64
import hmac
import re
from typing import NamedTuple

_PROOF_OCTETS = 10  # of which nobody guesses one: each try is a letter, or a request
_MARK = re.compile(r"d([0-9a-f]{1,13})-([a-z2-7]{16})")


class Mark(NamedTuple):
    """A mark as it was read: the *person* whose digest it names, and its *proof*."""

    person: int
    proof: str

    def is_of(self, key: bytes, mailbox: str) -> bool:
        """Whether *key* made it for that person, whose official mailbox is *mailbox*."""
        return hmac.compare_digest(self.proof, _proof(key, self.person, mailbox))


def mark(key: bytes, person: int, mailbox: str) -> str:
    """The mark that stands in the digests of *person*.

    >>> read_mark(mark(b"k", 31, "an@x.vn")).is_of(b"k", "an@x.vn")
    True
    """
    return f"d{person:x}-{_proof(key, person, mailbox)}"


def read_mark(text: str) -> Mark | None:
    """The mark that *text* is, in whatever letters; None for anything else."""
    found = _MARK.fullmatch(text.lower())
    return None if found is None else Mark(int(found[1], 16), found[2])


def _proof(key: bytes, person: int, mailbox: str) -> str:
    digest = hmac.digest(key, f"digest:{person}:{mailbox}".encode(), "sha256")
    return base64.b32encode(digest[:_PROOF_OCTETS]).decode().lower()
