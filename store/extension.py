"""Extensions: asked for, one open a task, and decided; a granted one is a new version of the deadline.

Until somebody decides, the deadline in force stays, and so does its ladder.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from store import course, notice, telling
from store.move import Moved, Refusal, Refused, Said, admitted, locked, move
from store.schema.life import UNDECIDED, task_event, task_extension
from store.tx import Tx
from work.act import Act
from work.audience import Told
from work.deadline import EXTENSION, Deadline, Version
from work.extension import Ask, Extension, Outcome
from work.task import MOVES, TaskEvent, TaskState


def ask(tx: Tx, task_id: int, new: Ask, act: Act) -> int | Refused:
    """The number of the request, of which who decides is told; or why it cannot be asked for.

    In writing, before the due date, with the reason and the new date, as the rules on
    assigned tasks want it (Quyết định 42/2014/QĐ-TTg).
    """
    row, who = locked(tx, task_id), admitted(tx, task_id, TaskEvent.ASK, act)
    if not isinstance(who, Act):
        return who
    if row is not None and (TaskState(row.state), TaskEvent.ASK) in MOVES:
        why = barred(tx, task_id, row.due, new.today) or _untimely(row, new)
        if why is not None:
            return why
    facts = {"was": new.was.isoformat(), "due": new.due.isoformat(), "document": new.document}
    done = move(
        tx, task_id, TaskEvent.ASK, who, Said(new.reason, facts, {"due": new.due.isoformat()})
    )
    if not isinstance(done, Moved):
        return done
    values = {"was": new.was, "due": new.due, "working_days": new.working_days}
    key = {"task_id": task_id, "number": done.number, "document": new.document}
    tx.run(insert(task_extension).values(**key, **values))
    told = {"why": new.reason, "was": facts["was"], "asked": facts["due"]}
    telling.tell(tx, task_id, TaskEvent.ASK, done, (Told.APPROVER,), act, told)
    return done.number


def grant(
    tx: Tx,
    task_id: int,
    act: Act,
    due: date | None = None,
    note: str | None = None,
    looked_at: int | None = None,
) -> date | Refused:
    """The new deadline: the one asked for, or *due*; the ladder begins anew, and who leads is told.

    *looked_at* is the number of the request that was: another is not decided on.
    """
    row, who = locked(tx, task_id), admitted(tx, task_id, TaskEvent.GRANT, act)
    if not isinstance(who, Act):
        return who
    asked = open_request(tx, task_id)
    if row is None or asked is None:
        return Refusal.UNKNOWN if row is None else Refusal.UNASKED
    if looked_at not in (None, asked.number):
        return Refusal.OVERTAKEN
    new = due or asked.due
    if new <= row.due:
        return Refusal.NOT_LATER
    version = int(row.version) + 1
    codes: dict[str, str | int] = {"version": version, "due": new.isoformat()}
    done = move(tx, task_id, TaskEvent.GRANT, who, Said(note, codes, codes))
    if not isinstance(done, Moved):
        return done
    _decide(tx, task_id, asked, Outcome.GRANTED, done, new)
    notice.cancel_for_task(tx, task_id, "deadline-changed", act.now)
    source = asked.document or f"gia hạn từ {asked.was:%d/%m/%Y}"
    deadline = Deadline(new, EXTENSION, source, new)
    course.set_deadline(tx, task_id, Version(version, deadline, asked.reason, done.by), done, act)
    _tell(tx, task_id, TaskEvent.GRANT, asked, done, act, note)
    return new


def refuse(
    tx: Tx, task_id: int, reason: str, act: Act, looked_at: int | None = None
) -> TaskState | Refused:
    """Leaves the deadline as it is; who leads is told why. *looked_at* as for grant()."""
    return _end(tx, task_id, (TaskEvent.REFUSE, Outcome.REFUSED), reason, act, looked_at)


def withdraw(
    tx: Tx, task_id: int, act: Act, reason: str | None = None, looked_at: int | None = None
) -> TaskState | Refused:
    """Takes the request back, for who asked. *looked_at* as for grant()."""
    return _end(tx, task_id, (TaskEvent.WITHDRAW, Outcome.WITHDRAWN), reason, act, looked_at)


def barred(tx: Tx, task_id: int, due: date | None, today: date) -> Refusal | None:
    """Why nobody can ask *today* for another deadline than *due*, whichever; None where somebody can."""
    why = untimely(due, today)
    return why or (None if open_request(tx, task_id) is None else Refusal.ASKED)


def untimely(due: date | None, today: date) -> Refusal | None:
    """The same, as far as *due* alone is against it."""
    if due is None:
        return Refusal.UNDATED
    return Refusal.TOO_LATE if today >= due else None


def open_request(tx: Tx, task_id: int) -> Extension | None:
    """What was asked for and nobody has decided."""
    return next((one for one in of_task(tx, task_id) if one.outcome is None), None)


def of_task(tx: Tx, task_id: int) -> tuple[Extension, ...]:
    """Every request, the first one first."""
    rows = tx.all(_requests().where(task_extension.c.task_id == task_id))
    return tuple(map(_extension, rows))


def open_requests(tx: Tx, task_ids: Collection[int]) -> dict[int, Extension]:
    """What waits to be decided of each of these tasks; those of which nothing does are left out."""
    chosen = _requests().where(UNDECIDED, task_extension.c.task_id.in_(task_ids))
    rows = tx.all(chosen) if task_ids else ()
    return {row.task_id: _extension(row) for row in rows}


def _requests() -> Select[Any]:
    same = (task_event.c.task_id == task_extension.c.task_id) & (
        task_event.c.number == task_extension.c.number
    )
    columns = task_event.c.at, task_event.c.by, task_event.c.reason
    chosen = select(task_extension, *columns).join(task_event, same)
    return chosen.order_by(task_extension.c.number)


def _extension(row: Row[Any]) -> Extension:
    return Extension(
        row.number,
        row.was,
        row.due,
        row.working_days,
        row.document,
        row.reason,
        row.at,
        row.by,
        None if row.outcome is None else Outcome(row.outcome),
        row.granted,
    )


def _untimely(row: Row[Any], new: Ask) -> Refusal | None:
    if row.due != new.was:
        return Refusal.OVERTAKEN
    return Refusal.NOT_LATER if new.due <= row.due else None


def _end(
    tx: Tx,
    task_id: int,
    how: tuple[TaskEvent, Outcome],
    reason: str | None,
    act: Act,
    looked_at: int | None,
) -> TaskState | Refused:
    event, outcome = how
    row, who = locked(tx, task_id), admitted(tx, task_id, event, act)
    if not isinstance(who, Act):
        return who
    asked = open_request(tx, task_id)
    if row is None or asked is None:
        return Refusal.UNKNOWN if row is None else Refusal.UNASKED
    if looked_at not in (None, asked.number):
        return Refusal.OVERTAKEN
    done = move(tx, task_id, event, who, Said(reason))
    if isinstance(done, Moved):
        _decide(tx, task_id, asked, outcome, done, None)
        _tell(tx, task_id, event, asked, done, act, reason)
        return done.state
    return done


def _decide(
    tx: Tx, task_id: int, asked: Extension, outcome: Outcome, done: Moved, granted: date | None
) -> None:
    this = (task_extension.c.task_id == task_id) & (task_extension.c.number == asked.number)
    values = {"outcome": outcome, "decided": done.number, "granted": granted}
    tx.run(update(task_extension).where(this, UNDECIDED).values(values))


def _tell(
    tx: Tx,
    task_id: int,
    event: TaskEvent,
    asked: Extension,
    done: Moved,
    act: Act,
    why: str | None,
) -> None:
    to = Told.APPROVER if event is TaskEvent.WITHDRAW else Told.LEAD
    facts = {"why": why, "was": asked.was.isoformat(), "asked": asked.due.isoformat()}
    telling.tell(tx, task_id, event, done, (to,), act, facts)
