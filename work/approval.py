"""Approval (phê duyệt): a letter that a release rule holds goes only when a second person has decided so.

Who may decide stands here and nowhere else: commands, chat and console ask the same store
functions, and those ask `bar`.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from work.access import Doing, Grant, OfOffice, may
from work.person import Person, Position

REGISTERED = "registered"  # among a rule's domains: those of any agency in the directory
ANY = "*"  # among its extensions: whatever is attached


class Decision(StrEnum):
    """How the question was answered; it is answered once."""

    APPROVED = "approved"
    REJECTED = "rejected"
    WAIVED = "waived"  # an operator let it go without a second person, and said why
    LAPSED = "lapsed"  # nobody decided before the letter's end


RELEASING = frozenset({Decision.APPROVED, Decision.WAIVED})


@dataclass(frozen=True, slots=True)
class Entitled:
    """Who may approve: the person with the mailbox *person*, or everybody whom the rest describes.

    Without *agency* it is the letter's own.
    """

    person: str | None = None
    agency: str | None = None
    unit: str | None = None
    position: Position | None = None

    def within(self, agency: str) -> "Entitled":
        """The same for a letter of *agency*."""
        return self if self.person or self.agency else replace(self, agency=agency)

    def includes(self, one: Person) -> bool:
        """Whether *one* is meant; a disabled person, too, is meant."""
        if self.person is not None:
            return one.email == self.person
        wanted = ((self.agency, one.agency), (self.unit, one.unit), (self.position, one.position))
        return all(asked is None or asked == has for asked, has in wanted)

    def __str__(self) -> str:
        parts = (self.position, self.unit, self.agency or "the letter's agency")
        return self.person or ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked when a letter comes in that *rule* holds.

    *author* is the number of the person whom From names; *writers* are the mailboxes of
    everybody who wrote or sent it (From, Sender, the reverse-path), of whom none may
    approve. After the approval *then* wants an operator's release, where another rule held
    the letter as well. All instants are the machine's.
    """

    rule: str
    agency: str
    author: int
    writers: frozenset[str]
    entitled: tuple[Entitled, ...]
    remind_at: datetime
    expires_at: datetime
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Seal:
    """What is approved: SHA-256 of the content, and of the envelope."""

    content: bytes
    envelope: bytes


@dataclass(frozen=True, slots=True)
class Approval:
    """The question about one letter as it stands, with its answer once there is one.

    *by* is who brought the decision, as the account names them; *approver* is the person
    that decided, None for an operator and for nobody.
    """

    letter: int
    rule: str
    author: int
    author_name: str
    writers: frozenset[str]
    entitled: tuple[Entitled, ...]
    asked_at: datetime
    expires_at: datetime
    seal: Seal
    then: str | None = None
    decision: Decision | None = None
    decided_at: datetime | None = None
    approver: int | None = None
    approver_name: str | None = None
    by: str | None = None
    reason: str | None = None

    @property
    def open(self) -> bool:
        """Whether nobody has decided yet."""
        return self.decision is None


class Bar(StrEnum):
    """Why a person cannot decide."""

    NOT_ASKED = "not-asked"  # no release rule holds this letter
    DECIDED = "decided"
    LATE = "late"
    GONE = "gone"  # nothing of it is held any more: dropped, returned
    NOBODY = "nobody"  # no such mailbox in the directory
    DISABLED = "disabled"
    WRITER = "writer"
    NOT_ENTITLED = "not-entitled"
    ALTERED = "altered"  # it is not what was asked about


def bar(
    asked: Approval, one: Person | None, now: datetime, absent: tuple[Person, ...] = ()
) -> Bar | None:
    """Why *one* may not decide on *asked* at *now*; None where they may.

    *absent* are those for whom they stand in: who stands in for a writer is no second person.
    """
    if not asked.open:
        return Bar.DECIDED
    if asked.expires_at <= now:
        return Bar.LATE
    if one is None:
        return Bar.NOBODY
    if one.disabled:
        return Bar.DISABLED
    if any(who.id == asked.author or who.email in asked.writers for who in (one, *absent)):
        return Bar.WRITER
    return Bar.NOT_ENTITLED if deciding(asked, one, absent) is None else None


def deciding(asked: Approval, one: Person, absent: tuple[Person, ...] = ()) -> Grant | None:
    """By what *one* may decide where the rule names them, or one of the *absent* for whom they stand in."""
    for who in (one, *absent):
        if any(entitled.includes(who) for entitled in asked.entitled):
            about = OfOffice(who.agency, who.unit, who.id, absent)
            if (grant := may(one, Doing.SECOND, about)) is not None:
                return grant
    return None


def envelope_digest(sender: str, recipients: Sequence[str]) -> bytes:
    """SHA-256 over the reverse-path and the forward-paths in their order.

    >>> envelope_digest("a@x.vn", ["b@y.vn"]) == envelope_digest("a@x.vn", ["c@y.vn"])
    False
    """
    return hashlib.sha256(json.dumps([sender, *recipients]).encode()).digest()
