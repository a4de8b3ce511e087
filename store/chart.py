"""Assigned work counted for charts: by days, weeks and who leads, each in one statement.

*whose* leaves what one of these leads, all where it is empty.
"""

import itertools
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, select

from store import lateness, worklist
from store.schema.directory import agency, person, unit
from store.schema.work import RUNNING, task, task_party
from store.tx import Tx
from store.worklist import Within
from store.workload import DONE
from work.deadline import Reached
from work.task import Role

Whose = tuple[Within, ...]


def done_between(
    tx: Tx, since: date, until: date, whose: Whose = ()
) -> tuple[tuple[date, bool, int], ...]:
    """By day of that span, how many tasks with a deadline were done in time (False) and late."""
    columns = (task.c.due, task.c.due_last, task.c.done_on, task.c.stopped_at)
    late = case((lateness.over(*columns), 1), else_=0).label("late")
    counted = select(task.c.done_on, late, func.count().label("found"))
    span = (task.c.done_on >= since, task.c.done_on <= until)
    chosen = counted.where(DONE, *span, task.c.due.is_not(None), *_led(whose))
    rows = tx.all(chosen.group_by(task.c.done_on, late).order_by(task.c.done_on))
    return tuple((row.done_on, bool(row.late), row.found) for row in rows)


def late_dues(tx: Tx, now: Reached, whose: Whose = ()) -> dict[date, int]:
    """By due date, how many tasks who leads has to act on are late *now*."""
    over = lateness.over_now(task.c.due, task.c.due_last, now)
    counted = select(task.c.due, func.count().label("found")).where(RUNNING, over, *_led(whose))
    return {row.due: row.found for row in tx.all(counted.group_by(task.c.due))}


def loads(tx: Tx, now: Reached, whose: Whose = ()) -> tuple[tuple[str, int, int], ...]:
    """By leading unit, the tasks to act on: late ones, and the rest; by person, where *whose* is one unit alone."""
    by_person = is_by_person(whose)
    over = lateness.over_now(task.c.due, task.c.due_last, now)
    who = (agency.c.short_name, unit.c.name.label("unit_name"), person.c.name.label("person_name"))
    named = who if by_person else who[:2]
    late = func.sum(case((task.c.due.is_not(None) & over, 1), else_=0)).label("late")
    counted = (
        select(*named, late, func.count().label("found"))
        .select_from(task)
        .join(task_party, (task_party.c.task_id == task.c.id) & (task_party.c.role == Role.LEAD))
        .join(agency, agency.c.code == task_party.c.agency)
        .outerjoin(unit, unit.c.id == task_party.c.unit_id)
        .outerjoin(person, person.c.id == task_party.c.person_id)
        .where(RUNNING, *_led(whose))
        .group_by(*named)
    )
    found = []
    for row in tx.all(counted):
        within = f"{row.unit_name} ({row.short_name})" if row.unit_name else row.short_name
        name = (row.person_name or within) if by_person else within
        found.append((name, int(row.late), int(row.found) - int(row.late)))
    return tuple(sorted(found))


def is_by_person(whose: Whose) -> bool:
    """Whether loads() tells of people: of units there would be one alone."""
    return bool(whose) and all(one.staff is not None for one in whose)


def flows(tx: Tx, bounds: Sequence[datetime], whose: Whose = ()) -> tuple[tuple[int, int], ...]:
    """How many tasks were opened and how many closed between each two of *bounds*, which are office instants."""

    def counts(column: ColumnElement[datetime]) -> list[int]:
        between = itertools.pairwise(bounds)
        sums = [func.sum(case((_between(column, a, b), 1), else_=0)) for a, b in between]
        there = _between(column, bounds[0], bounds[-1])
        found = tx.one(select(*sums).where(there, *_led(whose)))
        return [int(number or 0) for number in found or ()]

    return tuple(zip(counts(task.c.opened_at), counts(task.c.closed_at), strict=True))


def _led(whose: Whose) -> list[ColumnElement[bool]]:
    return [task.c.id.in_(worklist.led_within(whose))] if whose else []


def _between(
    column: ColumnElement[datetime], begins: datetime, ends: datetime
) -> ColumnElement[bool]:
    return (column >= begins) & (column < ends)
