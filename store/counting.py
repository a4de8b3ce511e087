"""What a deadline in the store was counted from, where it came of a term."""

from typing import Any

from sqlalchemy import Row

from work.deadline import Counted


def counted_of(row: Row[Any]) -> Counted | None:
    """What the deadline of a *row* was counted from."""
    if row.unit is None:
        return None
    return Counted(row.unit, row.number, row.start, row.words, row.moved)
