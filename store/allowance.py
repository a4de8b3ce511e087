"""Allowances that all workers share: each takes a slice, uses it from memory, and gives back what it did not use.

What a worker has taken counts as used until it gives it back: one that dies takes its
slices with it until the window ends. So more than the allowance is never used; less may be.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select, update

from store.schema.allowance import allowance
from store.tx import Tx
from work.allowance import Ask, Share

TOPIC = "allowance"  # rung where somebody got too little: who has some left gives it back
PART = 8  # a slice is the eighth part of what is left, so that the last ones are single
SLICE_MOST = 100  # what a worker that dies may take with it


def take(tx: Tx, ask: Ask, need: int) -> Share:
    """*need*, and some more for later; nothing where less is left, which asks the others to give back."""
    left = ask.most - taken(tx, ask)
    if left < need:
        tx.ring(TOPIC)
        return Share(0, max(left, 0))
    granted = max(need, min(left // PART, SLICE_MOST))
    add(tx, ask, granted)
    return Share(granted, left - granted)


def taken(tx: Tx, ask: Ask) -> int:
    """What is used or in somebody's hands; nobody else changes it before the commit."""
    tx.insert_new(allowance, {**_values(ask), "taken": 0})
    return int(tx.value(tx.lock(select(allowance.c.taken).where(_place(ask)))))


def add(tx: Tx, ask: Ask, number: int) -> None:
    """Counts *number* as used."""
    used = allowance.c.taken + number
    tx.run(update(allowance).where(_place(ask)).values(taken=used))


def give_back(tx: Tx, unused: Sequence[tuple[Ask, int]]) -> None:
    """Lets others have what a worker has taken and not used."""
    for ask, number in sorted(unused):  # in one order, so that two never wait for each other
        add(tx, ask, -number)


def left(tx: Tx, asks: Sequence[Ask]) -> tuple[int, ...]:
    """What of each is still to be had, changing nothing; what a worker has in hand does not count."""
    found = (tx.value(select(allowance.c.taken).where(_place(ask))) for ask in asks)
    return tuple(max(ask.most - int(used or 0), 0) for ask, used in zip(asks, found, strict=True))


def any_before(tx: Tx, before: datetime) -> bool:
    """Whether there is anything to forget."""
    old = select(allowance.c.rule).where(allowance.c.opens_at < before).limit(1)
    return tx.value(old) is not None


def sweep(tx: Tx, before: datetime) -> int:
    """Forgets windows that opened before *before*; how many."""
    return tx.run(delete(allowance).where(allowance.c.opens_at < before))


def _values(ask: Ask) -> dict[str, object]:
    return {**ask.key._asdict(), "opens_at": ask.opens_at}


def _place(ask: Ask) -> ColumnElement[bool]:
    rule, measure, owner = ask.key
    same = (allowance.c.rule == rule) & (allowance.c.measure == measure)
    return same & (allowance.c.owner == owner) & (allowance.c.opens_at == ask.opens_at)
