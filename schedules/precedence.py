"""Somebody was first: which event of a task explains to who comes after why theirs did not happen."""

from types import MappingProxyType

from store import Tx, history
from store.task import Refusal
from work.history import Happened
from work.task import Impossible, TaskEvent, TaskState

_ENDED = (TaskEvent.APPROVE, TaskEvent.FINISH, TaskEvent.CANCEL, TaskEvent.RECALL)
_ANSWERED = (TaskEvent.GRANT, TaskEvent.REFUSE, TaskEvent.WITHDRAW)
_DECIDED = (TaskEvent.SUBMIT, TaskEvent.RETURN, *_ENDED, *_ANSWERED)
# What may have led to where a task stands, so that something else cannot happen there.
_LED_TO = MappingProxyType(
    {
        TaskState.ASSIGNED: (TaskEvent.RETURN,),
        TaskState.RECEIVED: (TaskEvent.RETURN,),
        TaskState.SUBMITTED: (TaskEvent.SUBMIT,),
        TaskState.DONE: _ENDED,
        TaskState.CANCELLED: _ENDED,
        TaskState.RECALLED: _ENDED,
    }
)
_SILENT = (TaskEvent.REDATE, TaskEvent.RECOUNT)  # another deadline: of that the refusal speaks


def beaten_by(tx: Tx, outcome: object, number: int) -> Happened | None:
    """What happened to the task before, where *outcome* is the store's refusal for that; else None."""
    events: tuple[TaskEvent, ...] = ()
    if isinstance(outcome, Impossible):
        events = _LED_TO.get(outcome.state, ())
    elif outcome is Refusal.UNASKED:
        events = (*_ENDED, *_ANSWERED)
    elif outcome is Refusal.OVERTAKEN:
        events = (TaskEvent.SUBMIT, *_ANSWERED, *_SILENT)
    return decided(tx, number, events)


def decided(tx: Tx, number: int, events: tuple[TaskEvent, ...] = _DECIDED) -> Happened | None:
    """What was decided last about the task, of *events*; None where nothing was."""
    happened = [one for one in history.of_task(tx, number) if one.event in events]
    return happened[-1] if happened and happened[-1].event not in _SILENT else None
