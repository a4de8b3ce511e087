"""What the fields of a letter say to who reads it: lenient, for nobody is authorised by it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mail.header import Header
from mail.reader.wording import field_reading, field_text

_LONGEST = 64 * 1024  # octets of a value that are looked at
_ADDRESSES = 500
_ANSWERS = 100
_DATE_LONGEST = 200
_ADDRESS = re.compile(r"[^\s<>,;:\"()@]{1,64}@[^\s<>,;:\"()@]{1,255}")
_ANGLE = re.compile(r"<\s*([^\s<>,;:\"()@]{1,64}@[^\s<>,;:\"()@]{1,255})\s*>")
_COMMENT = re.compile(r"\(([^()]*)\)")
_MESSAGE_ID = re.compile(r"<[^\s<>]{1,996}>")


def author(fields: Header) -> tuple[str, str]:
    """The address in From, and the name beside it; each may be ""."""
    text = field_text(_value(fields, "from"))
    angle = _ANGLE.search(text)
    if angle:
        return angle[1], text[: angle.start()].strip(" \t\"'").replace('\\"', '"')
    plain, comment = _ADDRESS.search(text), _COMMENT.search(text)
    return plain[0] if plain else "", comment[1].strip() if comment else ""


def recipients(fields: Header) -> tuple[str, ...]:
    """The addresses in To and Cc, each once."""
    texts = (field_text(_value(fields, name)) for name in ("to", "cc"))
    found = dict.fromkeys(address for text in texts for address in _ADDRESS.findall(text))
    return tuple(found)[:_ADDRESSES]


def subject(fields: Header) -> tuple[str, bool]:
    """What Subject says, and whether that had to be guessed."""
    return field_reading(_value(fields, "subject"))


def sent(fields: Header) -> datetime | None:
    """The time in Date; UTC where its zone is not told (RFC 5322 §3.3)."""
    text = _value(fields, "date").decode("ascii", "replace")[:_DATE_LONGEST]
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, LookupError):
        return None


def answers(fields: Header) -> tuple[str, ...]:
    """The Message-IDs in In-Reply-To and References, the nearest first (RFC 5322 §3.6.4)."""
    earlier = list(reversed(list(_ids(fields, "references"))))
    return tuple(dict.fromkeys((*_ids(fields, "in-reply-to"), *earlier)))[:_ANSWERS]


def _ids(fields: Header, name: str) -> Iterator[str]:
    return iter(_MESSAGE_ID.findall(_value(fields, name).decode("utf-8", "replace")))


def _value(fields: Header, name: str) -> bytes:
    return next((one.value[:_LONGEST] for one in fields.named(name)), b"")
