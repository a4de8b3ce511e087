"""How things stand, in counts and codes: what health, metrics and the overview page tell.

No count reads more than COUNT_LIMIT rows of an index, and what is settled is
counted over the last hour only, so that the cost does not grow with what is
merely stored; a count that reached the limit says so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from store import mailbox, tray, worker
from store.directory.ways import guesses_since
from store.schema.approval import UNDECIDED, approval
from store.schema.spool import letter, recipient
from store.tx import Tx
from work.intake import TrayState
from work.letter import OPEN, State
from work.way import NO_TRIES, Tries

COUNT_LIMIT = 20_000
SETTLED_SINCE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are, *capped* where there are more than were counted."""

    number: int
    capped: bool = False


NOBODY = Count(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many recipients stand in *state*, *capped* where there are more than were counted.

    *oldest* is when the letter came in, or should go, whose time is over first; settled ones
    have none, nor have those that are all for later.
    """

    state: State
    recipients: int
    capped: bool
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """Mail by state, the open and what was settled in the last hour, the workers, and who guesses passwords.

    *approvals* are those of the held whose letters wait for a second person's approval; *tray* counts
    letters that came in as work and are not read yet.
    """

    open: tuple[Standing, ...]
    settled: tuple[Standing, ...]
    workers: worker.Workers
    guesses: Tries = NO_TRIES
    approvals: Count = NOBODY
    mailboxes: tuple[mailbox.Watched, ...] = ()
    tray: tuple[tuple[TrayState, int], ...] = ()


def overview(tx: Tx, now: datetime) -> Overview:
    """How things stand at the machine's *now*; states in which nothing stands are left out."""
    standing = [_standing(tx, state, now) for state in OPEN]
    settled = _settled(tx, now - SETTLED_SINCE)
    there = tuple(s for s in standing if s.recipients)
    guesses = guesses_since(tx, now - SETTLED_SINCE)
    return Overview(
        there,
        settled,
        worker.count(tx, now),
        guesses,
        _approvals(tx),
        mailbox.watched(tx),
        tray.waiting(tx, COUNT_LIMIT),
    )


def schema(tx: Tx) -> str | None:
    """The schema that stands in the database."""
    found: str | None = tx.value(text("SELECT version_num FROM alembic_version"))
    return found


def _standing(tx: Tx, state: State, now: datetime) -> Standing:
    here = (recipient.c.state == state) & recipient.c.settled_at.is_(None)
    some = select(recipient.c.expires_at).where(here).limit(COUNT_LIMIT).subquery()
    found = int(tx.value(select(func.count()).select_from(some)))
    first = select(recipient.c.letter_id).where(here).order_by(recipient.c.expires_at).limit(1)
    ready = func.coalesce(letter.c.release_at, letter.c.received_at)
    oldest = tx.value(select(ready).where(letter.c.id == first.scalar_subquery()))
    for_later = oldest is not None and oldest > now
    return Standing(state, found, found == COUNT_LIMIT, None if for_later else oldest)


def _approvals(tx: Tx) -> Count:
    here = (recipient.c.letter_id == approval.c.letter_id) & (recipient.c.hold == approval.c.rule)
    held = UNDECIDED & (recipient.c.state == State.HELD) & recipient.c.settled_at.is_(None)
    some = select(recipient.c.position).join(approval, here).where(held).limit(COUNT_LIMIT)
    found = int(tx.value(select(func.count()).select_from(some.subquery())))
    return Count(found, found == COUNT_LIMIT)


def _settled(tx: Tx, since: datetime) -> tuple[Standing, ...]:
    recent = select(recipient.c.state).where(recipient.c.settled_at > since)
    last = recent.order_by(recipient.c.settled_at.desc()).limit(COUNT_LIMIT).subquery()
    counted = select(last.c.state, func.count().label("found")).group_by(last.c.state)
    rows = tx.all(counted.order_by(last.c.state))
    capped = sum(row.found for row in rows) == COUNT_LIMIT
    return tuple(Standing(State(row.state), row.found, capped) for row in rows)
