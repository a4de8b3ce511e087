"""The parts of a report as it comes by mail (RFC 2045, RFC 2046): found in time linear in its length, whatever it holds.

Only what programs write is read; a report that is built in another way has no parts here.
"""

from collections.abc import Iterator
from typing import NamedTuple

from mail import header
from mail.mime import names, said
from mail.transfer import undone
from mail.words import decoded

DEEPEST = 4  # multiparts and letters in one another
PARTS = 50  # of each
PART_HEADER = 64 * 1024  # octets


class Part(NamedTuple):
    """What is no multipart itself: its type and file name in small letters, and what stands in it.

    The parts of a letter that is one come behind it.
    """

    kind: str
    name: str
    encoding: str
    raw: bytes

    def octets(self) -> bytes:
        """What was encoded, as far as that can be read; as it stands where nobody knows how."""
        octets = undone(self.encoding, self.raw)
        return self.raw if octets is None else octets


def parts(letter: bytes, depth: int = DEEPEST) -> Iterator[Part]:
    """Every part of *letter*, or of a part of one; itself where it is no multipart."""
    block, start = header.split(letter)
    fields = header.parse(block) if len(block) <= PART_HEADER else None
    kind = said(fields, "content-type") if fields else None
    if fields is None or kind is None:
        return
    main, parameters = kind
    if not main.startswith("multipart/"):
        disposition = said(fields, "content-disposition") or ("", {})
        encoding = said(fields, "content-transfer-encoding") or ("", {})
        named = names(parameters, disposition[1])
        name = decoded(named[0]) if named else ""
        part = Part(main or "text/plain", (name or "").lower(), encoding[0], letter[start:])
        yield part
        if depth and part.kind == "message/rfc822":  # sent on as a part
            yield from parts(part.octets(), depth - 1)
    elif depth and (boundary := _boundary(parameters.get("boundary", []))):
        for piece in _pieces(letter[start:], boundary):
            yield from parts(piece, depth - 1)


def _boundary(found: list[str]) -> bytes:
    """RFC 2046 §5.1.1: 70 characters at most, and one that is told once."""
    sound = len(found) == 1 and found[0].isascii() and 0 < len(found[0]) <= 70
    return found[0].encode() if sound else b""


def _pieces(body: bytes, boundary: bytes) -> Iterator[bytes]:
    delimiter = b"\r\n--" + boundary
    _, *found = (b"\r\n" + body).split(delimiter, PARTS + 1)
    for piece in found[:PARTS]:
        if piece.startswith(b"--"):
            return
        line, _, part = piece.partition(b"\r\n")
        if not line.strip(b" \t"):
            yield part
