"""The requests that are one person's to answer: as those are told of them who lead a task (store.form.telling)."""

from sqlalchemy import ColumnElement, or_, select

from store.form import requests
from store.schema.form import report_request as table
from store.tx import Tx
from store.worklist import Own
from work.form.request import Request, RequestState

MOST = 64  # requests of one person
SHOWN = (RequestState.OPEN, RequestState.RETURNED, RequestState.SUBMITTED)


def waiting(tx: Tx, own: Own) -> tuple[Request, ...]:
    """Those to be sent, and those that wait to be accepted; the next due first."""
    states = table.c.state.in_([str(state) for state in SHOWN])
    chosen = select(table.c.id).where(states, _theirs(own)).order_by(table.c.due, table.c.id)
    numbers = [int(row.id) for row in tx.all(chosen.limit(MOST))]
    found = requests.several(tx, numbers)
    return tuple(found[number] for number in numbers)


def one(tx: Tx, number: int, own: Own) -> Request | None:
    """The request of that number; None where it is another's."""
    mine = select(table.c.id).where(table.c.id == number, _theirs(own))
    return None if tx.value(mine) is None else requests.one(tx, number)


def _theirs(own: Own) -> ColumnElement[bool]:
    nobody = table.c.person_id.is_(None)
    found: list[ColumnElement[bool]] = [table.c.person_id == own.person]
    if own.unit is not None:
        found.append((table.c.unit_id == own.unit) & nobody)
    if own.agency is not None:
        found.append((table.c.agency == own.agency) & table.c.unit_id.is_(None) & nobody)
    return or_(*found)
