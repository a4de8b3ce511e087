"""Cuts off what is old of the account, at a checkpoint, and signs what went: walking it begins there from then on.

Whole chains go, each of a day at most, that checkpoints up to that one cover to their end. The
record of the cut is one commit; the lines go after it in steps, and a walk passes over what is left.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, select, text, update

from store.account import Signer
from store.schema.account import account_cut, chain, checkpoint, entry
from store.schema.base import micros
from store.trail import EMPTY_HEAD
from store.tx import Tx
from work.evidence import canonical

AT_ONCE = 500  # lines, or checkpoints, of one transaction
SAID = frozenset({"checkpoint", "hash", "time", "chains", "lines", "kept_from"})

_GOING = text("chain.cut_id IS NOT NULL")  # in the words of the partial index


@dataclass(frozen=True, slots=True)
class CutOff:
    """One cut: up to which checkpoint, when that was made, how much went, and the first day that is kept."""

    number: int
    at: datetime
    facts: str
    checkpoint: int
    checkpoint_hash: bytes
    previous: bytes
    hash: bytes
    key_id: str
    signature: bytes

    @property
    def is_whole(self) -> bool:
        """Whether its hash is that of what it says."""
        if cut_hash(self.previous, self.at, self.facts) != self.hash:
            return False
        try:
            said = self.said()
        except ValueError:
            return False
        same = (said.get("checkpoint"), said.get("hash"))
        return said.keys() >= SAID and same == (self.checkpoint, self.checkpoint_hash.hex())

    def said(self) -> dict[str, Any]:
        """What it signs, by the names of SAID; the number and hash are the checkpoint's."""
        found: dict[str, Any] = json.loads(self.facts)
        return found

    def shown(self) -> dict[str, Any]:
        """It as JSON, as an export holds it."""
        return {
            "kind": "cut",
            "number": self.number,
            "at": micros(self.at),
            "facts": self.facts,
            "previous": self.previous.hex(),
            "hash": self.hash.hex(),
            "key": self.key_id,
            "signature": self.signature.hex(),
        }


def cut_hash(previous: bytes, at: datetime, facts: str) -> bytes:
    """SHA-256 over the cut before, the time, and what was cut; never the same as a checkpoint's."""
    return hashlib.sha256(previous + canonical(["cut", micros(at), facts]).encode()).digest()


def cuts(tx: Tx) -> tuple[CutOff, ...]:
    """Every cut, the oldest first."""
    return tuple(_cut(row) for row in tx.all(select(account_cut).order_by(account_cut.c.id)))


def cut_chains(tx: Tx) -> frozenset[str]:
    """Chains whose lines are on their way out."""
    return frozenset(row.id for row in tx.all(select(chain.c.id).where(_GOING)))


def cut_at(tx: Tx) -> int:
    """The last checkpoint that was cut off; 0 where nothing was."""
    return int(tx.value(select(func.max(account_cut.c.checkpoint_id))) or 0)


def due(tx: Tx, kept_from: datetime) -> int:
    """How many lines would go."""
    place = _place(tx, kept_from)
    left = tx.value(select(func.sum(chain.c.length)).where(_GOING))
    more = place and tx.value(select(func.sum(chain.c.length)).where(_old(place.id)))
    return int(left or 0) + int(more or 0)


def begin(tx: Tx, kept_from: datetime, day: date, signer: Signer, now: datetime) -> bool:
    """Whether a cut was made, at the last checkpoint before *kept_from*, which is the beginning of *day*."""
    place = _place(tx, kept_from)
    if place is None or _is_open(tx, place.id):
        return False
    goes = _old(place.id)
    columns = func.count().label("chains"), func.sum(chain.c.length).label("lines")
    size = tx.one(select(*columns).where(goes))
    facts = canonical(
        {
            "checkpoint": place.id,
            "hash": place.hash.hex(),
            "time": place.at.isoformat(),
            "chains": size.chains if size else 0,
            "lines": int((size and size.lines) or 0),
            "kept_from": day.isoformat(),
        }
    )
    before = tx.one(select(account_cut).order_by(account_cut.c.id.desc()).limit(1))
    previous = before.hash if before else EMPTY_HEAD
    digest = cut_hash(previous, now, facts)
    at = {"at": now, "checkpoint_id": place.id, "checkpoint_hash": place.hash, "facts": facts}
    signed = {"hash": digest, "key_id": signer.key_id, "signature": signer.sign(digest)}
    if not tx.insert_new(account_cut, {**at, **signed, "previous": previous}):
        return False
    tx.run(update(chain).where(goes).values(cut_id=place.id))
    return True


def step(tx: Tx) -> tuple[int, bool]:
    """How many lines went now, and whether nothing that was cut is left."""
    name = tx.value(select(chain.c.id).where(_GOING).limit(1))
    if name is None:
        return 0, not _drop_checkpoints(tx)
    first = tx.value(select(func.min(entry.c.position)).where(entry.c.chain_id == name))
    if first is None:
        tx.run(delete(chain).where(chain.c.id == name))
        return 0, False
    some = (entry.c.chain_id == name) & (entry.c.position < first + AT_ONCE)
    return tx.run(delete(entry).where(some)), False


def _place(tx: Tx, kept_from: datetime) -> Row[Any] | None:
    """The last checkpoint before *kept_from* that is not yet cut off, and is not the newest of all."""
    newest = select(func.max(checkpoint.c.id)).scalar_subquery()
    old = and_(
        checkpoint.c.at < kept_from,
        checkpoint.c.id > cut_at(tx),
        checkpoint.c.id < newest,
    )
    columns = (checkpoint.c.id, checkpoint.c.at, checkpoint.c.hash)
    return tx.one(select(*columns).where(old).order_by(checkpoint.c.id.desc()).limit(1))


def _old(number: int) -> ColumnElement[bool]:
    """Chains that no checkpoint behind *number* names: they ended then, for none lasts longer than a day."""
    return (chain.c.sealed_by <= number) & chain.c.cut_id.is_(None)


def _is_open(tx: Tx, number: int) -> bool:
    """Whether such a chain has lines that no checkpoint covers: then sealing must come first."""
    more = select(chain.c.id).where(_old(number), chain.c.length > chain.c.sealed)
    return tx.value(more.limit(1)) is not None


def _drop_checkpoints(tx: Tx) -> int:
    old = select(checkpoint.c.id).where(checkpoint.c.id <= cut_at(tx)).limit(AT_ONCE)
    numbers = [row.id for row in tx.all(old)]
    if numbers:
        tx.run(delete(checkpoint).where(checkpoint.c.id.in_(numbers)))
    return len(numbers)


def _cut(row: Row[Any]) -> CutOff:
    return CutOff(
        row.id,
        row.at,
        row.facts,
        row.checkpoint_id,
        row.checkpoint_hash,
        row.previous,
        row.hash,
        row.key_id,
        row.signature,
    )
