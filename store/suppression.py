"""Addresses that nothing is taken for: learned from two refusals a day apart, or said by an operator.

One refusal may be the fault of a directory that was down for an hour, so it is noted only.
A letter that is delivered in between makes the address good again. The account knows
addresses by salted digests alone, which say nothing once the row with the salt is gone.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update

from store.schema.suppression import suppression
from store.tx import Tx
from work.evidence import SALT_OCTETS
from work.suppression import APART, BY_RULE, NOTED_FOR, Suppression


def known(tx: Tx, now: datetime) -> tuple[Suppression, ...]:
    """Every address that is suppressed or was refused lately, in their order."""
    lately = suppression.c.until > now
    rows = tx.all(select(suppression).where(lately).order_by(suppression.c.address))
    return tuple(_entry(row) for row in rows)


def refused(
    tx: Tx, said: Sequence[tuple[str, str]], now: datetime, keep: timedelta, by: str = BY_RULE
) -> tuple[Suppression, ...]:
    """How the addresses stand of which next hops *said* that they do not exist, each with its words.

    The second refusal in a row suppresses one for *keep* when it comes a day after the first.
    """
    tx.run(delete(suppression).where(suppression.c.until <= now))
    return tuple(_refused(tx, address, reason, now, keep, by) for address, reason in said)


def delivered(tx: Tx, addresses: Sequence[str], now: datetime) -> None:
    """Forgets what was learned of *addresses*: letters arrive there. What a person said stands."""
    for address in addresses:
        learned = (suppression.c.address == address) & (suppression.c.by == BY_RULE)
        gone = tx.one(delete(suppression).where(learned).returning(suppression.c.salt))
        if gone is not None:
            tx.audit(now, "queue.allow", _subject(address, gone.salt), by=BY_RULE)
            tx.ring("suppression")


def suppress(tx: Tx, new: Suppression, now: datetime) -> None:
    """Takes nothing for the address any more; one that is suppressed already gets the new end and reason."""
    facts, here = _row(new, now), suppression.c.address == new.address
    if not tx.insert_new(suppression, {**facts, "salt": _salt()}):  # it stands already
        tx.run(update(suppression).where(here).values(facts))
    _tell(tx, new, now, tx.value(select(suppression.c.salt).where(here)))


def allow(tx: Tx, address: str, by: str, now: datetime) -> bool:
    """Whether something stood against the address, which is good again now."""
    theirs = delete(suppression).where(suppression.c.address == address)
    gone = tx.one(theirs.returning(suppression.c.salt))
    if gone is not None:
        tx.audit(now, "queue.allow", _subject(address, gone.salt), by=by)
        tx.ring("suppression")
    return gone is not None


def allow_domain(tx: Tx, domain: str, by: str, now: datetime) -> int:
    """How many addresses of *domain* were suppressed; all of it are good again now."""
    theirs = suppression.c.address.endswith(f"@{domain}", autoescape=True)
    rows = tx.all(tx.lock(select(suppression).where(theirs)))
    tx.run(delete(suppression).where(theirs))
    count = sum(_entry(row).stands(now) for row in rows)
    if rows:
        tx.audit(now, "queue.allow", f"domain:{domain}", by=by, addresses=count)
        tx.ring("suppression")
    return count


def forget(tx: Tx, now: datetime) -> int:
    """How many addresses were forgotten, their time being over."""
    return tx.run(delete(suppression).where(suppression.c.until <= now))


def is_over(tx: Tx, now: datetime) -> bool:
    """Whether there is something to forget."""
    over = select(suppression.c.address).where(suppression.c.until <= now).limit(1)
    return tx.value(over) is not None


def _refused(
    tx: Tx, address: str, reason: str, now: datetime, keep: timedelta, by: str
) -> Suppression:
    noted = Suppression(address, None, now + NOTED_FOR, reason, by)
    if tx.insert_new(suppression, {**_row(noted, now), "salt": _salt()}):
        return noted
    here = suppression.c.address == address
    row = tx.one(tx.lock(select(suppression).where(here)))
    if row is None:  # delivered, or allowed, meanwhile
        return noted
    if row.since is not None or now - row.noted_at < APART:
        return _entry(row)
    found = Suppression(address, now, now + keep, reason, by)
    told = {"since": now, "until": found.until, "reason": reason, "by": by}
    tx.run(update(suppression).where(here).values(told))
    _tell(tx, found, now, row.salt)
    return found


def _row(one: Suppression, now: datetime) -> dict[str, Any]:
    said = {"address": one.address, "reason": one.reason, "by": one.by}
    return {**said, "noted_at": now, "since": one.since, "until": one.until}


def _entry(row: Row[Any]) -> Suppression:
    return Suppression(row.address, row.since, row.until, row.reason, row.by)


def _tell(tx: Tx, one: Suppression, now: datetime, salt: bytes | None) -> None:
    why = _digest(one.reason, salt)  # a server's words may name the mailbox
    until = one.until.isoformat(timespec="seconds")
    tx.audit(now, "queue.suppress", _subject(one.address, salt), by=one.by, until=until, why=why)
    tx.ring("suppression")


def _subject(address: str, salt: bytes | None) -> str:
    return f"address:{_digest(address, salt)}"


def _digest(text: str, salt: bytes | None) -> str:
    return hashlib.sha256((salt or b"") + text.encode()).hexdigest()


def _salt() -> bytes:
    return secrets.token_bytes(SALT_OCTETS)
