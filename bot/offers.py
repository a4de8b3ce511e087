"""What the card offers beside the events of the task: what is about its reminders."""

from collections.abc import Iterator
from datetime import datetime

from bot.place import Name
from store import Tx, respite
from work.access import Doing, OfTask, may
from work.chat import Link
from work.respite import Respite, RespiteKind
from work.task import RUNNING_STATES, Task


def put_off(tx: Tx, link: Link, task: Task, office: datetime) -> Respite | None:
    """That they have put off their reminders of the task, where it lasts."""
    theirs = (one for one in respite.of_tasks(tx, (task.id,)) if one.person == link.person.id)
    snoozed = (one for one in theirs if one.kind is RespiteKind.SNOOZED)
    return next((one for one in snoozed if one.holds(task.version, office)), None)


def about_reminders(
    tx: Tx, link: Link, task: Task, about: OfTask, office: datetime
) -> Iterator[Name]:
    """What somebody can do about reminders of the task."""
    if task.state in RUNNING_STATES and may(link.person, Doing.NUDGE, about) is not None:
        yield Name.NUDGE
    if put_off(tx, link, task, office) is not None:
        yield Name.REMIND
    elif task.state in respite.states(RespiteKind.SNOOZED) and _is_reminded(tx, link, task, office):
        yield Name.SNOOZE


def _is_reminded(tx: Tx, link: Link, task: Task, office: datetime) -> bool:
    return respite.standing(tx, task.id, link.person.id, office) is not None
