"""People and their units. Their names and mailboxes never reach the account, only their numbers."""

import functools
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, select, update

from store.directory.agencies import all_agencies
from store.directory.change import (
    TOPIC,
    Before,
    Conflict,
    Effect,
    Tally,
    insert,
    set_disabled,
    unknown_agencies,
)
from store.schema.directory import person, unit
from store.tx import Tx
from work.act import person_of
from work.directory import Directory, NewPerson
from work.person import Person, Position


def all_people(tx: Tx, agency_code: str | None = None) -> tuple[Person, ...]:
    """Everybody of one agency, or of all, by agency and name; the disabled ones too."""
    rows = everybody().order_by(person.c.agency, person.c.name, person.c.id)
    if agency_code is not None:
        rows = rows.where(person.c.agency == agency_code)
    return tuple(of_row(row) for row in tx.all(rows))


def several(tx: Tx, numbers: Collection[int]) -> tuple[Person, ...]:
    """The people of those numbers."""
    rows = tx.all(everybody().where(person.c.id.in_(numbers)).order_by(person.c.id))
    return tuple(of_row(row) for row in rows)


def of_unit(tx: Tx, number: int) -> tuple[Person, ...]:
    """Everybody of one unit."""
    rows = tx.all(everybody().where(person.c.unit_id == number).order_by(person.c.id))
    return tuple(of_row(row) for row in rows)


def names_of(tx: Tx, numbers: Collection[int]) -> dict[int, str]:
    """What the people of these numbers are called."""
    rows = tx.all(select(person.c.id, person.c.name).where(person.c.id.in_(numbers)))
    return {row.id: row.name for row in rows}


def doer(tx: Tx, by: str | None) -> str | None:
    """What the person is called who did something, by the codes of an act; None where nobody of the directory did."""
    number = person_of(by)
    return None if number is None else names_of(tx, (number,)).get(number)


def person_at(tx: Tx, email: str) -> Person | None:
    """The person whose official mailbox *email* is."""
    row = tx.one(everybody().where(person.c.email == email))
    return None if row is None else of_row(row)


def add_person(tx: Tx, new: NewPerson, now: datetime) -> int | Conflict:
    """The person's number, or why they cannot be added."""
    for conflict in _conflicts(tx, (new,)):
        return conflict
    if not tx.insert_new(person, {"email": new.email, **_values(tx, new)}):
        return Conflict(0, "email", new.email, "taken")
    return _tell(tx, now, "person.added", new)


def people_before(tx: Tx, given: tuple[NewPerson, ...]) -> Before[NewPerson] | tuple[Conflict, ...]:
    """What put_people would change of *given*, or why it would not."""
    if found := tuple(_conflicts(tx, given)):
        return found
    emails = [new.email for new in given]
    rows = tx.all(everybody().where(person.c.email.in_(emails)))
    known = {row.email: _as_new(of_row(row)) for row in rows}
    return Before(tuple(known.get(email) for email in emails))


def put_people(tx: Tx, given: tuple[NewPerson, ...], now: datetime) -> Tally | tuple[Conflict, ...]:
    """Adds or changes all of *given*, told apart by mailbox, or none of them and why. Raises Overtaken."""
    if found := tuple(_conflicts(tx, given)):
        return found
    before = {known.email: known for known in _locked(tx, [new.email for new in given])}
    tally = Tally()
    for new in given:
        was = before.get(new.email)
        as_new = None if was is None else _as_new(was)
        tally = tally.plus(as_new, new)
        if was is None:
            insert(tx, person, {"email": new.email, **_values(tx, new)})
            _tell(tx, now, "person.added", new)
        elif as_new != new:
            tx.run(update(person).where(person.c.id == was.id).values(_values(tx, new)))
            _tell(tx, now, "person.changed", new)
    return tally


def disable_person(tx: Tx, email: str, now: datetime, by: str = "") -> Effect:
    """Lets the person get no more notices and see nothing by chat; *by* is who did it, where a door knows."""
    return _switch(tx, email, now, "person.disabled", now, by)


def enable_person(tx: Tx, email: str, now: datetime, by: str = "") -> Effect:
    """Takes back that they were disabled."""
    return _switch(tx, email, None, "person.enabled", now, by)


def speak(tx: Tx, number: int, language: str, now: datetime) -> bool:
    """Whether that person is spoken to in another *language* from now on."""
    other = (person.c.id == number) & (person.c.language != language)
    if tx.run(update(person).where(other).values(language=language)) == 0:
        return False
    tx.audit(now, "person.language-chosen", f"person:{number}", language=language)
    return True


@functools.cache
def everybody() -> Select[Any]:
    """Selects people with the names of their units, as of_row reads them; put together once."""
    return select(person, unit.c.name.label("unit")).outerjoin(unit, unit.c.id == person.c.unit_id)


@functools.cache
def one() -> Select[Any]:
    """The same of the one person whose *number* is given with it."""
    return everybody().where(person.c.id == bindparam("number"))


def told_at(number: int, name: str, email: str, language: str) -> Person:
    """Enough of a person for their channels, where no more was read."""
    return Person(number, name, email, "", None, Position.STAFF, language)


def of_row(row: Row[Any], deputy: int | None = None) -> Person:
    """The person in a row that holds the columns of everybody, for whom *deputy* stands in."""
    return Person(
        row.id,
        row.name,
        row.email,
        row.agency,
        row.unit,
        Position(row.position),
        row.language,
        row.disabled_at is not None,
        deputy,
    )


def _as_new(known: Person) -> NewPerson:
    return NewPerson(
        known.name, known.email, known.agency, known.unit, known.position, known.language
    )


def _locked(tx: Tx, emails: Sequence[str]) -> list[Person]:
    tx.all(tx.lock(select(person.c.id).where(person.c.email.in_(emails))))
    return [of_row(row) for row in tx.all(everybody().where(person.c.email.in_(emails)))]


def _conflicts(tx: Tx, given: Sequence[NewPerson]) -> Iterator[Conflict]:
    yield from _twice(given)
    yield from unknown_agencies(tx, [new.agency for new in given])
    directory = Directory.of(all_agencies(tx), ())
    for row, new in enumerate(given):
        known = new.agency in directory.agencies
        if known and not directory.houses(new.email.rpartition("@")[2], new.agency):
            yield Conflict(row, "email", new.email, "foreign", new.agency)


def _twice(given: Sequence[NewPerson]) -> Iterator[Conflict]:
    seen: set[str] = set()
    for row, new in enumerate(given):
        if new.email in seen:
            yield Conflict(row, "email", new.email, "twice")
        seen.add(new.email)


def _values(tx: Tx, new: NewPerson) -> dict[str, Any]:
    return {
        "name": new.name,
        "agency": new.agency,
        "unit_id": _unit(tx, new.agency, new.unit),
        "position": new.position,
        "language": new.language,
    }


def _unit(tx: Tx, agency_code: str, name: str | None) -> int | None:
    """The number of the unit, which is made when nobody named it before."""
    if name is None:
        return None
    tx.insert_new(unit, {"agency": agency_code, "name": name})
    place = (unit.c.agency == agency_code) & (unit.c.name == name)
    return int(tx.value(select(unit.c.id).where(place)))


def _switch(tx: Tx, email: str, at: datetime | None, event: str, now: datetime, by: str) -> Effect:
    effect = set_disabled(tx, person, person.c.email == email, at)
    if effect is Effect.DONE:
        codes = {"by": by} if by else {}
        tx.audit(now, event, f"person:{_number(tx, email)}", **codes)
    return effect


def _tell(tx: Tx, now: datetime, event: str, new: NewPerson) -> int:
    number = _number(tx, new.email)
    tx.audit(now, event, f"person:{number}", agency=new.agency, position=new.position)
    tx.ring(TOPIC)
    return number


def _number(tx: Tx, email: str) -> int:
    return int(tx.value(select(person.c.id).where(person.c.email == email)))
