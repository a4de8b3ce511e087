"""Assigned work counted for charts: by days, weeks and who leads, each in one statement.

*whose* leaves what one of these leads, all where it is empty.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, TextClause, case, func, select

from store import lateness, worklist
from store.schema.directory import agency, person, unit
from store.schema.work import LEADING, RUNNING, task, task_party
from store.tx import Tx
from store.worklist import Within
from store.workload import DONE
from work.deadline import Reached

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
    who = (task_party.c.agency, task_party.c.unit_id, task_party.c.person_id)
    over = lateness.over_now(task.c.due, task.c.due_last, now)
    late = func.sum(case((task.c.due.is_not(None) & over, 1), else_=0)).label("late")
    named = who if by_person else who[:2]
    counted = select(*named, late, func.count().label("found"))
    both = task_party.join(task, task.c.id == task_party.c.task_id)
    theirs = counted.select_from(both).where(RUNNING, LEADING, *_reached(whose))
    found: Counter[tuple[str, bool]] = Counter()
    for row in tx.all(_called(theirs.group_by(*named).subquery(), by_person=by_person)):
        within = f"{row.unit_name} ({row.short_name})" if row.unit_name else row.short_name
        name = (row.person_name or within) if by_person else within
        found[name, True] += int(row.late)
        found[name, False] += int(row.found) - int(row.late)
    names = sorted({name for name, _ in found})
    return tuple((name, found[name, True], found[name, False]) for name in names)


def _called(counted: Subquery, *, by_person: bool) -> Select[Any]:
    """Names for what was counted by numbers, which takes half the time."""
    chosen = (
        select(counted, agency.c.short_name, unit.c.name.label("unit_name"))
        .join(agency, agency.c.code == counted.c.agency)
        .outerjoin(unit, unit.c.id == counted.c.unit_id)
    )
    if not by_person:
        return chosen
    named = chosen.add_columns(person.c.name.label("person_name"))
    return named.outerjoin(person, person.c.id == counted.c.person_id)


def is_by_person(whose: Whose) -> bool:
    """Whether loads() tells of people: of units there would be one alone."""
    return bool(whose) and all(one.staff is not None for one in whose)


def flows(tx: Tx, bounds: Sequence[datetime], whose: Whose = ()) -> tuple[tuple[int, int], ...]:
    """How many tasks were opened and how many closed between each two of *bounds*, which are office instants."""

    def counts(column: ColumnElement[datetime]) -> list[int]:
        week = case(*((column < end, number) for number, end in enumerate(bounds[1:])))
        counted = select(week.label("week"), func.count().label("found")).select_from(_those(whose))
        span = (column >= bounds[0], column < bounds[-1])
        rows = tx.all(counted.where(*span, *_reached(whose)).group_by(week))
        found = {row.week: int(row.found) for row in rows}
        return [found.get(number, 0) for number, _ in enumerate(bounds[1:])]

    return tuple(zip(counts(task.c.opened_at), counts(task.c.closed_at), strict=True))


def _those(whose: Whose) -> Any:
    """From the leads where some are asked for: most of all tasks are others'."""
    return task_party.join(task, task.c.id == task_party.c.task_id) if whose else task


def _led(whose: Whose) -> list[ColumnElement[bool]]:
    return [worklist.led_within(whose)] if whose else []


def _reached(whose: Whose) -> list[ColumnElement[bool] | TextClause]:
    return [LEADING, worklist.leads_within(whose)] if whose else []
