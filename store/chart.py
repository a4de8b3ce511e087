"""Assigned work counted for charts: by days and weeks, each in one statement."""

import itertools
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, select

from store import lateness
from store.schema.work import RUNNING, task
from store.tx import Tx
from store.workload import DONE
from work.deadline import Reached


def done_since(tx: Tx, since: date) -> tuple[tuple[date, bool, int], ...]:
    """By day from *since* on, how many tasks with a deadline were done in time (False) and late."""
    columns = (task.c.due, task.c.due_last, task.c.done_on, task.c.stopped_at)
    late = case((lateness.over(*columns), 1), else_=0).label("late")
    counted = select(task.c.done_on, late, func.count().label("found"))
    chosen = counted.where(DONE, task.c.done_on >= since, task.c.due.is_not(None))
    rows = tx.all(chosen.group_by(task.c.done_on, late).order_by(task.c.done_on))
    return tuple((row.done_on, bool(row.late), row.found) for row in rows)


def late_dues(tx: Tx, now: Reached) -> dict[date, int]:
    """By due date, how many tasks who leads has to act on are late *now*."""
    counted = select(task.c.due, func.count().label("found")).where(
        RUNNING, lateness.over_now(task.c.due, task.c.due_last, now)
    )
    return {row.due: row.found for row in tx.all(counted.group_by(task.c.due))}


def flows(tx: Tx, bounds: Sequence[datetime]) -> tuple[tuple[int, int], ...]:
    """How many tasks were opened and how many closed between each two of *bounds*, which are office instants."""

    def counts(column: ColumnElement[datetime]) -> list[int]:
        between = itertools.pairwise(bounds)
        sums = [func.sum(case((_between(column, a, b), 1), else_=0)) for a, b in between]
        found = tx.one(select(*sums).where(_between(column, bounds[0], bounds[-1])))
        return [int(number or 0) for number in found or ()]

    return tuple(zip(counts(task.c.opened_at), counts(task.c.closed_at), strict=True))


def _between(
    column: ColumnElement[datetime], begins: datetime, ends: datetime
) -> ColumnElement[bool]:
    return (column >= begins) & (column < ends)
