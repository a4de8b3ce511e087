"""The people behind tasks: those who are named, and those who answer for their units and agencies."""

import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, bindparam, case, func, select

from store import lateness, stand_in
from store.directory import people
from store.schema.directory import agency, person, unit
from store.schema.work import LEADING, RUNNING, task, task_party
from store.tx import Tx
from work.audience import is_reached
from work.deadline import Reached
from work.person import Person, Position
from work.task import Party, Role, Task

ANSWERING = (Position.UNIT_HEAD, Position.CLERK, Position.AGENCY_HEAD)


@dataclass(frozen=True, slots=True)
class Unreminded:
    """How many open tasks with a deadline one *lead* has behind whom nobody stands, and how many are late."""

    lead: Party
    tasks: int
    late: int


def people_behind(
    tx: Tx, tasks: Collection[Task], office: datetime | None = None
) -> tuple[Person, ...]:
    """Everybody whom a reminder of one of *tasks* may address, disabled ones too.

    With *office*, the office's time, those are among them who stand in for others then.
    """
    found = behind(tx, [party for task in tasks for party in task.parties])
    return found if office is None else with_deputies(tx, found, office)


def with_deputies(tx: Tx, known: tuple[Person, ...], office: datetime) -> tuple[Person, ...]:
    """*known* with who stands in for each at *office*, and those themselves behind them."""
    return deputed(tx, known, office)(office)


def deputed(
    tx: Tx, known: tuple[Person, ...], office: datetime
) -> Callable[[datetime], tuple[Person, ...]]:
    """The same for any instant from *office* on, as things stand now: what is asked of later ones reads nothing."""
    numbers = {one.id for one in known}
    terms = stand_in.deputies_from(tx, numbers, office)
    more = {one.deputy for one in terms} - numbers
    others = of_numbers(tx, more) if more else ()

    def there(at: datetime) -> tuple[Person, ...]:
        standing = {one.absent: one.deputy for one in terms if one.begins_at <= at < one.ends_at}
        if not standing:
            return known
        marked = tuple(replace(one, deputy=standing.get(one.id)) for one in known)
        behind_them = frozenset(standing.values())
        return (*marked, *(one for one in others if one.id in behind_them))

    return there


def of_numbers(tx: Tx, numbers: Collection[int]) -> tuple[Person, ...]:
    """The people of these numbers, disabled ones too."""
    rows = tx.all(people.everybody().where(person.c.id.in_(numbers)).order_by(person.c.id))
    return tuple(people.of_row(row) for row in rows)


def unit_of(tx: Tx, number: int) -> int | None:
    """The number of the unit that the person is in."""
    found: int | None = tx.value(select(person.c.unit_id).where(person.c.id == number))
    return found


def without_anybody(tx: Tx, leads: Iterable[Party]) -> frozenset[Party]:
    """Those of *leads* behind whom nobody stands, so that nobody is reminded of their tasks."""
    asked = frozenset(leads)
    by_id: dict[int, Person] = {}
    answering: dict[str, list[Person]] = defaultdict(list)
    for one in behind(tx, asked) if asked else ():
        by_id[one.id] = one
        if one.position in ANSWERING:
            answering[one.agency].append(one)

    def reached(lead: Party) -> bool:
        """First without those who answer: most leads are a person who is there."""
        named = [by_id[lead.person]] if lead.person in by_id else []
        return is_reached(lead, named) or is_reached(lead, named + answering[lead.agency])

    return frozenset(lead for lead in asked if not reached(lead))


def unreminded(tx: Tx, now: Reached, most: int | None = None) -> tuple[Unreminded, ...]:
    """The open tasks of which nobody is reminded, by lead, the most first.

    Of the *most* nearest deadlines where that is given. *now* is the office's time.
    """
    found = [Unreminded(_lead(row), row.tasks, row.late) for row in tx.all(_by_lead(now, most))]
    alone = without_anybody(tx, (one.lead for one in found))
    return tuple(one for one in found if one.lead in alone)


def behind(tx: Tx, parties: Collection[Party]) -> tuple[Person, ...]:
    """Everybody whom a reminder to one of *parties* may address, disabled ones too."""
    named = {party.person for party in parties if party.person is not None}
    agencies = {party.agency for party in parties}
    rows = tx.all(_behind(), {"named": sorted(named), "agencies": sorted(agencies)})
    return tuple(people.of_row(row) for row in rows)


@functools.cache
def _behind() -> Select[Any]:
    there = person.c.agency.in_(bindparam("agencies", expanding=True))
    named = person.c.id.in_(bindparam("named", expanding=True))
    either = named | (there & person.c.position.in_(ANSWERING))
    return people.everybody().where(either).order_by(person.c.id)


def _by_lead(now: Reached, most: int | None) -> Any:
    counted = _counted(now, most)
    called = (agency.c.short_name, unit.c.name.label("unit"), person.c.name.label("person"))
    return (
        select(counted, *called)
        .join(agency, agency.c.code == counted.c.agency)
        .outerjoin(unit, unit.c.id == counted.c.unit_id)
        .outerjoin(person, person.c.id == counted.c.person_id)
        .order_by(counted.c.tasks.desc(), counted.c.agency, unit.c.name, person.c.id)
    )


def _counted(now: Reached, most: int | None) -> Subquery:
    dated = select(task.c.id, task.c.due, task.c.due_last).where(RUNNING, task.c.due.is_not(None))
    chosen = dated.order_by(task.c.due).limit(most).subquery()
    who = (task_party.c.agency, task_party.c.unit_id, task_party.c.person_id)
    over = lateness.over_now(chosen.c.due, chosen.c.due_last, now)
    late = func.sum(case((over, 1), else_=0)).label("late")
    counted = select(*who, late, func.count().label("tasks")).select_from(chosen)
    lead = (task_party.c.task_id == chosen.c.id) & LEADING
    return counted.join(task_party, lead).group_by(*who).subquery()


def _lead(row: Any) -> Party:
    names = (row.short_name, row.unit, row.person)
    return Party(Role.LEAD, row.agency, row.unit_id, row.person_id, *names)
