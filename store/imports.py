"""Imports of registers and of plans: each kept with what it did, so that it can be taken back (store.undoing)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, case, func, insert, select

from store import clock, register, rung
from store.opening import Imported
from store.schema.imports import import_row, register_import
from store.schema.life import task_event
from store.tx import Tx
from work.act import Act
from work.preview import Change, Preview
from work.undoing import Import

_LOOKED_UP = 500  # tasks of one query
_ROW = (
    "INSERT INTO import_row (import_id, task_id, opened, event, was, undone, told)"
    " VALUES (:import_id, :task_id, :opened, :event, :was, :undone, :undone)"
)


def keep(tx: Tx, preview: Preview, file: str, reason: str, act: Act) -> tuple[int, Imported]:
    """The number of the import, and what it came to; all of it stands afterwards, or nothing.

    *file* is the register's name, *reason* goes beside each new deadline. Raises Overtaken when
    what it changes is not as it was seen any more.
    """
    done = register.keep(tx, preview, reason, act)
    changes = {change.task.id: change for change in preview.changes}
    return note(tx, file, done, changes, act), done


def keep_new(tx: Tx, preview: Preview, file: str, reason: str, act: Act) -> tuple[int, Imported]:
    """The same of what is assigned just now, however old its paper is: whoever has it is told of it as new."""
    number, done = keep(tx, preview, file, reason, act)
    rung.begin_chase(tx, done.numbers, clock.office_now(tx, act.now))
    return number, done


def note(tx: Tx, file: str, done: Imported, changes: Mapping[int, Change], act: Act) -> int:
    """The number of an import of *file* that opened what is *done*, and made *changes*, by their tasks."""
    at = clock.office_now(tx, act.now)
    values = {"at": at, "by": act.by, "file": file, "opened": done.tasks, "changed": done.changed}
    new = insert(register_import).values(values).returning(register_import.c.id)
    number = int(tx.value(new))
    events = last_events(tx, changes)
    rows = [_row(number, one, True, 0, {}) for one in done.numbers]
    rows += [
        _row(number, one, False, events[one], _before(change)) for one, change in changes.items()
    ]
    if rows:
        tx.hot_many(_ROW, rows)
    tx.audit(
        act.now, "register.imported", f"import:{number}",
        by=act.by, opened=done.tasks, changed=done.changed,
    )  # fmt: skip
    return number


def listed(tx: Tx) -> tuple[Import, ...]:
    """Every import, the newest first."""
    return _read(tx, _imports().order_by(register_import.c.id.desc()))


def one(tx: Tx, number: int) -> Import | None:
    """The import of that number."""
    return next(iter(_read(tx, _imports().where(register_import.c.id == number))), None)


def last_of(tx: Tx, person: int) -> Import | None:
    """The newest import that *person* made, through whatever door."""
    theirs = register_import.c.by.startswith(f"person:{person},", autoescape=True)
    found = _read(tx, _imports().where(theirs).order_by(register_import.c.id.desc()).limit(1))
    return found[0] if found else None


def last_events(tx: Tx, tasks: Iterable[int]) -> dict[int, int]:
    """The number of the last event of each of *tasks*, 0 where nothing happened."""
    every = list(tasks)
    found = dict.fromkeys(every, 0)
    newest = select(task_event.c.task_id, func.max(task_event.c.number).label("last"))
    for first in range(0, len(every), _LOOKED_UP):
        some = every[first : first + _LOOKED_UP]
        rows = tx.all(newest.where(task_event.c.task_id.in_(some)).group_by(task_event.c.task_id))
        found |= {row.task_id: row.last for row in rows}
    return found


def _row(number: int, task: int, opened: bool, event: int, was: dict[str, Any]) -> dict[str, Any]:
    told = json.dumps(was, ensure_ascii=False, sort_keys=True)
    start = {"import_id": number, "task_id": task, "opened": opened}
    return {**start, "event": event, "was": told, "undone": False}


def _before(change: Change) -> dict[str, Any]:
    """What a row changes, as it stood before; what it leaves alone is left out."""
    task, found = change.task, dict[str, Any]()
    if change.deadline is not None:
        found["version"] = task.version
    if change.parties is not None:
        found["parties"] = [[p.role, p.agency, p.unit, p.person] for p in task.parties]
    if change.content is not None:
        found |= {"content": task.content, "excerpt": task.document.excerpt}
    if change.closing is not None or change.withdrawn:
        found["state"] = task.state
    return found


def _imports() -> Select[Any]:
    left = func.sum(case((import_row.c.undone, 0), else_=1))
    return (
        select(register_import, func.coalesce(left, 0).label("left"))
        .outerjoin(import_row, import_row.c.import_id == register_import.c.id)
        .group_by(register_import.c.id)
    )


def _read(tx: Tx, chosen: Select[Any]) -> tuple[Import, ...]:
    rows: Sequence[Any] = tx.all(chosen)
    # Without a task there is one row with nothing in it, which counts as left.
    return tuple(
        Import(
            row.id, row.at, row.by, row.file, row.opened, row.changed, row.undone_at,
            int(row.left) if row.opened + row.changed else 0,
        )
        for row in rows
    )  # fmt: skip
