"""The history of tasks: rows are added, and never changed."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select

from store.schema.life import task_event
from store.tx import Tx
from work.history import Happened
from work.task import TaskEvent, TaskState

_NEWEST = select(func.max(task_event.c.number)).where(task_event.c.task_id == bindparam("task"))
_ADD = insert(task_event)


def add(
    tx: Tx,
    task_id: int,
    event: TaskEvent,
    state: TaskState,
    at: datetime,
    by: str,
    reason: str | None,
    facts: Mapping[str, Any],
) -> int:
    """The number of the event within the task, which is locked; *at* is an office instant."""
    number = int(tx.value(_NEWEST, {"task": task_id}) or 0) + 1
    told = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    values = {"event": event, "state": state, "at": at, "by": by, "reason": reason, "facts": told}
    tx.run(_ADD, {"task_id": task_id, "number": number, **values})
    return number


def submissions(tx: Tx, task_id: int) -> int:
    """How often the task was handed in: the number of its newest submission."""
    handed_in = (task_event.c.task_id == task_id) & (task_event.c.event == TaskEvent.SUBMIT)
    return int(tx.value(select(func.count()).select_from(task_event).where(handed_in)))


def of_task(tx: Tx, task_id: int) -> tuple[Happened, ...]:
    """All that happened to the task since it was opened, in order."""
    chosen = select(task_event).where(task_event.c.task_id == task_id)
    return tuple(map(_happened, tx.all(chosen.order_by(task_event.c.number))))


def handed_in(tx: Tx, task_ids: Collection[int]) -> dict[int, tuple[Happened, ...]]:
    """Every submission of each of these tasks, in order; those without one are left out."""
    mine = task_event.c.task_id.in_(task_ids) & (task_event.c.event == TaskEvent.SUBMIT)
    chosen = select(task_event).where(mine).order_by(task_event.c.number)
    found: dict[int, tuple[Happened, ...]] = {}
    for row in tx.all(chosen) if task_ids else ():
        found[row.task_id] = (*found.get(row.task_id, ()), _happened(row))
    return found


def _happened(row: Row[Any]) -> Happened:
    event, state = TaskEvent(row.event), TaskState(row.state)
    facts = json.loads(row.facts)
    return Happened(row.number, event, state, row.at, row.by, row.reason, facts)
