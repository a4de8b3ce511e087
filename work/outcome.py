"""What a peer answered: one of four values, never an exception (design, law 6)."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Delivered:
    """The peer took it; *receipt* is what it said, or the id it gave.

    *reports*: it also took over the duty to report what becomes of it (RFC 3461 §5.2.2).
    *peer* is the host that took it, *tls* the version it was told by, each "" where there was none.
    """

    receipt: str
    reports: bool = False
    peer: str = field(default="", compare=False)
    tls: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not now: a temporary refusal, or nothing of the request's end was sent.

    *status* is an enhanced status code of class 4 (RFC 3463); *not_before*
    is set where the peer named the time to come back. *answer* is what it said,
    "" where it said nothing. *fault* is what TLS failed of, as RFC 8460 §4.3 names it.
    """

    status: str
    reason: str
    not_before: datetime | None = None
    answer: str = ""
    fault: str = field(default="", compare=False)
    peer: str = field(default="", compare=False)
    tls: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """Never: *status* is an enhanced status code of class 5 (RFC 3463).

    *personal*: the peer said it of this recipient, at RCPT.
    """

    status: str
    reason: str
    personal: bool = field(default=False, compare=False)
    peer: str = field(default="", compare=False)
    tls: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The request's last octet may have left and no answer came: nobody can know."""

    reason: str
    peer: str = field(default="", compare=False)
    tls: str = field(default="", compare=False)


Outcome = Delivered | Deferred | Refused | Uncertain
