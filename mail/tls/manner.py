"""How to speak to a place, what TLS must prove there, and who says so."""

from dataclasses import dataclass
from typing import Literal

from mail.dns import Tlsa
from mail.route import Exchangers, Hop, LocalHop, Protocol
from work.tls import Policy

Door = Hop | LocalHop | Exchangers
Proof = Literal["none", "encrypted", "certificate", "dane"]
"""none: TLS where it is offered. encrypted: TLS, whoever the peer is. certificate: one that leads to a trusted
root and bears the host's name. dane: one that TLSA records name."""

By = Literal["", "route", "sender", "dane", "mta-sts", "memory"]

WORDS: dict[By, str] = {
    "route": "the route",
    "sender": "the sender",
    "dane": "DANE, by its signed TLSA records,",
    "mta-sts": "the MTA-STS policy of its domain",
    "memory": "what its domain has shown before (congvu tls forget)",
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How to speak to a place; *by* whose word TLS must give the *proof*.

    With "dane" it is by *records*, for one of *names*, of which the first is told to the
    server. With *clear* TLS is not tried; *kept* wants REQUIRETLS offered beneath it
    (RFC 8689 §4.2.1). A *trial* is told of when it fails, and then done without.
    """

    protocol: Protocol
    proof: Proof = "none"
    by: By = ""
    records: tuple[Tlsa, ...] = ()
    names: tuple[str, ...] = ()
    clear: bool = False
    kept: bool = False
    trial: bool = False
    policy: Policy | None = None  # that is followed, or tried

    @property
    def who(self) -> str:
        """Whose word it is, to stand before "requires"."""
        return WORDS.get(self.by, "")


def by_route(door: Door) -> Manner:
    """What the operator's route says alone."""
    match door:
        case LocalHop():
            return Manner("lmtp")
        case Hop(protocol, _, _, tls):
            pass
        case Exchangers(_, tls):
            protocol = "smtp"
    return Manner(protocol) if tls == "opportunistic" else Manner(protocol, "certificate", "route")
