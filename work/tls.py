"""What a recipients' domain asks of TLS, and what it has shown: values that are kept from one day to the next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

Mode = Literal["enforce", "testing", "none"]
Level = Literal["encrypted", "verified"]
"""encrypted: TLS. verified: with a certificate that leads to a trusted root and bears the host's name."""


@dataclass(frozen=True, slots=True)
class Policy:
    """An MTA-STS policy (RFC 8461 §3.2); *patterns* are names of exchangers in lower case."""

    mode: Mode
    patterns: tuple[str, ...]
    max_age: timedelta

    def allows(self, host: str) -> bool:
        """Whether *host* may take mail; "*." stands for one label (RFC 8461 §4.1)."""
        parent = host.partition(".")[2]
        return any(
            one == host or (one.startswith("*.") and one[2:] == parent) for one in self.patterns
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """A policy as it was fetched; *number* is the id of the record that told of it."""

    domain: str
    number: str
    policy: Policy
    fetched_at: datetime

    @property
    def expires_at(self) -> datetime:
        """Until when it holds, whatever the domain publishes or hides meanwhile."""
        return self.fetched_at + self.policy.max_age


@dataclass(frozen=True, slots=True)
class Shown:
    """The best that a domain has shown; after *expires_at* it counts no more."""

    domain: str
    level: Level
    shown_at: datetime
    expires_at: datetime


PolicyType = Literal["tlsa", "sts", "no-policy-found"]


@dataclass(frozen=True, slots=True)
class Session:
    """What a report tells of connections to a domain that went alike (RFC 8460 §4).

    *text* is the policy as it was published, a line each, *scope* the domain it is defined
    for, *hosts* the exchangers it names; *fault* is "" where all went well, else a result type of §4.3.
    """

    domain: str
    kind: PolicyType
    scope: str
    text: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    fault: str = ""
    host: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many such sessions there were on a day (UTC)."""

    day: date
    session: Session
    sessions: int
