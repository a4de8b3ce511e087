"""The people behind tasks: those who are named, and those who answer for their units and agencies."""

from collections.abc import Collection

from store.directory import people
from store.schema.directory import person
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
    chosen = people.everybody().where(person.c.id.in_(named) | answering).order_by(person.c.id)
    return tuple(people.of_row(row) for row in tx.all(chosen))
