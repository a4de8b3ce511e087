"""The hash of a body that is to be signed, taken block by block."""

import hashlib
import re

from mail.sign.seen import Form

_BLANKS = re.compile(b" {2,}")
_TURNED_LINE_ENDS = re.compile(rb"(?>(?:\n\r)*)")


class BodyHash:
    """SHA-256 over the canonical body of RFC 6376 §3.4.3 ("simple") or §3.4.4 ("relaxed").

    In time linear in its length. Between blocks it keeps what the next one may still
    change: a count of line ends, and at most a blank and a CR.
    """

    def __init__(self, form: Form = "relaxed") -> None:
        self._relaxed = form == "relaxed"
        self._hash = hashlib.sha256()
        self._begun = False  # a body of line ends alone counts as empty
        self._line_ends = 0
        self._tail = b""

    def update(self, block: bytes) -> None:
        """Takes the next octets, cut anywhere."""
        text = self._tail + block
        if self._relaxed:
            if b"\t" in text:
                text = text.replace(b"\t", b" ")
            if b" " in text:  # base64 has none
                text = _reduced(text)
        self._tail = _tail(text)
        self._take(text[: len(text) - len(self._tail)])

    def digest(self) -> bytes:
        """The hash as if the body ended here; a last line without its end gets one."""
        whole = self._hash.copy()
        rest = self._tail.removesuffix(b" ") if self._relaxed else self._tail
        if rest:
            whole.update(b"\r\n" * self._line_ends + rest)
        if rest or self._begun or not self._relaxed:  # the empty body of "simple" is one line end
            whole.update(b"\r\n")
        return whole.digest()

    def _take(self, text: bytes) -> None:
        line_ends = _line_ends_behind(text)
        end = len(text) - 2 * line_ends
        if end:
            self._hash.update(b"\r\n" * self._line_ends)
            self._hash.update(memoryview(text)[:end])
            self._line_ends = 0
            self._begun = True
        self._line_ends += line_ends


def _reduced(text: bytes) -> bytes:
    if b"  " in text:
        text = _BLANKS.sub(b" ", text)
    return text.replace(b" \r\n", b"\r\n") if b" \r\n" in text else text


def _tail(text: bytes) -> bytes:
    """The end that the next octet may change: a blank, a CR, or both."""
    for tail in (b" \r", b"\r", b" "):
        if text.endswith(tail):
            return tail
    return b""


def _line_ends_behind(text: bytes) -> int:
    """How many CRLF stand at the end."""
    behind = text[len(text.rstrip(b"\r\n")) :]
    match = _TURNED_LINE_ENDS.match(behind[::-1])
    return match.end() // 2 if match else 0
