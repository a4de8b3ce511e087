"""Signing keys as the store knows them: the public halves, and what DNS said of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select, update

from store.directory.change import TOPIC, Effect, Overtaken
from store.schema.directory import dkim_key
from store.tx import Tx
from work.directory import DkimKey


def dkim_keys(tx: Tx, domain: str | None = None) -> tuple[DkimKey, ...]:
    """Every key of one domain, or of all, oldest first in its domain; retired ones too."""
    rows = select(dkim_key).order_by(
        dkim_key.c.domain, dkim_key.c.created_at, dkim_key.c.selector.desc()
    )
    if domain is not None:
        rows = rows.where(dkim_key.c.domain == domain)
    return tuple(_key(row) for row in tx.all(rows))


def add_dkim_key(tx: Tx, new: DkimKey, now: datetime) -> bool:
    """Whether *new* was added; False when its domain has a key of that selector."""
    values = {
        "domain": new.domain,
        "selector": new.selector,
        "algorithm": new.algorithm,
        "public_key": new.public_key,
        "created_at": now,
        "active": new.active,
    }
    if not tx.insert_new(dkim_key, values):
        return False
    tx.audit(now, "dkim.added", f"dkim:{new.name}", algorithm=new.algorithm)
    tx.ring(TOPIC)
    return True


def add_dkim_keys(tx: Tx, new: Sequence[DkimKey], now: datetime) -> bool:
    """Whether *new* were added, all or none; False when a domain has a key of that selector. Raises Overtaken."""
    known = {key.name for key in dkim_keys(tx)}
    if any(key.name in known for key in new):
        return False
    for key in new:
        if not add_dkim_key(tx, key, now):
            raise Overtaken(dkim_key.name)
    return True


def saw_dkim_key(tx: Tx, domain: str, selector: str, seen: bytes | None, now: datetime) -> bool:
    """Whether DNS says something else than before; *seen* is p= decoded, None where no record is."""
    place = _place(domain, selector)
    row = tx.one(tx.lock(select(dkim_key).where(place)))
    if row is None:
        return False
    tx.run(update(dkim_key).where(place).values(seen=seen, seen_at=now))
    if row.seen_at is not None and row.seen == seen:
        return False
    key = _key(row)
    answer = "absent" if seen is None else "right" if seen == key.public_key else "other"
    tx.audit(now, "dkim.seen", f"dkim:{key.name}", answer=answer)
    tx.ring(TOPIC)
    return True


def set_dkim_active(tx: Tx, domain: str, selector: str, active: bool, now: datetime) -> Effect:
    """Lets the key sign, or retires it; its row stays for the account."""
    place = _place(domain, selector)
    row = tx.one(tx.lock(select(dkim_key).where(place)))
    if row is None:
        return Effect.UNKNOWN
    if row.active == active:
        return Effect.ALREADY
    tx.run(update(dkim_key).where(place).values(active=active))
    event = "dkim.activated" if active else "dkim.retired"
    tx.audit(now, event, f"dkim:{_key(row).name}")
    tx.ring(TOPIC)
    return Effect.DONE


def _place(domain: str, selector: str) -> ColumnElement[bool]:
    return (dkim_key.c.domain == domain) & (dkim_key.c.selector == selector)


def _key(row: Row[Any]) -> DkimKey:
    return DkimKey(
        row.domain,
        row.selector,
        row.algorithm,
        row.public_key,
        row.created_at,
        row.active,
        row.seen,
        row.seen_at,
    )
