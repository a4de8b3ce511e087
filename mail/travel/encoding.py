"""Writes the content of a part so that it travels: encoded anew, or with its lines cut (RFC 2045 §6).

What a reader decodes stays the same, octet for octet.
"""

import binascii
import re
from typing import Protocol

from mail.travel.lines import LINE_LIMIT

WIDTH = 76  # RFC 2045 §6.7, §6.8

_OCTETS = WIDTH // 4 * 3  # that fill a line of base64
_PIECE = 64 * 1024  # octets of a line whose end does not come
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_BEYOND = re.compile(rb"[\x80-\xff]")
_OVERFULL = re.compile(rb"^([^\n]{74})(=20|=09)(?=\r\n)", re.MULTILINE)


class Encoder(Protocol):
    """Takes the content of one part in blocks; *sound* is False once something in it cannot be encoded."""

    sound: bool

    def feed(self, octets: bytes) -> bytes:
        """What can be written of it by now."""
        ...

    def finish(self, *, last: bool) -> bytes:
        """The rest; *last* wants the end of a line at its end, which elsewhere the delimiter brings."""
        ...


class Quoted:
    """Text as quoted-printable; its line ends stay (RFC 2045 §6.7)."""

    sound = True

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, octets: bytes) -> bytes:
        """Whole lines, and of a line that is very long all but its end."""
        octets = self._rest + octets
        end = octets.rfind(b"\r\n") + 2
        if end < 2:
            end = 0
        self._rest = octets[end:]
        out = _quoted(octets[:end])
        if len(self._rest) > _PIECE:
            # All but the end, which the next octets may change: the same, wherever blocks are cut.
            *lines, last, end_of_it = binascii.b2a_qp(self._rest, istext=True).split(b"=\n")
            self._rest = binascii.a2b_qp(last + end_of_it)
            out += b"".join([line + b"=\r\n" for line in lines])
        return out

    def finish(self, *, last: bool) -> bytes:
        """The last line, which may have no end."""
        return _quoted(self._rest)


def _quoted(octets: bytes) -> bytes:
    """*octets* in lines of at most WIDTH; binascii takes the line ends for its own from the first line.

    It writes a blank before the end of a line in three octets without looking at the width again.
    """
    out = binascii.b2a_qp(octets, istext=True)
    if b"\n" not in octets:
        return out.replace(b"\n", b"\r\n")
    return _OVERFULL.sub(rb"\1=\r\n\2", out)


class Base64:
    """Octets as base64 (RFC 2045 §6.8), those of line ends among them."""

    sound = True

    def __init__(self) -> None:
        self._rest = b""
        self._lines = _Lines()

    def feed(self, octets: bytes) -> bytes:
        """As many whole lines as there are."""
        octets = self._rest + octets
        end = len(octets) - len(octets) % _OCTETS
        self._rest = octets[end:]
        return self._lines.cut(binascii.b2a_base64(octets[:end], newline=False))

    def finish(self, *, last: bool) -> bytes:
        """The last line."""
        out = self._lines.cut(binascii.b2a_base64(self._rest, newline=False))
        return out + b"\r\n" if last else out


class Rewrapped:
    """Base64 in lines of its proper length: where a line ends means nothing in it (RFC 2045 §6.8)."""

    def __init__(self) -> None:
        self.sound = True
        self._rest = b""
        self._lines = _Lines()

    def feed(self, octets: bytes) -> bytes:
        """As many whole lines as there are."""
        text = self._rest + octets.translate(None, b" \t\r\n")
        self.sound = self.sound and not text.translate(None, _ALPHABET)
        end = len(text) - len(text) % WIDTH
        self._rest = text[end:]
        return self._lines.cut(text[:end])

    def finish(self, *, last: bool) -> bytes:
        """The last line."""
        out = self._lines.cut(self._rest)
        return out + b"\r\n" if last else out


class Requoted:
    """Quoted-printable whose lines are too long, or not all ASCII: cut by soft line ends, the rest as it is."""

    sound = True

    def __init__(self) -> None:
        self._rest = b""
        self._begun = False  # the rest is of a line that was cut already

    def feed(self, octets: bytes) -> bytes:
        """Whole lines, and of a line that is very long all but its end."""
        *lines, self._rest = (self._rest + octets).split(b"\r\n")
        out = b"".join([self._fitted(line) + b"\r\n" for line in lines])
        if len(self._rest) > _PIECE:
            *pieces, last, end_of_it = _cut(_BEYOND.sub(_escaped, self._rest))
            self._rest, self._begun = last + end_of_it, True
            out += b"".join([piece + b"=\r\n" for piece in pieces])
        return out

    def finish(self, *, last: bool) -> bytes:
        """The last line, which may have no end."""
        return self._fitted(self._rest)

    def _fitted(self, line: bytes) -> bytes:
        begun, self._begun = self._begun, False
        if not line.isascii():
            line = _BEYOND.sub(_escaped, line)
        return b"=\r\n".join(_cut(line)) if begun or len(line) > LINE_LIMIT else line


def _escaped(match: re.Match[bytes]) -> bytes:
    return b"=%02X" % match[0][0]


def _cut(line: bytes) -> list[bytes]:
    pieces, start = [], 0
    while len(line) - start > WIDTH:
        end = _place(line, start + WIDTH - 1)
        pieces.append(line[start:end])
        start = end
    return [*pieces, line[start:]]


def _place(line: bytes, at: int) -> int:
    """The last place up to *at* that is not within an escaped octet."""
    begun = line.rfind(b"=", at - 2, at)
    return at if begun < 0 else begun


class _Lines:
    """Cuts what comes in multiples of WIDTH, and at last the rest, with line ends between but not behind."""

    def __init__(self) -> None:
        self._begun = False

    def cut(self, text: bytes) -> bytes:
        if not text:
            return b""
        lines = [text[at : at + WIDTH] for at in range(0, len(text), WIDTH)]
        begun, self._begun = self._begun, True
        return b"\r\n".join([b"", *lines] if begun else lines)
