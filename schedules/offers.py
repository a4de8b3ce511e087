"""What can be done about the reminders of a task, beside its events, for chat and console."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from store import Tx, respite
from work.access import Doing, OfTask, may
from work.person import Person
from work.respite import Respite, RespiteKind
from work.task import RUNNING_STATES, Task


class Offer(StrEnum):
    """What is offered."""

    NUDGE = "nudge"  # đôn đốc
    REMIND = "remind"  # nhắc lại: ends what was put off
    SNOOZE = "snooze"  # hoãn nhắc


def lasting(
    tx: Tx, person: Person, task: Task, kind: RespiteKind, office: datetime
) -> Respite | None:
    """Their respite of that *kind* from reminders of the task, where one lasts."""
    theirs = (one for one in respite.of_tasks(tx, (task.id,)) if one.person == person.id)
    same = (one for one in theirs if one.kind is kind)
    return next((one for one in same if one.holds(task.version, office)), None)


def put_off(tx: Tx, person: Person, task: Task, office: datetime) -> Respite | None:
    """That they have put off their reminders of the task, where it lasts."""
    return lasting(tx, person, task, RespiteKind.SNOOZED, office)


def about_reminders(
    tx: Tx, person: Person, task: Task, about: OfTask, office: datetime
) -> Iterator[Offer]:
    """What somebody can do about reminders of the task."""
    if task.state in RUNNING_STATES and may(person, Doing.NUDGE, about) is not None:
        yield Offer.NUDGE
    if put_off(tx, person, task, office) is not None:
        yield Offer.REMIND
    elif task.state in respite.states(RespiteKind.SNOOZED) and _reminded(tx, person, task, office):
        yield Offer.SNOOZE


def _reminded(tx: Tx, person: Person, task: Task, office: datetime) -> bool:
    return respite.standing(tx, task.id, person.id, office) is not None
