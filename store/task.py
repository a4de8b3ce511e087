"""Tasks in the store: what happens to them from their opening to their end.

They begin in store.opening. Each event goes through store.move, which changes the state, the ladder
and what is still to be sent, and puts down who did it, all in the one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from store import (
    borne,
    clock,
    course,
    deadlines,
    history,
    notice,
    report,
    search,
    telling,
    worklist,
)
from store.move import Moved, Refusal, Refused, Said, admitted, hold, locked, move
from store.schema.work import document, task_party
from store.tx import Tx
from work.act import Act
from work.audience import Told
from work.deadline import Deadline, Version
from work.report import NewFiles
from work.task import Impossible, Party, Role, TaskEvent, TaskState

__all__ = ["Refusal", "Refused", "hold"]


@dataclass(frozen=True, slots=True)
class Submission:
    """What says that a task is done: *done_on*, the day by which it is judged, is the result document's.

    *result* is the number and sign of that document, *text* what who submits says of it; *today*
    is the office's day, from which approval is waited for.
    """

    done_on: date
    today: date
    result: str | None = None
    text: str | None = None
    files: NewFiles = field(default_factory=NewFiles)


def receive(tx: Tx, task_id: int, act: Act) -> TaskState | Refused:
    """Notes that who leads has taken the task up (tiếp nhận)."""
    return _state(move(tx, task_id, TaskEvent.RECEIVE, act))


def submit(tx: Tx, task_id: int, new: Submission, act: Act) -> TaskState | Refused:
    """Hands in what was done, for who assigned it to approve; they are reminded from now on, the lead is not.

    A task that nobody had received is received by it. One that was done on the day itself
    is judged by the instant.
    """
    said = Said(new.text, {"done_on": new.done_on.isoformat(), "result": new.result})
    at = clock.office_now(tx, act.now) if new.done_on == new.today else None
    values = {"stopped_on": new.done_on, "stopped_at": at, "result": new.result}
    done = move(tx, task_id, TaskEvent.SUBMIT, act, said, **values)
    if isinstance(done, Moved):
        report.keep_files(tx, task_id, done.number, new.files)
        course.begin_approval(tx, task_id, new.today, done, act)
    return _state(done)


def approve(
    tx: Tx, task_id: int, act: Act, note: str | None = None, submission: int | None = None
) -> TaskState | Refused:
    """Moves what was submitted to done, on the day that the submission gave.

    *submission* is the number of the one that was looked at: another is not approved of.
    """
    row = locked(tx, task_id)
    if (why := _looked_at(tx, row, TaskEvent.APPROVE, act, submission)) is not None:
        return why
    day = None if row is None else row.stopped_on
    return _state(move(tx, task_id, TaskEvent.APPROVE, act, Said(note), done_on=day))


def send_back(
    tx: Tx, task_id: int, reason: str, act: Act, submission: int | None = None
) -> TaskState | Refused:
    """Returns what was submitted to who leads, who is told why; their reminders go on (trả lại).

    *submission* as for approve().
    """
    row = locked(tx, task_id)
    if (why := _looked_at(tx, row, TaskEvent.RETURN, act, submission)) is not None:
        return why
    done = move(tx, task_id, TaskEvent.RETURN, act, Said(reason), result=None)
    if isinstance(done, Moved):
        course.begin(tx, task_id, course.until_of(done.was), done.was.version, done, act)
        telling.tell(tx, task_id, TaskEvent.RETURN, done, (Told.LEAD,), act, {"why": reason})
    return _state(done)


def _looked_at(
    tx: Tx, row: Row[Any] | None, event: TaskEvent, act: Act, submission: int | None
) -> Refused | None:
    """Why *event* does not happen to the task of *row*: it waits with another submission than was looked at."""
    if row is None or submission is None or row.state != TaskState.SUBMITTED:
        return None
    who = admitted(tx, row.id, event, act)
    if not isinstance(who, Act):
        return who
    return None if history.submissions(tx, row.id) == submission else Refusal.RESUBMITTED


def finish(
    tx: Tx,
    task_id: int,
    done_on: date,
    result: str | None,
    act: Act,
    at: datetime | None = None,
) -> TaskState | Refused:
    """Moves the task to done without approval: *done_on* is the day of its result document, *result* its number.

    *at* is the instant by which it is judged, where more than the day is known.
    """
    said = Said(None, {"done_on": done_on.isoformat(), "result": result})
    values = {"done_on": done_on, "stopped_at": at, "result": result}
    return _state(move(tx, task_id, TaskEvent.FINISH, act, said, **values))


def finish_now(
    tx: Tx, task_id: int, today: date, result: str | None, act: Act
) -> TaskState | Refused:
    """The same *today*; what was submitted is judged by the day, and has the result, of its submission."""
    row = locked(tx, task_id)
    if row is None or row.stopped_on is None:
        return finish(tx, task_id, today, result, act, clock.office_now(tx, act.now))
    return finish(tx, task_id, row.stopped_on, result or row.result, act, row.stopped_at)


def cancel(tx: Tx, task_id: int, act: Act, reason: str | None = None) -> TaskState | Refused:
    """Moves the task to cancelled: nobody needs it any more (hủy)."""
    return _state(move(tx, task_id, TaskEvent.CANCEL, act, Said(reason), result=None))


def recall(tx: Tx, task_id: int, act: Act, reason: str | None = None) -> TaskState | Refused:
    """Moves the task to recalled: who assigned it took it back (thu hồi)."""
    return _state(move(tx, task_id, TaskEvent.RECALL, act, Said(reason), result=None))


def reopen(tx: Tx, task_id: int, reason: str, act: Act) -> TaskState | Refused:
    """Opens the task again; its deadline is in force anew, beside *reason*, and so is its ladder."""
    row = locked(tx, task_id)
    ended = row.done_on if row is not None else None
    was = {} if row is None or ended is None else {"done_on": str(ended), "result": row.result}
    said = Said(reason, was)
    done = move(tx, task_id, TaskEvent.REOPEN, act, said, done_on=None, result=None)
    if isinstance(done, Moved) and (versions := deadlines.versions(tx, task_id)):
        number = int(done.was.version) + 1
        again = replace(versions[-1], number=number, reason=reason, set_by=done.by)
        course.set_deadline(tx, task_id, again, done, act)
    return _state(done)


def change_due(tx: Tx, task_id: int, new: Deadline, reason: str | None, act: Act) -> int | Refused:
    """The number of the new version of the deadline, or why there is none.

    The ladder begins anew; the old deadline stays in the history.
    """
    row, who = locked(tx, task_id), admitted(tx, task_id, TaskEvent.REDATE, act)
    if not isinstance(who, Act):
        return who
    until = new.until
    if row is not None and TaskState(row.state).open and course.until_of(row) == until:
        return Refusal.UNCHANGED
    version = 0 if row is None else int(row.version) + 1
    facts = {"version": version, "due": str(until)}
    said = Said(reason, facts, {"version": version, "due": until.code})
    done = move(tx, task_id, TaskEvent.REDATE, act, said)
    if not isinstance(done, Moved):
        return done
    notice.cancel_for_task(tx, task_id, "deadline-changed", act.now)
    course.set_deadline(tx, task_id, Version(version, new, reason, done.by), done, act)
    return version


def assign(tx: Tx, task_id: int, parties: tuple[Party, ...], act: Act) -> TaskState | Refused:
    """Puts *parties*, one of which leads, in the place of those whose task it was.

    What was not sent yet is taken back, as it names who had it. The ladder begins
    anew: the newest rung is told to whoever was not told of it. Another lead has
    still to receive the task.
    """
    row, was = locked(tx, task_id), worklist.parties(tx, task_id)
    who = admitted(tx, task_id, TaskEvent.ASSIGN, act, parties)
    if not isinstance(who, Act):
        return who
    if row is not None and set(map(_place, was)) == set(map(_place, parties)):
        return Refusal.UNCHANGED if TaskState(row.state).open else Impossible(TaskState(row.state))
    lead, same = _lead(parties), bool(was) and _who(_lead(was)) == _who(_lead(parties))
    ids = {"unit": lead.unit or 0, "person": lead.person or 0, "others": len(parties) - 1}
    said = Said(
        None, {"was": party_ids(was), "now": party_ids(parties)}, {"agency": lead.agency, **ids}
    )
    values = {} if same or row is None else {"received_at": None}
    done = move(tx, task_id, TaskEvent.ASSIGN, who, said, **values)
    if isinstance(done, Moved):
        replace_parties(tx, task_id, parties, done, act)
    return _state(done)


def give_lead(tx: Tx, task_id: int, lead: Party, act: Act) -> TaskState | Refused:
    """Puts *lead* in the place of who led the task; the others stay."""
    hold(tx, (task_id,))
    kept = [one for one in worklist.parties(tx, task_id) if one.role is not Role.LEAD]
    others = [one for one in kept if _who(one) != _who(lead)]
    return assign(tx, task_id, (lead, *others), act)


def reword(tx: Tx, task_id: int, content: str, excerpt: str, act: Act) -> TaskState | Refused:
    """Gives the task another subject, and its document the excerpt where that was the task's subject."""
    row = locked(tx, task_id)
    was = "" if row is None else row.content
    done = move(tx, task_id, TaskEvent.REWORD, act, Said(None, {"was": was}), content=content)
    if isinstance(done, Moved):
        mine = document.c.id == done.was.document_id
        excerpt_was = tx.value(tx.lock(select(document.c.excerpt).where(mine)))
        if excerpt_was.casefold() == was.casefold():
            tx.run(update(document).where(mine).values(excerpt=excerpt))
        search.refresh(tx, done.was.document_id)
    return _state(done)


def describe(
    tx: Tx, task_id: int, content: str | None, product: str | None, act: Act
) -> TaskState | Refused:
    """Gives the task other words, or another product (sản phẩm), or both; None leaves what stands.

    With "" for *product* there is none any more. The document's excerpt stays: those words are its own.
    """
    row = locked(tx, task_id)
    given = {"content": content, "product": product}
    was = {} if row is None else {"content": row.content, "product": row.product}
    changed = {
        name: text for name, text in given.items() if text not in (None, was.get(name) or "")
    }
    new = {name: text or None for name, text in changed.items()}
    if row is not None and not new and TaskState(row.state).open:
        return Refusal.UNCHANGED
    before = {"was": was.get("content"), "product": was.get("product")}
    done = move(tx, task_id, TaskEvent.REWORD, act, Said(None, before), **new)
    if isinstance(done, Moved):
        search.refresh(tx, done.was.document_id)
    return _state(done)


def _state(done: Moved | Refused) -> TaskState | Refused:
    return done.state if isinstance(done, Moved) else done


def replace_parties(tx: Tx, task_id: int, parties: Sequence[Party], done: Moved, act: Act) -> None:
    """Puts *parties* in the place of those before, and lets the ladder begin anew for them."""
    set_parties(tx, task_id, parties)
    notice.cancel_for_task(tx, task_id, "parties-changed", act.now)
    course.again(tx, task_id, done, act)


def set_parties(tx: Tx, task_id: int, parties: Sequence[Party]) -> None:
    """Puts *parties* in the place of those of an open task; whatever is told of that is the caller's."""
    tx.run(delete(task_party).where(task_party.c.task_id == task_id))
    pairs = enumerate(borne.with_counted(parties))
    tx.run(insert(task_party), [_party_row(task_id, n, *pair) for n, pair in pairs])
    borne.follow(tx, task_id)


def _lead(parties: Sequence[Party]) -> Party:
    (lead,) = (one for one in parties if one.role is Role.LEAD)
    return lead


def party_ids(parties: Sequence[Party]) -> list[dict[str, Any]]:
    """Who they were, by ids: names stand in the directory."""
    return [
        {"role": one.role, "agency": one.agency, "unit": one.unit, "person": one.person}
        for one in parties
    ]


def _party_row(task_id: int, position: int, party: Party, counted: bool) -> dict[str, Any]:
    return {
        "task_id": task_id,
        "position": position,
        "role": party.role,
        "agency": party.agency,
        "unit_id": party.unit,
        "person_id": party.person,
        "counted": counted,
        "open": True,
    }


def _who(party: Party) -> tuple[str, int | None, int | None]:
    return party.agency, party.unit, party.person


def _place(party: Party) -> tuple[Role, tuple[str, int | None, int | None]]:
    return party.role, _who(party)
