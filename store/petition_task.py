"""The task by which a petition is watched: what each event of the petition does to it.

Its deadline is always that of the clock which runs, so that the ladder, the pauses and the
explanations of tasks serve petitions as they are.
"""

from dataclasses import dataclass
from datetime import date

from store import pause, task, worklist
from store.move import Refusal, Refused
from store.tx import Tx
from work.act import Act
from work.pause import Resumption
from work.petition import Event, Petition, State
from work.petition_course import Clock
from work.task import Impossible, Party, Role, TaskState

WAITS = "chờ người gửi bổ sung"  # why the task is paused: nothing of what is asked for
AGAIN = "phân loại lại"
_GIVEN = frozenset(
    {State.HANDLING, State.FORWARDED}
)  # by somebody else than who received it, maybe


@dataclass(frozen=True, slots=True)
class Step:
    """One event of *petition*, which is as it was before: *clock* is the one that runs after it, on *day*."""

    petition: Petition
    event: Event
    clock: Clock | None
    day: date
    lead: Party | None = None
    result: str | None = None


def follow(tx: Tx, step: Step, act: Act) -> Refused | None:
    """Moves the task as the event wants it; why it cannot, before anything was changed."""
    number, event = step.petition.task, step.event
    match event:
        case Event.ASK:
            return _failed(_pause(tx, step, act))
        case Event.SUPPLY:
            return _failed(_resume(tx, step, act))
        case Event.FORWARD | Event.ANSWER:
            return _failed(task.finish(tx, number, step.day, step.result, act))
        case Event.REFUSE:
            _wake(tx, step, act)
            return _failed(task.finish(tx, number, step.day, None, act))
        case Event.WITHDRAW | Event.JOIN:
            return _failed(task.cancel(tx, number, act))
        case Event.REGISTER | Event.CLASSIFY | Event.ASSIGN:
            return _go_on(tx, step, act)
    return None


def _pause(tx: Tx, step: Step, act: Act) -> TaskState | Refused | None:
    if step.clock is None or step.clock.waits_since is None:
        return None  # a clock that waits for nobody
    return pause.pause(tx, step.petition.task, step.day, WAITS, act)


def _resume(tx: Tx, step: Step, act: Act) -> TaskState | Refused | None:
    found = worklist.one(tx, step.petition.task)
    if found is None or found.state is not TaskState.PAUSED or step.clock is None:
        return None
    return pause.resume(tx, found.id, step.clock.pauses[-1], act)


def _wake(tx: Tx, step: Step, act: Act) -> None:
    """Ends a pause that the end of the petition makes needless; the day counts as it was paused."""
    found = worklist.one(tx, step.petition.task)
    if found is not None and found.state is TaskState.PAUSED and found.stopped_on is not None:
        same = Resumption(found.stopped_on, step.day, found.until, 0)
        pause.resume(tx, found.id, same, act)


def _go_on(tx: Tx, step: Step, act: Act) -> Refused | None:
    """Opens it again where it was ended, gives it to who is to deal with it, and sets the clock's deadline."""
    number = step.petition.task
    found = worklist.one(tx, number)
    if found is not None and not found.state.open:
        task.reopen(tx, number, AGAIN, act)
    if step.lead is not None:
        why = _failed(task.give_lead(tx, number, step.lead, act))
        if why is not None:
            return why
    if step.event is Event.CLASSIFY and step.petition.state in _GIVEN:
        task.give_lead(tx, number, Party(Role.LEAD, step.petition.agency), act)
    if step.clock is None:
        return None
    return _failed(task.change_due(tx, number, step.clock.deadline, None, act))


def _failed(outcome: object) -> Refused | None:
    """Why it failed; that it stands so already is no failure."""
    if outcome is Refusal.UNCHANGED or not isinstance(outcome, Refusal | Impossible):
        return None
    return outcome
