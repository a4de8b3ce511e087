"""Codes of six digits that an authenticator makes of a shared secret and the time (TOTP, RFC 6238)."""

import base64
import hashlib
import hmac
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

SECRET_OCTETS = 20  # as long as the hash, RFC 4226 §4 R6
DIGITS = 6
STEP_SECONDS = 30
DRIFT = 1  # steps that a phone's clock may be off, either way (RFC 6238 §5.2)


def step_of(now: datetime) -> int:
    """The number of the time step at the instant *now*."""
    return int(now.timestamp()) // STEP_SECONDS


def code(secret: bytes, step: int) -> str:
    """The code of one step (RFC 4226 §5.3).

    >>> code(b"12345678901234567890", 1)
    '287082'
    """
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[at : at + 4])
    return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"


def matching(secret: bytes, given: str, now: datetime, after: int) -> int | None:
    """The step whose code *given* is; None for a wrong one, and for any step up to *after*, which was used.

    Every step is compared, in constant time.
    """
    here, found = step_of(now), None
    for step in range(here - DRIFT, here + DRIFT + 1):
        same = hmac.compare_digest(code(secret, step).encode(), given.encode())
        if same and step > after:
            found = step
    return found


def written(secret: bytes) -> str:
    """The secret as it is typed: base 32 in groups of four."""
    plain = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def address(secret: bytes, mailbox: str, office: str) -> str:
    """What the square code holds: the otpauth address that authenticators read."""
    named = {"secret": written(secret).replace(" ", ""), "issuer": office}
    return f"otpauth://totp/{quote(f'{office}:{mailbox}', safe=':@')}?{urlencode(named, quote_via=quote)}"
