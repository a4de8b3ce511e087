"""What a change to the directory came to: values, so that a refusal is no exception (design, law 3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Table, select, update

from store.schema.directory import agency
from store.tx import Tx

TOPIC = "directory"

T = TypeVar("T")


class Effect(StrEnum):
    """What one row's change did."""

    DONE = "done"
    ALREADY = "already"
    UNKNOWN = "unknown"


class Overtaken(Exception):
    """Another process took a name between our look and our write; nothing was kept, run it again.

    Raised and not returned, although no bug (design, law 3): rows of the same change are
    written before, and only an exception takes those back with it. What a look can tell,
    which is every case but this race, comes back as a Conflict.
    """


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why a row cannot stand: its place in what was given, counted from 0, and the value at fault.

    *reason* is "taken" (by *holder*), "unknown", "cycle", "backwards", "twice", or
    "foreign" (to *holder*).
    """

    row: int
    column: str
    value: str
    reason: str
    holder: str = ""


@dataclass(frozen=True, slots=True)
class Before(Generic[T]):
    """What stands of each row that was given, in the order of the rows; None where it would be new."""

    rows: tuple[T | None, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def plus(self, was: object | None, now: object) -> "Tally":
        """This tally with one more row, which was *was* and is *now*."""
        if was is None:
            return Tally(self.added + 1, self.changed, self.unchanged)
        if was == now:
            return Tally(self.added, self.changed, self.unchanged + 1)
        return Tally(self.added, self.changed + 1, self.unchanged)


def insert(tx: Tx, table: Table, values: dict[str, Any]) -> None:
    """Adds a row that a look before has shown to be new; raises Overtaken when it is not any more."""
    if not tx.insert_new(table, values):
        raise Overtaken(table.name)


def set_disabled(tx: Tx, table: Table, place: ColumnElement[bool], at: datetime | None) -> Effect:
    """Sets or clears *disabled_at* of the one row at *place*."""
    row = tx.one(tx.lock(select(table.c.disabled_at).where(place)))
    if row is None:
        return Effect.UNKNOWN
    if (row.disabled_at is None) == (at is None):
        return Effect.ALREADY
    tx.run(update(table).where(place).values(disabled_at=at))
    tx.ring(TOPIC)
    return Effect.DONE


def unknown_agencies(tx: Tx, codes: Sequence[str]) -> Iterator[Conflict]:
    """A conflict for each of *codes* that no agency has."""
    known = {row.code for row in tx.all(select(agency.c.code))}
    for row, code in enumerate(codes):
        if code not in known:
            yield Conflict(row, "agency", code, "unknown")
