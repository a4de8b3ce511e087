"""Tasks as rows of the store give them: each with its document and its parties."""

import functools
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, select

from store import document as documents
from store.schema.directory import agency, person, unit
from store.schema.work import document, task, task_party
from store.tx import Tx
from work.task import Party, Role, Task, TaskState

_PARTY = tuple(task_party.c[n] for n in ("task_id", "role", "agency", "unit_id", "person_id"))
_DOCUMENT = tuple(column for column in document.c if column.name != "id")


@functools.cache
def tasks() -> Select[Any]:
    """Every task with its document; what is read the most is put together once."""
    return select(task, *_DOCUMENT).join(document, document.c.id == task.c.document_id)


def with_parties(tx: Tx, rows: Collection[Row[Any]]) -> tuple[Task, ...]:
    """The tasks that these rows of tasks() are."""
    found = parties_of(tx, [row.id for row in rows])
    return tuple(_task(row, tuple(found[row.id])) for row in rows)


def parties_of(tx: Tx, task_ids: Collection[int]) -> dict[int, list[Party]]:
    """Whose each of these tasks is, the lead first."""
    found: dict[int, list[Party]] = {}
    for row in tx.all(_parties().where(task_party.c.task_id.in_(task_ids))):
        found.setdefault(row.task_id, []).append(_party(row))
    return found


@functools.cache
def _parties() -> Select[Any]:
    names = {
        "agency_name": agency.c.short_name,
        "unit_name": unit.c.name,
        "person_name": person.c.name,
    }
    return (
        select(*_PARTY, *(column.label(name) for name, column in names.items()))
        .join(agency, agency.c.code == task_party.c.agency)
        .outerjoin(unit, unit.c.id == task_party.c.unit_id)
        .outerjoin(person, person.c.id == task_party.c.person_id)
        .order_by(task_party.c.task_id, task_party.c.position)
    )


def _party(row: Row[Any]) -> Party:
    names = (row.agency_name, row.unit_name, row.person_name)
    return Party(Role(row.role), row.agency, row.unit_id, row.person_id, *names)


def _task(row: Row[Any], parties: tuple[Party, ...]) -> Task:
    return Task(
        id=row.id,
        document_id=row.document_id,
        document=documents.of_row(row),
        content=row.content,
        product=row.product,
        parties=parties,
        state=TaskState(row.state),
        due=row.due,
        version=row.version,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        done_on=row.done_on,
        result=row.result,
        received_at=row.received_at,
        stopped_on=row.stopped_on,
        due_last=row.due_last,
        stopped_at=row.stopped_at,
    )
