"""The statistics by who leads: how many of the tasks are in each class, in one statement."""

from datetime import date

from sqlalchemy import func, or_, select

from store import lateness
from store.schema.directory import agency, unit
from store.schema.work import OPEN, task, task_party
from store.tx import Tx
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
    late = lateness.judged_late(now).label("late")
    who = (agency.c.code, agency.c.short_name, unit.c.name.label("unit_name"))
    named = who if units_of is not None else who[:2]
    chosen = (
        select(*named, task.c.state, late, func.count().label("found"))
        .join(task_party, task_party.c.task_id == task.c.id)
        .join(agency, agency.c.code == task_party.c.agency)
        .outerjoin(unit, unit.c.id == task_party.c.unit_id)
        .where(task_party.c.role == Role.LEAD, or_(OPEN, DONE & (task.c.done_on >= since)))
        .group_by(*named, task.c.state, late)
    )
    if units_of is not None:
        chosen = chosen.where(agency.c.code == units_of)
    counts: dict[tuple[str, str], dict[TaskClass, int]] = {}
    for row in tx.all(chosen):
        name = (row.unit_name or row.short_name) if units_of is not None else row.short_name
        kind = classed(TaskState(row.state), None if row.late is None else bool(row.late))
        of_lead = counts.setdefault((row.code, name), {})
        of_lead[kind] = of_lead.get(kind, 0) + row.found
    return tuple((name, Tally.of(found)) for (_, name), found in sorted(counts.items()))
