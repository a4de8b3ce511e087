"""Which version of a task a program saw: how much has happened to it."""

from collections.abc import Collection

from sqlalchemy import func, select

from store.schema.life import task_event
from store.tx import Tx


def of_tasks(tx: Tx, numbers: Collection[int]) -> dict[int, int]:
    """The number of the last event of each task's history, 0 where nothing happened since it was opened."""
    newest = select(task_event.c.task_id, func.max(task_event.c.number).label("last"))
    mine = newest.where(task_event.c.task_id.in_(numbers)).group_by(task_event.c.task_id)
    return dict.fromkeys(numbers, 0) | {row.task_id: row.last for row in tx.all(mine)}
