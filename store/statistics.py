"""The statistics by who leads: how many of the tasks are in each class, in one statement."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, case, func, or_, select

from store import lateness
from store.schema.directory import agency, person, unit
from store.schema.work import DONE_PARTY, LEADING, OPEN, OPEN_PARTY, task, task_party
from store.tx import Tx
from store.worklist import Within, leads_within
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
    found = _held(tx, since, now, soon, task_party.c.person_id, Within(staff=unit_id))
    return _named(tx, found, person)


def by_unit(tx: Tx, since: date, now: Reached, soon: date, agency_code: str) -> tuple[Held, ...]:
    """The same by the unit that leads in an agency: *person* is the unit's number, None for the agency itself.

    A party that names a person alone is of that person's unit.
    """
    theirs = func.coalesce(task_party.c.unit_id, person.c.unit_id)
    return _named(tx, _held(tx, since, now, soon, theirs, Within(agency=agency_code)), unit)


def _held(
    tx: Tx, since: date, now: Reached, soon: date, who: ColumnElement[Any], within: Within
) -> dict[int | None, tuple[dict[TaskClass, int], int]]:
    """By the number *who*: how many are in each class, and how many due soon; by what parties bear alone."""
    of = task_party.c
    judged = (lateness.late_while_open(now, of), of.due.is_(None), lateness.near(now, soon, of))
    names = ("over", "undated", "ahead")
    sums = [
        func.coalesce(func.sum(case((one, 1), else_=0)), 0).label(name)
        for name, one in zip(names, judged, strict=True)
    ]
    number = who.label("number")

    def those(*columns: ColumnElement[Any]) -> Select[Any]:
        chosen = select(number, *columns).select_from(task_party)
        return chosen.outerjoin(person, person.c.id == of.person_id).where(LEADING)

    still = those(func.count().label("every"), *sums).where(OPEN_PARTY, leads_within((within,)))
    found: dict[int | None, tuple[dict[TaskClass, int], int]] = {}
    for row in tx.all(still.group_by(number)):
        counts = {TaskClass.OPEN_LATE: row.over, TaskClass.OPEN_UNDATED: row.undated}
        counts[TaskClass.OPEN_IN_TIME] = row.every - row.over - row.undated
        found[row.number] = (counts, int(row.ahead))
    over = func.coalesce(lateness.over(of.due, of.due_last, of.done_on, of.stopped_at), False)
    late = case((of.due.is_(None), None), else_=over).label("late")
    done = those(late, func.count().label("every")).where(
        DONE_PARTY, of.done_on >= since, leads_within((within,))
    )
    for row in tx.all(done.group_by(number, late)):
        kind = classed(TaskState.DONE, None if row.late is None else bool(row.late))
        counts, _ = found.setdefault(row.number, ({}, 0))
        counts[kind] = counts.get(kind, 0) + row.every
    return found


def _named(
    tx: Tx, found: dict[int | None, tuple[dict[TaskClass, int], int]], named: Table
) -> tuple[Held, ...]:
    numbers = [one for one in found if one is not None]
    rows = tx.all(select(named.c.id, named.c.name).where(named.c.id.in_(numbers)))
    names = {row.id: row.name for row in rows}
    held = (
        Held(one, names.get(one), Tally.of(counts), ahead) for one, (counts, ahead) in found.items()
    )
    return tuple(sorted(held, key=_most_late))


def _most_late(one: Held) -> tuple[int, int, bool, str]:
    return -one.tally.open_late, -one.tally.open, one.name is None, one.name or ""
