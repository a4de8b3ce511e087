"""One writer's hash chain: each line's hash covers the line before it.

A chain belongs to one writer of one process run, so that no head is shared
between processes; a restart begins a new one, and so does each day, so that what
is old can go chain by chain. Every line's hash covers the chain's name, and the name
covers who writes it.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from store import hot, told
from store.schema.account import chain
from store.schema.base import MICROSECOND, instant, micros
from work.evidence import canonical

EMPTY_HEAD = bytes(32)
LONGEST = timedelta(days=1)  # from a chain's first line to its last
EARLIER = timedelta(hours=1)  # than the first a line may be: those of one moment come in any order

_CHOSEN = 16  # characters of a name that are chance; the rest is bound to the writer
_BOUND = 12

_ENTRY = "INSERT INTO entry (chain_id, position, at, event, subject, codes, hash) VALUES {rows}"
_HEAD = "UPDATE chain SET length = :length, head = :head WHERE id = :id"


@dataclass(frozen=True, slots=True)
class Head:
    """How far a chain goes: its length, and the hash of its last line."""

    length: int
    hash: bytes


def chain_name(actor: str) -> str:
    """A name for a new chain of *actor*, which is nobody else's."""
    chance = secrets.token_hex(_CHOSEN // 2)
    return chance + _bound(chance, actor)


def is_named_for(name: str, actor: str) -> bool:
    """Whether a chain of that *name* is *actor*'s; names that are chance alone, of earlier stores, say nothing of it."""
    if len(name) == _CHOSEN:
        return True
    return name[_CHOSEN:] == _bound(name[:_CHOSEN], actor)


def _bound(chance: str, actor: str) -> str:
    return hashlib.sha256(f"{chance} {actor}".encode()).hexdigest()[:_BOUND]


def entry_hash(previous: bytes, line: Mapping[str, Any]) -> bytes:
    """SHA-256 over the hash before and the line as canonical JSON."""
    kept = [line[key] for key in ("chain_id", "position", "at", "event", "subject", "codes")]
    return hashlib.sha256(previous + canonical(kept).encode()).digest()


class Trail:
    """Collects the lines of one group of transactions and writes them before its commit."""

    def __init__(self, actor: str) -> None:
        self._actor = actor
        self._waiting: list[dict[str, Any]] = []
        self.restart()

    def restart(self) -> None:
        """Begins a new chain, as after a commit of which nobody knows whether it held."""
        self._chain_id = chain_name(self._actor)
        self._head: Head | None = None
        self._written: Head | None = None
        self._began = 0
        self._waiting.clear()

    def add(self, now: datetime, event: str, subject: str, codes: Mapping[str, str | int]) -> None:
        """Puts a line behind the others of this group."""
        line = {"at": micros(now), "event": event, "subject": subject, "codes": canonical(codes)}
        self._waiting.append(line)

    def forget(self) -> None:
        """Drops the lines of a group that was rolled back; a chain that was never opened takes another name."""
        self._waiting.clear()
        if self._head is None:
            self._chain_id = chain_name(self._actor)
        self._written = None

    def write(self, connection: Connection) -> None:
        """Writes the waiting lines and the new head inside the open transaction."""
        if not self._waiting:
            return
        self._renew(self._waiting[0]["at"])
        before = self._head
        head, rows = self._linked(before or Head(0, EMPTY_HEAD))
        if before is None:
            self._open(connection, self._waiting[0]["at"])
        hot.run_bulk(connection, _ENTRY, rows)
        place = {"length": head.length, "head": head.hash, "id": self._chain_id}
        hot.run(connection, _HEAD, place)
        told.put(connection, self._waiting)
        self._written = head

    def committed(self) -> None:
        """Called after the commit: what was written is the chain's head now."""
        self._head, self._written = self._written or self._head, None
        self._waiting.clear()

    def _renew(self, at: int) -> None:
        """Lets another chain begin where this one is old, or the clock was set back behind its beginning."""
        age = (at - self._began) * MICROSECOND
        if self._head is not None and not -EARLIER <= age < LONGEST:
            self._chain_id, self._head = chain_name(self._actor), None
        if self._head is None:
            self._began = at

    def _linked(self, head: Head) -> tuple[Head, list[tuple[Any, ...]]]:
        rows = []
        for line in self._waiting:
            kept = {"chain_id": self._chain_id, "position": head.length + 1, **line}
            head = Head(head.length + 1, entry_hash(head.hash, kept))
            rows.append((*kept.values(), head.hash))
        return head, rows

    def _open(self, connection: Connection, at: int) -> None:
        values = {"id": self._chain_id, "actor": self._actor, "length": 0, "sealed": 0}
        connection.execute(
            insert(chain),
            {**values, "head": EMPTY_HEAD, "started_at": instant(at)},
        )
