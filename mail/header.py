"""A header block taken apart (RFC 5322 §2.2): fields in their order, and apart from them what is no field.

Works on octets whose lines end in CRLF, in time linear in their number.
"""

import functools
import itertools
import re
from dataclasses import dataclass
from typing import NamedTuple

from mail.mailbox import Unreadable, mailboxes

# RFC 5322 §3.6 and RFC 2045 §3: at most one of each; readers disagree which of several counts.
# The last four are signed as well, and verifiers differ over many signed fields of one name.
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
    "content-disposition",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "auto-submitted",
)
RESENT = "resent-"  # those who sent a letter on, once for each time, RFC 5322 §3.6.6
_ONE_MAILBOX = frozenset({"sender", "resent-sender"})
FIELD_END = re.compile(rb"\r\n(?![ \t])")
_NAME = re.compile(rb"([!-9;-~]+):")  # RFC 5322 §3.6.8
# In a clean block, from the beginning of a line.
_FIELD = re.compile(rb"(?<![^\n])(([!-9;-~]++):[^\r]*+(?>(?:\r\n[ \t][^\r]*+)*)\r\n)")
# All but TAB (RFC 5322 §2.2): verifiers differ on which of them are blanks.
_CONTROLS = bytes({*range(32), 127} - set(b"\t"))
_MESSAGE_ID = re.compile(r"<[^\s<>\x00-\x1f\x7f]{1,996}>")  # with its brackets one line long


class Field(NamedTuple):
    """One header field: *name* in lower case, *raw* as it came, with its CRLF."""

    name: str
    raw: bytes

    @property
    def value(self) -> bytes:
        """What stands behind the colon, unfolded (RFC 5322 §2.2.3), without blanks around it."""
        return self.raw[len(self.name) + 1 :].replace(b"\r\n", b"").strip(b" \t")


@dataclass(frozen=True, slots=True)
class Malformed:
    """Lines that are no field; *line* is the first of them, counted from 1."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of a block in their order, and the places where it is broken."""

    fields: tuple[Field, ...]
    malformed: tuple[Malformed, ...]

    def named(self, name: str) -> tuple[Field, ...]:
        """The fields called *name* (lower case), first to last."""
        return tuple([field for field in self.fields if field.name == name])

    def names(self) -> frozenset[str]:
        """What its fields are called, in lower case."""
        return frozenset([field.name for field in self.fields])

    def count(self, name: str) -> int:
        """How many fields are called *name* (lower case)."""
        return [field.name for field in self.fields].count(name)

    def repeated(self) -> tuple[str, ...]:
        """The names that stand more than once, though they may stand once."""
        names = [field.name for field in self.fields]
        if len(set(names)) == len(names):
            return ()
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
        return _writers(found[0])

    def every_mailbox(self, name: str) -> tuple[str, ...] | Unreadable:
        """As mailboxes() gives it, of all fields *name* together where it may stand again (RFC 5322 §3.6.6)."""
        if not name.startswith(RESENT):
            return self.mailboxes(name)
        read = [_writers(field) for field in self.named(name)]
        doubts = (addresses for addresses in read if isinstance(addresses, Unreadable))
        known = (addresses for addresses in read if isinstance(addresses, tuple))
        return next(doubts, tuple(itertools.chain.from_iterable(known)))

    def message_id(self) -> str | None:
        """The Message-ID with its angle brackets; None where it is missing, repeated or broken."""
        found = self.named("message-id")
        value = found[0].value.decode("utf-8", "replace") if len(found) == 1 else ""
        return value if _MESSAGE_ID.fullmatch(value) and "\ufffd" not in value else None


def _writers(field: Field) -> tuple[str, ...] | Unreadable:
    """The addresses in *field*; a Sender, resent or not, names one (RFC 5322 §3.6.2, §3.6.6)."""
    addresses = mailboxes(field.value)
    if field.name in _ONE_MAILBOX and isinstance(addresses, tuple) and len(addresses) > 1:
        return Unreadable("it names more than one mailbox")
    return addresses


def split(octets: bytes) -> tuple[bytes, int]:
    """The header block without the empty line behind it, and where the body begins (RFC 5322 §2.1)."""
    if octets.startswith(b"\r\n"):
        return b"", 2
    end = octets.find(b"\r\n\r\n")
    return (octets, len(octets)) if end < 0 else (octets[: end + 2], end + 4)


def parse(block: bytes) -> Header:
    """The block taken apart; never raises, whatever the octets."""
    clean = _is_clean(block)
    if clean:
        sound = _FIELD.findall(block)
        if sum([len(raw) for raw, _ in sound]) == len(block):  # nothing else stands between them
            return Header(tuple([Field(_lower(name), raw) for raw, name in sound]), ())
    return _parse_broken(block, clean)


def _parse_broken(block: bytes, clean: bool) -> Header:
    found, malformed, line = [], [], 1
    *pieces, rest = FIELD_END.split(block)
    for piece in pieces:
        match = _NAME.match(piece)
        if match and (clean or _is_clean(piece)):
            found.append(Field(_lower(match[1]), piece + b"\r\n"))
        else:
            malformed.append(Malformed(line, _flaw(piece)))
        line += piece.count(b"\r\n") + 1
    if rest:
        malformed.append(Malformed(line, "the last line has no end"))
    return Header(tuple(found), tuple(malformed))


def fields(block: bytes) -> tuple[Field, ...]:
    """The fields of the block in their order; what is no field is left out."""
    return parse(block).fields


@functools.lru_cache(maxsize=256)  # letters have few names in common, and all have those
def _lower(name: bytes) -> str:
    return name.lower().decode("ascii")


def _is_clean(octets: bytes) -> bool:
    """Whether there is no control character but TAB, and every CR and LF belongs to a CRLF."""
    rest = octets.replace(b"\r\n", b"")
    return len(rest.translate(None, _CONTROLS)) == len(rest)


def _flaw(piece: bytes) -> str:
    if piece[:1] in (b" ", b"\t"):
        return "a folded line has no field before it"
    if b":" not in piece:
        return "a line has no colon"
    if not _NAME.match(piece):
        return "a field has no proper name"
    return "a field holds a control character other than TAB"
