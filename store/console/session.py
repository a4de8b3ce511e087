"""Sessions: one row for each browser that came in, known by the hash of a token that only the browser has.

A token is drawn anew whenever more is proved, so that one that was known before opens nothing.
"""

import functools
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, select, update

from store.console import account
from store.directory import people
from store.schema.console import console_account, console_session
from store.schema.directory import person
from store.tx import Tx
from work.console import Session, Stage, Where

IDLE = timedelta(hours=1)  # without a request
WHOLE = timedelta(hours=12)  # a day at the office
HALF = timedelta(minutes=15)  # to prove the second factor, or to enrol it
WAYS_COUNT = timedelta(days=180)  # nobody's way is known by an older one
SEEN_EVERY = timedelta(minutes=1)  # so that looking at pages writes little


@dataclass(frozen=True, slots=True)
class NewSession:
    """A browser whose person was proved as far as *stage*; *token* is the hash of what it is given."""

    token: bytes
    person: int
    stage: Stage
    where: Where


def begin(tx: Tx, new: NewSession, now: datetime, by: str = "password") -> int:
    """The number of the session, which somebody has *by* a password or a passkey."""
    row = {
        "token_hash": new.token,
        "person_id": new.person,
        "stage": new.stage,
        "tries": 0,
        "began_at": now,
        "seen_at": now,
        "ends_at": now + HALF,
        "address": new.where.address,
        "agent": new.where.agent,
    }
    tx.insert_new(console_session, row)
    number = int(tx.value(_numbered(new.token)))
    source, stage = new.where.address, str(new.stage)
    tx.audit(now, f"console.{by}", f"person:{new.person}", web=number, source=source, stage=stage)
    return number


def rise(tx: Tx, number: int, token: bytes, now: datetime) -> None:
    """Lets session *number* in, by another *token* from now on."""
    row = tx.one(select(console_session).where(console_session.c.id == number))
    if row is None:
        raise RuntimeError(f"session {number} has no row")
    risen = {"token_hash": token, "stage": Stage.FULL, "seen_at": now, "ends_at": now + WHOLE}
    tx.run(update(console_session).where(console_session.c.id == number).values(risen))
    account.active(tx, row.person_id, now)
    tx.audit(now, "console.in", f"person:{row.person_id}", web=number, source=row.address)


def of_token(tx: Tx, token: bytes, now: datetime) -> Session | None:
    """The session that the hash *token* belongs to; None for one that is over, or whose person may not enter."""
    row = tx.one(_of_token(), {"token": token, **_at(now)})
    return None if row is None else _session(row)


def of_person(tx: Tx, number: int, now: datetime) -> tuple[Session, ...]:
    """Every session of that person that lasts, the latest first."""
    theirs = _open().where(console_session.c.person_id == number)
    rows = tx.all(theirs.order_by(console_session.c.seen_at.desc()), _at(now))
    return tuple(map(_session, rows))


def lasting(tx: Tx, numbers: Collection[int], now: datetime) -> frozenset[int]:
    """Which of the sessions of those *numbers* still let their person in."""
    chosen = _open().where(console_session.c.id.in_(numbers))
    return frozenset(_session(row).id for row in tx.all(chosen, _at(now)))


def ways(tx: Tx, now: datetime) -> tuple[tuple[str, str], ...]:
    """Whose mailbox came in fully from which address within WAYS_COUNT."""
    young = (console_session.c.stage == Stage.FULL) & (console_session.c.ends_at > now - WAYS_COUNT)
    pairs = select(person.c.email, console_session.c.address).join(
        console_session, console_session.c.person_id == person.c.id
    )
    return tuple((row.email, row.address) for row in tx.all(pairs.where(young).distinct()))


def seen(tx: Tx, number: int, now: datetime) -> None:
    """Notes that the session was used."""
    change = update(console_session).where(console_session.c.id == number)
    tx.run(change.values(seen_at=now))
    whose: int = tx.value(select(console_session.c.person_id).where(console_session.c.id == number))
    account.active(tx, whose, now)


def end(tx: Tx, person_id: int, number: int, by: str, source: str, now: datetime) -> bool:
    """Whether session *number* was the person's and lasted; it is over."""
    mine = (console_session.c.id == number) & (console_session.c.person_id == person_id)
    return _end(tx, mine, by, source, now) == 1


def end_all(
    tx: Tx, person_id: int, by: str, source: str, now: datetime, but: int | None = None
) -> int:
    """How many sessions of the person were ended, all *but* one."""
    mine = console_session.c.person_id == person_id
    return _end(tx, mine if but is None else mine & (console_session.c.id != but), by, source, now)


def _end(tx: Tx, which: ColumnElement[bool], by: str, source: str, now: datetime) -> int:
    lasting = which & console_session.c.ended_at.is_(None) & (console_session.c.ends_at > now)
    chosen = select(console_session.c.id, console_session.c.person_id).where(lasting)
    rows = tx.all(tx.lock(chosen))
    for row in rows:
        tx.run(update(console_session).where(console_session.c.id == row.id).values(ended_at=now))
        tx.audit(now, "console.out", f"person:{row.person_id}", web=row.id, by=by, source=source)
    return len(rows)


@functools.cache
def _of_token() -> Select[Any]:
    """Every page begins with it: it is put together once."""
    return _open().where(console_session.c.token_hash == bindparam("token"))


def _at(now: datetime) -> dict[str, datetime]:
    """What _open() takes."""
    return {"now": now, "idle": now - IDLE}


@functools.cache
def _open() -> Select[Any]:
    columns = [one.label(f"session_{one.name}") for one in console_session.c]
    lasting = (
        console_session.c.ended_at.is_(None),
        console_session.c.ends_at > bindparam("now"),
        console_session.c.seen_at > bindparam("idle"),
        console_account.c.lock.is_(None),
        person.c.disabled_at.is_(None),
    )
    joined = people.everybody().add_columns(*columns)
    return (
        joined.join(console_session, console_session.c.person_id == person.c.id)
        .join(console_account, console_account.c.person_id == person.c.id)
        .where(*lasting)
    )


def _numbered(token: bytes) -> Select[Any]:
    return select(console_session.c.id).where(console_session.c.token_hash == token)


def _session(row: Row[Any]) -> Session:
    return Session(
        row.session_id,
        people.of_row(row),
        Stage(row.session_stage),
        row.session_began_at,
        row.session_seen_at,
        row.session_ends_at,
        Where(row.session_address, row.session_agent),
    )
