"""What waits for one person's word: tasks to receive, results to approve, extensions to decide.

Who may is asked of work.access for each; of many only the first are looked at.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from store import entitled, worklist
from store.schema.life import UNDECIDED, task_extension
from store.schema.work import STOPPED, document, task, task_party
from store.tx import Tx
from store.worklist import Own, Within, in_reach, open_within
from work.access import Doing, may
from work.person import Person, Position
from work.task import Role, Task, TaskState

LOOKED_AT = 50  # tasks of each kind, those that wait longest


@dataclass(frozen=True, slots=True)
class Awaiting:
    """The tasks that wait, of each kind at most LOOKED_AT; *receive* counts those to receive, which may be more."""

    receive: tuple[Task, ...]
    unreceived: int
    approve: tuple[Task, ...]
    decide: tuple[Task, ...]


def awaiting(
    tx: Tx, who: Person, own: Own, within: tuple[Within, ...], office: datetime
) -> Awaiting:
    """What waits for *who*, whose own parties *own* is, and whose reach is *within*."""
    new = worklist.Wanted(states=frozenset({TaskState.ASSIGNED}), own=own, roles=(Role.LEAD,))
    receive = worklist.page(tx, new, size=LOOKED_AT)
    submitted = select(task.c.id).where(STOPPED, task.c.state == TaskState.SUBMITTED)
    asked = select(task.c.id).join(task_extension, task_extension.c.task_id == task.c.id)
    theirs = _near(who, within)
    approve = submitted.where(theirs).order_by(task.c.stopped_on, task.c.id)
    decide = asked.where(UNDECIDED, theirs).order_by(task.c.due, task.c.id)
    return Awaiting(
        receive.tasks,
        receive.total,
        _allowed(tx, who, Doing.APPROVE, _ids(tx, approve), office),
        _allowed(tx, who, Doing.DECIDE, _ids(tx, decide), office),
    )


def _near(who: Person, within: tuple[Within, ...]) -> ColumnElement[bool]:
    """What they reach, and what their agency's documents assigned to others; a few tasks are found by their parties."""
    if all(one.staff is None and one.agency is None for one in within):
        return task.c.id.in_(open_within(within))
    party = select(task_party.c.task_id).where(task_party.c.task_id == task.c.id, in_reach(within))
    if who.position is not Position.AGENCY_HEAD:
        return party.exists()
    paper = select(document.c.id).where(
        document.c.id == task.c.document_id, document.c.issuer_code == who.agency
    )
    return or_(party.exists(), paper.exists())


def _ids(tx: Tx, chosen: Any) -> list[int]:
    return [int(row.id) for row in tx.all(chosen.limit(LOOKED_AT))]


def _allowed(
    tx: Tx, who: Person, doing: Doing, numbers: Collection[int], office: datetime
) -> tuple[Task, ...]:
    found = worklist.several(tx, numbers) if numbers else {}
    tasks = [found[number] for number in numbers if number in found]
    about = entitled.of_tasks(tx, tasks, office) if tasks else ()
    pairs = zip(tasks, about, strict=True)
    return tuple(one for one, of in pairs if may(who, doing, of) is not None)
