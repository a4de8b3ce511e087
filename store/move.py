"""Moves a task by an event: the one place where its state changes, whoever asks for it.

The task is locked, the table of work.task asked, and everything that hangs on the state
follows in the same transaction: the ladder, what was not sent yet, the history, the account.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, select, update

from store import borne, clock, edxml, entitled, history, notice, petitioner, reminding, rung
from store.schema.life import LASTING, UNDECIDED, task_extension, task_pause
from store.schema.petition import petition
from store.schema.work import task
from store.tx import Tx
from work.access import DOING, Denied
from work.act import Act
from work.extension import Outcome
from work.petitioner import bears
from work.task import RUNNING_STATES, Impossible, Party, TaskEvent, TaskState, moved

AUDITED = MappingProxyType(
    {
        TaskEvent.RECEIVE: "received",
        TaskEvent.REPORT: "reported",
        TaskEvent.SUBMIT: "submitted",
        TaskEvent.APPROVE: "approved",
        TaskEvent.RETURN: "returned",
        TaskEvent.FINISH: "done",
        TaskEvent.CANCEL: "cancelled",
        TaskEvent.RECALL: "recalled",
        TaskEvent.REOPEN: "reopened",
        TaskEvent.REDATE: "due-changed",
        TaskEvent.ASSIGN: "assigned",
        TaskEvent.REWORD: "reworded",
        TaskEvent.HAND_ON: "handed-on",
        TaskEvent.PAUSE: "paused",
        TaskEvent.RESUME: "resumed",
        TaskEvent.ASK: "extension-asked",
        TaskEvent.GRANT: "extension-granted",
        TaskEvent.REFUSE: "extension-refused",
        TaskEvent.WITHDRAW: "extension-withdrawn",
        TaskEvent.RECOUNT: "recounted",
    }
)

_TASKS = "SELECT id FROM task WHERE id = ANY(:tasks) ORDER BY id FOR UPDATE"


class Refusal(StrEnum):
    """Why a task was not changed, whatever its state."""

    UNKNOWN = "unknown"  # no such task
    UNCHANGED = "unchanged"  # that is so already
    OVERTAKEN = "overtaken"  # what it was decided by has changed meanwhile
    RESUBMITTED = "resubmitted"  # what was looked at is not what waits for approval
    UNDATED = "undated"  # it has no deadline
    TOO_LATE = "too-late"  # an extension is asked for before the due date
    NOT_LATER = "not-later"  # than the deadline in force
    ASKED = "asked"  # an extension was asked for, and nobody has decided
    OUTSIDE = "outside"  # that person is not of the unit that leads, or is not there any more
    UNASKED = "unasked"  # nobody asks for an extension
    PETITION = "petition"  # it watches a petition, whose own events decide that
    NUDGED = "nudged"  # who leads was reminded by hand today
    NOBODY = "nobody"  # nobody else stands behind who leads
    NOT_REMINDED = "not-reminded"  # that person is not told of this task
    BEARS = "bears"  # the words tell who sent the petition that it watches


Refused = Refusal | Impossible | Denied

# What a petition decides for the task by which it is watched; who handles it receives, reports and submits.
_OF_PETITIONS = frozenset(TaskEvent) - {
    TaskEvent.RECEIVE,
    TaskEvent.REPORT,
    TaskEvent.SUBMIT,
    TaskEvent.RETURN,
    TaskEvent.HAND_ON,
    TaskEvent.RECOUNT,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with an event: the *reason*, *facts* for the history and *codes* for the account."""

    reason: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    codes: Mapping[str, str | int] = field(default_factory=dict)


NOTHING = Said()


@dataclass(frozen=True, slots=True)
class Moved:
    """What happened: *was* is the task's row before, *number* the event's in its history, *by* who did it."""

    was: Row[Any]
    state: TaskState
    number: int
    office: datetime
    by: str


def move(
    tx: Tx,
    task_id: int,
    event: TaskEvent,
    asked: Act,
    said: Said = NOTHING,
    **values: Any,
) -> Moved | Refused:
    """Lets *event* happen to the task, with *values* for its row; or why it does not."""
    entered = _entered(tx, task_id, event, asked, (said.reason, values.get("result")))
    if not isinstance(entered, tuple):
        return entered
    row, act = entered
    before, received = TaskState(row.state), values.get("received_at", row.received_at)
    state = moved(before, event, received=received is not None)
    if state is None:
        return Impossible(before)
    office = clock.office_now(tx, act.now)
    changes = {**_following(row, before, state, office), **values}
    if changes:
        tx.run(update(task).where(task.c.id == task_id).values(changes))
    if before.open != state.open or not changes.keys().isdisjoint(borne.BORNE):
        borne.follow(tx, task_id)
    if _changes_who_acts(before, state):
        _let_others_act(tx, task_id, state, act)
    number = history.add(tx, task_id, event, state, office, act.by, said.reason, said.facts)
    if before.open and not state.open:
        _let_lapse(tx, task_id, number)
    if before is TaskState.PAUSED and state is not before:
        _end_pause(tx, task_id, number)
    edxml.follow(tx, row.document_id, before, state, act)
    tx.audit(act.now, f"task.{AUDITED[event]}", f"task:{task_id}", by=act.by, **_codes(said))
    return Moved(row, state, number, office, act.by)


def admitted(
    tx: Tx, task_id: int, event: TaskEvent, act: Act, to: tuple[Party, ...] = ()
) -> Act | Refused:
    """*act* as it may be done, or why it may not; what is not theirs to see is not there.

    Whoever looks at the task before the move asks here first, so that a refusal tells nothing.
    """
    found = entitled.admitted(tx, task_id, DOING[event], act, to)
    return Refusal.UNKNOWN if found is None else found


def _entered(
    tx: Tx, task_id: int, event: TaskEvent, asked: Act, texts: tuple[str | None, ...]
) -> tuple[Row[Any], Act] | Refused:
    row = locked(tx, task_id)
    if row is None:
        return Refusal.UNKNOWN
    act = admitted(tx, task_id, event, asked)
    if not isinstance(act, Act):
        return act
    if act.petition is None:
        if event in _OF_PETITIONS and petition_of(tx, task_id) is not None:
            return Refusal.PETITION
        if tells_sender(tx, task_id, *texts):
            return Refusal.BEARS
    return row, act


def tells_sender(tx: Tx, task_id: int, *texts: str | None) -> bool:
    """Whether *texts*, which all with a part in the task read, tell who sent the petition that it watches."""
    told = "\n".join(filter(None, texts))
    number = petition_of(tx, task_id) if told else None
    return number is not None and bears(told, petitioner.whole(tx, number))


def locked(tx: Tx, task_id: int) -> Row[Any] | None:
    """The task's row, which nobody else changes before the commit; None where there is none."""
    hold(tx, (task_id,))
    return tx.one(select(task).where(task.c.id == task_id))


def hold(tx: Tx, task_ids: Collection[int]) -> None:
    """Keeps everybody else from changing the tasks before the commit.

    The rungs first, as the tick does: it adds notices, which hold the task on PostgreSQL.
    """
    rung.hold(tx, task_ids)
    reminding.hold(tx, task_ids)
    tx.hold(_TASKS, {"tasks": list(task_ids)})


def petition_of(tx: Tx, task_id: int) -> int | None:
    """The petition that is watched by the task, whose own events decide about it."""
    found: int | None = tx.value(select(petition.c.id).where(petition.c.task_id == task_id))
    return found


def _following(
    row: Row[Any], before: TaskState, state: TaskState, office: datetime
) -> dict[str, Any]:
    """What of the row follows from the new state by itself."""
    if state is before:
        return {}
    found: dict[str, Any] = {"state": state, "closed_at": None if state.open else office}
    if state in (TaskState.RECEIVED, TaskState.SUBMITTED) and row.received_at is None:
        found["received_at"] = office
    if row.stopped_on is not None:
        found["stopped_on"] = None
    if row.stopped_at is not None and state is not TaskState.DONE:
        found["stopped_at"] = None
    return found


def _changes_who_acts(before: TaskState, state: TaskState) -> bool:
    running = before in RUNNING_STATES, state in RUNNING_STATES
    return before is not state and running != (True, True)


def _let_others_act(tx: Tx, task_id: int, state: TaskState, act: Act) -> None:
    """Ends the ladder and takes back what is not true any more; who calls begins another."""
    rung.end(tx, task_id)
    why = f"task-{state}" if state.open else "task-closed"
    notice.cancel_for_task(tx, task_id, why, act.now)


def _let_lapse(tx: Tx, task_id: int, number: int) -> None:
    """Ends what was asked for and nobody has decided: the task's end decides it."""
    theirs = update(task_extension).where(task_extension.c.task_id == task_id, UNDECIDED)
    tx.run(theirs.values(outcome=Outcome.LAPSED, decided=number))


def _end_pause(tx: Tx, task_id: int, number: int) -> None:
    theirs = update(task_pause).where(task_pause.c.task_id == task_id, LASTING)
    tx.run(theirs.values(ended=number))


def _codes(said: Said) -> dict[str, str | int]:
    """A reason may say anything: the account, which holds no personal data, keeps its hash."""
    if said.reason is None:
        return dict(said.codes)
    digest = hashlib.sha256(said.reason.encode()).hexdigest()[:16]
    return {**said.codes, "reason": digest}
