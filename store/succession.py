"""One agency succeeds another (kế thừa, sáp nhập): from a day on its code is not used any more, and its people and open work move."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select, update

from store import hand_over
from store.directory.agencies import all_agencies
from store.directory.change import TOPIC
from store.event import OPEN
from store.schema.directory import agency, person, unit
from store.schema.event import event
from store.schema.petition import petition
from store.tx import Tx
from work.act import Act
from work.agency import Agency
from work.hand_over import HandOver, Unfit


class Left(NamedTuple):
    """How many open *tasks* stand with an agency that ended, and the *successor* where one is named."""

    code: str
    successor: str | None
    tasks: int


def name_successor(tx: Tx, old: str, new: str, on: date, act: Act) -> Unfit | None:
    """Lets *new* succeed *old* from the day *on*; None when it does."""
    known = {one.code: one for one in all_agencies(tx)}
    tx.all(
        tx.lock(select(agency.c.code).where(agency.c.code.in_((old, new))).order_by(agency.c.code))
    )
    why = _unfit(known, old, new, on) or hand_over.other_running(tx, old, new)
    if why is not None:
        return why
    values = {"valid_to": on - timedelta(days=1), "successor": new}
    tx.run(update(agency).where(agency.c.code == old).values(values))
    tx.audit(
        act.now,
        "agency.succeeded",
        f"agency:{old}",
        by=act.by,
        to=f"agency:{new}",
        on=on.isoformat(),
    )
    tx.ring(TOPIC)
    return None


def look(tx: Tx, old: str, new: str, on: date) -> Unfit | None:
    """Why *new* could not succeed *old* from the day *on*; None where it could."""
    return _unfit({one.code: one for one in all_agencies(tx)}, old, new, on)


def begin(tx: Tx, old: str, new: str, reason: str | None, act: Act) -> HandOver:
    """The batch that moves the open tasks; people, and agencies below, are moved by it at once.

    So are petitions, whose clerks and heads are the successor's now, and events that are still to be held.
    """
    batch = hand_over.begin_agency(tx, old, new, reason, act)
    _move_people(tx, old, new, act)
    tx.run(update(petition).where(petition.c.agency == old).values(agency=new))
    planned = (event.c.agency == old) & event.c.state.in_(OPEN)
    tx.run(update(event).where(planned).values(agency=new))
    below = [one.code for one in all_agencies(tx) if one.parent == old and one.code != new]
    tx.run(update(agency).where(agency.c.code.in_(below)).values(parent=new))
    for code in below:
        tx.audit(act.now, "agency.changed", f"agency:{code}", by=act.by, parent=f"agency:{new}")
    tx.ring(TOPIC)
    return batch


def left_behind(tx: Tx, today: date) -> tuple[Left, ...]:
    """Open work that still stands with agencies whose code was over before *today*."""
    over = tx.all(select(agency).where(agency.c.valid_to < today).order_by(agency.c.code))
    found = ((row, len(hand_over.open_tasks(tx, row.code))) for row in over)
    return tuple(Left(row.code, row.successor, tasks) for row, tasks in found if tasks)


def people_of(tx: Tx, code: str) -> int:
    """How many people the agency has, disabled ones too."""
    return len(tx.all(select(person.c.id).where(person.c.agency == code)))


def _unfit(known: dict[str, Agency], old: str, new: str, on: date) -> Unfit | None:
    if old not in known or new not in known:
        return Unfit.UNKNOWN
    if old == new:
        return Unfit.SAME
    if known[new].disabled:
        return Unfit.DISABLED
    if not known[new].valid_on(on):
        return Unfit.ENDED
    heir, seen = known[new].successor, {new}
    while heir is not None and heir in known and heir not in seen:
        if heir == old:
            return Unfit.CIRCLE
        seen.add(heir)
        heir = known[heir].successor
    return None


def _move_people(tx: Tx, old: str, new: str, act: Act) -> None:
    chosen = select(person.c.id, unit.c.name).outerjoin(unit, unit.c.id == person.c.unit_id)
    for row in tx.all(chosen.where(person.c.agency == old).order_by(person.c.id)):
        there = {"agency": new, "unit_id": hand_over.unit_number(tx, new, row.name)}
        tx.run(update(person).where(person.c.id == row.id).values(there))
        tx.audit(act.now, "person.changed", f"person:{row.id}", by=act.by, agency=new)
