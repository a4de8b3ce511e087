"""The statistics by who leads: how many of the tasks are in each class, in one statement."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from store import lateness
from store.schema.directory import agency, person, unit
from store.schema.work import OPEN, task, task_party
from store.tx import Tx
from store.worklist import Within, in_reach, open_within
from store.workload import DONE
from work.deadline import Reached
from work.tally import Tally
from work.task import Role, TaskClass, TaskState, classed


def by_lead(
    tx: Tx, since: date, now: Reached, units_of: str | None = None
) -> tuple[tuple[str, Tally], ...]:
    """By leading agency, or by leading unit of the agency *units_of*, the tasks done from *since* on and those open.

    What was cancelled or recalled is in no count. In the order of the agencies' codes, units by name.
    """
    if units_of is None:
        names = {row.code: row.short_name for row in tx.all(select(agency))}
        whole = _tallies(tx, since, now, (task_party.c.agency,))
        return tuple((names[code], tally) for (code,), tally in sorted(whole.items()))
    mine = task_party.c.agency == units_of
    own = tx.value(select(agency.c.short_name).where(agency.c.code == units_of))
    units = {row.id: row.name for row in tx.all(select(unit).where(unit.c.agency == units_of))}
    parts = _tallies(tx, since, now, (task_party.c.unit_id,), mine)
    named = ((units.get(number, own), tally) for (number,), tally in parts.items())
    return tuple(sorted(named, key=lambda one: one[0]))


def by_code(tx: Tx, since: date, now: Reached, codes: Collection[str]) -> dict[str, Tally]:
    """The same by leading agency, of those agencies alone, by code; of one that leads nothing there is none."""
    column = task_party.c.agency
    found = _tallies(tx, since, now, (column,), column.in_(codes))
    return {code: tally for (code,), tally in sorted(found.items())}


def _tallies(
    tx: Tx,
    since: date,
    now: Reached,
    who: tuple[ColumnElement[Any], ...],
    *which: ColumnElement[bool],
) -> dict[tuple[Any, ...], Tally]:
    """By those columns of the leading party, names aside: grouping by numbers takes half the time."""
    late = lateness.judged_late(now).label("late")
    chosen = (
        select(*who, task.c.state, late, func.count().label("found"))
        .join_from(task_party, task, task.c.id == task_party.c.task_id)
        .where(task_party.c.role == Role.LEAD, or_(OPEN, DONE & (task.c.done_on >= since)), *which)
        .group_by(*who, task.c.state, late)
    )
    counts: dict[tuple[Any, ...], dict[TaskClass, int]] = {}
    for row in tx.all(chosen):
        kind = classed(TaskState(row.state), None if row.late is None else bool(row.late))
        of_lead = counts.setdefault(tuple(row[: len(who)]), {})
        of_lead[kind] = of_lead.get(kind, 0) + row.found
    return {key: Tally.of(found) for key, found in counts.items()}


@dataclass(frozen=True, slots=True)
class Held:
    """What one *person* of a unit leads, or the unit itself where nobody is named; *soon* are due soon."""

    person: int | None
    name: str | None
    tally: Tally
    soon: int


def by_person(tx: Tx, since: date, now: Reached, soon: date, unit_id: int) -> tuple[Held, ...]:
    """By who leads in a unit, the tasks done from *since* on and those open; who has most overdue first.

    Those are due soon whose last day is not over and is *soon* at the latest.
    """
    who = (task_party.c.person_id, person.c.name)
    return _held(tx, since, now, soon, who, Within(staff=unit_id))


def by_unit(tx: Tx, since: date, now: Reached, soon: date, agency_code: str) -> tuple[Held, ...]:
    """The same by the unit that leads in an agency: *person* is the unit's number, None for the agency itself."""
    who = (unit.c.id, unit.c.name)
    return _held(tx, since, now, soon, who, Within(agency=agency_code))


def _held(
    tx: Tx,
    since: date,
    now: Reached,
    soon: date,
    who: tuple[ColumnElement[Any], ColumnElement[Any]],
    within: Within,
) -> tuple[Held, ...]:
    """By the number and the name in *who*; a party that names a person alone is of that person's unit."""
    late = lateness.judged_late(now).label("late")
    near = func.sum(case((lateness.near(now, soon), 1), else_=0)).label("near")
    theirs = unit.c.id == func.coalesce(task_party.c.unit_id, person.c.unit_id)
    chosen = (
        select(who[0].label("number"), who[1].label("name"))
        .add_columns(task.c.state, late, func.count().label("found"), near)
        .select_from(task_party)
        .join(task, task.c.id == task_party.c.task_id)
        .outerjoin(person, person.c.id == task_party.c.person_id)
        .where(task_party.c.role == Role.LEAD, in_reach((within,)))
        .group_by(*who, task.c.state, late)
    )
    if who[0].table is unit:
        chosen = chosen.outerjoin(unit, theirs)
    still_open = chosen.where(task_party.c.task_id.in_(open_within((within,))))
    done = chosen.where(DONE, task.c.done_on >= since)
    counts: dict[tuple[int | None, str | None], dict[TaskClass, int]] = {}
    ahead: dict[tuple[int | None, str | None], int] = {}
    for row in (*tx.all(still_open), *tx.all(done)):
        key = (row.number, row.name)
        kind = classed(TaskState(row.state), None if row.late is None else bool(row.late))
        counts.setdefault(key, {})[kind] = counts.get(key, {}).get(kind, 0) + row.found
        ahead[key] = ahead.get(key, 0) + int(row.near)
    held = [Held(*key, Tally.of(found), ahead[key]) for key, found in counts.items()]
    return tuple(sorted(held, key=_most_late))


def _most_late(one: Held) -> tuple[int, int, bool, str]:
    return -one.tally.open_late, -one.tally.open, one.name is None, one.name or ""
