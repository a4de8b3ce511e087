"""Client certificates that logins are known by; one belongs to one login."""

from datetime import datetime

from sqlalchemy import delete, select

from store.directory.change import TOPIC, Conflict, Effect
from store.directory.logins import login_subject
from store.schema.directory import login, login_certificate
from store.tx import Tx
from work.directory import Certificate


def all_certificates(tx: Tx) -> tuple[Certificate, ...]:
    """Every one, those of disabled logins too, by login and by their end."""
    table = login_certificate
    rows = tx.all(select(table).order_by(table.c.login, table.c.not_after, table.c.fingerprint))
    return tuple(
        Certificate(row.login, row.fingerprint, row.octets, row.not_before, row.not_after)
        for row in rows
    )


def add_certificate(tx: Tx, new: Certificate, now: datetime) -> Conflict | Effect:
    """Lets the login in by *new* as well, from the commit on; a Conflict names who has it."""
    if tx.one(select(login.c.name).where(login.c.name == new.login)) is None:
        return Effect.UNKNOWN
    row = {
        "fingerprint": new.fingerprint,
        "login": new.login,
        "octets": new.octets,
        "not_before": new.not_before,
        "not_after": new.not_after,
        "added_at": now,
    }
    if tx.insert_new(login_certificate, row):
        _tell(tx, now, "login.certificate-added", new.login, new.fingerprint)
        return Effect.DONE
    known = login_certificate.c.fingerprint == new.fingerprint
    holder = str(tx.value(select(login_certificate.c.login).where(known)))
    if holder == new.login:
        return Effect.ALREADY
    return Conflict(0, "certificate", new.fingerprint, "taken", holder)


def remove_certificate(tx: Tx, name: str, fingerprint: str, now: datetime) -> Effect:
    """Refuses the certificate from the commit on; UNKNOWN where the login *name* has none such."""
    table = login_certificate
    theirs = (table.c.login == name) & (table.c.fingerprint == fingerprint)
    if not tx.run(delete(table).where(theirs)):
        return Effect.UNKNOWN
    _tell(tx, now, "login.certificate-removed", name, fingerprint)
    return Effect.DONE


def _tell(tx: Tx, now: datetime, event: str, name: str, fingerprint: str) -> None:
    tx.audit(now, event, login_subject(name), certificate=fingerprint)
    tx.ring(TOPIC)
