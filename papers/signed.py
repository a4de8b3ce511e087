"""What signatures in a document are worth: values that say what was signed, by whom, when, and who vouches for it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from papers.opened import Why


class Coverage(StrEnum):
    """How much of the file a signature is over."""

    FILE = "file"  # all of it
    REVISION = "revision"  # all that stood then; something was added after
    PART = "part"


class Changes(StrEnum):
    """What was added after a signature."""

    NONE = "none"
    UPKEEP = "upkeep"  # time stamps, and word that certificates were good
    FORMS = "forms"  # further signatures, fields filled in
    OTHER = "other"
    UNKNOWN = "unknown"


class Revocation(StrEnum):
    """Whether certificates were revoked, by what the document itself brings; nobody else is asked."""

    GOOD = "good"
    REVOKED = "revoked"
    UNKNOWN = "unknown"  # it brings nothing, or not for all


class Fault(StrEnum):
    """The first thing that is wrong with a signature."""

    ALTERED = "altered"  # the octets are others than were signed
    INVALID = "invalid"  # not made with the key of the certificate
    PART = "part"  # not over all that stood then
    HEAD = "head-unsigned"  # not over the head of a package, so that it says nothing of what is read there
    FILE = "file-unsigned"  # not over each file of a package
    CHANGED = "changed"  # something was added that may not be
    REVOKED = "revoked"
    EXPIRED = "expired"  # and no time stamp shows that it was made before
    NOT_YET = "not-yet"  # the certificate is not valid yet
    WEAK = "weak"  # an algorithm that is no longer good enough
    USAGE = "usage"  # the certificate is not for signatures
    UNTRUSTED = "untrusted"  # no configured anchor vouches for it
    BROKEN = "broken"  # cannot be understood


@dataclass(frozen=True, slots=True)
class Anchor:
    """A certificate that is trusted because the office says so, in PEM or DER, and what the office calls it."""

    name: str
    certificate: bytes


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature, or time stamp over the document. Times are aware.

    *field* is its field in a PDF, the signer's number in a letter, whose coverage is all that is signed,
    or its number in an edXML package, whose coverage is the head and all files.
    *emails* are the addresses that a letter's signer is certified for.
    *stamped* is told only where a time stamp vouches for it, by an anchor; all
    else stands as the signer claims it. *certificate* is its SHA-256, in hex.
    """

    field: str
    is_stamp: bool = False  # over the document, by a time stamp authority
    signer: str = ""  # the common name
    subject: str = ""
    issuer: str = ""
    certificate: str = ""
    emails: tuple[str, ...] = ()
    intact: bool = False
    coverage: Coverage = Coverage.PART
    changes: Changes = Changes.UNKNOWN
    claimed: datetime | None = None
    stamped: datetime | None = None
    anchor: str = ""  # the name of who vouches for it
    revocation: Revocation = Revocation.UNKNOWN
    fault: Fault | None = None

    @property
    def good(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.fault is None


@dataclass(frozen=True, slots=True)
class Signed:
    """The signatures of a document in their order, and what stood in the way of reading them all."""

    signatures: tuple[Signature, ...] = ()
    why: Why | None = None
