"""Letters that came in as work: each is kept once, whichever ways it came, in one commit with its cursor.

A letter is known again by its identity (`mail.identity`); the keys of the tables hold that,
whoever takes it twice.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, select, update

from store import body, secrecy
from store.schema.base import micros
from store.schema.intake import intake_arrival, intake_letter
from store.tx import Tx
from work.intake import Arrival, NewIntake, Place, TrayState

PETITION = "petition"  # the sort of what came to an address for petitions
TOPIC = "intake"  # something may be read
RETRY = "intake-retry"  # a person wants it tried again


# Made once: each is asked for every letter.
_SAME = select(func.min(intake_letter.c.id)).where(
    intake_letter.c.message_id == bindparam("message_id")
)
_WITH_BODY = (
    update(intake_letter)
    .where(intake_letter.c.id == bindparam("number"))
    .values(body_id=bindparam("body"))
)
_CAME = (
    update(intake_arrival)
    .where(*(intake_arrival.c[name] == bindparam(f"{name}_") for name in Place.__slots__))
    .values(
        intake_id=bindparam("letter_"), at=bindparam("at_"), head=bindparam("head_"),
        not_before=None, reason=None,
    )
)  # fmt: skip


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
    number = tx.insert_id(intake_letter, _row(tx, new, arrival.at))
    if number is not None:
        taken = Taken(number, True)
        _keep(tx, taken.id, new, arrival)
    else:
        taken = Taken(_number(tx, new.identity), False)
        if chunks is not None:
            body.remove(tx, (chunks,))
        if new.petition:
            _make_petition(tx, taken.id)
    came(tx, taken.id, arrival, head)
    return taken


def came(tx: Tx, number: int, arrival: Arrival, head: bytes | None = None) -> None:
    """Puts down one more way in which that letter came."""
    place = arrival.place
    done = {"intake_id": number, "at": arrival.at, "head": head, "not_before": None, "reason": None}
    came_so = {"letter_": number, "at_": arrival.at, "head_": head}
    if place and tx.run(_CAME, {**came_so, **_named(place)}):
        return
    where = _columns(place) if place else {"letter": arrival.letter}
    tx.insert_new(intake_arrival, {**done, **where, "door": arrival.door, "tries": 0})


def _make_petition(tx: Tx, number: int) -> None:
    """A letter that came to somebody else before is read once more: the petition in it is not lost by that."""
    mine = (intake_letter.c.id == number) & intake_letter.c.sort.is_(None)
    again = intake_letter.c.state.in_([TrayState.NEW, TrayState.READING, TrayState.READ])
    hidden = {"sort": PETITION, "author": "", "subject": ""}
    if tx.run(update(intake_letter).where(mine).values(hidden)):
        fresh = {"state": TrayState.NEW, "tries": 0, "holder": None, "until": None}
        one = intake_letter.c.id == number
        tx.run(update(intake_letter).where(one, again).values(**fresh, settled_at=None))
        tx.ring(TOPIC)


def known(
    tx: Tx, name: tuple[str, str], validity: int, heads: tuple[bytes, ...]
) -> dict[bytes, list[int]]:
    """The letters that the folder showed with such *heads* under other numbers, and not yet under these.

    As many as it showed: one that lies beside another and only looks like it is not known by that.
    """
    c = intake_arrival.c
    mine = (c.mailbox == name[0]) & c.head.in_(heads) & c.intake_id.is_not(None)
    rows = tx.all(select(c.head, c.folder, c.validity, c.intake_id).where(mine).order_by(c.id))
    shown: dict[bytes, dict[tuple[str, int], list[int]]] = {}
    for row in rows:
        numberings = shown.setdefault(row.head, {})
        numberings.setdefault((row.folder, row.validity), []).append(row.intake_id)
    found = {}
    for head, numberings in shown.items():
        here = numberings.pop((name[1], validity), [])
        found[head] = max(numberings.values(), key=len, default=[])[len(here) :]
    return found


def is_known(tx: Tx, identity: bytes) -> bool:
    """Whether that letter is in the tray."""
    same = intake_letter.c.identity == identity
    return tx.value(select(intake_letter.c.id).where(same)) is not None


def at(place: Place) -> ColumnElement[bool]:
    """The condition under which an arrival is at *place*."""
    return and_(*(intake_arrival.c[name] == value for name, value in _columns(place).items()))


def _named(place: Place) -> dict[str, str | int]:
    """What the parameters of a statement about that place are called."""
    return {f"{name}_": value for name, value in _columns(place).items()}


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
        "sort": PETITION if new.petition else None,
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
    found: int | None = tx.value(_SAME, {"message_id": new.message_id})
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
        tx.run(_WITH_BODY, {"number": number, "body": body_id})
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


def forget_places(tx: Tx, name: tuple[str, str], validity: int, next_uid: int | None) -> None:
    """Lets go of places that are no more: what was tried under other numbers, and what went back behind *next_uid*."""
    c = intake_arrival.c
    mine = (c.mailbox == name[0]) & (c.folder == name[1])
    tx.run(delete(intake_arrival).where(mine, c.validity != validity, c.intake_id.is_(None)))
    if next_uid is not None:
        again = (c.validity == validity) & (c.uid >= next_uid)
        tx.run(delete(intake_arrival).where(mine, again))
