"""A letter on its way: who sends it, to whom, and what the sender asked for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal, NamedTuple

from work.signature import Judgement

ListenerKind = Literal["submission", "trusted", "inbound"]

TlsWish = Literal["required", "optional"]
"""What a sender asks of TLS on the way: REQUIRETLS, or "TLS-Required: No" (RFC 8689 §2, §3)."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """One forward-path with its delivery-status wishes (RFC 3461 §4.1, §4.2).

    *notify* is None where NOTIFY was not given, else {"NEVER"} or a subset of
    {"SUCCESS", "FAILURE", "DELAY"}; *orcpt* is "type;address", xtext decoded.
    """

    address: str
    notify: frozenset[str] | None = None
    orcpt: str | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """The SMTP envelope; *sender* is "" for the null reverse-path (RFC 5321 §4.5.5).

    Nothing is sent before *release_at*, where the sender asked for that (RFC 4865 §3).
    *tls* is None where the sender leaves it to those on the way.
    """

    sender: str
    recipients: tuple[Addressee, ...]
    eight_bit: bool = False  # BODY=8BITMIME, RFC 6152
    smtputf8: bool = False  # RFC 6531
    ret: Literal["FULL", "HDRS"] | None = None
    envid: str | None = None
    release_at: datetime | None = None
    tls: TlsWish | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a letter came from: the session's facts, for the trace line, policy and the account.

    *protocol* is the "with" keyword (SMTP, ESMTP, ESMTPS, ESMTPA, ESMTPSA; RFC 3848);
    *tls* is the version and cipher, None in clear; *agency* is the code of the agency
    that the login, network or certificate belongs to, of a letter from outside its recipients'.
    """

    listener: str
    kind: ListenerKind
    peer: str
    helo: str
    protocol: str
    tls: str | None = None
    login: str | None = None
    agency: str | None = None


class State(StrEnum):
    """Where one recipient of one letter stands; each has one owner.

    Ours: waiting, claimed, sending. A person's: held, uncertain until it is sent
    once more. Nobody's any more: delivered, refused, expired, dropped.
    """

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENDING = "sending"
    HELD = "held"
    UNCERTAIN = "uncertain"
    DELIVERED = "delivered"
    REFUSED = "refused"
    EXPIRED = "expired"
    DROPPED = "dropped"


SETTLED = frozenset({State.DELIVERED, State.REFUSED, State.EXPIRED, State.DROPPED})
OPEN = tuple(state for state in State if state not in SETTLED)

LetterKind = Literal["relayed", "notice", "dsn"]


class NewLetter(NamedTuple):
    """A letter that the policy let in, before it is committed.

    *body* is the whole content when it is short, or the id of chunks committed before;
    *digest* is its SHA-256; *hold* is the rule that wants a person's release; *rules* are
    those of the operator's that concern it, all of which it keeps; *own* is what the signature
    was found to be worth that we put on it (S/MIME).
    """

    kind: LetterKind
    envelope: Envelope
    origin: Origin
    body: bytes | int
    size_bytes: int
    digest: bytes
    message_id: str | None
    hold: str | None = None
    rules: tuple[str, ...] = ()
    own: Judgement | None = None


class Parcel(NamedTuple):
    """What one worker has claimed of one letter: the open recipients, and all it needs to send.

    *positions* and *attempts* run beside *envelope.recipients*; *attempts* counts those
    made before this one.
    """

    letter: int
    kind: LetterKind
    received_at: datetime
    origin: Origin
    envelope: Envelope
    positions: tuple[int, ...]
    attempts: tuple[int, ...]
    body: int
    size_bytes: int
    approval_rule: str | None = None  # wants a second person's approval before it is sent
    results: str = ""  # the field that tells what is known of a letter from outside
    salt: bytes = b""  # binds its facts to the account (work.evidence); b"" binds nothing

    @property
    def ready_at(self) -> datetime:
        """From when on it is late: its receipt, or the instant that its sender asked for."""
        return self.envelope.release_at or self.received_at
