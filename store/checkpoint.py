"""Checkpoints as values: the newest, one in the form that is sent out, and the sending, once a day."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from store.account import checkpoint_hash
from store.schema.account import chain, checkpoint, checkpoint_sent
from store.schema.base import instant, micros
from store.tx import Tx

Heads = Mapping[str, tuple[int, bytes]]
"""Length and head of each chain."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One checkpoint; *heads* is the JSON that it signs, of the chains that had grown."""

    number: int
    at: datetime
    heads: str
    previous: bytes
    hash: bytes
    key_id: str
    signature: bytes

    @property
    def is_whole(self) -> bool:
        """Whether its hash is that of what it says."""
        return checkpoint_hash(self.previous, self.at, self.heads) == self.hash

    def marks(self) -> Heads:
        """Length and head of each chain that it vouches for."""
        found = json.loads(self.heads).items()
        return {name: (length, bytes.fromhex(head)) for name, (length, head) in found}

    def shown(self) -> dict[str, Any]:
        """It as JSON: an export holds it so, and so it is sent out."""
        return {
            "kind": "checkpoint",
            "number": self.number,
            "at": micros(self.at),
            "time": self.at.isoformat(),
            "heads": self.heads,
            "previous": self.previous.hex(),
            "hash": self.hash.hex(),
            "key": self.key_id,
            "signature": self.signature.hex(),
        }


def from_row(row: Row[Any]) -> Checkpoint:
    """The checkpoint that stands in *row*."""
    named = (row.id, row.at, row.heads, row.previous, row.hash, row.key_id, row.signature)
    return Checkpoint(*named)


def from_shown(shown: Mapping[str, Any]) -> Checkpoint:
    """The checkpoint that was sent out as *shown*. Raises ValueError where it is none."""
    try:
        found = Checkpoint(
            number=int(shown["number"]),
            at=instant(int(shown["at"])),
            heads=str(shown["heads"]),
            previous=bytes.fromhex(shown["previous"]),
            hash=bytes.fromhex(shown["hash"]),
            key_id=str(shown["key"]),
            signature=bytes.fromhex(shown["signature"]),
        )
        found.marks()
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError("is no checkpoint as it was sent out") from error
    return found


def newest(tx: Tx) -> Checkpoint | None:
    """The last one that was made."""
    row = tx.one(select(checkpoint).order_by(checkpoint.c.id.desc()).limit(1))
    return None if row is None else from_row(row)


def totals(tx: Tx) -> tuple[int, int]:
    """How many chains there are, and how many lines of them checkpoints cover."""
    row = tx.one(select(func.count().label("chains"), func.sum(chain.c.sealed).label("lines")))
    return (0, 0) if row is None else (row.chains, int(row.lines or 0))


def is_sent(tx: Tx, day: date) -> bool:
    """Whether a checkpoint was sent out on the office's *day*."""
    same = select(checkpoint_sent.c.day).where(checkpoint_sent.c.day == day)
    return tx.value(same) is not None


def send_out(
    tx: Tx, sent: Checkpoint, day: date, accept: Callable[[Tx], int | None], now: datetime
) -> bool:
    """Whether *sent* was due on the office's *day*: then *accept* has put it into the spool, in this commit.

    A second one on the same day is impossible, whoever tries.
    """
    values = {"day": day, "checkpoint_id": sent.number, "sent_at": now, "letter_id": 0}
    if not tx.insert_new(checkpoint_sent, values):
        return False
    number = accept(tx) or 0
    here = update(checkpoint_sent).where(checkpoint_sent.c.day == day)
    tx.run(here.values(letter_id=number))
    tx.audit(now, "checkpoint.sent", f"checkpoint:{sent.number}", letter=number)
    return True
