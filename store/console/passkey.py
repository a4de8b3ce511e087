"""Passkeys of the console's accounts: added, taken once for each answer, removed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from store.console import account, session
from store.console.session import NewSession
from store.schema.console import console_passkey
from store.tx import Tx
from work.console import Stage, Where
from work.passkey import MOST, Credential, Passkey

PASSKEY = console_passkey.c


@dataclass(frozen=True, slots=True)
class Answer:
    """What passkey *number* proved, with its *count*: by what was asked at *stamp*, in milliseconds since 1970.

    *token* is the SHA-256 of the new session's.
    """

    number: int
    stamp: int
    count: int
    token: bytes
    where: Where


def of_person(tx: Tx, number: int) -> tuple[Passkey, ...]:
    """Those of the person, in the order in which they were added."""
    return _passkeys(tx, PASSKEY.person_id == number)


def of_handle(tx: Tx, handle: bytes) -> Passkey | None:
    """The one of that credential ID."""
    found = _passkeys(tx, PASSKEY.handle == handle)
    return found[0] if found else None


def add(
    tx: Tx, number: int, name: str, made: Credential, web: int, source: str, now: datetime
) -> bool:
    """Whether the person has one more; not beyond MOST, and none that somebody has. Its owner is told."""
    account.held(tx, number)
    mine = select(func.count()).select_from(console_passkey).where(PASSKEY.person_id == number)
    if tx.value(mine) >= MOST or of_handle(tx, made.handle) is not None:
        return False
    row = {
        "person_id": number,
        "name": name,
        "handle": made.handle,
        "data": made.data,
        "counter": made.count,
        "stamp": 0,
        "made_at": now,
    }
    tx.run(insert(console_passkey).values(row))
    tx.audit(now, "console.passkey-added", f"person:{number}", web=web, source=source)
    account.tell(tx, number, "passkey", now)
    return True


def remove(tx: Tx, number: int, which: int, web: int, source: str, now: datetime) -> bool:
    """Whether the person had that one, by which nobody enters any more. Its owner is told."""
    place = (PASSKEY.id == which) & (PASSKEY.person_id == number)
    if tx.run(delete(console_passkey).where(place)) == 0:
        return False
    tx.audit(now, "console.passkey-removed", f"person:{number}", web=web, source=source)
    account.tell(tx, number, "passkey-removed", now)
    return True


def enter(tx: Tx, given: Answer, now: datetime) -> bool:
    """Whether the answer let its owner in: each is taken once, and a counter only grows (§6.1.1)."""
    counted = (PASSKEY.counter < given.count) if given.count else PASSKEY.counter == 0
    place = (PASSKEY.id == given.number) & (PASSKEY.stamp < given.stamp)
    values = {"stamp": given.stamp, "counter": given.count, "used_at": now}
    whose = tx.one(select(PASSKEY.person_id).where(PASSKEY.id == given.number))
    if whose is None:
        return False
    if tx.run(update(console_passkey).where(place & counted).values(values)) == 0:
        refuse(tx, whose.person_id, given.where.address, now)
        return False
    new = NewSession(given.token, whose.person_id, Stage.SECOND, given.where)
    session.rise(tx, session.begin(tx, new, now, "passkey"), given.token, now)
    return True


def refuse(tx: Tx, number: int, source: str, now: datetime) -> None:
    """Notes an answer that proved nothing for the person of that *number*; 0 stands for nobody's passkey."""
    tx.audit(now, "console.passkey-wrong", f"person:{number}", source=source)


def _passkeys(tx: Tx, which: ColumnElement[bool]) -> tuple[Passkey, ...]:
    return tuple(map(_passkey, tx.all(select(console_passkey).where(which).order_by(PASSKEY.id))))


def _passkey(row: Row[Any]) -> Passkey:
    made = Credential(row.handle, row.data, row.counter)
    return Passkey(row.id, row.person_id, row.name, made, row.made_at, row.used_at)
