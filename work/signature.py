"""What a signature in a letter is worth, as it is kept beside the letter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SignatureKind = Literal["smime", "pdf", "edxml"]

GOOD = "good"
OTHER_ADDRESS = (
    "other-address"  # nothing is wrong but that the certificate is not for who wrote, RFC 8550 §3
)
UNCHECKED = "unchecked"  # too much came in at once


@dataclass(frozen=True, slots=True)
class Judgement:
    """One signature, or what stood in the way of reading it; *verdict* is GOOD or the first thing that is wrong.

    *part* tells where it stands: numbers of parts from the letter inwards. *at* is the time that
    a time stamp vouches for, else the one that the signer claims. *is_author* says whether the
    certificate is for the address in From; None where no letter stands directly in the signature.
    *certificate* is its SHA-256, in hex.
    """

    part: str
    kind: SignatureKind
    verdict: str
    anchor: str = ""
    at: datetime | None = None
    signer: str = ""
    addresses: tuple[str, ...] = ()
    is_author: bool | None = None
    certificate: str = ""
    revocation: str = "unknown"
