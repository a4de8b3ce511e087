"""Takes an import back, task by task, where nobody has acted since; the rest stays, and is told with why.

What was opened is recalled, what was changed is given back what it had, each by the one
function that makes such a change. Nothing is removed: history and account tell of both.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select, update

from store import clock, deadlines, imports, notice, worklist
from store import task as tasks
from store.directory import people
from store.opening import LOOKED_UP
from store.schema.directory import person
from store.schema.imports import import_row, register_import
from store.schema.notice import notice as notices
from store.tx import Tx
from work.act import Act
from work.notice import WITHDRAWN
from work.outbox import NewNotice, NoticeState
from work.task import RUNNING_STATES, Party, Role, Task, TaskState
from work.undoing import Stays, Undone

PORTION = 200  # tasks of one transaction
MOST_LISTED = 20  # tasks of one letter
_LEFT_US = (NoticeState.SENDING, NoticeState.SENT, NoticeState.UNCERTAIN)


def judge(tx: Tx, number: int) -> Undone:
    """What taking the import back would do now; nobody is counted as told."""
    return _judged(_rows(tx, number, 0, None), tx)[0]


def undo(
    tx: Tx, number: int, reason: str, act: Act, after: int = 0, most: int = PORTION
) -> tuple[Undone, int | None]:
    """What was taken back of an import's tasks with numbers above *after*, at most *most* looked at; and the last of them.

    That is None once there were no more. In portions, so that nobody waits for long; tell() ends it.
    """
    rows = _rows(tx, number, after, most)
    if not rows:
        return Undone(), None
    tasks.hold(tx, [row.task_id for row in rows])
    found, before = _judged(_rows(tx, number, after, most), tx)
    for one in found.opened:
        _recall(tx, one, reason, act)
    for one in found.changed:
        _give_back(tx, one, before[one], reason, act)
    done = (*found.opened, *found.changed)
    mine = (import_row.c.import_id == number) & import_row.c.task_id.in_(done)
    tx.run(update(import_row).where(mine).values(undone=True))
    if done:
        end = {"undone_at": clock.office_now(tx, act.now), "undone_by": act.by}
        tx.run(update(register_import).where(register_import.c.id == number).values(end))
        tx.audit(
            act.now, "register.undone", f"import:{number}",
            by=act.by, opened=len(found.opened), changed=len(found.changed),
        )  # fmt: skip
    return found, rows[-1].task_id


def tell(tx: Tx, number: int, act: Act) -> int:
    """How many people had a letter about a task that is withdrawn, and are told now, each once of all of them."""
    mine = (import_row.c.import_id == number, import_row.c.undone, ~import_row.c.told)
    rows = tx.all(tx.lock(select(import_row).where(*mine, import_row.c.opened)))
    withdrawn = sorted(row.task_id for row in rows)
    tx.run(update(import_row).where(*mine).values(told=True))
    return _tell(tx, number, withdrawn, act)


def is_broken_off(tx: Tx, number: int) -> bool:
    """Whether some was taken back that nobody has been told of: who did it ended before tell()."""
    untold = (import_row.c.import_id == number) & import_row.c.undone & ~import_row.c.told
    return bool(tx.value(select(exists().where(untold))))


def _rows(tx: Tx, number: int, after: int, most: int | None) -> Sequence[Any]:
    """What is not taken back yet, by the number of its task."""
    mine = (import_row.c.import_id == number, ~import_row.c.undone, import_row.c.task_id > after)
    return tx.all(select(import_row).where(*mine).order_by(import_row.c.task_id).limit(most))


def _judged(rows: Sequence[Any], tx: Tx) -> tuple[Undone, dict[int, Mapping[str, Any]]]:
    events = imports.last_events(tx, [row.task_id for row in rows])
    before = {row.task_id: json.loads(row.was) for row in rows if not row.opened}
    stays: dict[int, Stays] = {}
    for row in rows:
        why = _stays(row, events[row.task_id], before.get(row.task_id, {}))
        if why is not None:
            stays[row.task_id] = why
    free = [row for row in rows if row.task_id not in stays]
    opened = tuple(row.task_id for row in free if row.opened)
    changed = tuple(row.task_id for row in free if not row.opened)
    return Undone(opened, changed, tuple(stays.items())), before


def _stays(row: Any, last_event: int, was: Mapping[str, Any]) -> Stays | None:
    if row.event != last_event:
        return Stays.ACTED
    if was.get("version") == 0:
        return Stays.UNDATED
    waited = "state" in was and TaskState(was["state"]) not in RUNNING_STATES
    return Stays.WAITED if waited else None


def _recall(tx: Tx, number: int, reason: str, act: Act) -> None:
    """What the register had as done is opened again first: what is done cannot be recalled."""
    if _done(tx, number).state is TaskState.DONE:
        _require(tasks.reopen(tx, number, reason, act))
    _require(tasks.recall(tx, number, act, reason))


def _give_back(tx: Tx, number: int, was: Mapping[str, Any], reason: str, act: Act) -> None:
    """The end goes first, so that the rest can be given back."""
    if "state" in was:
        _require(tasks.reopen(tx, number, reason, act))
    if "version" in was:
        versions = {one.number: one for one in deadlines.versions(tx, number)}
        deadline = versions[was["version"]].deadline
        _require(tasks.change_due(tx, number, deadline, reason, act))
    if "parties" in was:
        parties = tuple(Party(Role(role), *who) for role, *who in was["parties"])
        _require(tasks.assign(tx, number, parties, act))
    if "content" in was:
        _require(tasks.reword(tx, number, was["content"], was["excerpt"], act))


def _require(done: object) -> None:
    if isinstance(done, tasks.Refused):
        raise RuntimeError(f"a task was held and judged, and yet refused its undoing: {done}")


def _done(tx: Tx, number: int) -> Task:
    found = worklist.one(tx, number)
    if found is None:
        raise RuntimeError(f"task {number} of an import is gone")
    return found


def _tell(tx: Tx, number: int, withdrawn: Sequence[int], act: Act) -> int:
    theirs: dict[int, list[int]] = {}
    for some in _portions(withdrawn):
        had = notices.c.task_id.in_(some) & notices.c.state.in_(_LEFT_US)
        pairs = select(notices.c.person_id, notices.c.task_id).where(had).distinct()
        for row in tx.all(pairs.order_by(notices.c.person_id, notices.c.task_id)):
            theirs.setdefault(row.person_id, []).append(row.task_id)
    if not theirs:
        return 0
    there = people.everybody().where(person.c.id.in_(theirs), person.c.disabled_at.is_(None))
    readers = [people.of_row(row) for row in tx.all(there)]
    office = clock.office_now(tx, act.now)
    addresses = notice.channels_of(tx, readers, office, ())
    for reader in readers:
        about = theirs[reader.id]
        told = worklist.several(tx, about[:MOST_LISTED])
        new = NewNotice(
            key=f"{WITHDRAWN}:{number}:{about[0]}:{reader.id}",
            kind=WITHDRAWN,
            person=reader.id,
            language=reader.language,
            reason="withdrawn",
            facts={"count": len(about), "tasks": [_facts(told[one]) for one in told]},
            at=office,
        )
        notice.add(tx, new, addresses, act.now)
    return len(readers)


def _facts(one: Task) -> dict[str, Any]:
    """By numbers alone: what a task is about stands in the letter before."""
    return {"task": one.id, "number": one.document.number, "issuer": one.document.issuer}


def _portions(numbers: Collection[int]) -> Iterator[Sequence[int]]:
    every = list(numbers)
    for first in range(0, len(every), LOOKED_UP):
        yield every[first : first + LOOKED_UP]
