"""Respites: who has acknowledged a reminder or put it off, until when and why; rows are added, and end."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from store import audience, clock, reminding, worklist
from store.move import Refusal, Refused, locked, tells_sender
from store.schema.directory import person
from store.schema.reminding import respite
from store.tx import Tx
from work.act import Act
from work.audience import Told
from work.audience import audience as audience_of
from work.person import Person
from work.respite import Respite, RespiteKind, level
from work.task import RUNNING_STATES, Impossible, Task, TaskState

EVENTS = {RespiteKind.ACKNOWLEDGED: "task.acknowledged", RespiteKind.SNOOZED: "task.snoozed"}


def add(
    tx: Tx,
    task_id: int,
    person_id: int,
    kind: RespiteKind,
    version: int,
    until: datetime,
    act: Act,
    reason: str | None = None,
) -> datetime | Refused:
    """Until when the respite lasts, or why there is none: it is for who is reminded of a task under way.

    *version* is that of the deadline which *until* was found by.
    """
    row = locked(tx, task_id)
    if row is None:
        return Refusal.UNKNOWN
    if (state := TaskState(row.state)) not in states(kind):
        return Impossible(state)
    if row.version != version:
        return Refusal.OVERTAKEN
    office = clock.office_now(tx, act.now)
    why = standing(tx, task_id, person_id, office)
    if why is None:
        return Refusal.NOT_REMINDED
    if tells_sender(tx, task_id, reason):
        return Refusal.BEARS
    end(tx, task_id, person_id, kind, act)
    values = {"task_id": task_id, "person_id": person_id, "kind": kind, "standing": why}
    when = {"version": version, "at": office, "until": until}
    tx.run(insert(respite).values(**values, **when, reason=reason, by=act.by))
    tx.audit(act.now, EVENTS[kind], f"task:{task_id}", by=act.by, person=person_id)
    return until


def end(tx: Tx, task_id: int, person_id: int, kind: RespiteKind, act: Act) -> bool:
    """Whether one of that person's lasted, and is taken back; what waited for its end is told, if it still is true."""
    if locked(tx, task_id) is None:
        return False
    office = clock.office_now(tx, act.now)
    theirs = (respite.c.task_id == task_id) & (respite.c.person_id == person_id)
    lasting = respite.c.ended_at.is_(None) & (respite.c.until > office)
    gone = update(respite).where(theirs, lasting, respite.c.kind == kind)
    if tx.run(gone.values(ended_at=office, ended_by=act.by)) == 0:
        return False
    reminding.wake(tx, task_id, kind, office)
    clock.bound(tx, office, act.now)
    tx.ring("tick")
    tx.audit(act.now, "task.respite-ended", f"task:{task_id}", by=act.by, person=person_id)
    return True


def of_tasks(tx: Tx, task_ids: Collection[int]) -> tuple[Respite, ...]:
    """All of several tasks, those that are over too, the first one first."""
    named = select(respite, person.c.name).join(person, person.c.id == respite.c.person_id)
    rows = tx.all(named.where(respite.c.task_id.in_(task_ids)).order_by(respite.c.id))
    return tuple(_respite(row) for row in rows)


def standing(tx: Tx, task_id: int, person_id: int, office: datetime) -> str | None:
    """Why that person is reminded at *office*, for somebody who is away too, the highest reason of several; None for who is not."""
    task = worklist.one(tx, task_id)
    if task is None:
        return None
    return reason(task, audience.people_behind(tx, (task,), office), person_id)


def reason(task: Task, people: Iterable[Person], person_id: int) -> str | None:
    """The same, where it is known already which *people* stand behind the *task*."""
    known = tuple(people)
    reasons = [
        one.reason
        for told in Told
        for one in audience_of(task.parties, known, (told,))
        if one.person.id == person_id
    ]
    return max(reasons, key=level, default=None)


def states(kind: RespiteKind) -> frozenset[TaskState]:
    """In which states of a task there is one of that *kind*.

    Who approves may put off as well; there is nobody above them to spare.
    """
    waiting = {TaskState.SUBMITTED} if kind is RespiteKind.SNOOZED else set()
    return RUNNING_STATES | waiting


def _respite(row: Row[Any]) -> Respite:
    return Respite(
        row.id,
        row.task_id,
        row.person_id,
        RespiteKind(row.kind),
        row.standing,
        row.version,
        row.at,
        row.until,
        row.reason,
        row.by,
        row.ended_at,
        row.name,
    )
