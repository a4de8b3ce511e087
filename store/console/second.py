"""The second factor: enrolled behind the password, asked for at each entry, and never guessed often."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Row, delete, insert, select, update

from store.console import account, session
from store.schema.console import console_account, console_recovery, console_session
from store.tx import Tx
from work import totp
from work.console import Lock, Stage

TRIES = 5  # of one session; then the password is asked for again
WRONG_MOST = 10  # of one account without a right one between: then somebody else knows the password


class Seal(Protocol):
    """Keeps what codes are computed from, so that the store alone gives none; *ready* while its key is there."""

    @property
    def ready(self) -> bool:
        """Whether anything can be sealed and opened."""
        ...

    def seal(self, secret: bytes, person: int) -> bytes:
        """The secret as the store keeps it, for that person alone."""
        ...

    def open(self, sealed: bytes, person: int) -> bytes | None:
        """The secret; None where it was sealed by another key, for another person, or changed."""
        ...


@dataclass(frozen=True, slots=True)
class Given:
    """A code as session *number* brought it; *token* is the hash of what it is known by afterwards."""

    number: int
    code: str
    token: bytes


class Proof(StrEnum):
    """What came of a second factor that was brought."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"  # the session is: the password is asked for again
    LOCKED = "locked"
    SEALED = "sealed"  # the key that opens the secret is not here: nobody can tell


def offer(tx: Tx, number: int, secret: bytes, seal: Seal) -> bytes:
    """The secret that the person is to enrol: the one offered before, or *secret*."""
    row = account.held(tx, number)
    if row is None:
        raise RuntimeError(f"person {number} has no account")
    if (before := _opened(row.totp_offered, number, seal)) is not None:
        return before
    place = console_account.c.person_id == number
    kept = seal.seal(secret, number)
    tx.run(update(console_account).where(place).values(totp_offered=kept))
    return secret


def enrol(tx: Tx, given: Given, codes: Sequence[str], seal: Seal, now: datetime) -> Proof:
    """Takes the offered secret as the second factor where the code is its own; *codes* are for a lost phone."""
    found = _at(tx, given.number, Stage.ENROL, now)
    if found is None:
        return Proof.OVER
    mine, whose = found
    offered = _opened(whose.totp_offered, whose.person_id, seal)
    step = None if offered is None else totp.matching(offered, given.code, now, 0)
    if step is None:
        return _wrong(tx, mine, whose, now)
    values = {"totp": whose.totp_offered, "totp_offered": None, "totp_step": step, "wrong": 0}
    place = console_account.c.person_id == whose.person_id
    tx.run(update(console_account).where(place).values(values))
    renew_recovery(tx, whose.person_id, codes, mine.id, mine.address, now)
    tx.audit(
        now, "console.second-set", f"person:{whose.person_id}", web=mine.id, source=mine.address
    )
    account.tell(tx, whose.person_id, "second", now)
    session.rise(tx, mine.id, given.token, now)
    return Proof.RIGHT


def prove(tx: Tx, given: Given, seal: Seal, now: datetime) -> Proof:
    """Lets the session in where the code is right: of the authenticator, and then never again, or a recovery code."""
    found = _at(tx, given.number, Stage.SECOND, now)
    if found is None:
        return Proof.OVER
    mine, whose = found
    secret = _opened(whose.totp, whose.person_id, seal)
    step = None if secret is None else totp.matching(secret, given.code, now, whose.totp_step)
    if step is None and not _recovered(tx, whose.person_id, given.code, now):
        return Proof.SEALED if secret is None else _wrong(tx, mine, whose, now)
    values = {"totp_step": step or whose.totp_step, "wrong": 0}
    place = console_account.c.person_id == whose.person_id
    tx.run(update(console_account).where(place).values(values))
    session.rise(tx, mine.id, given.token, now)
    return Proof.RIGHT


def seal_all(tx: Tx, seal: Seal) -> int:
    """How many secrets lay open, as those of earlier versions do; none does any more."""
    done = 0
    for number, column, kept in _kept(tx):
        if len(kept) == totp.SECRET_OCTETS:
            place = console_account.c.person_id == number
            sealed = {column: seal.seal(kept, number)}
            done += tx.run(update(console_account).where(place).values(sealed))
    return done


def unopened(tx: Tx, seal: Seal) -> int:
    """How many secrets it does not open."""
    return sum(_opened(kept, number, seal) is None for number, _, kept in _kept(tx))


def sealed(tx: Tx) -> tuple[tuple[int, bytes], ...]:
    """What is kept of people's secrets, by their number, as far as it is sealed."""
    found = ((number, kept) for number, _, kept in _kept(tx))
    return tuple(one for one in found if len(one[1]) != totp.SECRET_OCTETS)


def _kept(tx: Tx) -> list[tuple[int, str, bytes]]:
    row = console_account.c
    columns = (row.totp, row.totp_offered)
    return [
        (one.person_id, column.name, bytes(one.kept))
        for column in columns
        for one in tx.all(
            tx.lock(select(row.person_id, column.label("kept")).where(column.is_not(None)))
        )
    ]


def _opened(kept: Any, person: int, seal: Seal) -> bytes | None:
    """A secret of the store; one that lies open is of an earlier version, until the daemon seals it."""
    if kept is None or len(kept) == totp.SECRET_OCTETS:
        return None if kept is None else bytes(kept)
    return seal.open(bytes(kept), person)


def renew_recovery(
    tx: Tx, number: int, codes: Sequence[str], web: int, source: str, now: datetime
) -> None:
    """Keeps the hashes of new recovery codes; those before open nothing any more."""
    tx.run(delete(console_recovery).where(console_recovery.c.person_id == number))
    rows = [{"person_id": number, "code_hash": recovery_hash(number, one)} for one in codes]
    tx.run(insert(console_recovery), rows)
    tx.audit(now, "console.recovery-made", f"person:{number}", web=web, source=source)


def recovery_hash(number: int, code: str) -> bytes:
    """What is kept of a recovery code, which has 50 bits of chance; blanks and hyphens are nothing in it."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return hashlib.sha256(f"{number}:{plain}".encode()).digest()


def _at(tx: Tx, number: int, stage: Stage, now: datetime) -> tuple[Row[Any], Row[Any]] | None:
    """The session that stands at *stage* and its account, both held; None where either is over."""
    there = select(console_session).where(
        console_session.c.id == number,
        console_session.c.stage == stage,
        console_session.c.ended_at.is_(None),
        console_session.c.ends_at > now,
    )
    mine = tx.one(tx.lock(there))
    whose = None if mine is None else account.held(tx, mine.person_id)
    if mine is None or whose is None or whose.lock is not None:
        return None
    if stage is Stage.SECOND and whose.totp is None:
        return None
    return mine, whose


def _recovered(tx: Tx, number: int, code: str, now: datetime) -> bool:
    place = (console_recovery.c.person_id == number) & (
        console_recovery.c.code_hash == recovery_hash(number, code)
    )
    used = tx.run(delete(console_recovery).where(place)) == 1
    if used:
        tx.audit(now, "console.recovery-used", f"person:{number}")
        account.tell(tx, number, "recovery", now)
    return used


def _wrong(tx: Tx, mine: Row[Any], whose: Row[Any], now: datetime) -> Proof:
    number, wrong, tries = whose.person_id, whose.wrong + 1, mine.tries + 1
    place = console_account.c.person_id == number
    tx.run(update(console_account).where(place).values(wrong=wrong))
    tx.run(update(console_session).where(console_session.c.id == mine.id).values(tries=tries))
    tx.audit(now, "console.second-wrong", f"person:{number}", web=mine.id, source=mine.address)
    by = f"web:{mine.id}"
    if wrong >= WRONG_MOST:
        account.lock(tx, number, Lock.SECOND, by, mine.address, now)
        session.end_all(tx, number, by, mine.address, now)
        return Proof.LOCKED
    if tries >= TRIES:
        session.end(tx, number, mine.id, by, mine.address, now)
        return Proof.OVER
    return Proof.WRONG
