"""A header block taken apart (RFC 5322 §2.2): fields in their order, and apart from them what is no field.

Works on octets whose lines end in CRLF, in time linear in their number.
"""

import re
from dataclasses import dataclass

from mail.mailbox import Unreadable, mailboxes

# RFC 5322 §3.6 and RFC 2045 §3: at most one of each; readers disagree which of several counts.
SINGULAR = (
    "date",
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "bcc",
    "message-id",
    "in-reply-to",
    "references",
    "subject",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
)
_FIELD_END = re.compile(rb"\r\n(?![ \t])")
_NAME = re.compile(rb"([!-9;-~]+):")  # RFC 5322 §3.6.8
_MESSAGE_ID = re.compile(r"<[^\s<>\x00-\x1f\x7f]{1,996}>")  # with its brackets one line long


@dataclass(frozen=True, slots=True)
class Field:
    """One header field: *name* in lower case, *raw* as it came, with its CRLF."""

    name: str
    raw: bytes

    @property
    def value(self) -> bytes:
        """What stands behind the colon, unfolded (RFC 5322 §2.2.3), without blanks around it."""
        return self.raw[len(self.name) + 1 :].replace(b"\r\n", b"").strip(b" \t")


@dataclass(frozen=True, slots=True)
class Malformed:
    """Lines that are no field; *position* counts octets from the start of the block."""

    position: int
    reason: str


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of a block in their order, and the places where it is broken."""

    fields: tuple[Field, ...]
    malformed: tuple[Malformed, ...]

    def named(self, name: str) -> tuple[Field, ...]:
        """The fields called *name* (lower case), first to last."""
        return tuple(field for field in self.fields if field.name == name)

    def count(self, name: str) -> int:
        """How many fields are called *name* (lower case)."""
        return sum(field.name == name for field in self.fields)

    def repeated(self) -> tuple[str, ...]:
        """The names that stand more than once, though they may stand once."""
        names = [field.name for field in self.fields]
        return tuple(name for name in SINGULAR if names.count(name) > 1)

    def mailboxes(self, name: str) -> tuple[str, ...] | Unreadable:
        """The addresses in the one field *name*, to authorise by; () where it is missing or names nobody.

        Unreadable wherever two readers might disagree: several fields of that name,
        several mailboxes in a Sender (RFC 5322 §3.6.2), or a value that breaks the grammar.
        """
        found = self.named(name)
        if not found:
            return ()
        if len(found) > 1:
            return Unreadable(f"it stands {len(found)} times")
        addresses = mailboxes(found[0].value)
        if name == "sender" and isinstance(addresses, tuple) and len(addresses) > 1:
            return Unreadable("it names more than one mailbox")
        return addresses

    def message_id(self) -> str | None:
        """The Message-ID with its angle brackets; None where it is missing, repeated or broken."""
        found = self.named("message-id")
        value = found[0].value.decode("utf-8", "replace") if len(found) == 1 else ""
        return value if _MESSAGE_ID.fullmatch(value) and "\ufffd" not in value else None


def split(octets: bytes) -> tuple[bytes, int]:
    """The header block without the empty line behind it, and where the body begins (RFC 5322 §2.1)."""
    if octets.startswith(b"\r\n"):
        return b"", 2
    end = octets.find(b"\r\n\r\n")
    return (octets, len(octets)) if end < 0 else (octets[: end + 2], end + 4)


def parse(block: bytes) -> Header:
    """The block taken apart; never raises, whatever the octets."""
    found, malformed, position = [], [], 0
    clean = _is_clean(block)
    *pieces, rest = _FIELD_END.split(block)
    for piece in pieces:
        match = _NAME.match(piece)
        if match and (clean or _is_clean(piece)):
            found.append(Field(match[1].lower().decode("ascii"), piece + b"\r\n"))
        else:
            malformed.append(Malformed(position, _flaw(piece)))
        position += len(piece) + 2
    if rest:
        malformed.append(Malformed(position, "the last line has no end"))
    return Header(tuple(found), tuple(malformed))


def fields(block: bytes) -> tuple[Field, ...]:
    """The fields of the block in their order; what is no field is left out."""
    return parse(block).fields


def _is_clean(octets: bytes) -> bool:
    """Whether every CR and LF belongs to a CRLF, and no NUL is there."""
    line_ends = octets.count(b"\r\n")
    return octets.count(b"\r") == line_ends == octets.count(b"\n") and b"\0" not in octets


def _flaw(piece: bytes) -> str:
    if piece[:1] in (b" ", b"\t"):
        return "a folded line has no field before it"
    if b":" not in piece:
        return "a line has no colon"
    if not _NAME.match(piece):
        return "a field has no proper name"
    return "a field holds a bare CR, a bare LF or a NUL"
