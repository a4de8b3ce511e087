"""Reads and seals the account: checkpoints sign every head that moved since the one before.

A checkpoint covers the hash of its predecessor, so the last one vouches for all. Whoever
was sent one can tell when those before it were rewritten.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Row, func, select, update

from store.schema.account import chain, checkpoint, entry
from store.schema.base import micros
from store.trail import EMPTY_HEAD
from store.tx import Tx
from work.evidence import canonical

PAGE = 2000  # lines, or checkpoints, of one read


class Signer(Protocol):
    """A key kept outside the database."""

    key_id: str

    def sign(self, message: bytes) -> bytes:
        """The signature over *message*."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the account."""

    chain: str
    position: int
    at: datetime
    event: str
    subject: str
    codes: dict[str, str | int]


def seal(tx: Tx, signer: Signer, now: datetime) -> int:
    """How many chains the new checkpoint covers.

    0, and no checkpoint, when none grew or another process was first.
    """
    grown = select(chain).where(chain.c.length > chain.c.sealed).order_by(chain.c.id)
    rows = tx.all(tx.lock(grown))
    if not rows:
        return 0
    heads = canonical({row.id: [row.length, row.head.hex()] for row in rows})
    newest = select(checkpoint.c.hash).order_by(checkpoint.c.id.desc()).limit(1)
    previous = tx.value(newest) or EMPTY_HEAD
    digest = checkpoint_hash(previous, now, heads)
    values = {"at": now, "heads": heads, "previous": previous, "hash": digest}
    signed = {"key_id": signer.key_id, "signature": signer.sign(digest)}
    if not tx.insert_new(checkpoint, {**values, **signed}):
        return 0
    number = tx.value(select(func.max(checkpoint.c.id)))
    for row in rows:
        sealed = {"sealed": row.length, "sealed_by": number}
        tx.run(update(chain).where(chain.c.id == row.id).values(sealed))
    return len(rows)


def checkpoint_hash(previous: bytes, at: datetime, heads: str) -> bytes:
    """SHA-256 over the checkpoint before, the time and the heads."""
    return hashlib.sha256(previous + canonical([micros(at), heads]).encode()).digest()


def chains(tx: Tx) -> tuple[tuple[str, int, bytes], ...]:
    """Every chain with the length and the head that it claims."""
    columns = (chain.c.id, chain.c.length, chain.c.head)
    return tuple((row.id, row.length, row.head) for row in tx.all(select(*columns)))


def actors(tx: Tx) -> dict[str, str]:
    """Who wrote each chain."""
    return {row.id: row.actor for row in tx.all(select(chain.c.id, chain.c.actor))}


def actors_of(tx: Tx, names: Collection[str]) -> dict[str, str]:
    """Who wrote the chains of those *names*."""
    mine = select(chain.c.id, chain.c.actor).where(chain.c.id.in_(names))
    return {row.id: row.actor for row in tx.all(mine)}


def last_instant(tx: Tx) -> datetime | None:
    """The latest time that a chain's first line or a checkpoint bears: no clock may show less."""
    started: datetime | None = tx.value(select(func.max(chain.c.started_at)))
    sealed: datetime | None = tx.value(select(func.max(checkpoint.c.at)))
    return max((at for at in (started, sealed) if at is not None), default=None)


def last_key(tx: Tx) -> str | None:
    """The id of the key that signed the newest checkpoint."""
    newest = select(checkpoint.c.key_id).order_by(checkpoint.c.id.desc()).limit(1)
    found: str | None = tx.value(newest)
    return found


def sealed_lengths(tx: Tx) -> dict[str, int]:
    """How far each chain says that checkpoints cover it."""
    return {row.id: row.sealed for row in tx.all(select(chain.c.id, chain.c.sealed))}


def page(tx: Tx, chain_id: str, after: int) -> tuple[dict[str, Any], ...]:
    """The next PAGE lines of a chain as they are hashed, with their hash."""
    place = (entry.c.chain_id == chain_id) & (entry.c.position > after)
    rows = tx.all(select(entry).where(place).order_by(entry.c.position).limit(PAGE))
    return tuple({**row._mapping, "at": micros(row.at)} for row in rows)


def seals(tx: Tx, after: int) -> tuple[Row[Any], ...]:
    """The next checkpoints behind number *after*, as they stand."""
    following = select(checkpoint).where(checkpoint.c.id > after).order_by(checkpoint.c.id)
    return tuple(tx.all(following.limit(PAGE)))


def entries_about(tx: Tx, subject: str, limit: int = 500) -> tuple[Entry, ...]:
    """What the account says of one subject ("letter:17"), oldest first."""
    about = select(entry).where(entry.c.subject == subject).order_by(entry.c.at).limit(limit)
    return tuple(entry_of(row) for row in tx.all(about))


def entry_of(row: Row[Any]) -> Entry:
    """The line in a row of the table."""
    codes = json.loads(row.codes)
    return Entry(row.chain_id, row.position, row.at, row.event, row.subject, codes)
