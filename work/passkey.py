"""Passkeys: what a phone, a computer or a key proves by, and what it is asked (W3C Web Authentication, level 3)."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST = 10  # of one person
NAME_LONGEST = 60  # characters
FRESH = timedelta(minutes=5)  # from being asked to the answer
_STAMP_OCTETS = 8


@dataclass(frozen=True, slots=True)
class Credential:
    """What an authenticator made: its *handle* (credential ID), its public key with that in *data* (§6.5.1).

    *count* is its signature counter, 0 for one that keeps none.
    """

    handle: bytes
    data: bytes
    count: int


@dataclass(frozen=True, slots=True)
class Passkey:
    """A *credential* that a *person* added under a *name* of theirs; instants are the machine's."""

    id: int
    person: int
    name: str
    credential: Credential
    made: datetime
    used: datetime | None


def challenge(token: str, now: datetime) -> bytes:
    """What the browser that is known by *token* is asked *now*: 40 octets, which nobody else can compute."""
    return _challenge(token, int(now.timestamp() * 1000))


def stamp(given: bytes, token: str, now: datetime) -> int | None:
    """When that browser was asked, in milliseconds since 1970; None for what it was not asked, or not lately.

    An authenticator's answer is taken once: the store takes no stamp that is not later than the last.
    """
    asked_ms = int.from_bytes(given[:_STAMP_OCTETS])
    age_ms = int(now.timestamp() * 1000) - asked_ms
    if not 0 <= age_ms <= FRESH // timedelta(milliseconds=1):
        return None
    return asked_ms if hmac.compare_digest(given, _challenge(token, asked_ms)) else None


def _challenge(token: str, asked_ms: int) -> bytes:
    when = asked_ms.to_bytes(_STAMP_OCTETS)
    return when + hmac.digest(token.encode(), b"passkey" + when, hashlib.sha256)
