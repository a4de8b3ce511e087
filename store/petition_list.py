"""Petitions as those see them who deal with them: what waits, by the deadline that is next."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select

from store import audience, petition, petitioner, stand_in, worklist
from store.schema.petition import petition as table
from store.schema.work import task, task_party
from store.tx import Tx
from work.access import Doing, OfPetition, may
from work.deadline import Reached
from work.person import RECEIVING, Person
from work.petition import ENDED, Happened, Petition
from work.petitioner import NOBODY, Petitioner
from work.task import Role

_OF_PETITIONS = (Doing.PETITION, Doing.SUPPLEMENT, Doing.ANSWER, Doing.WHOLE)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of *total* petitions; *number* is the page shown, the last where fewer are left."""

    petitions: tuple[Petition, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Whole:
    """One petition with its history, and what anybody may see of its sender.

    *sees_sender*: whether who looks may see the sender whole.
    """

    petition: Petition
    past: tuple[Happened, ...]
    sees_sender: bool
    sender: Petitioner


def waiting(tx: Tx, people: Collection[Person], number: int, size: int) -> Page:
    """Page *number* of those not ended that one of *people* received or handles, the next due first."""
    theirs = or_(*(_of(tx, one) for one in people))
    chosen = select(table.c.id).join(task, task.c.id == table.c.task_id)
    chosen = chosen.where(table.c.state.not_in(sorted(ENDED)), theirs)
    total = int(tx.value(select(func.count()).select_from(chosen.subquery())))
    pages = max(-(-total // size), 1)
    shown = min(max(number, 1), pages)
    order = (task.c.due.is_(None), task.c.due, table.c.id)
    rows = tx.all(chosen.order_by(*order).limit(size).offset((shown - 1) * size))
    found = [petition.one(tx, int(row.id)) for row in rows]
    return Page(tuple(one for one in found if one is not None), shown, pages, total)


def whole(tx: Tx, number: int, people: Collection[Person]) -> Whole | None:
    """The petition; None where it is not there, and where it is nothing to *people*."""
    one = petition.one(tx, number)
    watched = None if one is None else worklist.one(tx, one.task)
    if one is None or watched is None:
        return None
    about = OfPetition(one.agency, watched.lead)
    rights = {doing for who in people for doing in _OF_PETITIONS if may(who, doing, about)}
    if not rights:
        return None
    past = petition.history(tx, (number,))[number]
    return Whole(
        one, past, Doing.WHOLE in rights, petitioner.shown(tx, (number,)).get(number, NOBODY)
    )


def acting(tx: Tx, who: Person, now: Reached) -> tuple[Person, ...]:
    """Who acts, and those for whom they stand in now."""
    away = () if now.at is None else stand_in.absent_for(tx, who.id, now.at)
    return (who, *away)


def _of(tx: Tx, who: Person) -> ColumnElement[bool]:
    """A whole unit's are everybody's in it."""
    lead = task_party.c.person_id == who.id
    unit = audience.unit_of(tx, who.id)
    if unit is not None:
        nobody = task_party.c.person_id.is_(None)
        lead = or_(lead, and_(task_party.c.unit_id == unit, nobody))
    leads = task_party.c.role == Role.LEAD
    mine = select(task_party.c.task_id).where(task_party.c.task_id == table.c.task_id, leads, lead)
    found: ColumnElement[bool] = mine.exists()
    return or_(found, table.c.agency == who.agency) if who.position in RECEIVING else found
