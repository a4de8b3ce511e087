"""Marks of secrecy that were met: put down once, told to the security officer, closed by a person.

Of what was written nothing is kept here. Only the chain of the account says of a
refused letter that it came, by hashes and codes.
"""

import hashlib
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, func, insert, select
from sqlalchemy import update as change

from store import body, chat, spool, update
from store.schema.secrecy import OPEN, UNTOLD, secrecy_incident
from store.spool import Accepted
from store.tx import Tx
from store.update import Received
from work.evidence import SALT_OCTETS, bound, canonical
from work.letter import NewLetter
from work.secrecy.incident import Incident, Sighting

TOPIC = "secrecy"
ENVELOPE = "envelope"  # the line that its digest in the account is bound by
TOGETHER = timedelta(minutes=10)  # what comes sooner after a notice is told of by the next one
MOST_TOLD = 50  # in one notice

Keep = Callable[[Tx], Accepted | None]
Closing = Literal["closed", "closed before", "unknown"]


class Untold(NamedTuple):
    """What the officer was not told of yet, the oldest first, and how long that waits."""

    incidents: tuple[Incident, ...]
    wait: timedelta


def met(tx: Tx, seen: Sighting, now: datetime) -> int:
    """The number of the incident: a new one, or the open one of the same letter in the same envelope.

    Of two processes that meet the same letter at one moment each may open one.
    """
    columns = (secrecy_incident.c.id, secrecy_incident.c.salt)
    known = tx.one(tx.lock(select(*columns).where(_same(seen)).limit(1)))
    number, salt = _opened(tx, seen, now) if known is None else (known.id, known.salt)
    if known is not None:
        again = {"times": secrecy_incident.c.times + 1, "seen_at": now}
        tx.run(change(secrecy_incident).where(secrecy_incident.c.id == number).values(again))
    tx.audit(
        now,
        f"secrecy.{seen.kind}",
        f"incident:{number}",
        rule=seen.rule,
        place=seen.place,
        level=seen.level or "",
        agency=seen.agency or "",
        sha256=seen.digest.hex(),
        envelope=bound(salt, ENVELOPE, canonical([seen.sender, list(seen.recipients)])),
        **({} if seen.letter is None else {"letter": seen.letter}),
    )
    tx.ring(TOPIC)
    return int(number)


def accept(tx: Tx, keep: Keep, seen: Sighting, now: datetime) -> Accepted | None:
    """The letter's numbers as *keep* gives them; it and the incident, for which it waits, are one commit."""
    accepted = keep(tx)
    if accepted is not None:
        met(tx, replace(seen, letter=accepted.letter), now)
    return accepted


def heard(tx: Tx, chat_id: int, seen: Sighting, now: datetime) -> int:
    """The number of the incident of a message in a chat; who wrote it is who is linked there."""
    link = chat.of_user(tx, chat_id)
    if link is None:
        return met(tx, seen, now)
    known = replace(seen, sender=link.person.email, agency=link.person.agency)
    return met(tx, known, now)


def take_updates(
    tx: Tx, received: Sequence[Received], seen: Sequence[tuple[int, Sighting]], now: datetime
) -> int:
    """How many updates are new, as `update.put` says; with them, what was met in which chat."""
    for chat_id, sighting in seen:
        heard(tx, chat_id, sighting, now)
    return update.put(tx, received, now)


def untold(tx: Tx, now: datetime) -> Untold:
    """What the officer is to be told of, and when."""
    rows = tx.all(_every().where(UNTOLD).order_by(secrecy_incident.c.id).limit(MOST_TOLD))
    last = tx.value(select(func.max(secrecy_incident.c.told_at)))
    wait = timedelta(0) if last is None else max(last + TOGETHER - now, timedelta(0))
    return Untold(tuple(_incident(row) for row in rows), wait)


def tell(
    tx: Tx,
    numbers: Sequence[int],
    letters: Sequence[NewLetter],
    now: datetime,
    expires_at: datetime,
) -> bool:
    """Whether the officer is told of all of them now, by *letters*; nothing is changed where another was first."""
    mine = secrecy_incident.c.id.in_(numbers) & UNTOLD
    found = tx.all(tx.lock(select(secrecy_incident.c.id).where(mine)))
    if len(found) != len(numbers):
        return False
    tx.run(change(secrecy_incident).where(mine).values(told_at=now))
    for letter in letters:
        spool.accept(tx, letter, now, expires_at, None)
    for number in numbers:
        tx.audit(now, "secrecy.told", f"incident:{number}", officers=len(letters))
    return True


def incidents(tx: Tx, limit: int, *, closed: bool = False) -> tuple[Incident, ...]:
    """The newest first: those that are open, or all."""
    asked = _every() if closed else _every().where(OPEN)
    rows = tx.all(asked.order_by(secrecy_incident.c.id.desc()).limit(limit))
    return tuple(_incident(row) for row in rows)


def incident(tx: Tx, number: int) -> Incident | None:
    """One of them; None where there is none of that number."""
    row = tx.one(_every().where(secrecy_incident.c.id == number))
    return None if row is None else _incident(row)


def close(tx: Tx, number: int, by: str, reason: str, now: datetime) -> Closing:
    """What became of it: a person said that nothing is left to do. The account keeps a digest of the *reason*."""
    mine = secrecy_incident.c.id == number
    if incident(tx, number) is None:
        return "unknown"
    end = {"closed_at": now, "closed_by": by, "reason": reason}
    if not tx.run(change(secrecy_incident).where(mine & OPEN).values(end)):
        return "closed before"
    why = hashlib.sha256(reason.encode()).hexdigest()
    tx.audit(now, "secrecy.closed", f"incident:{number}", by=by, why=why)
    return "closed"


def quotable(tx: Tx, letter: int, body_id: int) -> bytes:
    """The beginning of the letter, as a report may quote it: nothing where it was ever held for a mark."""
    marked = select(secrecy_incident.c.id).where(secrecy_incident.c.letter == letter).limit(1)
    return b"" if tx.value(marked) is not None else body.beginning(tx, body_id)


def _opened(tx: Tx, seen: Sighting, now: datetime) -> tuple[int, bytes]:
    salt = secrets.token_bytes(SALT_OCTETS)
    row = {**_row(seen, now), "salt": salt}
    new = insert(secrecy_incident).values(row).returning(secrecy_incident.c.id)
    return int(tx.value(new)), salt


def _every() -> Select[Any]:
    return select(secrecy_incident)


def _same(seen: Sighting) -> ColumnElement[bool]:
    """The open incident of the same content in the same envelope; each letter that waits has its own."""
    columns = secrecy_incident.c
    return (
        (columns.digest == seen.digest)
        & (columns.kind == seen.kind)
        & (columns.rule == seen.rule)
        & (columns.sender == seen.sender)
        & (columns.recipients == json.dumps(seen.recipients))
        & columns.letter.is_not_distinct_from(seen.letter)
        & OPEN
    )


def _row(seen: Sighting, now: datetime) -> dict[str, Any]:
    told = {name: getattr(seen, name) for name in Sighting.__slots__}
    times = {"opened_at": now, "seen_at": now, "times": 1}
    return {**told, **times, "recipients": json.dumps(seen.recipients)}


def _incident(row: Row[Any]) -> Incident:
    told = {name: getattr(row, name) for name in Sighting.__slots__}
    return Incident(
        id=row.id,
        sighting=Sighting(**{**told, "recipients": tuple(json.loads(row.recipients))}),
        opened_at=row.opened_at,
        seen_at=row.seen_at,
        times=row.times,
        told_at=row.told_at,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        reason=row.reason,
    )
