"""Somebody was first: who decided what about a task, and when, for who comes after."""

from types import MappingProxyType

from bot.course import Scene
from bot.refusal import refused
from schedules.task_facts import told_of
from store import history, worklist
from store.directory import people
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


def beaten(scene: Scene, outcome: object, number: int) -> str | None:
    """refused(), and where somebody was first, who and when; None where the store did not refuse."""
    events: tuple[TaskEvent, ...] = ()
    if isinstance(outcome, Impossible):
        events = _LED_TO.get(outcome.state, ())
    elif outcome is Refusal.UNASKED:
        events = (*_ENDED, *_ANSWERED)
    elif outcome is Refusal.OVERTAKEN:
        events = (TaskEvent.SUBMIT, *_ANSWERED, *_SILENT)
    return decided(scene, number, events) or refused(scene, outcome, number)


def decided(scene: Scene, number: int, events: tuple[TaskEvent, ...] = _DECIDED) -> str | None:
    """What was decided last about the task, of *events*; None where nothing was."""
    happened = [one for one in history.of_task(scene.tx, number) if one.event in events]
    if not happened or happened[-1].event in _SILENT:
        return None
    last = happened[-1]
    local = scene.desk.calendar.local(last.at)
    today = local.date() == scene.desk.today
    at = f"{local:%H:%M}" if today else scene.word("conflict.then", at=local)
    by = _name(scene, last, number)
    said = {"by": scene.word("conflict.by", who=by) if by else "", "at": at}
    return scene.word(f"conflict.{last.event}", number=number, **said)


def _name(scene: Scene, last: Happened, number: int) -> str | None:
    """Who did it, where their name may be shown."""
    kind, _, person = last.by.partition(",")[0].partition(":")
    task = worklist.one(scene.tx, number)
    if kind != "person" or not person.isdecimal() or task is None:
        return None
    if scene.desk.disclosure(*told_of(task)) != "title":
        return None
    return people.names_of(scene.tx, (int(person),)).get(int(person))
