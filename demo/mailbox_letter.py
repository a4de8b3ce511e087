"""A captured letter as a person reads it: decoded headers, text, attachments, signatures."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

MAX_HEADER = 256 * 1024  # enough of a letter for its header when only that is wanted
_FOLD = re.compile(r"\r?\n[ \t]")
_SHOWN_AS_TEXT = frozenset({"text/plain", "message/delivery-status"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is no running text."""

    name: str
    mime: str
    octets: bytes


@dataclass(slots=True)
class Letter:
    """What a person sees of a letter."""

    headers: list[tuple[str, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    html: str | None = None
    attachments: list[Attachment] = field(default_factory=list)
    signatures: list[list[tuple[str, str]]] = field(default_factory=list)

    def header(self, name: str) -> str:
        """The first field called *name*, decoded; "" where there is none."""
        found = (value for field_name, value in self.headers if field_name.lower() == name.lower())
        return next(found, "")

    def as_json(self) -> dict[str, Any]:
        """The letter for the page and for tests."""
        return {
            "subject": self.header("Subject"),
            "from": self.header("From"),
            "headers": [{"name": name, "value": value} for name, value in self.headers],
            "text": "\n\n".join(self.texts),
            "html": self.html is not None,
            "attachments": [
                {"name": each.name, "mime": each.mime, "size_bytes": len(each.octets)}
                for each in self.attachments
            ],
            "signatures": [
                [{"tag": tag, "value": value} for tag, value in tags] for tags in self.signatures
            ],
        }


def read_letter(octets: bytes) -> Letter:
    """Everything that can be shown of *octets*; what is malformed is shown as it stands."""
    message = message_from_bytes(octets)
    letter = _headed(message)
    for part in _leaves(message):
        _add_part(letter, part)
    return letter


def read_header(octets: bytes) -> Letter:
    """The headers alone."""
    head = octets[:MAX_HEADER].partition(b"\r\n\r\n")[0]
    return _headed(message_from_bytes(head + b"\r\n\r\n"))


def folded(words: str) -> str:
    """*words* without case and Vietnamese marks, to search by.

    >>> folded("Đôn đốc thực hiện")
    'don doc thuc hien'
    """
    bare = words.casefold().replace("đ", "d")
    return "".join(c for c in unicodedata.normalize("NFD", bare) if not unicodedata.combining(c))


def _headed(message: Message) -> Letter:
    letter = Letter()
    for name, raw in message.raw_items():
        value = _FOLD.sub(" ", _as_utf8(str(raw)))
        if name.lower() == "dkim-signature":
            letter.signatures.append(list(_tags(value)))
        letter.headers.append((name, _decoded(value)))
    return letter


def _as_utf8(text: str) -> str:
    """The email package carries octets beyond ASCII as surrogates; here they are UTF-8 (RFC 6532)."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _decoded(value: str) -> str:
    if "=?" not in value:
        return value.strip()
    try:
        return str(make_header(decode_header(value))).strip()
    except (HeaderParseError, LookupError, ValueError):
        return value.strip()


def _tags(value: str) -> Iterator[tuple[str, str]]:
    """The tags of a DKIM-Signature field, in their order (RFC 6376 §3.2)."""
    for pair in value.split(";"):
        tag, equals, content = pair.partition("=")
        if equals:
            yield tag.strip(), re.sub(r"\s+", "" if tag.strip() != "h" else " ", content.strip())


def _leaves(message: Message) -> Iterator[Message]:
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    if message.get_content_type() == "message/delivery-status":
        yield message
        return
    parts = message.get_payload()
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, Message):
            yield from _leaves(part)


def _add_part(letter: Letter, part: Message) -> None:
    mime, name = part.get_content_type(), _filename(part)
    octets = _octets(part)
    if name is None and mime in _SHOWN_AS_TEXT:
        letter.texts.append(_text(part, octets))
    elif name is None and mime == "text/html" and letter.html is None:
        letter.html = _text(part, octets)
    else:
        letter.attachments.append(Attachment(name or f"({mime})", mime, octets))


def _octets(part: Message) -> bytes:
    """The part's content; of a letter or a report inside, its source."""
    if part.is_multipart():
        inner = part.get_payload()
        pieces = inner if isinstance(inner, list) else []
        return b"\n".join(_source(piece) for piece in pieces if isinstance(piece, Message))
    octets = part.get_payload(decode=True)
    return octets if isinstance(octets, bytes) else b""


def _source(piece: Message) -> bytes:
    """As it came, as far as the email package can write what it has read."""
    try:
        return piece.as_bytes()
    except UnicodeEncodeError:  # octets without a charset, below a part that says it has parts
        return str(piece).encode("utf-8", "surrogateescape")


def _text(part: Message, octets: bytes) -> str:
    try:
        return octets.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return octets.decode("utf-8", "replace")


def _filename(part: Message) -> str | None:
    try:
        name = part.get_filename()
    except (LookupError, ValueError):
        return "?"
    if name is None:
        return "?" if part.get_content_disposition() == "attachment" else None
    return _decoded(_as_utf8(name)) or "?"
