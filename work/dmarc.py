"""What other servers report of letters in the names of our domains (RFC 9990)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Source:
    """Letters that came alike from one address: who they said they were, and what proved it.

    *dkim* and *spf* are "pass" where they prove the domain of From, *disposition* is what
    became of the letters ("none", "quarantine", "reject"), *signers* are the domains whose
    signatures held, *sender* is the domain of the envelope.
    """

    address: str
    letters: int
    author: str
    disposition: str
    dkim: str
    spf: str
    sender: str = ""
    signers: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()  # why the policy was not applied: "forwarded", "mailing_list" …

    @property
    def passed(self) -> bool:
        """Whether DMARC passed: one of the two is enough."""
        return "pass" in (self.dkim, self.spf)


@dataclass(frozen=True, slots=True)
class Report:
    """One aggregate report; all of it is what a stranger wrote.

    *number* is unique for its *organisation*. *policy* and *subdomains* are the p= and sp= that
    were found published for *domain*.
    """

    organisation: str
    number: str
    contact: str
    domain: str
    policy: str
    subdomains: str
    begins_at: datetime
    ends_at: datetime
    sources: tuple[Source, ...]

    @property
    def letters(self) -> int:
        """How many letters it tells of."""
        return sum(one.letters for one in self.sources)

    @property
    def failed(self) -> int:
        """How many of them proved nothing."""
        return sum(one.letters for one in self.sources if not one.passed)


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as it is listed; with *proven* it came from the domain that it names as its own."""

    organisation: str
    number: str
    domain: str
    policy: str
    begins_at: datetime
    ends_at: datetime
    received_at: datetime
    letters: int
    failed: int
    proven: bool
