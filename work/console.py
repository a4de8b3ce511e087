"""The console's accounts: who may enter by a browser, how far somebody has come, and from where."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from work.person import Person

IDLE_DAYS = timedelta(days=45)  # then an account is locked (TCVN 14423:2026)
SHORTEST, LONGEST = 10, 256  # of a password; with a second factor 8 would do (TCVN 14423:2026)
RECOVERY_CODES = 10


class Stage(StrEnum):
    """How far a session has come."""

    SECOND = "second"  # the password was right, the second factor is asked for
    ENROL = "enrol"  # the password was right, and there is no second factor yet
    FULL = "full"


class Lock(StrEnum):
    """Why an account lets nobody in."""

    IDLE = "idle"
    SECOND = "second"  # too many wrong codes behind the right password
    OPERATOR = "operator"


class Purpose(StrEnum):
    """What a link sent by mail is for."""

    INVITE = "invite"
    RESET = "reset"


class Flaw(StrEnum):
    """What is wrong with a new password."""

    SHORT = "short"
    LONG = "long"
    NAMED = "named"  # it holds the mailbox's name
    PLAIN = "plain"  # too few different characters
    TWICE = "twice"  # the repetition is another


@dataclass(frozen=True, slots=True)
class Where:
    """From where a request came: the client's *address*, and what its browser calls itself."""

    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that came in; instants are the machine's."""

    id: int
    person: Person
    stage: Stage
    began: datetime
    seen: datetime
    ends: datetime
    where: Where


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody's account; *password* is the Argon2id hash, None until one was set.

    *active* is when they were in last, or were invited; *lock* why nobody gets in by it.
    """

    person: Person
    password: str | None
    second: bool
    active: datetime
    lock: Lock | None
    recovery: int = 0

    def locked(self, now: datetime) -> Lock | None:
        """Why it lets nobody in *now*, by itself after IDLE_DAYS."""
        if self.lock is None and now - self.active > IDLE_DAYS:
            return Lock.IDLE
        return self.lock


def normal(password: str) -> str:
    """The password as it is hashed: one form for what keyboards compose differently (RFC 8265 §4.2)."""
    return unicodedata.normalize("NFC", password)


def flaw(password: str, again: str, mailbox: str) -> Flaw | None:
    """What is wrong with a new *password*; None when it will do."""
    if len(password) < SHORTEST:
        return Flaw.SHORT
    if len(password) > LONGEST:
        return Flaw.LONG
    if mailbox.partition("@")[0].lower() in password.lower():
        return Flaw.NAMED
    if len(set(password)) < SHORTEST // 2:
        return Flaw.PLAIN
    return None if password == again else Flaw.TWICE
