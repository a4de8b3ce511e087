"""The address that one of our notices is answered at: signed, so that only who got the notice has it.

"congvu@vpcp.gov.vn" becomes "congvu+r1f-o4xgbkq3yv2mzt5d@vpcp.gov.vn": the notice's number, and the
beginning of an HMAC (RFC 2104) over that number and the notice's dedup key. Beside it stands
"congvu+d…": the mark that switches a morning digest off (work.digest_mark).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from mail.address import comparable, domain_of
from work.digest_mark import Mark, read_mark
from work.proof import PATTERN, proof, proves

LOCAL_LONGEST = (
    32  # octets of a local part, so that it has 64 with what is added (RFC 5321 §4.5.3.1.1)
)
_SIGNED = re.compile(rf"(.+)\+((?:r[0-9a-f]{{1,13}}|d[0-9a-f]{{1,7}}-[0-9a-f]{{1,5}})-{PATTERN})")
_TOKEN = re.compile(r"r([0-9a-f]+)-(.+)")


class Token(NamedTuple):
    """What stands in such an address: the *number* of a notice, and what proves that we wrote it."""

    number: int
    proof: str

    def is_of(self, key: bytes, dedup_key: str) -> bool:
        """Whether *key* made it for the notice of that number and *dedup_key*."""
        return proves(self.proof, key, _said(self.number, dedup_key))


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    """Makes addresses beside *mailbox*, an address whose letters are taken in."""

    mailbox: str
    key: bytes

    def of(self, number: int, dedup_key: str) -> str:
        """Where the notice of that number is answered."""
        local, _, domain = self.mailbox.rpartition("@")
        return f"{local}+r{number:x}-{proof(self.key, _said(number, dedup_key))}@{domain}"


def plain(address: str, ours: frozenset[str]) -> str:
    """*address* without what was signed, where it is beside one of *ours*; any other as it is."""
    return _apart(address, ours)[0]


def token_in(addresses: Iterable[str], ours: frozenset[str]) -> Token | None:
    """What the first address beside one of *ours* says that we signed."""
    signed = (_apart(one, ours)[1] for one in addresses)
    return next((one for one in signed if isinstance(one, Token)), None)


def mark_in(addresses: Iterable[str], ours: frozenset[str]) -> Mark | None:
    """The mark of a digest in the first address beside one of *ours* that bears one."""
    signed = (_apart(one, ours)[1] for one in addresses)
    return next((one for one in signed if isinstance(one, Mark)), None)


def _apart(address: str, ours: frozenset[str]) -> tuple[str, Token | Mark | None]:
    local = address.rpartition("@")[0].lower()
    found = _SIGNED.fullmatch(local)
    if found is None:
        return address, None
    base = comparable(f"{found[1]}@{domain_of(address)}")
    if base not in ours:
        return address, None
    token = _TOKEN.fullmatch(found[2])
    return base, read_mark(found[2]) if token is None else Token(int(token[1], 16), token[2])


def _said(number: int, dedup_key: str) -> str:
    return f"reply:{number}:{dedup_key}"
