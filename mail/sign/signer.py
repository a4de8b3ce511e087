"""DKIM signatures (RFC 6376) over a header and the hash of its body, one for each key."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime

from dkim import fold, select_headers
from dkim.canonicalization import CanonicalizationPolicy

from mail.header import fields
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
_NAMES = frozenset(name.decode() for name in LISTED)
_RELAXED = CanonicalizationPolicy.from_c_value(b"relaxed/relaxed")
_FIELD = b"DKIM-Signature"


def sign(header: bytes, body_hash: bytes, keys: Sequence[SigningKey], now: datetime) -> bytes:
    """The DKIM-Signature fields, each with its CRLF, to be put before *header*; b"" without keys.

    *body_hash* is the BodyHash of the octets that follow. The same arguments
    give the same octets.
    """
    if not keys:
        return b""
    standing = [
        (field.name.encode(), field.raw[len(field.name) + 1 :])
        for field in fields(header)
        if field.name in _NAMES
    ]
    names = [name for name, _ in standing]
    common = hashlib.sha256()
    for name, value in select_headers(_RELAXED.canonicalize_headers(standing), names):
        common.update(name + b":" + value)
    *others, last = names + list(LISTED)
    listing = _folded([b" h=", *(name + b":" for name in others), last + b";"])
    listing += b"\r\n bh=" + base64.b64encode(body_hash) + b";"
    at = int(now.timestamp())
    return b"".join(_signature(key, at, listing, common.copy()) for key in keys)


def _signature(key: SigningKey, at: int, listing: bytes, hasher: "hashlib._Hash") -> bytes:
    tags = (
        f" v=1; a={key.algorithm}-sha256; c=relaxed/relaxed;",
        f" d={key.domain};",
        f" s={key.selector};",
        f" t={at};",
    )
    value = _folded([tag.encode() for tag in tags], len(_FIELD) + 1) + b"\r\n" + listing
    hasher.update(b"dkim-signature:" + value.replace(b"\r\n", b"").lstrip() + b" b=")
    signature = base64.b64encode(key.sign(hasher.digest()))
    return _FIELD + b":" + value + b"\r\n " + bytes(fold(b"b=" + signature, 1)) + b"\r\n"


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
