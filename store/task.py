"""Tasks in the store: given another deadline or lead, reworded, finished, cancelled, opened again.

They begin in store.opening. Each change goes to the account with who made it, moves the ladder and takes
back the notices that are no longer true, all in the one transaction.
"""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from store import clock, notice, rung, worklist
from store.schema.work import deadline as deadlines
from store.schema.work import document, task, task_party
from store.tx import Tx
from work.act import Act
from work.deadline import Deadline, Version
from work.task import Party, Role, TaskEvent, TaskState, moved


class Refusal(StrEnum):
    """Why a task was not changed."""

    UNKNOWN = "unknown"  # no such task
    CLOSED = "closed"  # it is done or cancelled
    OPEN = "open"  # it is neither
    UNCHANGED = "unchanged"  # that is so already


def change_due(tx: Tx, task_id: int, new: Deadline, reason: str | None, act: Act) -> int | Refusal:
    """The number of the new version of the deadline, or why there is none.

    The ladder begins anew; the old deadline stays in the history.
    """
    row = _open_row(tx, task_id)
    if isinstance(row, Refusal):
        return row
    if row.due == new.due:
        return Refusal.UNCHANGED
    version = int(row.version) + 1
    _set_deadline(tx, task_id, Version(version, new, reason, act.by), act)
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


def reopen(tx: Tx, task_id: int, reason: str, act: Act) -> TaskState | Refusal:
    """Opens the task again; its deadline is in force anew, beside *reason*, and so is its ladder.

    A task without a deadline has no history in which the reason could stand: of
    it, as of any, the account keeps the hash.
    """
    row = _locked(tx, task_id)
    if row is None:
        return Refusal.UNKNOWN
    state = moved(TaskState(row.state), TaskEvent.REOPEN)
    if state is None:
        return Refusal.OPEN
    ended = {"closed_at": None, "done_on": None, "result": None}
    tx.run(update(task).where(task.c.id == task_id).values(state=state, **ended))
    tx.run(update(task_party).where(task_party.c.task_id == task_id).values(open=True))
    if versions := worklist.versions(tx, task_id):
        again = replace(versions[-1], number=int(row.version) + 1, reason=reason, set_by=act.by)
        _set_deadline(tx, task_id, again, act)
    digest = hashlib.sha256(reason.encode()).hexdigest()[:16]
    tx.audit(act.now, "task.reopened", f"task:{task_id}", by=act.by, reason=digest)
    return state


def assign(tx: Tx, task_id: int, parties: tuple[Party, ...], act: Act) -> TaskState | Refusal:
    """Puts *parties*, one of which leads, in the place of those whose task it was.

    What was not sent yet is taken back, as it names who had it. The ladder begins
    anew: the newest rung is told to whoever was not told of it.
    """
    row = _open_row(tx, task_id)
    if isinstance(row, Refusal):
        return row
    if set(map(_place, worklist.parties(tx, task_id))) == set(map(_place, parties)):
        return Refusal.UNCHANGED
    tx.run(delete(task_party).where(task_party.c.task_id == task_id))
    tx.run(insert(task_party), [_party_row(task_id, n, one) for n, one in enumerate(parties)])
    notice.cancel_for_task(tx, task_id, "parties-changed", act.now)
    if row.due is not None:
        _begin_ladder(tx, task_id, row.due, row.version, act)
    (lead,) = (one for one in parties if one.role is Role.LEAD)
    ids = {"unit": lead.unit or 0, "person": lead.person or 0, "others": len(parties) - 1}
    subject = f"task:{task_id}"
    tx.audit(act.now, "task.assigned", subject, by=act.by, agency=lead.agency, **ids)
    return TaskState.OPEN


def give_lead(tx: Tx, task_id: int, lead: Party, act: Act) -> TaskState | Refusal:
    """Puts *lead* in the place of who led the task; the others stay."""
    hold(tx, (task_id,))
    kept = [one for one in worklist.parties(tx, task_id) if one.role is not Role.LEAD]
    others = [one for one in kept if _who(one) != _who(lead)]
    return assign(tx, task_id, (lead, *others), act)


def reword(tx: Tx, task_id: int, content: str, excerpt: str, act: Act) -> TaskState | Refusal:
    """Gives the task another subject, and its document the excerpt where that was the task's subject."""
    row = _open_row(tx, task_id)
    if isinstance(row, Refusal):
        return row
    tx.run(update(task).where(task.c.id == task_id).values(content=content))
    mine = document.c.id == row.document_id
    was = tx.value(tx.lock(select(document.c.excerpt).where(mine)))
    if was.casefold() == row.content.casefold():
        tx.run(update(document).where(mine).values(excerpt=excerpt))
    tx.audit(act.now, "task.reworded", f"task:{task_id}", by=act.by)
    return TaskState.OPEN


def hold(tx: Tx, task_ids: Collection[int]) -> None:
    """Keeps everybody else from changing the tasks before the commit.

    The rungs first, as the tick does: it adds notices, which hold the task on PostgreSQL.
    """
    rung.hold(tx, task_ids)
    tx.all(tx.lock(select(task.c.id).where(task.c.id.in_(task_ids)).order_by(task.c.id)))


def _party_row(task_id: int, position: int, party: Party) -> dict[str, Any]:
    return {
        "task_id": task_id,
        "position": position,
        "role": party.role,
        "agency": party.agency,
        "unit_id": party.unit,
        "person_id": party.person,
        "open": True,
    }


def _who(party: Party) -> tuple[str, int | None, int | None]:
    return party.agency, party.unit, party.person


def _place(party: Party) -> tuple[Role, tuple[str, int | None, int | None]]:
    return party.role, _who(party)


def _set_deadline(tx: Tx, task_id: int, version: Version, act: Act) -> None:
    new = version.deadline
    now_in_force = {"due": new.due, "version": version.number}
    tx.run(update(task).where(task.c.id == task_id).values(now_in_force))
    values = {
        "task_id": task_id,
        "version": version.number,
        "due": new.due,
        "literal": new.literal,
        "exclusive": new.exclusive,
        "rule": new.rule,
        "source": new.source,
        "reason": version.reason,
        "set_at": clock.office_now(tx, act.now),
        "set_by": version.set_by,
    }
    tx.run(insert(deadlines).values(values))
    _begin_ladder(tx, task_id, new.due, version.number, act)


def _begin_ladder(tx: Tx, task_id: int, due: date, version: int, act: Act) -> None:
    office = clock.office_now(tx, act.now)
    rung.begin(tx, task_id, due, version, office)
    rung.wait_for_plan(tx, office, act)


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


def _open_row(tx: Tx, task_id: int) -> Row[Any] | Refusal:
    row = _locked(tx, task_id)
    if row is None:
        return Refusal.UNKNOWN
    return row if row.state == TaskState.OPEN else Refusal.CLOSED


def _locked(tx: Tx, task_id: int) -> Row[Any] | None:
    hold(tx, (task_id,))
    return tx.one(select(task).where(task.c.id == task_id))
