"""Every deadline that a task has had: versions, of which the last is in force."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, select

from store.counting import counted_of
from store.schema.work import deadline
from store.tx import Tx
from work.deadline import Deadline, Version


def versions(tx: Tx, task_id: int) -> tuple[Version, ...]:
    """Every deadline the task has had, the first one first."""
    return versions_of(tx, (task_id,)).get(task_id, ())


def versions_of(tx: Tx, task_ids: Collection[int]) -> dict[int, tuple[Version, ...]]:
    """Every deadline that each of several tasks has had, by task, the first one first."""
    history = select(deadline).where(deadline.c.task_id.in_(task_ids))
    found: dict[int, tuple[Version, ...]] = {}
    for row in tx.all(history.order_by(deadline.c.task_id, deadline.c.version)):
        new = _deadline(row)
        one = Version(row.version, new, row.reason, row.set_by)
        found[row.task_id] = (*found.get(row.task_id, ()), one)
    return found


def _deadline(row: Row[Any]) -> Deadline:
    return Deadline(
        row.due,
        row.rule,
        row.source,
        row.literal,
        row.exclusive,
        at=row.at,
        counted=counted_of(row),
    )
