"""What a letter's sender asks of TLS on the way: that it be required, or that it may be missing (RFC 8689)."""

from dataclasses import replace

from mail.exchanger import Place
from mail.header import Header
from mail.route import Exchangers, Hop, LocalHop
from work.letter import Envelope, Parcel, State
from work.outcome import Refused

NEEDS_TLS = "5.7.10"  # encryption needed, RFC 8689 §4.2.1
NEEDS_SUPPORT = "5.7.30"  # REQUIRETLS support required, RFC 8689 §7
UNKEPT = frozenset({NEEDS_TLS, NEEDS_SUPPORT})


def wished(envelope: Envelope, header: Header) -> Envelope:
    """The envelope with what the field TLS-Required says; REQUIRETLS goes before it (RFC 8689 §3).

    "No" is all that it can say, and once; anything else says nothing.
    """
    found = header.named("tls-required")
    if envelope.tls or len(found) != 1 or found[0].value.strip().lower() != b"no":
        return envelope
    return replace(envelope, tls="optional")


def unvouched(destination: Hop | LocalHop | Exchangers, place: Place) -> Refused | None:
    """Why a letter that requires TLS may not go to *place*, whatever certificate it shows.

    A certificate proves a name; the name itself must come from the operator, from the
    address, from a signed MX record, or from an enforced policy, which is looked at
    elsewhere. One that an unsigned MX record gave may be anybody's (RFC 8689 §4.1).
    """
    if not isinstance(destination, Exchangers) or place.named:
        return None
    said = f"{place.host} is named by an unsigned MX record of {destination.domain} alone"
    return Refused(
        NEEDS_SUPPORT, f"{said}, and the sender requires TLS to a host that is vouched for"
    )


def is_unreported(parcel: Parcel, state: State, status: str) -> bool:
    """Whether a report of ours ends here because the way back does not keep what its letter required.

    Or did not for as long as the report could wait.
    """
    ended = state is State.EXPIRED or (state is State.REFUSED and status in UNKEPT)
    return ended and parcel.kind == "dsn" and parcel.envelope.tls == "required"
