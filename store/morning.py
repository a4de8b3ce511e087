"""The round of morning digests: when the next one begins, and how far the one under way has come."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from store.directory import people
from store.schema.directory import person
from store.schema.reminding import morning
from store.tx import Tx
from work.person import Person

ONLY = 1
NEVER = ""  # for *hour*: there is no digest
FARTHEST = timedelta(
    days=60
)  # between two rounds; one further ahead was named by a clock that ran ahead


def is_waiting(tx: Tx, office: datetime, hour: str) -> bool:
    """Whether a round is due at the office's time, or is none of this *hour*."""
    row = tx.one(select(morning))
    if row is None:
        return hour != NEVER
    near = office < row.next_at <= office + FARTHEST
    return bool(row.hour != hour or (row.hour != NEVER and not near))


def next_at(tx: Tx) -> datetime | None:
    """The office instant of the next round; None where there is none."""
    found: datetime | None = tx.value(select(morning.c.next_at).where(morning.c.hour != NEVER))
    return found


def begin(tx: Tx, hour: str, at: datetime, office: datetime) -> bool:
    """Whether the rounds begin anew at the office's time, the first one at *at*: at another *hour*, or nearer."""
    fresh = {"hour": hour, "next_at": at, "after": 0}
    if tx.insert_new(morning, {"id": ONLY, **fresh}):
        return True
    lost = or_(morning.c.hour != hour, morning.c.next_at > office + FARTHEST)
    return tx.run(update(morning).where(lost).values(fresh)) == 1


def some(tx: Tx, office: datetime, limit: int) -> Sequence[Person] | None:
    """The next persons of a round that is due, at most *limit*; None where none is, or another process has it."""
    due = select(morning).where(morning.c.hour != NEVER, morning.c.next_at <= office)
    row = tx.one(tx.lock(due))
    if row is None:
        return None
    active = (person.c.id > row.after) & person.c.disabled_at.is_(None)
    chosen = people.everybody().where(active).order_by(person.c.id).limit(limit)
    found = [people.of_row(one) for one in tx.all(chosen)]
    if found:
        tx.run(update(morning).values(after=found[-1].id))
    return found


def over(tx: Tx, at: datetime) -> None:
    """Ends the round; the next one is at *at*."""
    tx.run(update(morning).values(after=0, next_at=at))
