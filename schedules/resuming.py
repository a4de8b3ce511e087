"""A paused task goes on: its deadline is computed by how it stands, in the transaction that lets it."""

from datetime import date

from schedules.calendar import Calendar
from schedules.pause import resumption
from store import Tx, deadlines, entitled, worklist
from store import pause as pauses
from store.move import Refusal, Refused, locked
from work.access import Doing
from work.act import Act
from work.task import Impossible, TaskState


def resume(
    tx: Tx,
    calendar: Calendar,
    number: int,
    today: date,
    act: Act,
    note: str | None = None,
    day: date | None = None,
) -> TaskState | Refused:
    """Lets the task go on from *today*, its deadline moved by the working days that the pause took, or to *day*."""
    locked(tx, number)
    task = worklist.one(tx, number)
    if task is None or entitled.admitted(tx, number, Doing.SEE, act) is None:
        return Refusal.UNKNOWN
    if task.state is not TaskState.PAUSED or task.stopped_on is None:
        return Impossible(task.state)
    versions = deadlines.versions(tx, number)
    of = versions[-1].deadline.counted if versions else None
    new = resumption(task.stopped_on, today, task.until, calendar, day, of)
    return pauses.resume(tx, number, new, act, note)
