"""Reminders between the release of their rung and the outbox: one row for each rung and person, told once.

A row that waits is taken by who holds its lock; its key lets it be there once, however
often the rung is released.
"""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Text, bindparam, cast, delete, select, update

from store.schema.directory import person
from store.schema.reminding import WAITING, reminding
from store.tx import Tx

WAITS, TOLD, DROPPED = "waiting", "told", "dropped"

_NEXT_AT = select(reminding.c.at).where(WAITING).order_by(reminding.c.at).limit(1)
_OF_TASKS = """\
SELECT id FROM reminding WHERE state = 'waiting' AND task_id = ANY(:tasks)
ORDER BY id FOR UPDATE"""
_FREED = {
    "state": DROPPED,
    "why": bindparam("because"),
    "dedup_key": reminding.c.dedup_key + ":taken-back:" + cast(reminding.c.id, Text),
}
_FREE_OF_TASK = (
    update(reminding).where(WAITING, reminding.c.task_id == bindparam("task")).values(_FREED)
)


@dataclass(frozen=True, slots=True)
class NewReminding:
    """One rung for one person, released; *at* is the office instant at which they are to be told.

    *key* is the dedup key of its notice, less the channel. *any_time*: at whatever hour.
    """

    key: str
    kind: str
    task: int | None
    person: int
    version: int
    slot: str
    rung_at: datetime
    reason: str
    at: datetime
    any_time: bool = False
    submission: int | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Reminding:
    """The same, as it stands: *why* is a code of what it waits for, or why it was dropped."""

    id: int
    new: NewReminding
    state: str
    why: str | None
    told_by: str | None
    person_name: str = ""


def put(tx: Tx, new: NewReminding) -> bool:
    """Whether it was added; not where it was told already, or waits."""
    values = asdict(new)
    names = {"key": "dedup_key", "task": "task_id", "person": "person_id"}
    row = {names.get(name, name): value for name, value in values.items()}
    return tx.insert_new(reminding, {**row, "state": WAITS})


def is_waiting(tx: Tx, office: datetime) -> bool:
    """Whether any is to be told at the office's time."""
    return tx.value(due_at(office).limit(1)) is not None


def due_at(office: datetime) -> Select[Any]:
    """Numbers of those that are to be told, by the index on their instant."""
    return select(reminding.c.id).where(WAITING, reminding.c.at <= office)


def next_at(tx: Tx) -> datetime | None:
    """The office instant of the next one of all."""
    found: datetime | None = tx.value(_NEXT_AT)
    return found


def next_of(tx: Tx, person_id: int) -> NewReminding | None:
    """The next one that waits for that person, the morning digest among them."""
    theirs = select(reminding).where(WAITING, reminding.c.person_id == person_id)
    row = tx.one(theirs.order_by(reminding.c.at, reminding.c.id).limit(1))
    return None if row is None else _reminding(row).new


def take(tx: Tx, office: datetime, people: int) -> tuple[Reminding, ...]:
    """All that is to be told to at most *people* persons, locked: nothing of one person is left out."""
    due = select(reminding.c.person_id).where(WAITING, reminding.c.at <= office)
    some = [row.person_id for row in tx.all(due.distinct().order_by("person_id").limit(people))]
    theirs = reminding.c.person_id.in_(some) & (reminding.c.at <= office)
    chosen = select(reminding).where(WAITING, theirs).order_by(reminding.c.id)
    return tuple(_reminding(row) for row in tx.all(tx.lock(chosen))) if some else ()


def hold(tx: Tx, task_ids: Collection[int]) -> None:
    """Keeps the tick from those of several tasks until the commit; after their rungs, before the tasks."""
    tx.hold(_OF_TASKS, {"tasks": list(task_ids)})


def put_off(tx: Tx, numbers: Collection[int], at: datetime, why: str) -> None:
    """Lets them wait until *at*, because *why*."""
    tx.run(_of(numbers).values(at=at, why=why))


def told(tx: Tx, numbers: Collection[int]) -> None:
    """Lets them go: each is a notice of its own now, which keeps its key."""
    tx.run(delete(reminding).where(reminding.c.id.in_(numbers)))


def told_within(tx: Tx, numbers: Collection[int], key: str) -> None:
    """Notes that they are told within the notice of that *key*."""
    tx.run(_of(numbers).values(state=TOLD, told_by=key, why=None))


def tell_anew(tx: Tx, key: str, office: datetime) -> int:
    """How many that were told within the notice of that *key*, which never left, are to be told at once."""
    theirs = update(reminding).where(reminding.c.told_by == key, reminding.c.state == TOLD)
    return tx.run(theirs.values(state=WAITS, told_by=None, at=office))


def drop(tx: Tx, numbers: Collection[int], why: str) -> None:
    """Ends them untold, because *why*; their keys stay taken."""
    tx.run(_of(numbers).values(state=DROPPED, why=why))


def free(tx: Tx, keys: Collection[str], why: str) -> None:
    """Ends those of *keys* untold; whoever is to be told of the same rung all the same can be."""
    _free(tx, reminding.c.dedup_key.in_(keys), why)


def free_of_task(tx: Tx, task_id: int, why: str) -> None:
    """The same of all of a task that wait."""
    tx.run(_FREE_OF_TASK, {"task": task_id, "because": why})


def wake(tx: Tx, task_id: int, why: str, office: datetime) -> int:
    """How many of the task that wait because *why* are looked at anew at once."""
    theirs = (reminding.c.task_id == task_id) & (reminding.c.why == why)
    return tx.run(update(reminding).where(WAITING, theirs).values(at=office))


def pass_on(tx: Tx, task_id: int, source: int, target: int, why: str, office: datetime) -> bool:
    """Lets *target* be told of what of the task still waits for *source*; whether there is anything.

    Their own hours decide when, and nobody is told twice of one rung.
    """
    theirs = (reminding.c.task_id == task_id) & (reminding.c.person_id == source)
    rows = tx.all(select(reminding).where(WAITING, theirs).order_by(reminding.c.id))
    _free(tx, reminding.c.id.in_([row.id for row in rows]), why)
    for row in rows:
        new = _reminding(row).new
        key = f"{new.key.rpartition(':')[0]}:{target}"
        put(tx, replace(new, key=key, person=target, at=office))
    return bool(rows)


def of_task(tx: Tx, task_id: int) -> tuple[Reminding, ...]:
    """All of the task that were not told on their own, in the order of their release."""
    named = select(reminding, person.c.name.label("person_name"))
    theirs = named.join(person, person.c.id == reminding.c.person_id)
    rows = tx.all(theirs.where(reminding.c.task_id == task_id).order_by(reminding.c.id))
    return tuple(_reminding(row, row.person_name) for row in rows)


def _of(numbers: Collection[int]) -> Any:
    return update(reminding).where(reminding.c.id.in_(numbers))


def _free(tx: Tx, chosen: Any, why: str) -> None:
    tx.run(update(reminding).where(chosen).values(_FREED), {"because": why})


def _reminding(row: Any, name: str = "") -> Reminding:
    new = NewReminding(
        row.dedup_key,
        row.kind,
        row.task_id,
        row.person_id,
        row.version,
        row.slot,
        row.rung_at,
        row.reason,
        row.at,
        row.any_time,
        row.submission,
        row.since,
    )
    return Reminding(row.id, new, row.state, row.why, row.told_by, name)
