"""Assigned work counted for charts: by days, weeks and who leads, each in one statement.

*whose* leaves what one of these leads, all where it is empty.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, TextClause, and_, case, func, or_, select

from store import lateness, worklist
from store.schema.directory import agency, person, unit
from store.schema.work import DONE_PARTY, LEADING, OPEN_PARTY, RUNNING, task, task_party
from store.tx import Tx
from store.worklist import Within
from store.workload import DONE
from work.deadline import Reached

Whose = tuple[Within, ...]
_TO_ACT = (OPEN_PARTY, task_party.c.stopped_on.is_(None))


def done_between(
    tx: Tx, since: date, until: date, whose: Whose = ()
) -> tuple[tuple[date, bool, int], ...]:
    """By day of that span, how many tasks with a deadline were done in time (False) and late."""
    of, done = (task_party.c, DONE_PARTY) if whose else (task.c, DONE)
    over = lateness.over(of.due, of.due_last, of.done_on, of.stopped_at)
    late = case((over, 1), else_=0).label("late")
    counted = select(of.done_on, late, func.count().label("found"))
    span = (of.done_on >= since, of.done_on <= until)
    chosen = counted.where(done, *span, of.due.is_not(None), *_reached(whose))
    rows = tx.all(chosen.group_by(of.done_on, late).order_by(of.done_on))
    return tuple((row.done_on, bool(row.late), row.found) for row in rows)


def late_dues(tx: Tx, now: Reached, whose: Whose = ()) -> dict[date, int]:
    """By due date, how many tasks who leads has to act on are late *now*."""
    of, acted = (task_party.c, _TO_ACT) if whose else (task.c, (RUNNING,))
    over = lateness.over_now(of.due, of.due_last, now)
    counted = select(of.due, func.count().label("found")).where(*acted, over, *_reached(whose))
    return {row.due: row.found for row in tx.all(counted.group_by(of.due))}


def loads(tx: Tx, now: Reached, whose: Whose = ()) -> tuple[tuple[str, int, int], ...]:
    """By leading unit, the tasks to act on: late ones, and the rest; by person, where *whose* is one unit alone."""
    by_person, of = is_by_person(whose), task_party.c
    over = lateness.over_now(of.due, of.due_last, now)
    late = func.sum(case((of.due.is_not(None) & over, 1), else_=0)).label("late")
    named = (of.agency, of.unit_id, of.person_id) if by_person else (of.agency, of.unit_id)
    counted = select(*named, late, func.count().label("found"))
    theirs = counted.where(LEADING, *_TO_ACT, *_reached(whose))
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
    columns = {"came": task.c.opened_at, "went": task.c.closed_at}
    span = [and_(one >= bounds[0], one < bounds[-1]) for one in columns.values()]
    weeks = [_week(one, bounds).label(name) for name, one in columns.items()]
    counted = select(*weeks, func.count().label("found")).select_from(_those(whose))
    opened, closed = Counter[int](), Counter[int]()
    for row in tx.all(counted.where(or_(*span), *_reached(whose)).group_by(*weeks)):
        opened[row.came] += row.found
        closed[row.went] += row.found
    return tuple((opened[number], closed[number]) for number in range(len(bounds) - 1))


def _week(column: ColumnElement[datetime], bounds: Sequence[datetime]) -> ColumnElement[int]:
    """Which week of *bounds* an instant is in; -1 before them, NULL behind."""
    return case(*((column < end, number - 1) for number, end in enumerate(bounds)))


def _those(whose: Whose) -> Any:
    """From the leads where some are asked for: most of all tasks are others'."""
    return task_party.join(task, task.c.id == task_party.c.task_id) if whose else task


def _reached(whose: Whose) -> list[ColumnElement[bool] | TextClause]:
    return [LEADING, worklist.leads_within(whose)] if whose else []
