"""SMTP logins. The account names one by a digest: a login's name may be somebody's own."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select, update

from store.directory.change import (
    TOPIC,
    Conflict,
    Effect,
    Tally,
    insert,
    set_disabled,
    unknown_agencies,
)
from store.schema.directory import login, secret
from store.tx import Tx
from work.directory import Login


def all_logins(tx: Tx) -> tuple[Login, ...]:
    """Every login, by agency and name; disabled ones too."""
    rows = tx.all(select(login).order_by(login.c.agency, login.c.name))
    return tuple(
        Login(row.name, row.agency, row.password_hash, row.disabled_at is not None, row.scram)
        for row in rows
    )


def disguise(tx: Tx) -> bytes:
    """What the salts of logins that do not exist are made of: the same for every worker of this office."""
    octets: bytes = tx.value(select(secret.c.octets).where(secret.c.name == "disguise"))
    return octets


def add_login(tx: Tx, new: Login, now: datetime) -> Conflict | None:
    """Why *new* cannot be added; None when it was."""
    for conflict in unknown_agencies(tx, [new.agency]):
        return conflict
    if not tx.insert_new(login, {"name": new.name, "created_at": now, **_values(new)}):
        return Conflict(0, "name", new.name, "taken")
    _tell(tx, now, "login.added", new.name, new.agency)
    return None


def put_logins(tx: Tx, given: tuple[Login, ...], now: datetime) -> Tally | tuple[Conflict, ...]:
    """Adds all of *given*, or none of them and why; one that stands already is a conflict. Raises Overtaken."""
    known = {row.name for row in tx.all(select(login.c.name))}
    if found := (*_taken(given, known), *unknown_agencies(tx, [new.agency for new in given])):
        return found
    for new in given:
        insert(tx, login, {"name": new.name, "created_at": now, **_values(new)})
        _tell(tx, now, "login.added", new.name, new.agency)
    return Tally(added=len(given))


def change_password(
    tx: Tx, name: str, password_hash: str, scram: str | None, now: datetime
) -> Effect:
    """Gives the login another password, by hash and keys; the old one is refused from the commit on."""
    kept = {"password_hash": password_hash, "scram": scram}
    if tx.run(update(login).where(login.c.name == name).values(kept)) == 0:
        return Effect.UNKNOWN
    _tell(tx, now, "login.password", name, _agency(tx, name))
    return Effect.DONE


def disable_login(tx: Tx, name: str, now: datetime) -> Effect:
    """Refuses the login from the commit on."""
    return _switch(tx, name, now, "login.disabled", now)


def enable_login(tx: Tx, name: str, now: datetime) -> Effect:
    """Takes back that it was disabled."""
    return _switch(tx, name, None, "login.enabled", now)


def login_subject(name: str) -> str:
    """What the account calls the login *name*.

    >>> login_subject("bvh-relay")
    'login:e2b75b0a51e4ffa3'
    """
    return f"login:{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def _values(new: Login) -> dict[str, object]:
    return {"agency": new.agency, "password_hash": new.password_hash, "scram": new.scram}


def _taken(given: Sequence[Login], known: set[str]) -> Iterator[Conflict]:
    seen: set[str] = set()
    for row, new in enumerate(given):
        if new.name in known:
            yield Conflict(row, "name", new.name, "taken")
        elif new.name in seen:
            yield Conflict(row, "name", new.name, "twice")
        seen.add(new.name)


def _agency(tx: Tx, name: str) -> str:
    return str(tx.value(select(login.c.agency).where(login.c.name == name)))


def _switch(tx: Tx, name: str, at: datetime | None, event: str, now: datetime) -> Effect:
    effect = set_disabled(tx, login, login.c.name == name, at)
    if effect is Effect.DONE:
        _tell(tx, now, event, name, _agency(tx, name))
    return effect


def _tell(tx: Tx, now: datetime, event: str, name: str, agency_code: str) -> None:
    tx.audit(now, event, login_subject(name), agency=agency_code)
    tx.ring(TOPIC)
