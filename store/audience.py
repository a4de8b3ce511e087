"""The people behind tasks: those who are named, and those who answer for their units and agencies."""

from collections.abc import Collection

from sqlalchemy import select

from store.schema.directory import person, unit
from store.tx import Tx
from work.person import Person, Position
from work.task import Task

ANSWERING = (Position.UNIT_HEAD, Position.CLERK, Position.AGENCY_HEAD)


def people_behind(tx: Tx, tasks: Collection[Task]) -> tuple[Person, ...]:
    """Everybody whom a reminder of one of *tasks* may address, disabled ones too."""
    parties = [party for task in tasks for party in task.parties]
    named = {party.person for party in parties if party.person is not None}
    agencies = {party.agency for party in parties}
    answering = person.c.agency.in_(agencies) & person.c.position.in_(ANSWERING)
    rows = tx.all(
        select(person, unit.c.name.label("unit"))
        .outerjoin(unit, unit.c.id == person.c.unit_id)
        .where(person.c.id.in_(named) | answering)
        .order_by(person.c.id)
    )
    return tuple(
        Person(
            row.id,
            row.name,
            row.email,
            row.agency,
            row.unit,
            Position(row.position),
            row.language,
            row.disabled_at is not None,
        )
        for row in rows
    )
