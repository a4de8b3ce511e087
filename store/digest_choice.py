"""At which hour somebody wants the morning digest, or that they want none: their own choice within what the office lets."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from store.schema.reminding import digest_choice
from store.tx import Tx


def hours(tx: Tx, people: Collection[int]) -> dict[int, str]:
    """The choices of those among *people* who made one, by person: "09:30", or "" for no digest."""
    chosen = select(digest_choice).where(digest_choice.c.person_id.in_(people))
    return {row.person_id: row.hour for row in tx.all(chosen)}


def choose(tx: Tx, person_id: int, hour: str | None, now: datetime) -> None:
    """Keeps the choice from now on; None: as the office has it."""
    tx.run(delete(digest_choice).where(digest_choice.c.person_id == person_id))
    if hour is not None:
        tx.insert_new(digest_choice, {"person_id": person_id, "hour": hour})
    kept = "office" if hour is None else hour or "none"
    tx.audit(now, "person.digest-chosen", f"person:{person_id}", hour=kept)
