"""The account's newest lines first, over all chains: no index by time is kept of lines, which are written fast.

A chain's lines lie within a day of its beginning, nearly in the order of their places, so the
newest of all stand at the ends of the chains that began last.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from store.account import Entry, entry_of
from store.schema.account import chain, entry
from store.trail import EARLIER, LONGEST
from store.tx import Tx

LOOKED_AT = 20_000  # lines at the end of a chain that a filter is laid on
CHAINS = 200  # that one look opens
NEARLY = 100  # places by which a line may stand behind one that bears a later time

Key = tuple[datetime, str, int]


@dataclass(frozen=True, slots=True)
class Behind:
    """The line behind which to look on; *chain* is "" for an instant alone."""

    at: datetime
    chain: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which lines are wanted: about one *subject* ("letter:17"), of *events* that begin so; "" leaves it open."""

    subject: str = ""
    events: str = ""
    behind: Behind | None = None


@dataclass(frozen=True, slots=True)
class Newest:
    """The lines, the newest first, and where to look on; None where nothing is left."""

    entries: tuple[Entry, ...]
    on: Behind | None


def newest(tx: Tx, chosen: Chosen, limit: int) -> Newest:
    """At most *limit* of the lines that are wanted."""
    if not chosen.subject:
        return _of_all(tx, chosen, limit)
    about = _wanted(chosen).where(entry.c.subject == chosen.subject)
    if (behind := chosen.behind) is not None:
        before = and_(entry.c.chain_id == behind.chain, entry.c.position < behind.position)
        same = and_(entry.c.at == behind.at, or_(entry.c.chain_id < behind.chain, before))
        about = about.where(or_(entry.c.at < behind.at, same))
    order = (entry.c.at.desc(), entry.c.chain_id.desc(), entry.c.position.desc())
    rows = tx.all(about.order_by(*order).limit(limit))
    return Newest(tuple(map(entry_of, rows)), _behind(rows[-1]) if len(rows) == limit else None)


def _of_all(tx: Tx, chosen: Chosen, limit: int) -> Newest:
    begun = select(chain.c.id, chain.c.started_at, chain.c.length)
    if chosen.behind is not None:
        begun = begun.where(chain.c.started_at < chosen.behind.at + EARLIER)
    chains = tx.all(begun.order_by(chain.c.started_at.desc(), chain.c.id).limit(CHAINS))
    kept: list[tuple[Key, Row[Any]]] = []
    for place in chains:
        if len(kept) == limit and kept[0][0][0] > place.started_at + LONGEST:
            break
        for row in _ends(tx, place, chosen, limit):
            _keep(kept, row, limit)
    rows = [row for _, row in sorted(kept, key=lambda one: one[0], reverse=True)]
    return Newest(tuple(map(entry_of, rows)), _on(rows, chains, limit))


def _keep(kept: list[tuple[Key, Row[Any]]], row: Row[Any], limit: int) -> None:
    one = ((row.at, row.chain_id, row.position), row)
    if len(kept) < limit:
        heapq.heappush(kept, one)
    elif one[0] > kept[0][0]:
        heapq.heapreplace(kept, one)


def _on(rows: Sequence[Row[Any]], chains: Sequence[Row[Any]], limit: int) -> Behind | None:
    """Behind the last line that is shown, or behind all chains that were opened."""
    if len(rows) == limit:
        return _behind(rows[-1])
    return Behind(chains[-1].started_at) if len(chains) == CHAINS else None


def _ends(tx: Tx, place: Row[Any], chosen: Chosen, limit: int) -> Iterator[Row[Any]]:
    """The last lines of one chain that are wanted."""
    last = _last(tx, place, chosen.behind) + NEARLY
    here = _wanted(chosen).where(entry.c.chain_id == place.id, entry.c.position <= last)
    if chosen.behind is not None:
        here = here.where(_before(place.id, chosen.behind))
    if chosen.events:
        here = here.where(entry.c.position > last - LOOKED_AT)
    yield from tx.all(here.order_by(entry.c.position.desc()).limit(limit + NEARLY))


def _before(name: str, behind: Behind) -> ColumnElement[bool]:
    """The lines of the chain *name* that come behind that one in the order of the list."""
    if name > behind.chain:
        return entry.c.at < behind.at
    if name < behind.chain:
        return entry.c.at <= behind.at
    same = (entry.c.at == behind.at) & (entry.c.position < behind.position)
    return (entry.c.at < behind.at) | same


def _last(tx: Tx, place: Row[Any], behind: Behind | None) -> int:
    """The place of the last line that is not later than that, found by halving."""
    low, high = 0, int(place.length)
    if behind is None:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        here = (entry.c.chain_id == place.id) & (entry.c.position == middle)
        at: datetime | None = tx.value(select(entry.c.at).where(here))
        if at is not None and at > behind.at:
            high = middle - 1
        else:
            low = middle
    return low


def _wanted(chosen: Chosen) -> Select[Any]:
    if not chosen.events:
        return select(entry)
    return select(entry).where(entry.c.event.startswith(chosen.events, autoescape=True))


def _behind(row: Row[Any]) -> Behind:
    return Behind(row.at, row.chain_id, row.position)
