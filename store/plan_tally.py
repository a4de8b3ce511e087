"""How far plans are: their tasks counted by group and class, in one statement."""

from collections.abc import Collection

from sqlalchemy import func, select

from store import lateness
from store.schema.plan import plan_group, plan_task
from store.schema.work import task
from store.tx import Tx
from work.deadline import Reached
from work.tally import Tally
from work.task import TaskClass, TaskState, classed


def tallies(tx: Tx, plans: Collection[int], now: Reached) -> dict[int, dict[int, Tally]]:
    """By plan and by group, how many of the tasks that stand there itself are in each class *now*."""
    late = lateness.judged_late(now).label("late")
    where = (plan_group.c.plan_id, plan_group.c.id.label("group"))
    counted = (
        select(*where, task.c.state, late, func.count().label("found"))
        .join(plan_task, plan_task.c.group_id == plan_group.c.id)
        .join(task, task.c.id == plan_task.c.task_id)
        .where(plan_group.c.plan_id.in_(plans))
        .group_by(*where, task.c.state, late)
    )
    counts: dict[int, dict[int, dict[TaskClass, int]]] = {}
    for row in tx.all(counted):
        kind = classed(TaskState(row.state), None if row.late is None else bool(row.late))
        of_group = counts.setdefault(row.plan_id, {}).setdefault(row.group, {})
        of_group[kind] = of_group.get(kind, 0) + row.found
    return {
        number: {group: Tally.of(found) for group, found in groups.items()}
        for number, groups in counts.items()
    }
