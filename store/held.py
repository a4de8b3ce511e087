"""Recipients that are held, set free: now, or when their sender asked for."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from store.schema.spool import letter, recipient
from store.tx import Tx
from work.letter import State


def let_go(
    tx: Tx, number: int, now: datetime, expires_at: datetime, rule: str | None = None
) -> int:
    """How many go, of those that *rule* holds or of all; they may be tried until *expires_at*."""
    still = wait(tx, number, now)
    here = (recipient.c.letter_id == number) & (recipient.c.state == State.HELD)
    free = {
        "state": State.WAITING,
        "hold": None,
        "not_before": now + still,
        "expires_at": expires_at + still,
    }
    chosen = here if rule is None else here & (recipient.c.hold == rule)
    count = tx.run(update(recipient).where(chosen).values(free))
    if count:
        tx.ring("queue")
    return count


def wait(tx: Tx, number: int, now: datetime) -> timedelta:
    """How long the letter has to wait yet, because its sender asked for that."""
    asked: datetime | None = tx.value(select(letter.c.release_at).where(letter.c.id == number))
    return max(asked - now, timedelta(0)) if asked else timedelta(0)
