"""DKIM signatures (RFC 6376) over a header and the hash of its body, one for each key."""

import base64
import functools
import hashlib
import re
from collections.abc import Sequence
from datetime import datetime

from dkim import select_headers

from mail.header import Field, fields
from mail.sign.key import SigningKey

# Each of these is signed once more than it stands (RFC 6376 §5.4.2): none can be added later.
LISTED = (
    b"from",
    b"sender",
    b"reply-to",
    b"to",
    b"cc",
    b"subject",
    b"date",
    b"message-id",
    b"in-reply-to",
    b"references",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"content-disposition",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
    b"auto-submitted",
)
WIDTH = 78  # RFC 5322 §2.1.1
_LINE = 71  # octets of a signature, behind a blank
_NAMES = frozenset(name.decode() for name in LISTED)
_BLANKS = re.compile(rb"[ \t]+")
_FIELD = b"DKIM-Signature"


def sign(header: bytes, body_hash: bytes, keys: Sequence[SigningKey], now: datetime) -> bytes:
    """The DKIM-Signature fields, each with its CRLF, to be put before *header*; b"" without keys.

    *body_hash* is the BodyHash of the octets that follow. The same arguments
    give the same octets.
    """
    return sign_fields(fields(header), body_hash, keys, now)


def sign_fields(
    header: Sequence[Field], body_hash: bytes, keys: Sequence[SigningKey], now: datetime
) -> bytes:
    """The same for a header that is taken apart already."""
    if not keys:
        return b""
    standing = [
        (field.name.encode(), _relaxed(field.raw[len(field.name) + 1 :]))
        for field in header
        if field.name in _NAMES
    ]
    names = tuple([name for name, _ in standing])
    chosen = select_headers(standing, names)
    common = hashlib.sha256(b"".join([name + b":" + value for name, value in chosen]))
    listing = _listing(names) + base64.b64encode(body_hash) + b";"
    at = int(now.timestamp())
    return b"".join([_signature(key, at, listing, common.copy()) for key in keys])


def _relaxed(value: bytes) -> bytes:
    """The canonical value with its CRLF (RFC 6376 §3.4.2); WSP is space and TAB, and nothing else."""
    value = value.replace(b"\r\n", b"")
    if b"  " in value or b"\t" in value:
        value = _BLANKS.sub(b" ", value)
    return value.strip(b" \t\r\n") + b"\r\n"


def _signature(key: SigningKey, at: int, listing: bytes, hasher: "hashlib._Hash") -> bytes:
    value = _tags(key.algorithm, key.domain, key.selector, at) + listing
    hasher.update(b"dkim-signature:" + value.replace(b"\r\n", b"").lstrip() + b" b=")
    last = b"b=" + base64.b64encode(key.sign(hasher.digest()))
    lines = [last[at : at + _LINE] for at in range(0, len(last), _LINE)]
    return b"\r\n ".join([_FIELD + b":" + value, *lines]) + b"\r\n"


@functools.lru_cache(maxsize=64)  # the same for all letters of a second
def _tags(algorithm: str, domain: str, selector: str, at: int) -> bytes:
    tags = (
        f" v=1; a={algorithm}-sha256; c=relaxed/relaxed;",
        f" d={domain};",
        f" s={selector};",
        f" t={at};",
    )
    return _folded([tag.encode() for tag in tags], len(_FIELD) + 1) + b"\r\n"


@functools.lru_cache(maxsize=64)  # letters of one writer have the same fields
def _listing(names: tuple[bytes, ...]) -> bytes:
    *others, last = names + LISTED
    listed = _folded([b" h=", *(name + b":" for name in others), last + b";"])
    return listed + b"\r\n bh="


def _folded(pieces: list[bytes], taken: int = 0) -> bytes:
    """The pieces in lines of at most WIDTH columns, the first of which has *taken* columns before it."""
    lines, room = [b""], WIDTH - taken
    for piece in pieces:
        if len(lines[-1]) + len(piece) > room:
            lines.append(b" " + piece.lstrip())
            room = WIDTH
        else:
            lines[-1] += piece
    return b"\r\n".join(lines)
