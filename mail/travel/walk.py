"""Walks through a letter's parts (RFC 2045, RFC 2046), however long it is, in blocks cut anywhere.

Two programs may take a broken letter apart differently. What could be read in two ways is not
opened here: it is one part that nobody may touch.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from mail import header
from mail.header import Header
from mail.mime import AS_IT_IS, Parameters, names, said

PARTS = 1000
DEPTH = 20
PART_HEADER = 256 * 1024  # octets; the letter's own is no longer either
_LONGEST_BOUNDARY = 150  # RFC 2046 §5.1.1 says 70
_PADDING = 100  # blanks behind a boundary
_DELIMITER = 6 + _LONGEST_BOUNDARY + 2 + _PADDING  # octets, with the CRLF before and behind it

# A signature may be over what is inside, RFC 1847 §2.1, §2.2.
_CLOSED = ("multipart/signed", "multipart/encrypted")
SEALED_BY = ("dkim-signature", "arc-message-signature")
_SIGNED = re.compile(r"application/(?:x-)?(?:pkcs7-(?:mime|signature)|pgp-\w+|pdf)")
_SIGNED_NAME = re.compile(r".*\.(?:pdf|p7[mcs]|asc|sig|pgp|gpg)[. ]*", re.IGNORECASE | re.DOTALL)

Kind = Literal["leaf", "parts", "letter"]
Doubt = Literal["signed", "sealed", "unreadable"] | None
"""Why the content of a part may not be changed; "sealed" is a letter whose fields are signed too (DKIM)."""


class Part(NamedTuple):
    """One part, or the letter itself (*number* 0), by its fields; *doubt* is why its content may not be changed.

    *whole* says that they are the fields of a letter, be it one within another.
    """

    number: int
    kind: Kind
    main: str
    parameters: Parameters
    encoding: str
    header: Header
    whole: bool = False
    doubt: Doubt = None


class Visitor(Protocol):
    """Sees a letter in pieces, in their order, and gives what stands in their place."""

    def fields(self, part: Part, block: bytes) -> bytes:
        """The header block of *part*, whose content comes next."""
        ...

    def content(self, octets: bytes) -> bytes:
        """More of the content of the part that was announced last."""
        ...

    def end(self, *, last: bool) -> bytes:
        """That content is over; the line's end before a delimiter is not of it. *last* ends the letter."""
        ...

    def between(self, octets: bytes) -> bytes:
        """What is of no part: delimiters, and the text around them."""
        ...


@dataclass(slots=True)
class _Frame:
    """A multipart that is open."""

    boundary: bytes
    digest: bool  # its parts are letters unless they say otherwise, RFC 2046 §5.1.5


class Walk:
    """One walk, by feed() and at last finish()."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._frames: list[_Frame] = []
        self._delimiter: re.Pattern[bytes] | None = None
        self._buffer = b"\r\n"  # a header's first octets are the end of the line before it
        self._place = 0  # up to where it was seen
        self._skip = 2
        self._parts = 0
        self._whole = True  # the next fields are a letter's
        self._in_part = False  # what comes is of a part, else between parts
        self._fresh = False  # the line end that comes first is still the header's
        self._step: Callable[[bool], bytes | None] = self._header

    def feed(self, octets: bytes) -> bytes:
        """What stands in the place of *octets*, as far as that is known."""
        self._buffer = self._buffer[self._place :] + octets
        self._place = 0
        return self._walked(final=False)

    def finish(self) -> bytes:
        """The rest."""
        return self._walked(final=True)

    def _walked(self, *, final: bool) -> bytes:
        found = []
        while (octets := self._step(final)) is not None:
            found.append(octets)
        out = b"".join(found)
        if self._skip and out:
            self._skip, out = 0, out[self._skip :]
        return out

    def _header(self, final: bool) -> bytes | None:
        buffer, place = self._buffer, self._place
        end = buffer.find(b"\r\n\r\n", place)
        cut = self._found(end + 4 if end >= 0 else len(buffer))
        if cut:
            return self._headless(cut.start())
        if end < 0 and not final and len(buffer) - place <= PART_HEADER:
            return None
        if end < 0 and (self._parts or not final):
            return self._headless(len(buffer))
        end = len(buffer) - 2 if end < 0 else end  # a letter may end with its fields
        block = buffer[place + 2 : end + 2]
        self._place = end + 2
        part = self._part(header.parse(block))
        return b"\r\n" + self._entered(part, block)

    def _entered(self, part: Part, block: bytes) -> bytes:
        fields = self._visitor.fields(part, block)
        self._whole = part.kind == "letter"
        if part.kind == "letter":
            return fields + self._visitor.end(last=False)
        self._in_part, self._fresh, self._step = part.kind == "leaf", True, self._body
        if part.kind == "parts":
            fields += self._visitor.end(last=False)
            boundary = part.parameters["boundary"][0].rstrip(" \t").encode()
            self._frames.append(_Frame(boundary, part.main == "multipart/digest"))
            self._listen()
        elif part.number >= PARTS:  # the rest is one part that nobody takes apart
            self._delimiter = None
        return fields

    def _headless(self, end: int) -> bytes:
        """Lines where fields should be, and no empty line behind them: nothing is read of them."""
        octets, self._place = self._buffer[self._place : end], end
        self._in_part, self._fresh, self._step = False, False, self._body
        return self._visitor.between(octets)

    def _body(self, final: bool) -> bytes | None:
        buffer, place = self._buffer, self._place
        match = self._found(len(buffer))
        if match is None and place == len(buffer) and not final:
            return None
        end = match.start() if match else len(buffer) - (0 if final else self._held())
        out = self._text(buffer[place:end])
        self._place = end
        if match:
            return out + self._delimited(match)
        if final:
            out += self._visitor.end(last=True) if self._in_part else b""
            self._in_part, self._step = False, _done
            return out
        return out or None

    def _text(self, octets: bytes) -> bytes:
        out = b""
        if self._fresh and octets:
            out, octets, self._fresh = self._visitor.between(octets[:2]), octets[2:], False
        if not octets:
            return out
        if self._in_part:
            return out + self._visitor.content(octets)
        return out + self._visitor.between(octets)

    def _delimited(self, match: re.Match[bytes]) -> bytes:
        out = self._visitor.end(last=False) if self._in_part else b""
        boundary, closes = match[1], match[2] is not None
        place = max(i for i, frame in enumerate(self._frames) if frame.boundary == boundary)
        if len(self._frames) > place + (not closes):
            del self._frames[place + (not closes) :]
            self._listen()
        self._place = match.end()
        self._in_part = self._fresh = False
        self._step = self._body if closes else self._header
        return out + self._visitor.between(match[0])

    def _found(self, end: int) -> re.Match[bytes] | None:
        return self._delimiter.search(self._buffer, self._place, end) if self._delimiter else None

    def _held(self) -> int:
        """How many octets at the end of the buffer may begin a delimiter."""
        buffer, size = self._buffer, len(self._buffer)
        if self._fresh and size - self._place <= 2:
            return size - self._place
        at = buffer.find(b"\r\n--", max(size - _DELIMITER, self._place))
        if at >= 0:
            return size - at
        held = next((n for n in (3, 2, 1) if buffer.endswith(b"\r\n-"[:n])), 0)
        return min(held, size - self._place)

    def _listen(self) -> None:
        choice = b"|".join(re.escape(frame.boundary) for frame in reversed(self._frames))
        pattern = b"\r\n--(" + choice + b")(--)?[ \t]{0,%d}(?=\r\n)" % _PADDING
        self._delimiter = re.compile(pattern) if self._frames else None

    def _part(self, fields: Header) -> Part:
        number, self._parts = self._parts, self._parts + 1
        kind = said(fields, "content-type")
        encoding = said(fields, "content-transfer-encoding")
        shown = said(fields, "content-disposition")
        if kind is None or encoding is None or shown is None or number >= PARTS:
            return Part(number, "leaf", "", {}, "", fields, self._whole, "unreadable")
        main = kind[0] or self._usual()
        part = Part(number, "leaf", main, kind[1], encoding[0], fields, self._whole)
        if any(fields.count(name) for name in SEALED_BY):
            return part._replace(doubt="sealed")
        if _is_signed(part, shown[1]):
            return part._replace(doubt="signed")
        if main.startswith("multipart/"):
            readable = len(self._frames) < DEPTH and _parts_parts(part)
            return part._replace(kind="parts") if readable else part._replace(doubt="unreadable")
        if main == "message/rfc822" and part.encoding in AS_IT_IS:
            return part._replace(kind="letter")
        return part

    def _usual(self) -> str:
        """What a part is that does not say (RFC 2045 §5.2)."""
        digest = self._frames and self._frames[-1].digest
        return "message/rfc822" if digest else "text/plain"


def _is_signed(part: Part, shown: Parameters) -> bool:
    if part.main in _CLOSED or _SIGNED.fullmatch(part.main):
        return True
    return any(_SIGNED_NAME.fullmatch(name) for name in names(part.parameters, shown))


def _parts_parts(part: Part) -> bool:
    """Whether it can be told where the parts begin."""
    found = [one.rstrip(" \t") for one in part.parameters.get("boundary", ())]
    one = found[0] if len(found) == 1 else ""
    plain = one.isascii() and 0 < len(one) <= _LONGEST_BOUNDARY
    return plain and part.encoding in AS_IT_IS


def _done(final: bool) -> bytes | None:
    return None
