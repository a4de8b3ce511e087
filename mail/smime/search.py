"""Finds what is signed in a letter: S/MIME, detached or opaque (RFC 8551 §3.5), PDF and edXML; also in what is forwarded.

What is signed is taken as it stands, octet for octet. OpenPGP is passed over.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from mail import header
from mail.header import Header
from mail.mailbox import Unreadable
from mail.mime import names, said
from mail.transfer import AsItIs, undoing, undone
from mail.travel import Walk
from mail.travel.walk import SEALED_BY, Part
from papers.opening.xml import is_edxml
from work.signature import SignatureKind

MOST = 50  # signatures of one letter
DEEPEST = 5  # signed letters within one another
_CHUNK = 64 * 1024
_OPAQUE = re.compile(r"application/(?:x-)?pkcs7-mime")
_DETACHED = re.compile(r"application/(?:x-)?pkcs7-signature")
_XML = re.compile(r"(?:application|text)/(?:[\w.-]+\+)?(?:ed)?xml")
_XML_NAME = re.compile(r".*\.(?:ed)?xml[. ]*", re.IGNORECASE | re.DOTALL)
_PDF_NAME = re.compile(r".*\.pdf[. ]*", re.IGNORECASE | re.DOTALL)
_MARKS = 10_000  # lines that begin like a boundary


@dataclass(frozen=True, slots=True)
class Signed:
    """Something to be judged: octets that are a PDF or edXML, or CMS with the *content* that it is over, None where it is inside.

    *authors* are the addresses in From of the letter that stands directly in the signature.
    """

    part: str
    kind: SignatureKind
    octets: bytes
    content: bytes | None = None
    authors: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, *broken* the parts that say they are signed and cannot be taken apart; *all* of it."""

    signed: tuple[Signed, ...]
    broken: tuple[str, ...]
    all: bool

    def without(self, part: str) -> "Found":
        """The same without what stands at *part*."""
        return replace(self, signed=tuple(one for one in self.signed if one.part != part))


def may_be_signed(top: Header) -> bool:
    """Whether a letter with these fields may hold a signature; plain text does not."""
    kind = said(top, "content-type")
    return kind is None or kind[0].startswith(("multipart/", "application/", "message/"))


def find(chunks: Iterable[bytes]) -> Found:
    """What is signed in the letter that *chunks* are; blocks for as long as it is read."""
    search = _Search()
    search.look(chunks, "", None, DEEPEST)
    signed = tuple(search.signed)
    return Found(signed[:MOST], tuple(search.broken[:MOST]), search.all and len(signed) <= MOST)


@dataclass(slots=True)
class _Search:
    signed: list[Signed] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    all: bool = True

    def look(
        self, chunks: Iterable[bytes], within: str, authors: tuple[str, ...] | None, deep: int
    ) -> None:
        """Looks at one letter or part; *authors* wrote what its own content is."""
        collector = _Collector(authors)
        walk = Walk(collector)
        for chunk in chunks:
            walk.feed(chunk)
        walk.finish()
        self.all = self.all and collector.all
        for piece in collector.pieces:
            self._take(piece, f"{within}{piece.part.number}", deep)

    def _take(self, piece: "_Piece", name: str, deep: int) -> None:
        if piece.kind == "pdf":
            self.signed.append(Signed(name, "pdf", piece.decoded()))
        elif piece.kind == "xml":
            octets = piece.decoded()
            if is_edxml(octets):
                self.signed.append(Signed(name, "edxml", octets))
        elif piece.kind == "opaque":
            self.signed.append(Signed(name, "smime", piece.decoded(), None, piece.authors))
        elif piece.kind == "detached":
            self._detached(piece, name, deep)
        elif deep:
            self.look([piece.unsealed(), *pieces(piece.raw())], f"{name}.", piece.authors, deep - 1)
        else:
            self.all = False

    def _detached(self, piece: "_Piece", name: str, deep: int) -> None:
        boundary = piece.part.parameters.get("boundary", [""])[0].rstrip(" \t").encode()
        parts = _parted(piece.raw(), boundary) if boundary else []
        signature = _signature(parts[1]) if len(parts) == 2 else None
        if signature is None:
            self.broken.append(name)
            return
        self.signed.append(Signed(name, "smime", signature, parts[0], piece.authors))
        if deep:
            self.look(pieces(parts[0]), f"{name}.", piece.authors, deep - 1)
        else:
            self.all = False


class _Piece:
    """The content of one part that is of interest."""

    def __init__(self, part: Part, kind: str, authors: tuple[str, ...] | None) -> None:
        self.part = part
        self.kind = kind
        self.authors = authors
        self._found: list[bytes] = []
        self._undo = (
            undoing(part.encoding) if kind in ("pdf", "xml", "opaque") else None
        ) or AsItIs()

    def add(self, octets: bytes) -> None:
        """Decodes at once, a block at a time: a long one would stop all other threads."""
        self._found.append(self._undo.feed(octets))

    def raw(self) -> bytes:
        """As it stands."""
        return b"".join(self._found)

    def unsealed(self) -> bytes:
        """The fields of a letter that DKIM covers, without those that say so: a Walk looks no further there."""
        kept = [field.raw for field in self.part.header.fields if field.name not in SEALED_BY]
        return b"".join([*kept, b"\r\n"])

    def decoded(self) -> bytes:
        """Without its encoding."""
        return b"".join([*self._found, self._undo.end()])


class _Collector:
    """The walk's visitor; keeps what is of interest."""

    def __init__(self, authors: tuple[str, ...] | None) -> None:
        self.pieces: list[_Piece] = []
        self.all = True
        self._authors = authors
        self._piece: _Piece | None = None

    def fields(self, part: Part, block: bytes) -> bytes:
        """A new part."""
        self._piece, kind = None, _kind(part)
        self.all = self.all and (part.doubt != "unreadable" or kind is not None)
        if kind is not None and len(self.pieces) <= MOST:
            self._piece = _Piece(part, kind, self._authors_of(part))
            self.pieces.append(self._piece)
        return b""

    def content(self, octets: bytes) -> bytes:
        """Keeps it where it is of interest."""
        if self._piece is not None:
            self._piece.add(octets)
        return b""

    def end(self, *, last: bool) -> bytes:
        """The part is over."""
        self._piece = None
        return b""

    def between(self, octets: bytes) -> bytes:
        """Nothing to be seen."""
        return b""

    def _authors_of(self, part: Part) -> tuple[str, ...] | None:
        if part.header.count("from"):
            found = part.header.mailboxes("from")
            return () if isinstance(found, Unreadable) else found
        return self._authors if part.number == 0 else None


def _kind(part: Part) -> str | None:
    if part.main == "multipart/signed":
        protocol = part.parameters.get("protocol", [""])[0].lower()
        return "detached" if _DETACHED.fullmatch(protocol) else None
    if _OPAQUE.fullmatch(part.main):
        return "opaque"
    if part.main == "application/pdf" or _is_named(part, _PDF_NAME):
        return "pdf"
    if _XML.fullmatch(part.main) or _is_named(part, _XML_NAME):
        return "xml"
    sealed = part.doubt == "sealed" and part.main.startswith(("multipart/", "message/"))
    return "sealed" if sealed else None


def _is_named(part: Part, pattern: re.Pattern[str]) -> bool:
    shown = said(part.header, "content-disposition")
    named = names(part.parameters, shown[1] if shown else {})
    return any(pattern.fullmatch(name) for name in named)


def _signature(part: bytes) -> bytes | None:
    """The decoded content of what has to be the second part of multipart/signed."""
    block, start = header.split(part)
    fields = header.parse(block)
    kind, encoding = said(fields, "content-type"), said(fields, "content-transfer-encoding")
    if kind is None or encoding is None or not _DETACHED.fullmatch(kind[0]):
        return None
    octets = undone(encoding[0], part[start:])
    return part[start:] if octets is None else octets


def _parted(octets: bytes, boundary: bytes) -> list[bytes]:
    """The parts between the lines of that *boundary*, three at most.

    Never by a pattern, which would keep other threads for as long as it looks.
    """
    octets = b"\r\n" + octets
    mark, begin = b"\r\n--" + boundary, None
    parts: list[bytes] = []
    at, seen = octets.find(mark), 0
    while at >= 0 and seen < _MARKS and len(parts) <= 2:
        seen += 1
        end = octets.find(b"\r\n", at + len(mark))
        line = octets[at + len(mark) : end if end >= 0 else len(octets)].strip(b" \t")
        if line in (b"", b"--"):
            if begin is not None:
                parts.append(octets[begin:at])
            begin = end + 2
            if line or end < 0:
                break
        at = octets.find(mark, at + len(mark))
    return parts


def pieces(octets: bytes) -> Iterator[bytes]:
    """The octets, a block at a time, so that looking at them never keeps other threads long."""
    for place in range(0, len(octets), _CHUNK):
        yield octets[place : place + _CHUNK]
