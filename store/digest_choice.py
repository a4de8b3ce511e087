"""At which hour somebody wants the morning digest, or that they want none: their own choice within what the office lets.

It is of the digest alone: reminders come one by one to who has none (schedules.tell).
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select

from store import clock, entitled, reply
from store.schema.reminding import digest_choice
from store.tx import Tx
from work.digest_mark import Mark
from work.person import Person

NONE = ""  # for an hour: no digest


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


def marked(tx: Tx, mark: Mark, now: datetime) -> Person | None:
    """Whose digest the mark was written into; None where it is no mark of ours, or an old one, or they left."""
    who, today = entitled.one(tx, mark.person), clock.office_now(tx, now).date()
    if who is None or who.disabled or not mark.is_of(reply.key(tx), who.email, today):
        return None
    return who


def stop(tx: Tx, mark: Mark, now: datetime) -> Person | None:
    """Who gets no digest from now on, because their mark came back; None as `marked` has it."""
    who = marked(tx, mark, now)
    if who is not None and hours(tx, (who.id,)).get(who.id) != NONE:
        choose(tx, who.id, NONE, now)
    return who
