"""How many open tasks of somebody's there are, and how they stand: by what their parties bear, no task is read."""

from datetime import date

from sqlalchemy import ColumnElement, Select, Subquery, case, func, select, union

from store import lateness
from store.schema.work import COUNTED_PARTY, OPEN, task, task_party
from store.tx import Tx
from store.worklist import Wanted, parties_wanted
from work.deadline import Reached
from work.task import Role

_ANSWERING = {Role.LEAD, Role.COORDINATOR}
_JUDGED_BY = [
    task_party.c[name] for name in ("task_id", "due", "due_last", "stopped_on", "stopped_at")
]


def open_counts(tx: Tx, wanted: Wanted, now: Reached, soon: date) -> tuple[int, int, int]:
    """How many open tasks there are *now*, how many are overdue, and how many near(), in one statement.

    Of *wanted* nothing is heeded but whose they are.
    """
    of_agency = wanted.agency is not None and set(wanted.roles) == _ANSWERING
    if of_agency and wanted == Wanted(agency=wanted.agency, roles=wanted.roles):
        chosen = _of_agency(wanted.agency, now, soon)
    else:
        chosen = _each(_borne(wanted), now, soon)
    found, overdue, ahead = map(int, tx.all(chosen)[0])
    return found, overdue, ahead


def _each(theirs: Subquery | None, now: Reached, soon: date) -> Select[int, int, int]:
    """Looks at each; *theirs*, or all there are."""
    of = task.c if theirs is None else theirs.c
    late, near = lateness.late_while_open(now, of), lateness.near(now, soon, of)
    counted = select(func.count(), _how_many(late), _how_many(near))
    return counted.where(OPEN) if theirs is None else counted.select_from(theirs)


def _of_agency(code: str | None, now: Reached, soon: date) -> Select[int, int, int]:
    """An agency has thousands: those that are late, and those that are near, are each a range of an index."""
    of = task_party.c

    def some(*which: ColumnElement[bool]) -> ColumnElement[int]:
        counted = select(func.count()).where(COUNTED_PARTY, of.agency == code, *which)
        return counted.scalar_subquery()

    late = some(lateness.late_while_running(now, of)) + _how_many(lateness.late_while_stopped(of))
    every = select(func.count(), late, some(lateness.near(now, soon, of)))
    return every.where(COUNTED_PARTY, of.agency == code)


def _how_many(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)


def _borne(wanted: Wanted) -> Subquery | None:
    """Each task once, whichever of its parties are theirs; None where anybody's are wanted."""
    ways = [one.with_only_columns(*_JUDGED_BY) for one in parties_wanted(wanted)]
    if len(ways) > 1:
        return union(*ways).subquery()
    return ways[0].distinct().subquery() if ways else None
