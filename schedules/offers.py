"""What can be done about the reminders of a task, beside its events, for chat and console."""

from collections.abc import Iterable, Iterator
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
    held: Iterable[Respite], person: Person, task: Task, kind: RespiteKind, office: datetime
) -> Respite | None:
    """Their respite of that *kind* from reminders of the task, where one of those *held* lasts."""
    theirs = (one for one in held if one.person == person.id and one.kind is kind)
    return next((one for one in theirs if one.holds(task.version, office)), None)


def put_off(tx: Tx, person: Person, task: Task, office: datetime) -> Respite | None:
    """That they have put off their reminders of the task, where it lasts."""
    return lasting(respite.of_tasks(tx, (task.id,)), person, task, RespiteKind.SNOOZED, office)


def about_reminders(
    person: Person, task: Task, about: OfTask, snoozed: Respite | None
) -> Iterator[Offer]:
    """What somebody can do about reminders of the task; *snoozed* where they have put them off."""
    if task.state in RUNNING_STATES and may(person, Doing.NUDGE, about) is not None:
        yield Offer.NUDGE
    if snoozed is not None:
        yield Offer.REMIND
    elif can(person, task, about, RespiteKind.SNOOZED):
        yield Offer.SNOOZE


def can(person: Person, task: Task, about: OfTask, kind: RespiteKind) -> bool:
    """Whether the task stands so that there is a respite of that *kind*, and they are reminded of it."""
    standing = task.state in respite.states(kind)
    return standing and respite.reason(task, about.people, person.id) is not None
