"""Makes a letter fit to travel: first a look at what it needs, then a walk that changes just that.

Octets that a signature may cover are never touched (S/MIME, OpenPGP, PDF, DKIM of somebody else);
nor is what two readers might take apart differently. A letter that needs a change there is Unfit.
"""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mail.header import Field, fields
from mail.mime import AS_IT_IS
from mail.travel.encoding import Base64, Encoder, Quoted, Requoted, Rewrapped
from mail.travel.field import encoded, folded
from mail.travel.lines import LINE_LIMIT, Lines
from mail.travel.walk import Doubt, Part, Walk

Goal = Literal["lines", "seven-bit"]
"""Lines that every host takes, or that and no octet beyond ASCII, for a host without 8BITMIME (RFC 6152 §3)."""

_PGP = b"-----BEGIN PGP "
_PDF = (b"%PDF-", b"JVBERi")  # as it is, and in base64
_SHOWN_NAME = 60  # characters of a field's name in a sentence
_CODING = b"Content-Transfer-Encoding: "


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why the letter cannot be made fit: one English sentence in ASCII that says what the sender can do."""

    reason: str


@dataclass(frozen=True, slots=True)
class Need:
    """What was seen in one part: *signed* by its content, *utf8* as far as it is beyond ASCII."""

    long: bool
    eight_bit: bool
    signed: bool
    utf8: bool


Needs = Mapping[int, Need]
"""By the part's number."""


class Survey:
    """The first walk's visitor: looks, and gives nothing."""

    def __init__(self) -> None:
        self.needs: dict[int, Need] = {}
        self._number = 0
        self._begin()

    def _begin(self) -> None:
        self._lines = Lines()
        self._tail = b"\n"
        self._start = b""
        self._pgp = False
        self._utf8 = True
        self._decoder = codecs.getincrementaldecoder("utf-8")()

    def fields(self, part: Part, block: bytes) -> bytes:
        """A new part."""
        self._number = part.number
        self._begin()
        return b""

    def content(self, octets: bytes) -> bytes:
        """Looks at it."""
        self._lines.update(octets)
        if len(self._start) < len(_PDF[1]):
            self._start += octets[: len(_PDF[1])]
        if not self._pgp:
            text = self._tail + octets
            self._pgp = b"\n" + _PGP in text
            self._tail = text[-len(_PGP) - 1 :]
        if self._utf8 and self._lines.eight_bit:
            self._decode(octets, final=False)
        return b""

    def _decode(self, octets: bytes, *, final: bool) -> None:
        try:
            self._decoder.decode(octets, final)
        except UnicodeDecodeError:
            self._utf8 = False

    def end(self, *, last: bool) -> bytes:
        """Keeps what was seen, where anything was."""
        lines = self._lines
        if lines.long or lines.eight_bit:
            self._decode(b"", final=True)
            signed = self._pgp or self._start.startswith(_PDF)
            self.needs[self._number] = Need(lines.long, lines.eight_bit, signed, self._utf8)
        return b""

    def between(self, octets: bytes) -> bytes:
        """Nothing to be seen."""
        return b""


class Mender:
    """The second walk's visitor: *flaw* says in the end why the letter is not fit after all.

    With *utf8* the letter's own fields stay as they are beyond ASCII (RFC 6531 §3.2). *top* is the
    letter's header block as it leaves here, *eight_bit* whether anything beyond ASCII is left.
    """

    def __init__(self, goal: Goal, needs: Needs, *, utf8: bool = False) -> None:
        self.flaw: Unfit | None = None
        self.top = b""
        self.eight_bit = False
        self._goal = goal
        self._needs = needs
        self._utf8 = utf8
        self._part: Part | None = None
        self._encoder: Encoder | None = None
        self._lines = Lines()

    def fields(self, part: Part, block: bytes) -> bytes:
        """The header block, folded and in ASCII where that is needed, and with the part's new encoding."""
        self._region()
        self._part, need = part, self._needs.get(part.number)
        self._encoder = None
        doubt = self._doubt(part)
        if doubt != "sealed" and not part.header.malformed:
            block = self._mended(part, block)
        if doubt is None:
            self._encoder = self._encoding(part, need)
            block = self._labelled(part, block, need)
        if part.number == 0:
            self.top = block
        return self._given(block)

    def content(self, octets: bytes) -> bytes:
        """The content, encoded anew where that is needed."""
        return self._given(self._encoder.feed(octets) if self._encoder else octets)

    def end(self, *, last: bool) -> bytes:
        """The rest of it."""
        out = self._given(self._encoder.finish(last=last)) if self._encoder else b""
        if self._encoder and not self._encoder.sound:
            self._is_unfit()
        self._region()
        self._part = self._encoder = None
        return out

    def between(self, octets: bytes) -> bytes:
        """As it is."""
        return self._given(octets)

    def finish(self) -> Unfit | None:
        """Why the letter cannot travel, once the walk is over."""
        self._region()
        return self.flaw

    # What leaves is looked at once more, whatever was meant to be done to it.

    def _given(self, octets: bytes) -> bytes:
        self._lines.update(octets)
        return octets

    def _region(self) -> None:
        lines = self._lines
        self.eight_bit = self.eight_bit or lines.eight_bit
        if lines.long or (lines.eight_bit and self._goal == "seven-bit"):
            self._is_unfit()
        self._lines = Lines()
        self._lines.column = lines.column

    def _is_unfit(self) -> None:
        if self.flaw is None:
            self.flaw = Unfit(self._sentence())

    def _sentence(self) -> str:
        has = f"has a line longer than {LINE_LIMIT} octets"
        if not self._lines.long and self._goal == "seven-bit":
            has = "has octets beyond ASCII"
        part = self._part
        if part is None:
            return f"The text around the parts {has}; take it out and send the letter again"
        named = f"Part {part.number} of the letter" if part.number else "The letter"
        if self._doubt(part) in ("signed", "sealed"):
            why = "may be signed, so nothing here changes it"
        else:
            why = "cannot be taken apart or encoded with certainty"
        return f"{named} {has} and {why}; encode it as quoted-printable or base64 before it is signed and sent"

    # What is done to a part.

    def _doubt(self, part: Part) -> Doubt:
        need = self._needs.get(part.number)
        return part.doubt or ("signed" if need and need.signed else None)

    def _encoding(self, part: Part, need: Need | None) -> Encoder | None:
        if need is None or not (need.long or self._goal == "seven-bit"):
            return None
        if part.encoding == "quoted-printable":
            return Requoted()
        if part.encoding == "base64":
            return Rewrapped()
        if part.encoding not in AS_IT_IS or part.main.startswith("message/"):
            return None  # RFC 2046 §5.2: most of those may not be encoded
        return Quoted() if part.main.startswith("text/") else Base64()

    def _mended(self, part: Part, block: bytes) -> bytes:
        narrow = self._goal == "seven-bit" or (part.number == 0 and not self._utf8)
        if (block.isascii() or not narrow) and not _has_long_line(block):
            return block
        return b"".join([self._field(field, narrow=narrow) for field in part.header.fields])

    def _field(self, field: Field, *, narrow: bool) -> bytes:
        raw, name = field.raw, field.name[:_SHOWN_NAME].title()
        if narrow and not raw.isascii():
            written = encoded(field)
            if written is None:
                self.flaw = self.flaw or Unfit(
                    f"The field {name} has octets beyond ASCII that cannot be encoded here;"
                    " write it in encoded words (RFC 2047), or submit the letter with SMTPUTF8"
                )
            raw = written or raw
        if _has_long_line(raw):
            written = folded(raw)
            if written is None:
                self.flaw = self.flaw or Unfit(
                    f"The field {name} has a line longer than {LINE_LIMIT} octets and no blank"
                    " to be folded at; fold it (RFC 5322 section 2.2.3)"
                )
            raw = written or raw
        return raw

    def _labelled(self, part: Part, block: bytes, need: Need | None) -> bytes:
        """The block with the encoding that the content has from now on (RFC 2045 §6)."""
        coding = b""
        if isinstance(self._encoder, Quoted):
            coding = b"quoted-printable"
        elif isinstance(self._encoder, Base64):
            coding = b"base64"
        elif self._goal == "seven-bit" and part.encoding in ("8bit", "binary"):
            coding = b"7bit"  # that is what is left, of a multipart too
        if not coding:
            return block
        out = _without(block, "content-transfer-encoding")
        present = part.header.names()
        if part.whole and "mime-version" not in present:
            out += b"MIME-Version: 1.0\r\n"
        if "content-type" not in present and need and need.eight_bit:
            charset = b"utf-8" if need.utf8 else b"unknown-8bit"  # RFC 1428 §3
            out += b"Content-Type: text/plain; charset=" + charset + b"\r\n"
        return out + _CODING + coding + b"\r\n"


def fit(octets: bytes, *, utf8: bool = False) -> bytes | Unfit:
    """A whole letter as it can travel, or why it cannot be made so; for one that is in memory anyway."""
    survey = Survey()
    walk = Walk(survey)
    walk.feed(octets)
    walk.finish()
    mender = Mender("lines", survey.needs, utf8=utf8)
    walk = Walk(mender)
    out = walk.feed(octets) + walk.finish()
    return mender.finish() or out


def _has_long_line(block: bytes) -> bool:
    return len(block) > LINE_LIMIT and any(len(line) > LINE_LIMIT for line in block.split(b"\r\n"))


def _without(block: bytes, name: str) -> bytes:
    if not re.search(rb"(?mi)^%s[ \t]*:" % re.escape(name.encode()), block):
        return block
    return b"".join([field.raw for field in fields(block) if field.name != name])
