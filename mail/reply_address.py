"""The address that one of our notices is answered at: signed, so that only who got the notice has it.

"congvu@vpcp.gov.vn" becomes "congvu+r1f-o4xgbkq3yv2mzt5d@vpcp.gov.vn": the notice's number, and the
beginning of an HMAC (RFC 2104) over that number and the notice's dedup key.
"""

import base64
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from mail.address import comparable, domain_of

LOCAL_LONGEST = (
    32  # octets of a local part, so that it has 64 with what is added (RFC 5321 §4.5.3.1.1)
)
_PROOF_OCTETS = 10  # of which nobody guesses one: each try is a letter
_SIGNED = re.compile(r"(.+)\+r([0-9a-f]{1,13})-([a-z2-7]{16})")


class Token(NamedTuple):
    """What stands in such an address: the *number* of a notice, and what proves that we wrote it."""

    number: int
    proof: str

    def is_of(self, key: bytes, dedup_key: str) -> bool:
        """Whether *key* made it for the notice of that number and *dedup_key*."""
        return hmac.compare_digest(self.proof, _proof(key, self.number, dedup_key))


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    """Makes addresses beside *mailbox*, an address whose letters are taken in."""

    mailbox: str
    key: bytes

    def of(self, number: int, dedup_key: str) -> str:
        """Where the notice of that number is answered."""
        local, _, domain = self.mailbox.rpartition("@")
        return f"{local}+r{number:x}-{_proof(self.key, number, dedup_key)}@{domain}"


def plain(address: str, ours: frozenset[str]) -> str:
    """*address* without what was signed, where it is beside one of *ours*; any other as it is."""
    return _apart(address, ours)[0]


def token_in(addresses: Iterable[str], ours: frozenset[str]) -> Token | None:
    """What the first address beside one of *ours* says that we signed."""
    return next((token for one in addresses if (token := _apart(one, ours)[1])), None)


def _apart(address: str, ours: frozenset[str]) -> tuple[str, Token | None]:
    local = address.rpartition("@")[0].lower()
    found = _SIGNED.fullmatch(local)
    if found is None:
        return address, None
    base = comparable(f"{found[1]}@{domain_of(address)}")
    return (base, Token(int(found[2], 16), found[3])) if base in ours else (address, None)


def _proof(key: bytes, number: int, dedup_key: str) -> str:
    digest = hmac.digest(key, f"reply:{number}:{dedup_key}".encode(), "sha256")
    return base64.b32encode(digest[:_PROOF_OCTETS]).decode().lower()
