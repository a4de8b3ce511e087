"""Letters that came in as work: by which door, how far each is read, and what waits for a person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from work.secrecy.incident import Sighting

Door = Literal["imap", "inbound"]
"""A watched mailbox, or our own listener for letters from outside."""

MOST_TRIES = 2  # by the reader: it may die once of something else


_HELD = frozenset({"secret", "unchecked", "encrypted"})


class SetAside(Exception):
    """That a letter is not for the program to read; *reason* is a code, for a person."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class TrayState(StrEnum):
    """Where one letter stands: new and reading are the reader's, aside is a person's, read and refused are over."""

    NEW = "new"
    READING = "reading"
    READ = "read"
    ASIDE = "aside"
    REFUSED = "refused"  # for a mark of secrecy: nothing of what was written is here


@dataclass(frozen=True, slots=True)
class Place:
    """Where a letter lies on an IMAP server (RFC 9051 §2.3.1.1); *mailbox* is the name in our configuration."""

    mailbox: str
    folder: str
    validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class NewIntake:
    """A letter as it came, before it is committed.

    *identity* is the same for both doors; *body* is the whole content when it is short, the id of
    chunks committed before or of a body that stands already, None where nothing may be kept.
    *hold* is why a person has to look at it first. A *petition* came to an address for those:
    its author and subject are not shown in lists.
    """

    identity: bytes
    digest: bytes
    size_bytes: int
    message_id: str | None
    author: str
    subject: str
    body: bytes | int | None
    hold: str | None = None
    refused: str | None = None
    seen: Sighting | None = None
    petition: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """One way in which a letter came: out of a mailbox, or as a letter of the relay's."""

    door: Door
    at: datetime
    place: Place | None = None
    letter: int | None = None


@dataclass(frozen=True, slots=True)
class Intake:
    """A letter in the tray; *twin* is an earlier one with the same Message-ID and other content.

    *author* and *subject* are as the letter has them, shortened; nobody has proved them.
    """

    id: int
    state: TrayState
    reason: str | None
    tries: int
    received_at: datetime
    digest: bytes
    size_bytes: int
    message_id: str | None
    author: str
    subject: str
    body: int | None
    twin: int | None
    petition: bool = False

    @property
    def held(self) -> bool:
        """Whether the rules on secrecy keep it from being shown: it bears a mark, may bear one, or nobody could look."""
        reason = self.reason or ""
        return reason in _HELD or reason.startswith("secrecy:")


@dataclass(frozen=True, slots=True)
class Untaken:
    """A letter on a server that was tried and is not here yet; *reason* is why not."""

    place: Place
    tries: int
    not_before: datetime
    reason: str
