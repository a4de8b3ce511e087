"""Walks through the parts of a letter by their fields (RFC 2045, RFC 2046), a piece at a time and within bounds.

Every line that begins as a boundary does is taken for one, in whatever part it stands, and a
letter that is sent on is gone through like the one that it came in: programs differ over both,
and what one of them shows must not be hidden from who looks here. Where they may differ in
another way, there is a doubt.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from mail import header, mime
from mail.header import Header
from mail.mime import LETTERS, Parameters

PARTS = 200
BOUNDARIES = 50
PART_HEADER = mime.LONGEST_FIELD  # octets
LETTER_HEADER = 64 * 1024  # octets, of a letter that is sent on as a part
_DELIMITER = 200  # octets: 70, two dashes before and after, and blanks (RFC 2046 §5.1.1)
_LONGEST_BOUNDARY = 150
_NONE = re.compile(rb"(?!)")
_END = b"\r\n\r\n"  # so that fields and delimiters end with the letter


class Part(NamedTuple):
    """What a part says that it is: content type, disposition and encoding in small letters, each "" where missing.

    *is_letter* is true of the header of a letter that was sent on, and of the outermost.
    """

    fields: Header
    kind: str
    said: Parameters
    disposition: str
    more: Parameters
    is_letter: bool


class Visitor(Protocol):
    """Who is told of the parts."""

    def part(self, part: Part) -> None:
        """A part begins."""

    def content(self, octets: bytes) -> None:
        """The next octets of the part that began last, or of what stands between parts."""

    def doubt(self, *, only_name: bool = False) -> None:
        """Programs may read this otherwise, or the name of a part alone."""


class Walk:
    """The walk through one letter, which begins with its fields *top*; feed() takes the rest."""

    __slots__ = ("_blank", "_boundaries", "_delimiter", "_letter", "_parts", "_rest", "_visitor")

    def __init__(self, top: Header, visitor: Visitor) -> None:
        self._visitor = visitor
        self._boundaries: set[bytes] = set()
        self._delimiter = _NONE  # what begins a line that may part the parts
        self._rest = b""  # begins with what could not be judged yet, or with a letter
        self._parts = 0
        self._letter = False
        self._blank = 0  # octets of the empty line behind fields, which is no content
        self._take(top, is_letter=True)

    @property
    def is_flat(self) -> bool:
        """Whether there is but one part."""
        return not self._boundaries and not self._letter

    @property
    def is_a_letter(self) -> bool:
        """Whether what comes next is another letter's header."""
        return self._letter

    def feed(self, piece: bytes) -> None:
        """Goes through the next octets."""
        octets, place = self._rest + piece if self._rest else piece, 0
        while (begin := self._next(octets, place)) >= 0:
            self._give(octets, place, begin)
            if self._letter:
                behind = self._fields(octets, begin, LETTER_HEADER)
            else:
                behind = self._delimited(octets, begin)
            if behind is None:
                self._rest = octets[begin:]
                return
            place = behind
        end = len(octets) if self._delimiter is _NONE else max(place, len(octets) - _DELIMITER)
        self._give(octets, place, end)
        self._rest = octets[end:]

    def end(self) -> None:
        """The letter is whole."""
        self.feed(_END)
        self._give(self._rest, 0, len(self._rest) - len(_END))

    def _give(self, octets: bytes, begin: int, end: int) -> None:
        """Tells of the content from *begin* to *end*."""
        skipped = min(self._blank, max(end - begin, 0))
        self._blank -= skipped
        if end > begin + skipped:
            self._visitor.content(octets[begin + skipped : end])

    def _next(self, octets: bytes, place: int) -> int:
        """Where from *place* on something is to be judged; below zero where nothing is."""
        if self._letter:
            return place
        if self._delimiter is _NONE:
            return -1
        line = self._delimiter.search(octets, place)
        return line.start() if line else -1

    def _delimited(self, octets: bytes, found: int) -> int | None:
        """Where to go on behind the line at *found*; None when more octets are needed to judge it."""
        end = octets.find(b"\n", found + 3, found + _DELIMITER)
        if end < 0 and len(octets) < found + _DELIMITER:
            return None
        end = found + 3 if end < 0 else end  # of a longer line nothing is read
        line = octets[found + 3 : end].rstrip(b" \t\r")
        if line not in self._boundaries:
            if not line.endswith(b"--") or line[:-2] not in self._boundaries:
                self._visitor.doubt()  # to some readers it parts, RFC 2046 §5.1.1
            return end
        return self._fields(octets, end + 1, PART_HEADER)

    def _fields(self, octets: bytes, begin: int, limit: int) -> int | None:
        """Where to go on behind the fields at *begin*; None when more octets are needed."""
        if octets.startswith(b"\r\n", begin):  # what has no fields is plain text
            self._take(header.Header((), ()), is_letter=False)
            self._blank = 2
            return begin
        last = octets.find(b"\r\n\r\n", begin, begin + limit)
        if last < 0:
            if len(octets) < begin + limit:
                return None
            self._letter = False
            self._visitor.doubt()
            return begin
        was_letter = self._letter
        self._take(header.parse(octets[begin : last + 2]), is_letter=was_letter)
        self._blank = 0 if self._letter else 2
        return last + 4 if self._letter else last + 2

    def _take(self, fields: Header, *, is_letter: bool) -> None:
        """Tells of the part with these *fields*."""
        self._parts += 1
        self._letter = False
        kind = mime.said(fields, "content-type")
        disposition = mime.said(fields, "content-disposition")
        if kind is None or self._parts > PARTS:
            self._visitor.doubt()
        elif disposition is None:
            self._visitor.doubt(only_name=True)
        main, said = kind or ("application/octet-stream", {})
        self._visitor.part(Part(fields, main, said, *(disposition or ("", {})), is_letter))
        if kind is None or self._parts > PARTS:
            return
        if main.startswith("multipart/"):
            self._bound(main, said)
        self._letter = main in LETTERS
        if self._letter or main.startswith("multipart/"):
            encoding = mime.said(fields, "content-transfer-encoding")
            if (
                encoding is None or encoding[0] not in mime.AS_IT_IS
            ):  # RFC 2045 §6.4; some decode it
                self._visitor.doubt()

    def _bound(self, main: str, said: Parameters) -> None:
        """Adds what parts the parts of a multipart."""
        if len(self._boundaries) >= BOUNDARIES:
            self._visitor.doubt()
            return
        found = [one.rstrip(" \t") for one in said.get("boundary", [""])]
        self._boundaries.update(one.encode("utf-8", "replace") for one in found)
        choice = b"|".join(map(re.escape, sorted(self._boundaries)))
        self._delimiter = re.compile(b"\n--(?:" + choice + b")")
        sound = all(one and one.isascii() and len(one) <= _LONGEST_BOUNDARY for one in found)
        # Parts of a digest are letters without saying so, RFC 2046 §5.1.5.
        if not sound or main == "multipart/digest":
            self._visitor.doubt()


def walk(top: Header, pieces: Iterable[bytes], visitor: Visitor) -> None:
    """Goes through the letter whose fields are *top*; *pieces* are what stands behind its header."""
    through = Walk(top, visitor)
    for piece in pieces:
        through.feed(piece)
    through.end()
