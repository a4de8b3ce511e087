"""Series of periods: which one of each form and kind is asked for next, and how far that went.

When that is, a plan computes above the store; a row whose plan is not the present one waits to be computed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from store import rung, upcoming
from store.schema.base import MICROSECOND
from store.schema.form import report_series
from store.tx import Tx
from work.act import Act
from work.form.period import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class Row:
    """One form's series of one kind; *reached* is the last member that was asked in *period*, "" for none."""

    form: str
    period: Period
    reached: str
    next_at: datetime | None
    plan: str


def begin(tx: Tx, form: str, first: Iterable[Period], office: datetime, act: Act) -> None:
    """Lets series of new kinds begin, and dates the others anew: the tick computes all of them at once."""
    stale = {"next_at": office + MICROSECOND, "plan": ""}
    tx.run(update(report_series).where(report_series.c.form == form).values(stale))
    for one in first:
        place = {"form": form, "kind": one.kind, "year": one.year, "number": one.number}
        tx.insert_new(report_series, {**place, "reached": "", **stale})
    rung.wait_for_plan(tx, office, act)


def kinds(tx: Tx, form: str) -> frozenset[PeriodKind]:
    """For which kinds the form has a series."""
    rows = tx.all(select(report_series.c.kind).where(report_series.c.form == form))
    return frozenset(PeriodKind(row.kind) for row in rows)


def due(tx: Tx, office: datetime, limit: int) -> tuple[Row, ...]:
    """At most *limit* series that are due at the office's time, the oldest first, locked."""
    return _taken(tx, due_at(office).limit(limit))


def planned_otherwise(tx: Tx, mark: str, limit: int) -> tuple[Row, ...]:
    """At most *limit* series that were dated by another plan than *mark*, locked."""
    return _taken(tx, not_planned_by(mark).limit(limit))


def set_next(tx: Tx, row: Row) -> None:
    """Notes where the series stands now."""
    key = (report_series.c.form == row.form) & (report_series.c.kind == row.period.kind)
    place = {"year": row.period.year, "number": row.period.number}
    values = {**place, "reached": row.reached, "next_at": row.next_at, "plan": row.plan}
    tx.run(update(report_series).where(key).values(values))


def next_due(tx: Tx) -> datetime | None:
    """The office instant at which the next report is asked for."""
    return upcoming.next_at(tx, report_series)


def of_form(tx: Tx, form: str) -> tuple[Row, ...]:
    """Every series of the form."""
    chosen = select(report_series).where(report_series.c.form == form)
    return tuple(_row(row) for row in tx.all(chosen.order_by(report_series.c.kind)))


def by_form(tx: Tx) -> dict[str, tuple[Row, ...]]:
    """Every series of every form that has some."""
    found: dict[str, tuple[Row, ...]] = {}
    for one in map(_row, tx.all(select(report_series).order_by(report_series.c.kind))):
        found[one.form] = (*found.get(one.form, ()), one)
    return found


def due_at(office: datetime) -> Select[Any]:
    """Series that are due, by the index on next_at."""
    waiting = select(report_series).where(report_series.c.next_at <= office)
    return waiting.order_by(report_series.c.next_at)


def not_planned_by(mark: str) -> Select[Any]:
    """Series of other plans, as two ranges of the index on plan."""
    return upcoming.not_planned_by(report_series, mark)


def _taken(tx: Tx, chosen: Select[Any]) -> tuple[Row, ...]:
    return tuple(_row(row) for row in tx.all(tx.lock_free(chosen)))


def _row(row: Any) -> Row:
    period = Period(PeriodKind(row.kind), row.year, row.number)
    return Row(row.form, period, row.reached, row.next_at, row.plan)
