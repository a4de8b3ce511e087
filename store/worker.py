"""Workers: each has a lease while it lives; what one that died had in hand goes to the others.

Taking over and forgetting the lease are one transaction, so work is never
without somebody who answers for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from store import claim, lease
from store.schema.lease import lease as leases
from store.tx import Tx

PREFIX = (
    "worker:"  # of every worker's name, which is the name of its lease and of its work's holder
)


@dataclass(frozen=True, slots=True)
class Left:
    """What *worker* left: recipients that wait again, and those of whom nobody can know."""

    worker: str
    waiting: int
    uncertain: int


@dataclass(frozen=True, slots=True)
class Workers:
    """How many workers there are by their leases: living, and run out but not yet taken over."""

    living: int
    dead: int


def join(tx: Tx, worker: str, now: datetime, term: timedelta, repeat_at: datetime) -> Left:
    """Gives *worker* its lease, anew if it was lost, and sets free what it had claimed before."""
    left = _take_over(tx, worker, now, repeat_at)
    if not lease.take(tx, worker, worker, now, term):
        raise RuntimeError(f"the lease {worker} has another holder")
    return left


def stay(tx: Tx, worker: str, now: datetime, term: timedelta) -> bool:
    """Whether *worker* still had its lease and has it until *now* + *term*."""
    return lease.renew(tx, worker, worker, now, term)


def leave(tx: Tx, worker: str, now: datetime, repeat_at: datetime) -> Left:
    """Ends the lease at once, as at an orderly stop, and sets free what was still in hand."""
    left = _take_over(tx, worker, now, repeat_at)
    lease.give_back(tx, worker, worker)
    return left


def gone(tx: Tx, now: datetime) -> frozenset[str]:
    """Workers whose lease ran out, and holders of work who have none at all.

    The latter took a letter in after they had lost it unawares, and died before
    they noticed.
    """
    run_out = select(leases.c.name).where(_all(), lease.over(now))
    dead = {row.name for row in tx.all(run_out)}
    return claim.abandoned(tx, now) | dead


def clear(tx: Tx, now: datetime, repeat_at: datetime) -> tuple[Left, ...]:
    """Takes over from all who are gone and forgets them; the uncertain are due at *repeat_at*."""
    dead = frozenset(lease.run_out(tx, PREFIX, now))
    holders = claim.holders(tx)  # read before the leases: who has work has joined before
    unleased = holders - {row.name for row in tx.all(select(leases.c.name))}
    left = tuple(_take_over(tx, worker, now, repeat_at) for worker in sorted(dead | unleased))
    for worker in dead:
        lease.forget(tx, worker)
    return left


def count(tx: Tx, now: datetime) -> Workers:
    """How many workers there are."""
    ends = [row.over for row in tx.all(select(lease.over(now).label("over")).where(_all()))]
    return Workers(ends.count(False), ends.count(True))


def _all() -> ColumnElement[bool]:
    return leases.c.name.startswith(PREFIX, autoescape=True)


def _take_over(tx: Tx, worker: str, now: datetime, repeat_at: datetime) -> Left:
    return Left(worker, *claim.take_over(tx, worker, now, repeat_at))
