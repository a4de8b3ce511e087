"""What the tick asks of each table whose rows wait for an instant and were computed by a plan."""

import functools
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, or_, select

from store.tx import Tx

MARKS = 32  # more than the tables, with the plan before and after a change


def next_at(tx: Tx, table: Table) -> datetime | None:
    """The office instant of the next row of all, by the index on next_at; None where none waits."""
    found: datetime | None = tx.value(_next_at(table))
    return found


@functools.lru_cache(MARKS)
def not_planned_by(table: Table, mark: str) -> Select[Any]:
    """Rows of other plans than *mark*, as two ranges of the index on plan."""
    return select(table).where(or_(table.c.plan < mark, table.c.plan > mark))


@functools.cache
def _next_at(table: Table) -> Select[Any]:
    at = table.c.next_at
    return select(at).where(at.is_not(None)).order_by(at).limit(1)
