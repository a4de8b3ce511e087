"""The next rung of each open task with a deadline, and the scan for those that are due.

Which rung that is, a plan computes above the store; a row whose plan is not the
present one, or "" for a deadline that is new, waits to be computed.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, insert, select, update

from store import clock, upcoming
from store.schema.base import MICROSECOND
from store.schema.work import document, rung, task
from store.tx import Tx
from work.act import Act
from work.deadline import Until
from work.document import Urgency
from work.task import TaskState


@dataclass(frozen=True, slots=True)
class Waiting:
    """One task's row: its deadline, the order of the last rung told, and when the next is due.

    *submission* is the number of the event that brought what waits for approval, *due* then the
    day from which it waits; None: the rungs are the deadline's. *plan* is the mark of the plan that
    computed it; *day_off* whether the due date was a day off by it, None where nobody has looked.
    *begun* is the office instant from which what follows the opening is counted, *chased* the
    order of the last of that; *state* is the task's, *urgency* and *kind* are its document's.
    """

    task: int
    due: Until
    version: int
    released: int | None
    next_at: datetime | None
    submission: int | None = None
    plan: str = ""
    day_off: bool | None = None
    begun: datetime | None = None
    chased: int | None = None
    state: TaskState = TaskState.ASSIGNED
    urgency: Urgency = Urgency.NORMAL
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """What was computed for one task: the orders of the last rungs told, and when the next is due.

    *day_off* says whether the due date is one.
    """

    task: int
    released: int | None
    next_at: datetime | None
    day_off: bool | None = None
    chased: int | None = None


_SET_NEXT = (
    update(rung)
    .where(rung.c.task_id == bindparam("task"))
    .values({n: bindparam(n) for n in ("released", "chased", "next_at", "plan", "day_off")})
)
_OF_TASKS = "SELECT task_id FROM rung WHERE task_id = ANY(:tasks) ORDER BY task_id FOR UPDATE"
_CASE = select(task.c.state, document.c.urgency, document.c.kind, task.c.id).join(
    document, document.c.id == task.c.document_id
)


def begin(
    tx: Tx, task_id: int, due: Until, version: int, office: datetime, submission: int | None = None
) -> None:
    """Lets the ladder of a deadline, or of a *submission*, begin in place of the one before.

    The row is due at once, so that the tick computes it: see wait_for_plan.
    """
    days = {"due": due.day, "due_last": due.last}
    again = {"released": None, "next_at": office + MICROSECOND, "plan": ""}
    anew = {"version": version, "submission": submission, "day_off": None}
    fresh = {**days, **anew, **again}
    if tx.run(update(rung).where(rung.c.task_id == task_id).values(fresh)) == 0:
        tx.run(insert(rung).values(task_id=task_id, begun_at=office, **fresh))


def again(tx: Tx, task_id: int, office: datetime) -> bool:
    """Whether the task has a ladder, which begins anew then."""
    return tx.run(update(rung).where(rung.c.task_id == task_id).values(_begun(office))) == 1


def begin_chase(tx: Tx, tasks: Collection[int], office: datetime) -> tuple[int, ...]:
    """Lets what is counted from the opening begin now, for those of *tasks* where it never did; which these are."""
    never = (rung.c.task_id.in_(tasks), rung.c.begun_at.is_(None), rung.c.submission.is_(None))
    new = {"begun_at": office, "next_at": office + MICROSECOND, "plan": ""}
    chosen = tx.lock(select(rung.c.task_id).where(*never).order_by(rung.c.task_id))
    found = tuple(int(row.task_id) for row in tx.all(chosen))
    tx.run(update(rung).where(rung.c.task_id.in_(found)).values(new))
    return found


def wait_for_plan(tx: Tx, office: datetime, act: Act) -> None:
    """Rings the tick to compute what began at *office*, and lets a simulated clock wait for that."""
    clock.bound(tx, office + MICROSECOND, act.now)
    tx.ring("tick")


def end(tx: Tx, task_id: int) -> None:
    """Lets no further rung of the task come."""
    tx.run(delete(rung).where(rung.c.task_id == task_id))


def hold(tx: Tx, task_ids: Collection[int]) -> None:
    """Keeps the tick from the rows of several tasks until the commit."""
    tx.hold(_OF_TASKS, {"tasks": list(task_ids)})


def due(tx: Tx, office: datetime, limit: int) -> tuple[Waiting, ...]:
    """At most *limit* rows that are due at the office's time, the oldest first, locked."""
    return _taken(tx, due_at(office).limit(limit))


def planned_otherwise(tx: Tx, mark: str, limit: int) -> tuple[Waiting, ...]:
    """At most *limit* rows that were computed by another plan than *mark*, locked."""
    return _taken(tx, not_planned_by(mark).limit(limit))


def set_next(tx: Tx, computed: Sequence[Next], mark: str) -> None:
    """Notes what the plan *mark* computed for each of several tasks."""
    if computed:
        tx.run(_SET_NEXT, [{**asdict(one), "plan": mark} for one in computed])


def of_task(tx: Tx, task_id: int) -> Waiting | None:
    """The task's row; None when it is closed or has no deadline."""
    row = tx.one(select(rung).where(rung.c.task_id == task_id))
    return None if row is None else _with_cases(tx, (row,))[0]


def next_due(tx: Tx) -> datetime | None:
    """The office instant of the next rung of all; None when nothing waits."""
    return upcoming.next_at(tx, rung)


def next_of(tx: Tx, task_ids: Collection[int]) -> dict[int, datetime | None]:
    """When the next rung of each task is due, by task; those without a row are left out."""
    rows = tx.all(select(rung.c.task_id, rung.c.next_at).where(rung.c.task_id.in_(task_ids)))
    return {row.task_id: row.next_at for row in rows}


def is_waiting(tx: Tx, office: datetime, mark: str) -> bool:
    """Whether the tick has anything to do at the office's time."""
    looks = (due_at(office), not_planned_by(mark))
    return any(tx.value(look.limit(1)) is not None for look in looks)


def is_planned_otherwise(tx: Tx, mark: str) -> bool:
    """Whether any row was computed by another plan than *mark*."""
    return tx.value(not_planned_by(mark).limit(1)) is not None


def due_at(office: datetime) -> Select[Any]:
    """Rows that are due, by the index on next_at."""
    return select(rung).where(rung.c.next_at <= office).order_by(rung.c.next_at)


def not_planned_by(mark: str) -> Select[Any]:
    """Rows of other plans, as two ranges of the index on plan."""
    return upcoming.not_planned_by(rung, mark)


def _begun(office: datetime) -> dict[str, Any]:
    soon = {"next_at": office + MICROSECOND, "plan": ""}
    return {"released": None, "chased": None, "begun_at": office, **soon}


def _taken(tx: Tx, chosen: Select[Any]) -> tuple[Waiting, ...]:
    return _with_cases(tx, tx.all(tx.lock_free(chosen)))


def _with_cases(tx: Tx, rows: Sequence[Row[Any]]) -> tuple[Waiting, ...]:
    """The rows, each with what chooses its ladder."""
    if not rows:
        return ()
    cases = tx.all(_CASE.where(task.c.id.in_([row.task_id for row in rows])))
    by_task = {row.id: row for row in cases}
    return tuple(_waiting(row, by_task[row.task_id]) for row in rows)


def _waiting(row: Row[Any], case: Row[Any]) -> Waiting:
    return Waiting(
        row.task_id,
        Until(row.due, row.due_last),
        row.version,
        row.released,
        row.next_at,
        row.submission,
        row.plan,
        row.day_off,
        row.begun_at,
        row.chased,
        TaskState(case.state),
        Urgency(case.urgency),
        case.kind,
    )
