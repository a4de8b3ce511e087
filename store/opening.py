"""Opens documents with their tasks, many at once: the only place where a task begins.

A statement serves many rows: 50,000 one by one would keep every other writer
waiting for minutes.
"""

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from store import borne, clock, rung
from store import document as documents
from store.course import counted_values
from store.directory.change import Overtaken
from store.schema.base import MICROSECOND, micros
from store.schema.imports import WITHDRAWN, import_row
from store.schema.work import document, task
from store.tx import Tx
from work.act import Act
from work.deadline import Deadline
from work.preview import Addition, Entry, Identity, by_document, identities
from work.sought import sought
from work.task import TaskState

LOOKED_UP = 500  # documents of one query
FRESH = timedelta(days=7)  # a task of an older document was assigned before it was kept here

Group = tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many documents and tasks were opened, how many of these were closed at once, how many
    documents stood already, and how many tasks were changed. *numbers* are those of the tasks opened.
    """

    documents: int = 0
    tasks: int = 0
    closed: int = 0
    known: int = 0
    changed: int = 0
    numbers: tuple[int, ...] = field(default=(), compare=False, repr=False)

    def plus(self, other: "Imported") -> "Imported":
        """Both together."""
        return Imported(
            self.documents + other.documents,
            self.tasks + other.tasks,
            self.closed + other.closed,
            self.known + other.known,
            self.changed + other.changed,
            self.numbers + other.numbers,
        )


def open_entries(tx: Tx, entries: Sequence[Entry], act: Act) -> Imported:
    """Opens every document with its tasks, but for those that stand already.

    Raises Overtaken when somebody else keeps one of them at this very moment.
    """
    office = clock.office_now(tx, act.now)
    groups = iter(by_document(entries))
    done = Imported()
    while some := tuple(itertools.islice(groups, LOOKED_UP)):
        done = done.plus(_open_some(tx, some, act, office))
    return _planned(tx, done, act, office)


def open_more(tx: Tx, added: Sequence[Addition], act: Act) -> Imported:
    """Opens more tasks of documents that stand.

    Raises Overtaken when one of them has other tasks by now than were seen.
    """
    if not added:
        return Imported()
    office = clock.office_now(tx, act.now)
    seen = {one.document: one.tasks for one in added}
    chosen = select(document.c.id, document.c.received).where(document.c.id.in_(seen))
    received = {row.id: row.received for row in tx.all(tx.lock(chosen.order_by(document.c.id)))}
    counted = select(task.c.document_id, func.count().label("found")).group_by(task.c.document_id)
    rows = tx.all(counted.where(task.c.document_id.in_(seen), not_undone()))
    if seen != {**dict.fromkeys(seen, 0), **{row.document_id: row.found for row in rows}}:
        raise Overtaken("document")
    pairs = [(one.document, _came_in(one.entry, received[one.document])) for one in added]
    closed, numbers = _open_tasks(tx, pairs, act, office)
    done = Imported(tasks=len(pairs), closed=closed, numbers=numbers)
    return _planned(tx, done, act, office)


def _came_in(entry: Entry, received: date | None) -> Entry:
    """The entry with the day on which its document came in, as the store has it: the row of a task does not say."""
    return replace(entry, document=replace(entry.document, received=received))


def _planned(tx: Tx, done: Imported, act: Act, office: datetime) -> Imported:
    if done.tasks > done.closed:
        rung.wait_for_plan(tx, office, act)
    return done


def _open_some(tx: Tx, groups: tuple[Group, ...], act: Act, office: datetime) -> Imported:
    standing = _known(tx, [group[0].document.number for group in groups])
    new = [g for g in groups if standing.isdisjoint(identities(g[0].document))]
    if tx.hot_many(documents.INSERT, [documents.values(group[0].document) for group in new]) != len(
        new
    ):
        raise Overtaken("document")
    numbered = list(zip(_document_ids(tx, new), new, strict=True))
    for number, group in numbered:
        tx.audit(act.now, "document.opened", f"document:{number}", by=act.by, tasks=len(group))
    pairs = [(number, entry) for number, group in numbered for entry in group]
    closed, numbers = _open_tasks(tx, pairs, act, office)
    return Imported(len(new), len(pairs), closed, len(groups) - len(new), numbers=numbers)


def _known(tx: Tx, numbers: Collection[str]) -> frozenset[Identity]:
    """What tells the documents of these numbers and signs apart that are kept already."""
    rows = tx.all(select(document).where(document.c.number.in_(numbers)))
    return frozenset(key for row in rows for key in identities(documents.of_row(row)))


def not_undone() -> ColumnElement[bool]:
    """That a task was not opened by an import that was taken back: a register does not see such a one."""
    return task.c.id.not_in(select(import_row.c.task_id).where(WITHDRAWN))


def _open_tasks(
    tx: Tx, pairs: Sequence[tuple[int, Entry]], act: Act, office: datetime
) -> tuple[int, tuple[int, ...]]:
    """How many of the tasks, each beside its document's number, were closed at once; and their numbers."""
    _run(tx, _TASK, (_task_row(number, entry, office) for number, entry in pairs))
    opened = list(zip(_task_ids(tx, pairs), pairs, strict=True))
    _run(tx, _PARTY, (row for number, (_, entry) in opened for row in _party_rows(number, entry)))
    _run(tx, _DEADLINE, (row for n, (_, e) in opened for row in _deadline_rows(n, e, act, office)))
    _run(tx, _RUNG, (row for n, (_, entry) in opened for row in _rung_rows(n, entry, office)))
    _audit(tx, opened, act)
    closed = sum(entry.closing is not None for _, entry in pairs)
    return closed, tuple(number for number, _ in opened)


def _run(tx: Tx, sql: str, rows: Iterable[dict[str, Any]]) -> None:
    given = list(rows)
    if given:
        tx.hot_many(sql, given)


def _document_ids(tx: Tx, groups: Sequence[Group]) -> Iterator[int]:
    numbers = [group[0].document.number for group in groups]
    columns = (document.c.id, document.c.number, document.c.issued, document.c.issuer)
    rows = tx.all(select(*columns).where(document.c.number.in_(numbers)))
    ids = {(row.number, row.issued, row.issuer): int(row.id) for row in rows}
    for group in groups:
        new = group[0].document
        yield ids[new.number, new.issued, new.issuer]


def _task_ids(tx: Tx, pairs: Sequence[tuple[int, Entry]]) -> Iterator[int]:
    """In the order of *pairs*: a document's newest tasks, numbered in the order they were put in."""
    of_document: dict[int, list[int]] = {}
    new = Counter(number for number, _ in pairs)
    columns = select(task.c.id, task.c.document_id).order_by(task.c.id)
    for row in tx.all(columns.where(task.c.document_id.in_(new))):
        of_document.setdefault(row.document_id, []).append(int(row.id))
    newest = {number: iter(ids[-new[number] :]) for number, ids in of_document.items()}
    for number, _ in pairs:
        yield next(newest[number])


def _audit(tx: Tx, opened: Iterable[tuple[int, tuple[int, Entry]]], act: Act) -> None:
    for task_id, (number, entry) in opened:
        deadline = entry.task.deadline
        due = "" if deadline is None else deadline.until.code
        tx.audit(act.now, "task.opened", f"task:{task_id}", by=act.by, document=number, due=due)
        if entry.closing is not None:
            tx.audit(act.now, f"task.{TaskState.DONE}", f"task:{task_id}", by=act.by)


def _task_row(document_id: int, entry: Entry, office: datetime) -> dict[str, Any]:
    deadline, closing = entry.task.deadline, entry.closing
    return {
        **_borne(entry),
        "document_id": document_id,
        "content": entry.task.content,
        "product": entry.task.product,
        "state": str(TaskState.ASSIGNED if closing is None else TaskState.DONE),
        "version": 0 if deadline is None else 1,
        "opened_at": micros(office),
        "closed_at": None if closing is None else micros(office),
        "result": None if closing is None else closing.result,
        "sought": sought(entry.task.content, entry.task.product, entry.document),
    }


def _borne(entry: Entry) -> dict[str, Any]:
    """What a task and its parties both have."""
    deadline, closing = entry.task.deadline, entry.closing
    return {
        "due": None if deadline is None else deadline.due.isoformat(),
        "due_last": None if deadline is None else _last(deadline),
        "done_on": None if closing is None else closing.done_on.isoformat(),
    }


def _party_rows(task_id: int, entry: Entry) -> Iterator[dict[str, Any]]:
    judged = _borne(entry)
    for position, (party, counted) in enumerate(borne.with_counted(entry.task.parties)):
        yield {
            "task_id": task_id,
            "position": position,
            "role": str(party.role),
            "agency": party.agency,
            "unit_id": party.unit,
            "person_id": party.person,
            "counted": counted,
            "open": entry.closing is None,
            **judged,
        }


def _deadline_rows(
    task_id: int, entry: Entry, act: Act, office: datetime
) -> Iterator[dict[str, Any]]:
    deadline = entry.task.deadline
    if deadline is not None:
        yield {
            "task_id": task_id,
            "version": 1,
            "due": deadline.due.isoformat(),
            "at": None if deadline.at is None else micros(deadline.at),
            "literal": None if deadline.literal is None else deadline.literal.isoformat(),
            "exclusive": deadline.exclusive,
            "rule": deadline.rule,
            "source": deadline.source,
            **_counted(deadline),
            "set_at": micros(office),
            "set_by": act.by,
        }


def _rung_rows(task_id: int, entry: Entry, office: datetime) -> Iterator[dict[str, Any]]:
    """Due at once, so that the tick computes it; counted from now where the document came in of late."""
    deadline = entry.task.deadline
    if deadline is not None and entry.closing is None:
        yield {
            "task_id": task_id,
            "due": deadline.due.isoformat(),
            "due_last": _last(deadline),
            "begun_at": micros(office) if _is_fresh(entry, office) else None,
            "next_at": micros(office + MICROSECOND),
        }


def _counted(deadline: Deadline) -> dict[str, Any]:
    found = counted_values(deadline.counted)
    start = found["start"]
    return {**found, "start": None if start is None else start.isoformat()}


def _is_fresh(entry: Entry, office: datetime) -> bool:
    """Whether the task was assigned just now, as far as the register says when its document came in."""
    received = entry.document.received
    return received is not None and office.date() - received <= FRESH


def _last(deadline: Deadline) -> int | None:
    last = deadline.until.last
    return None if last is None else micros(last)


_TASK = (
    "INSERT INTO task (document_id, content, product, state, due, due_last, version, opened_at,"
    " closed_at, done_on, result, sought) VALUES (:document_id, :content, :product, :state, :due,"
    " :due_last, :version, :opened_at, :closed_at, :done_on, :result, :sought)"
)
_PARTY = (
    "INSERT INTO task_party (task_id, position, role, agency, unit_id, person_id, counted, open, due,"
    " due_last, done_on) VALUES (:task_id, :position, :role, :agency, :unit_id, :person_id, :counted,"
    " :open, :due, :due_last, :done_on)"
)
_DEADLINE = (
    "INSERT INTO deadline (task_id, version, due, at, literal, exclusive, rule, source, unit,"
    " number, start, words, moved, set_at, set_by) VALUES (:task_id, :version, :due, :at, :literal,"
    " :exclusive, :rule, :source, :unit, :number, :start, :words, :moved, :set_at, :set_by)"
)
_RUNG = (
    "INSERT INTO rung (task_id, due, due_last, version, begun_at, next_at, plan)"
    " VALUES (:task_id, :due, :due_last, 1, :begun_at, :next_at, '')"
)
