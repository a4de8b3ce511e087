"""What evidence of a letter is called, and how personal facts are bound to the account without standing there.

The account holds no personal data, so a line bears the SHA-256 of the facts behind a key of
its own; the key comes from a salt that stands in the letter's row and goes with it. Who is
given facts and key can match them with the line; without the salt the line says nothing.
"""

import hashlib
from collections.abc import Sequence
from json import encoder
from typing import Any, NamedTuple

from work.letter import Origin, State

SALT_OCTETS = 16

# json.dumps makes this anew for every value, which costs as much as the writing: six times a letter.
_CHUNKS = encoder.c_make_encoder(  # type: ignore[attr-defined]
    None, None, encoder.encode_basestring, None, ":", ",", True, False, False
)


class Event(NamedTuple):
    """The name of one kind of evidence, and the clause letter of ETSI EN 319 522-1 that it is modelled on."""

    name: str
    clause: str


SUBMITTED = Event("SubmissionAcceptance", "A.1")
CONSIGNED = Event("ContentConsignment", "D.1")
UNCONSIGNED = Event("ContentConsignmentFailure", "D.2")
RELAYED = Event("RelayToNonERDS", "F.1")
UNRELAYED = Event("RelayToNonERDSFailure", "F.2")

# Next hops are ordinary mail servers; B.1 to B.3 are said between registered delivery services.
_MAILBOXES = frozenset({"lmtp", "maildir"})


def event(state: str, via: str) -> Event | None:
    """What the end of a recipient is evidence of; None for what is no end.

    *via* is how it went: "smtp", "lmtp" or "maildir", "" where it never left.
    """
    if state == State.DELIVERED:
        return CONSIGNED if via in _MAILBOXES else RELAYED
    if state in (State.REFUSED, State.EXPIRED, State.DROPPED):
        return UNCONSIGNED if via in _MAILBOXES else UNRELAYED
    return None


def canonical(value: Any) -> str:
    """*value* as JSON in the one form that is hashed and signed: sorted keys, no blanks."""
    return "".join(_CHUNKS(value, 0))


def accepting(sender: str, to: Sequence[str], message_id: str | None, origin: Origin) -> str:
    """The facts of an acceptance: who sent what to whom, from where, by which session."""
    return canonical(
        {
            "sender": sender,
            "recipients": to,
            "message_id": message_id,
            "listener": origin.listener,
            "peer": origin.peer,
            "helo": origin.helo,
            "protocol": origin.protocol,
            "tls": origin.tls,
            "login": origin.login,
        }
    )


def ending(peer: str, tls: str, answer: str, sent: str, narrow: str = "") -> str:
    """The facts of a recipient's end: which host said what, over which TLS.

    *sent* is the SHA-256, in hexadecimal, of the fields that were put before the content,
    *narrow* that of a content in seven bits that went in the place of the accepted one.
    """
    facts = {"peer": peer, "tls": tls, "answer": answer, "sent": sent}
    return canonical(facts | {"narrow": narrow} if narrow else facts)


def opening(salt: bytes, line: str) -> bytes:
    """The key to one line's facts alone: "accepted", or position and attempt as "0.1"."""
    return hashlib.sha256(salt + line.encode()).digest()


def bound(salt: bytes, line: str, facts: str) -> str:
    """What the account bears of *facts*, in hexadecimal."""
    return hashlib.sha256(opening(salt, line) + facts.encode()).hexdigest()
