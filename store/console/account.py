"""Accounts of the console: made by an invitation, kept while they are used, locked and unlocked."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update

from store import clock, notice
from store.directory import people
from store.schema.console import console_account, console_passkey, console_recovery
from store.schema.directory import person
from store.tx import Tx
from work.act import Act
from work.console import Account, Lock
from work.notice import Channel
from work.outbox import NewNotice
from work.person import Person

NEWS = "console-news"  # to the mailbox: what changed about the account
REASON = "account"


def of_mailbox(tx: Tx, email: str) -> Account | None:
    """The account of the person whose official mailbox *email* is."""
    found = _accounts(tx, person.c.email == email)
    return found[0] if found else None


def of_person(tx: Tx, number: int) -> Account | None:
    """The account of the person of that *number*."""
    found = _accounts(tx, person.c.id == number)
    return found[0] if found else None


def several(tx: Tx, numbers: Collection[int]) -> tuple[Account, ...]:
    """The accounts of the people of those numbers, as far as they have one."""
    return _accounts(tx, person.c.id.in_(numbers))


def everybody(tx: Tx) -> tuple[Account, ...]:
    """Every account, by name."""
    return _accounts(tx, person.c.id.is_not(None))


def make(tx: Tx, number: int, now: datetime) -> None:
    """Gives the person an account by which nobody can enter yet; one that is there stays."""
    row = {"person_id": number, "totp_step": 0, "wrong": 0, "active_at": now}
    tx.insert_new(console_account, row)


def active(tx: Tx, number: int, now: datetime) -> None:
    """Notes that the account was used."""
    place = console_account.c.person_id == number
    tx.run(update(console_account).where(place).values(active_at=now))


def lock(tx: Tx, number: int, why: Lock, by: str, source: str, now: datetime) -> bool:
    """Whether it is new that the account lets nobody in; its owner is told."""
    free = (console_account.c.person_id == number) & console_account.c.lock.is_(None)
    if tx.run(update(console_account).where(free).values(lock=why, locked_at=now)) == 0:
        return False
    tx.audit(now, "console.locked", f"person:{number}", why=why, by=by, source=source)
    tell(tx, number, f"locked-{why}", now)
    return True


def unlock(tx: Tx, number: int, act: Act) -> Lock | None:
    """Why the account was locked, which it is no more; None where it was not. Its owner is told."""
    found = of_person(tx, number)
    why = None if found is None else found.locked(act.now)
    if why is None:
        return None
    place = console_account.c.person_id == number
    free = {"lock": None, "locked_at": None, "wrong": 0, "active_at": act.now}
    tx.run(update(console_account).where(place).values(free))
    tx.audit(act.now, "console.unlocked", f"person:{number}", why=why, by=act.by)
    tell(tx, number, "unlocked", act.now)
    return why


def set_password(tx: Tx, number: int, hashed: str, by: str, source: str, now: datetime) -> None:
    """Keeps another password; its owner is told."""
    place = console_account.c.person_id == number
    tx.run(update(console_account).where(place).values(password_hash=hashed, active_at=now))
    tx.audit(now, "console.password-set", f"person:{number}", by=by, source=source)
    tell(tx, number, "password", now)


def wrong(tx: Tx, number: int, source: str, now: datetime) -> None:
    """Notes a password that was wrong for the person of that *number*; 0 stands for a mailbox without an account."""
    tx.audit(now, "console.wrong", f"person:{number}", source=source)


def forget_second(tx: Tx, number: int, by: str, now: datetime) -> None:
    """Forgets the second factor and all passkeys, as when a phone is lost: it is enrolled anew behind the password."""
    place = console_account.c.person_id == number
    gone = {"totp": None, "totp_offered": None, "wrong": 0}
    tx.run(update(console_account).where(place).values(gone))
    for table in (console_recovery, console_passkey):
        tx.run(delete(table).where(table.c.person_id == number))
    tx.audit(now, "console.second-forgotten", f"person:{number}", by=by)
    tell(tx, number, "second-forgotten", now)


def tell(tx: Tx, number: int, what: str, now: datetime) -> None:
    """Writes to the mailbox what was changed, so that its owner misses nothing that others did."""
    whose = tx.one(select(person).where(person.c.id == number))
    if whose is None:
        raise RuntimeError(f"person {number} has no row")
    office = clock.office_now(tx, now)
    new = NewNotice(
        key=f"{NEWS}:{number}:{what}:{now.timestamp():.6f}",
        kind=NEWS,
        person=number,
        language=whose.language,
        reason=REASON,
        facts={"what": what, "name": whose.name},
        at=office,
    )
    notice.add(tx, new, {number: ((Channel.MAIL, whose.email),)}, now)


def held(tx: Tx, number: int) -> Row[Any] | None:
    """The account's row, which nobody else changes before this commit."""
    place = console_account.c.person_id == number
    return tx.one(tx.lock(select(console_account).where(place)))


def _accounts(tx: Tx, which: ColumnElement[bool]) -> tuple[Account, ...]:
    left = (
        select(func.count())
        .select_from(console_recovery)
        .where(console_recovery.c.person_id == person.c.id)
        .scalar_subquery()
    )
    chosen = (
        people.everybody()
        .add_columns(console_account, left.label("left"))
        .join(console_account, console_account.c.person_id == person.c.id)
        .where(which)
        .order_by(person.c.name, person.c.id)
    )
    return tuple(_account(row, people.of_row(row)) for row in tx.all(chosen))


def _account(row: Row[Any], whose: Person) -> Account:
    return Account(
        whose,
        row.password_hash,
        row.totp is not None,
        row.active_at,
        None if row.lock is None else Lock(row.lock),
        row.left,
    )
