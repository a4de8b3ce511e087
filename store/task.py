"""Tasks in the store: opened with their document, given another deadline, finished or cancelled.

Each change goes to the account with who made it, moves the ladder and takes
back the notices that are no longer true, all in the one transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, update

from store import clock, notice, rung
from store import document as documents
from store.schema.work import deadline as deadlines
from store.schema.work import task, task_party
from store.tx import Tx
from work.act import Act
from work.deadline import Deadline, Version
from work.document import Document
from work.task import NewTask, TaskEvent, TaskState, moved


class Refusal(StrEnum):
    """Why a task was not changed."""

    UNKNOWN = "unknown"  # no such task
    CLOSED = "closed"  # it is done or cancelled
    UNCHANGED = "unchanged"  # that is its deadline already


@dataclass(frozen=True, slots=True)
class Opened:
    """The numbers of a document and of the tasks that were opened with it."""

    document: int
    tasks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The number of the document that stands already; nothing was opened."""

    document: int


def open_document(tx: Tx, new: Document, tasks: tuple[NewTask, ...], act: Act) -> Opened | Known:
    """Keeps a document with the tasks it assigns; Known when it was kept before."""
    number, added = documents.put(tx, new)
    if not added:
        return Known(number)
    tx.audit(act.now, "document.opened", f"document:{number}", by=act.by, tasks=len(tasks))
    return Opened(number, add_tasks(tx, number, tasks, act))


def add_tasks(tx: Tx, document_id: int, tasks: tuple[NewTask, ...], act: Act) -> tuple[int, ...]:
    """The numbers of *tasks*, opened under a document that stands."""
    office = clock.office_now(tx, act.now)
    numbers = tuple(_open(tx, document_id, new, office, act) for new in tasks)
    rung.wait_for_plan(tx, office, act)
    return numbers


def change_due(tx: Tx, task_id: int, new: Deadline, reason: str | None, act: Act) -> int | Refusal:
    """The number of the new version of the deadline, or why there is none.

    The ladder begins anew; the old deadline stays in the history.
    """
    row = _locked(tx, task_id)
    if row is None:
        return Refusal.UNKNOWN
    if row.state != TaskState.OPEN:
        return Refusal.CLOSED
    if row.due == new.due:
        return Refusal.UNCHANGED
    version = int(row.version) + 1
    office = clock.office_now(tx, act.now)
    tx.run(update(task).where(task.c.id == task_id).values(due=new.due, version=version))
    _set_deadline(tx, task_id, Version(version, new, reason, act.by), office)
    rung.wait_for_plan(tx, office, act)
    notice.cancel_for_task(tx, task_id, "deadline-changed", act.now)
    day = new.due.isoformat()
    tx.audit(act.now, "task.due-changed", f"task:{task_id}", by=act.by, version=version, due=day)
    return version


def finish(
    tx: Tx, task_id: int, done_on: date, result: str | None, act: Act
) -> TaskState | Refusal:
    """Moves the task to done: *done_on* is the day of its result document, *result* its number."""
    return _move(tx, task_id, TaskEvent.FINISH, {"done_on": done_on, "result": result}, act)


def cancel(tx: Tx, task_id: int, act: Act) -> TaskState | Refusal:
    """Moves the task to cancelled, as when who assigned it withdrew it."""
    return _move(tx, task_id, TaskEvent.CANCEL, {}, act)


def _open(tx: Tx, document_id: int, new: NewTask, office: datetime, act: Act) -> int:
    due = None if new.deadline is None else new.deadline.due
    values = {
        "document_id": document_id,
        "content": new.content,
        "product": new.product,
        "state": TaskState.OPEN,
        "due": due,
        "version": 0 if due is None else 1,
        "opened_at": office,
    }
    task_id = int(tx.value(insert(task).values(values).returning(task.c.id)))
    tx.run(insert(task_party), [_party_row(task_id, n, new) for n in range(len(new.parties))])
    if new.deadline is not None:
        _set_deadline(tx, task_id, Version(1, new.deadline, None, act.by), office)
    day = "" if due is None else due.isoformat()
    tx.audit(act.now, "task.opened", f"task:{task_id}", by=act.by, document=document_id, due=day)
    return task_id


def _party_row(task_id: int, position: int, new: NewTask) -> dict[str, Any]:
    party = new.parties[position]
    return {
        "task_id": task_id,
        "position": position,
        "role": party.role,
        "agency": party.agency,
        "unit_id": party.unit,
        "person_id": party.person,
        "open": True,
    }


def _set_deadline(tx: Tx, task_id: int, version: Version, office: datetime) -> None:
    new = version.deadline
    values = {
        "task_id": task_id,
        "version": version.number,
        "due": new.due,
        "literal": new.literal,
        "exclusive": new.exclusive,
        "rule": new.rule,
        "source": new.source,
        "reason": version.reason,
        "set_at": office,
        "set_by": version.set_by,
    }
    tx.run(insert(deadlines).values(values))
    rung.begin(tx, task_id, new.due, version.number, office)


def _move(
    tx: Tx, task_id: int, event: TaskEvent, values: dict[str, Any], act: Act
) -> TaskState | Refusal:
    row = _locked(tx, task_id)
    if row is None:
        return Refusal.UNKNOWN
    state = moved(TaskState(row.state), event)
    if state is None:
        return Refusal.CLOSED
    closed = {"state": state, "closed_at": clock.office_now(tx, act.now), **values}
    tx.run(update(task).where(task.c.id == task_id).values(closed))
    tx.run(update(task_party).where(task_party.c.task_id == task_id).values(open=False))
    rung.end(tx, task_id)
    notice.cancel_for_task(tx, task_id, "task-closed", act.now)
    tx.audit(act.now, f"task.{state}", f"task:{task_id}", by=act.by)
    return state


def _locked(tx: Tx, task_id: int) -> Row[Any] | None:
    """The rung first, as the tick does: it adds notices, which hold the task on PostgreSQL."""
    rung.hold(tx, task_id)
    return tx.one(tx.lock(select(task).where(task.c.id == task_id)))
