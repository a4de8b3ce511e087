"""By what a letter is known again, whichever door it comes by, and however often.

Not by its octets: each server on its way puts fields before it. Not by Message-ID alone: anybody
may write another letter's, and would make ours unseen. It is the digest of what the author wrote:
the fields of the list below, unfolded, and the body, as DKIM has "relaxed" fields and a "simple"
body (RFC 6376 §3.4.2, §3.4.3).
"""

import hashlib
from collections.abc import Iterator

from mail.content import Content
from mail.header import Field, Header

AUTHORED = frozenset(
    {
        "from",
        "sender",
        "reply-to",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "in-reply-to",
        "references",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
    }
)


def identity(content: Content, fields: Header) -> bytes:
    """32 octets, the same for every copy of a letter."""
    found = hashlib.sha256()
    for line in sorted(map(_relaxed, _authored(fields))):
        found.update(line)
    found.update(b"\r\n")
    if fields.malformed or not fields.fields:  # better taken twice than taken for another
        found.update(content.header)
    blank = b""  # line ends that count only if something follows
    for piece in _body(content):
        whole = blank + piece
        text = whole.rstrip(b"\r\n")
        blank = whole[len(text) :]
        found.update(text)
    return found.digest()


def _authored(fields: Header) -> Iterator[Field]:
    return (field for field in fields.fields if field.name in AUTHORED)


def _relaxed(field: Field) -> bytes:
    return field.name.encode() + b":" + b" ".join(field.value.split()) + b"\r\n"


def _body(content: Content) -> Iterator[bytes]:
    begin = min(len(content.header) + 2, content.size_bytes)
    for chunk in content.chunks():
        yield chunk[begin:]
        begin = max(begin - len(chunk), 0)
