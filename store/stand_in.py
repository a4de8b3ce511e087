"""Who stands in for whom (ủy quyền): from one office instant to another, never two for one, never in a row."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, insert, select, update

from store import clock, upcoming
from store.directory import people
from store.schema.absence import stand_in
from store.schema.base import MICROSECOND, Instant
from store.schema.directory import person
from store.tx import Tx
from work.act import Act
from work.person import Person
from work.stand_in import Amiss, NewStandIn, Phase, StandIn

LASTS = stand_in.c.begins_at < stand_in.c.ends_at  # not ended before it began

# What every page and every notice asks is put together once.
_OFFICE = bindparam("office", type_=Instant)
_TERMS = select(
    stand_in.c.absent_id, stand_in.c.deputy_id, stand_in.c.begins_at, stand_in.c.ends_at
).where(stand_in.c.absent_id.in_(bindparam("absent", expanding=True)), stand_in.c.ends_at > _OFFICE)


@dataclass(frozen=True, slots=True)
class Deputing:
    """That *deputy* stands in for *absent* between two office instants."""

    absent: int
    deputy: int
    begins_at: datetime
    ends_at: datetime


def name(tx: Tx, new: NewStandIn, act: Act) -> int | Amiss:
    """The number of the term, which the tick tells of; or why there is none.

    Whoever calls has looked at rights: store.absence.
    """
    both = (new.absent, new.deputy)
    held = {one.id: one for one in _held(tx, both)}
    office = clock.office_now(tx, act.now)
    why = _amiss(new, held, office) or _against(tx, new)
    if why is not None:
        return why
    days = {"first": new.first, "last": new.last}
    span = {"begins_at": new.begins_at, "ends_at": new.ends_at}
    said = {"document": new.document, "reason": new.reason, "set_at": office, "set_by": act.by}
    values = {"absent_id": new.absent, "deputy_id": new.deputy, **days, **span, **said}
    statement = insert(stand_in).values(**values, next_at=office + MICROSECOND)
    number = int(tx.value(statement.returning(stand_in.c.id)))
    tx.audit(
        act.now, "stand-in.named", f"person:{new.absent}", by=act.by, deputy=f"person:{new.deputy}",
        term=number, first=new.first.isoformat(), last=new.last.isoformat(),
    )  # fmt: skip
    _wake(tx, office, act.now)
    return number


def end(tx: Tx, number: int, today: date, act: Act) -> StandIn | Amiss:
    """Ends the term now, on the office's day *today*, before its last; both are told."""
    found = of_number(tx, number, lock=True)
    office = clock.office_now(tx, act.now)
    if found is None:
        return Amiss.UNKNOWN
    if found.phase(office) is Phase.ENDED:
        return Amiss.OVER
    last = {"ends_at": max(office, found.begins_at), "last": max(found.first, today)}
    ended = {**last, "ended_by": act.by, "next_at": office + MICROSECOND}
    tx.run(update(stand_in).where(stand_in.c.id == number).values(ended))
    who = f"person:{found.absent.id}"
    tx.audit(act.now, "stand-in.ended", who, by=act.by, term=number)
    _wake(tx, office, act.now)
    return found


def pass_on(tx: Tx, leaver: int, heir: int, today: date, act: Act) -> None:
    """Ends every term of one who leaves; where they stand in for others, *heir* does the rest of it if that may be.

    Whoever gives the work to themselves gets no such rest: nobody names themselves (store.absence).
    """
    office = clock.office_now(tx, act.now)
    for one in of_people(tx, (leaver,), office):
        if one.phase(office) is Phase.ENDED:
            continue
        end(tx, one.id, today, act)
        if one.deputy.id == leaver and heir != act.person:
            span = max(office, one.begins_at), one.ends_at
            first = max(today, one.first)
            rest = NewStandIn(one.absent.id, heir, first, one.last, *span, one.document, one.reason)
            name(tx, rest, act)


def of_number(tx: Tx, number: int, *, lock: bool = False) -> StandIn | None:
    """The term of that number."""
    one = select(stand_in).where(stand_in.c.id == number)
    found = _terms(tx, tx.all(tx.lock(one) if lock else one))
    return found[0] if found else None


def terms(tx: Tx, since: datetime | None = None) -> tuple[StandIn, ...]:
    """All that last beyond the office instant *since*, or all there ever were, the first to begin first."""
    chosen = select(stand_in).order_by(stand_in.c.begins_at, stand_in.c.id)
    if since is not None:
        chosen = chosen.where(LASTS, stand_in.c.ends_at > since)
    return _terms(tx, tx.all(chosen))


def of_people(tx: Tx, numbers: Collection[int], since: datetime) -> tuple[StandIn, ...]:
    """Those terms that end after *since* and in which one of these people has a part."""
    theirs = stand_in.c.absent_id.in_(numbers) | stand_in.c.deputy_id.in_(numbers)
    chosen = select(stand_in).where(theirs, stand_in.c.ends_at > since).order_by(stand_in.c.id)
    return _terms(tx, tx.all(tx.lock(chosen)))


def due(tx: Tx, office: datetime) -> tuple[StandIn, ...]:
    """Terms of which something is to be told at the office's time, locked."""
    told = select(stand_in).where(stand_in.c.next_at <= office).order_by(stand_in.c.next_at)
    return _terms(tx, tx.all(tx.lock_free(told)))


def next_due(tx: Tx) -> datetime | None:
    """The office instant at which something is told next; None where nothing is."""
    return upcoming.next_at(tx, stand_in)


def set_next(tx: Tx, number: int, next_at: datetime | None) -> None:
    """Notes when something of the term is told next."""
    tx.run(update(stand_in).where(stand_in.c.id == number).values(next_at=next_at))


def deputies(tx: Tx, absent: Collection[int], office: datetime) -> dict[int, int]:
    """Who stands in at *office* for each of the people *absent* for whom somebody does."""
    terms = deputies_from(tx, absent, office)
    return {one.absent: one.deputy for one in terms if one.begins_at <= office}


def deputies_from(tx: Tx, absent: Collection[int], office: datetime) -> tuple[Deputing, ...]:
    """The same for *office* and any instant after it: by terms, some of which have yet to begin."""
    rows = tx.all(_TERMS, {"absent": sorted(absent), "office": office}) if absent else ()
    return tuple(Deputing(row.absent_id, row.deputy_id, row.begins_at, row.ends_at) for row in rows)


def absent_for(tx: Tx, deputy: int, office: datetime) -> tuple[Person, ...]:
    """Those for whom that person stands in at *office*, marked so."""
    theirs = (stand_in.c.deputy_id == deputy) & standing_at(office)
    chosen = people.everybody().join(stand_in, stand_in.c.absent_id == person.c.id)
    rows = tx.all(chosen.where(theirs).order_by(person.c.id))
    return tuple(people.of_row(row, deputy) for row in rows)


def standing_at(office: datetime) -> ColumnElement[bool]:
    """The rows in force at that office instant."""
    return (stand_in.c.begins_at <= office) & (office < stand_in.c.ends_at)


def _wake(tx: Tx, office: datetime, now: datetime) -> None:
    clock.bound(tx, office + MICROSECOND, now)
    tx.ring("tick")


def _held(tx: Tx, numbers: Collection[int]) -> tuple[Person, ...]:
    """The people, whom nobody else names in another term before the commit."""
    tx.all(tx.lock(select(person.c.id).where(person.c.id.in_(numbers)).order_by(person.c.id)))
    return _people(tx, numbers)


def _people(tx: Tx, numbers: Collection[int]) -> tuple[Person, ...]:
    rows = tx.all(people.everybody().where(person.c.id.in_(numbers)).order_by(person.c.id))
    return tuple(map(people.of_row, rows))


def _amiss(new: NewStandIn, held: dict[int, Person], office: datetime) -> Amiss | None:
    if new.absent == new.deputy:
        return Amiss.SAME
    absent, deputy = held.get(new.absent), held.get(new.deputy)
    if absent is None or deputy is None:
        return Amiss.UNKNOWN
    if deputy.disabled:
        return Amiss.DISABLED
    if absent.agency != deputy.agency:
        return Amiss.FOREIGN
    if new.last < new.first:
        return Amiss.BACKWARDS
    return Amiss.OVER if new.ends_at <= office else None


def _against(tx: Tx, new: NewStandIn) -> Amiss | None:
    """What other terms of the same time have against it."""
    then = LASTS & (stand_in.c.begins_at < new.ends_at) & (new.begins_at < stand_in.c.ends_at)
    same = stand_in.c.absent_id == new.absent
    if tx.all(select(stand_in.c.id).where(then, same).limit(1)):
        return Amiss.OVERLAP
    row = (stand_in.c.absent_id == new.deputy) | (stand_in.c.deputy_id == new.absent)
    return Amiss.CHAIN if tx.all(select(stand_in.c.id).where(then, row).limit(1)) else None


def _terms(tx: Tx, rows: Collection[Row[Any]]) -> tuple[StandIn, ...]:
    numbers = {number for row in rows for number in (row.absent_id, row.deputy_id)}
    known = {one.id: one for one in _people(tx, numbers)} if rows else {}
    return tuple(
        StandIn(
            row.id,
            known[row.absent_id],
            known[row.deputy_id],
            row.first,
            row.last,
            row.begins_at,
            row.ends_at,
            row.document,
            row.reason,
            row.set_at,
            row.set_by,
            row.ended_by,
            row.next_at,
        )
        for row in rows
    )
