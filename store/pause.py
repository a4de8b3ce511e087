"""Pauses: the table of intervals in which the clock of a task stood."""

from datetime import date

from sqlalchemy import insert, select, update

from store import clock, course, telling
from store.move import Moved, Refusal, Refused, Said, admitted, locked, move
from store.schema.life import task_event, task_pause
from store.tx import Tx
from work.act import Act
from work.audience import Told
from work.deadline import Version
from work.pause import Pause, Resumption
from work.task import TaskEvent, TaskState


def pause(tx: Tx, task_id: int, today: date, reason: str, act: Act) -> TaskState | Refused:
    """Lets the task's clock stand from *today*, the office's day; nobody is reminded, and the lead is told why."""
    stopped = {"stopped_on": today, "stopped_at": clock.office_now(tx, act.now)}
    done = move(tx, task_id, TaskEvent.PAUSE, act, Said(reason), **stopped)
    if not isinstance(done, Moved):
        return done
    tx.run(insert(task_pause).values(task_id=task_id, begun=done.number, since=today))
    telling.tell(tx, task_id, TaskEvent.PAUSE, done, (Told.LEAD,), act, {"why": reason})
    return done.state


def resume(
    tx: Tx, task_id: int, new: Resumption, act: Act, reason: str | None = None
) -> TaskState | Refused:
    """Lets it run again, by the deadline that *new* says; the lead is told.

    Refused as overtaken where the pause, or the deadline, is not the one that *new* was computed of.
    """
    row, who = locked(tx, task_id), admitted(tx, task_id, TaskEvent.RESUME, act)
    if not isinstance(who, Act):
        return who
    paused = row if row is not None and row.state == TaskState.PAUSED else None
    if paused and (paused.stopped_on, course.until_of(paused)) != (new.since, new.was):
        return Refusal.OVERTAKEN
    facts = {"working_days": new.working_days, "due": _iso(new)}
    said = Said(reason, facts, {"days": new.working_days})
    done = move(tx, task_id, TaskEvent.RESUME, who, said)
    if not isinstance(done, Moved):
        return done
    this = (task_pause.c.task_id == task_id) & (task_pause.c.ended == done.number)
    took = {"until": new.until, "working_days": new.working_days}
    tx.run(update(task_pause).where(this).values(took))
    _go_on(tx, task_id, new, done, act, reason)
    facts = {"why": reason, "moved": _iso(new)}
    telling.tell(tx, task_id, TaskEvent.RESUME, done, (Told.LEAD,), act, facts)
    return done.state


def of_task(tx: Tx, task_id: int) -> tuple[Pause, ...]:
    """Every interval, the first one first."""
    same = (task_event.c.task_id == task_pause.c.task_id) & (
        task_event.c.number == task_pause.c.begun
    )
    chosen = select(task_pause, task_event.c.reason).join(task_event, same)
    rows = tx.all(chosen.where(task_pause.c.task_id == task_id).order_by(task_pause.c.begun))
    return tuple(
        Pause(row.begun, row.since, row.reason, row.ended, row.until, row.working_days)
        for row in rows
    )


def _go_on(
    tx: Tx, task_id: int, new: Resumption, done: Moved, act: Act, reason: str | None
) -> None:
    if new.deadline is None:
        course.begin(tx, task_id, course.until_of(done.was), done.was.version, done, act)
        return
    version = Version(int(done.was.version) + 1, new.deadline, reason, done.by)
    course.set_deadline(tx, task_id, version, done, act)


def _iso(new: Resumption) -> str | None:
    return None if new.deadline is None else str(new.deadline.until)
