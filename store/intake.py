"""Letters that came in as work: each is kept once, whichever ways it came, in one commit with its cursor.

A letter is known again by its identity (`mail.identity`); the keys of the tables hold that,
whoever takes it twice.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from store import body, secrecy
from store.schema.base import micros
from store.schema.intake import intake_arrival, intake_letter
from store.tx import Tx
from work.intake import Arrival, NewIntake, Place, TrayState

TOPIC = "intake"  # something may be read
RETRY = "intake-retry"  # a person wants it tried again


class Taken(NamedTuple):
    """The number of a letter in the tray, and whether it was not there before."""

    id: int
    new: bool


def take(tx: Tx, new: NewIntake, arrival: Arrival, head: bytes | None = None) -> Taken | None:
    """The letter is in the tray, and how it came stands beside it; None when a sweep took its chunks.

    *head* is by what the same server shows the letter again.
    """
    chunks = new.body if isinstance(new.body, int) and arrival.place else None
    if chunks is not None and not body.finish_long(tx, chunks, new.size_bytes):
        return None
    if tx.insert_new(intake_letter, _row(tx, new, arrival.at)):
        taken = Taken(_number(tx, new.identity), True)
        _keep(tx, taken.id, new, arrival)
    else:
        taken = Taken(_number(tx, new.identity), False)
        if chunks is not None:
            body.remove(tx, (chunks,))
    came(tx, taken.id, arrival, head)
    return taken


def came(tx: Tx, number: int, arrival: Arrival, head: bytes | None = None) -> None:
    """Puts down one more way in which that letter came."""
    place = arrival.place
    done = {"intake_id": number, "at": arrival.at, "head": head, "not_before": None, "reason": None}
    if place and tx.run(update(intake_arrival).where(at(place)).values(done)):
        return
    where = _columns(place) if place else {"letter": arrival.letter}
    tx.insert_new(intake_arrival, {**done, **where, "door": arrival.door, "tries": 0})


def known(tx: Tx, mailbox: str, heads: tuple[bytes, ...]) -> dict[bytes, int]:
    """Which of the letters that the mailbox shows with such *heads* are in the tray, by their numbers."""
    columns = select(intake_arrival.c.head, func.min(intake_arrival.c.intake_id).label("id"))
    mine = (intake_arrival.c.mailbox == mailbox) & intake_arrival.c.head.in_(heads)
    asked = columns.where(mine, intake_arrival.c.intake_id.is_not(None))
    return {row.head: row.id for row in tx.all(asked.group_by(intake_arrival.c.head))}


def is_known(tx: Tx, identity: bytes) -> bool:
    """Whether that letter is in the tray."""
    same = intake_letter.c.identity == identity
    return tx.value(select(intake_letter.c.id).where(same)) is not None


def at(place: Place) -> ColumnElement[bool]:
    """The condition under which an arrival is at *place*."""
    return and_(*(intake_arrival.c[name] == value for name, value in _columns(place).items()))


def _columns(place: Place) -> dict[str, str | int]:
    return {
        "mailbox": place.mailbox,
        "folder": place.folder,
        "validity": place.validity,
        "uid": place.uid,
    }


def _row(tx: Tx, new: NewIntake, now: datetime) -> dict[str, object]:
    state = TrayState.REFUSED if new.refused else TrayState.ASIDE if new.hold else TrayState.NEW
    return {
        "identity": new.identity,
        "digest": new.digest,
        "size_bytes": new.size_bytes,
        "message_id": None if new.refused else new.message_id,
        "author": "" if new.refused else new.author,
        "subject": "" if new.refused else new.subject,
        "twin": _twin(tx, new),
        "received_at": now,
        "state": state.value,
        "reason": new.refused or new.hold,
        "tries": 0,
        "settled_at": now if state is TrayState.REFUSED else None,
    }


def _twin(tx: Tx, new: NewIntake) -> int | None:
    """The first letter with that Message-ID, whose content is another."""
    if new.message_id is None or new.refused:
        return None
    same = intake_letter.c.message_id == new.message_id
    found: int | None = tx.value(select(func.min(intake_letter.c.id)).where(same))
    return found


def _number(tx: Tx, identity: bytes) -> int:
    same = intake_letter.c.identity == identity
    return int(tx.value(tx.lock(select(intake_letter.c.id).where(same))))


def _keep(tx: Tx, number: int, new: NewIntake, arrival: Arrival) -> None:
    """The content of a new letter, the line of the account, and what the security officer is told."""
    body_id = new.body
    if isinstance(new.body, bytes):
        (body_id,) = body.put_short(tx, [(micros(arrival.at), new.body)])
    if body_id is not None:
        mine = intake_letter.c.id == number
        tx.run(update(intake_letter).where(mine).values(body_id=body_id))
    if new.seen:
        secrecy.met(tx, new.seen, arrival.at)
    tx.audit(
        arrival.at,
        "intake.refused" if new.refused else "intake.held" if new.hold else "intake.taken",
        f"intake:{number}",
        door=arrival.door,
        mailbox=arrival.place.mailbox if arrival.place else "",
        letter=arrival.letter or 0,
        octets=new.size_bytes,
        sha256=new.digest.hex(),
        rule=new.refused or new.hold or "",
    )
    tx.ring(TOPIC)


def forget_untaken(tx: Tx, mailbox: str, folder: str, validity: int) -> None:
    """Lets go of what was tried under other numbers than *validity*: it cannot be found by them any more."""
    c = intake_arrival.c
    mine = (c.mailbox == mailbox) & (c.folder == folder) & (c.validity != validity)
    tx.run(delete(intake_arrival).where(mine, c.intake_id.is_(None)))
