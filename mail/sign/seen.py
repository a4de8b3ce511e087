"""The hash of a body as a verifier sees it: whole lines at a time, in either canonical form.

Written apart from what is signed with, so that a mistake there is found before sending.
"""

import hashlib
import re
from typing import Literal

Form = Literal["relaxed", "simple"]

_BLANKS = re.compile(rb"[ \t]+")


class SeenBody:
    """SHA-256 over the canonical body of RFC 6376 §3.4.3 ("simple") or §3.4.4 ("relaxed")."""

    def __init__(self, form: Form = "relaxed") -> None:
        self._relaxed = form == "relaxed"
        self._hash = hashlib.sha256()
        self._begun = False
        self._empty = 0  # lines since the last one that was not
        self._open: list[bytes] = []  # pieces of a line whose end has not come

    def update(self, block: bytes) -> None:
        """Takes the next octets, cut anywhere."""
        self._open.append(block)
        if b"\n" not in block:
            return
        *lines, rest = b"".join(self._open).rpartition(b"\r\n")
        self._open = [rest]
        self._take(b"".join(lines))

    def digest(self) -> bytes:
        """The hash, once the last block is in; a last line without its end gets one."""
        rest = b"".join(self._open)
        self._open = []
        if rest:
            self._take(rest + b"\r\n")
        if not (self._relaxed or self._begun):
            self._hash.update(b"\r\n")  # the empty body of "simple" is one line end
            self._begun = True
        return self._hash.digest()

    def _take(self, lines: bytes) -> None:
        if self._relaxed and _reducible(lines):
            lines = b"\r\n".join([_reduced(line) for line in lines.split(b"\r\n")])
        end = len(lines)
        while lines.endswith(b"\r\n\r\n", 0, end):
            end -= 2
        if lines[:end] == b"\r\n":
            end = 0
        if end:
            self._hash.update(b"\r\n" * self._empty + lines[:end])
            self._begun, self._empty = True, 0
        self._empty += (len(lines) - end) // 2


def _reducible(lines: bytes) -> bool:
    if b"\t" in lines:
        return True
    return b" " in lines and (b"  " in lines or b" \r\n" in lines)


def _reduced(line: bytes) -> bytes:
    return _BLANKS.sub(b" ", line).rstrip(b" ")
