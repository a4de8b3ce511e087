"""Assigned work in counts and codes: how much is open, late and done, with whom, and what is due next.

As in store.overview, no count reads more than COUNT_LIMIT rows, each by way of
an index of what is open or was done lately.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Subquery, case, func, select, text, union_all

from store import audience, lateness
from store.overview import COUNT_LIMIT, Count
from store.schema.directory import agency, unit
from store.schema.work import LEADING, OPEN, RUNNING, STOPPED, task, task_party
from store.tx import Tx
from store.worklist import IN_ORDER
from work.deadline import Reached, Until

LISTED = 8  # tasks of a list

DONE = text("task.state = 'done'")  # the very words of the index, as OPEN is


@dataclass(frozen=True, slots=True)
class Days:
    """The office's days to compare with: what is due after *today* until *soon* is due soon.

    Done tasks are counted from *since* on. *at* is the instant on *today*.
    """

    today: date
    soon: date
    since: date
    at: datetime | None = None

    @property
    def now(self) -> Reached:
        """When it is."""
        return Reached(self.today, self.at)


@dataclass(frozen=True, slots=True)
class Done:
    """Tasks done since a day, by the deadline in force; *undated* ones had none."""

    in_time: int
    late: int
    undated: int
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Load:
    """The tasks to act on that one unit leads, or one agency where *unit* is None.

    *rest* are those due later and those without a deadline.
    """

    agency: str
    unit: str | None
    late: int
    today: int
    soon: int
    rest: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.late + self.today + self.soon + self.rest


@dataclass(frozen=True, slots=True)
class Due:
    """A task by its number, and its deadline in force."""

    task: int
    due: Until


@dataclass(frozen=True, slots=True)
class Workload:
    """Open tasks by how near their deadline is, what was done, and the tasks at both ends.

    Those *waiting*, submitted or paused, are in no other count: who leads has not to act.
    *loads* hold every leading unit or agency that has open tasks, the longest
    overdue task stands first in *longest_late*, the nearest in *next_due*. Nobody
    is reminded of those *unreminded*, of which *late_unreminded* are overdue.
    """

    late: Count
    today: Count
    soon: Count
    later: Count
    undated: Count
    waiting: Count
    done: Done
    loads: tuple[Load, ...]
    longest_late: tuple[Due, ...]
    next_due: tuple[Due, ...]
    unreminded: Count
    late_unreminded: int

    @property
    def open(self) -> Count:
        """All that is open."""
        parts = (self.late, self.today, self.soon, self.later, self.undated, self.waiting)
        return Count(sum(part.number for part in parts), any(part.capped for part in parts))


_NONE = Count(0)
NO_WORK = Workload(
    _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, Done(0, 0, 0), (), (), (), _NONE, 0
)  # for who looks at the machine alone


def workload(tx: Tx, days: Days) -> Workload:
    """How assigned work stands on the office's *days*."""
    due, today, soon = task.c.due, days.today, days.soon
    over, due_today = _near(task.c, days)
    classes = (over, due_today, (due > today) & (due <= soon), due > soon)
    late, now, near, later = dated = [_count(tx, which) for which in classes]
    alone = audience.unreminded(tx, days.now, COUNT_LIMIT)
    unseen = sum(count.number for count in dated) >= COUNT_LIMIT
    return Workload(
        late=late,
        today=now,
        soon=near,
        later=later,
        undated=_count(tx, due.is_(None)),
        waiting=_count(tx, STOPPED, OPEN),
        done=_done(tx, days.since),
        loads=_loads(tx, days),
        longest_late=_listed(tx, over),
        next_due=_listed(tx, lateness.still(due, task.c.due_last, days.now)),
        unreminded=Count(sum(one.tasks for one in alone), bool(alone) and unseen),
        late_unreminded=sum(one.late for one in alone),
    )


def _count(tx: Tx, which: Any, among: Any = RUNNING) -> Count:
    some = select(task.c.id).where(among, which).limit(COUNT_LIMIT).subquery()
    found = int(tx.value(select(func.count()).select_from(some)))
    return Count(found, found == COUNT_LIMIT)


def _done(tx: Tx, since: date) -> Done:
    """By the index on done_on, the newest first."""
    columns = (task.c.due, task.c.due_last, task.c.done_on, task.c.stopped_at)
    recent = select(*columns).where(DONE, task.c.done_on >= since)
    some = recent.order_by(task.c.done_on.desc()).limit(COUNT_LIMIT).subquery()
    over = lateness.over(some.c.due, some.c.due_last, some.c.done_on, some.c.stopped_at)
    late = case((some.c.due.is_(None), None), else_=func.coalesce(over, False))
    counted = select(late.label("late"), func.count().label("found")).group_by(late)
    found = {row.late if row.late is None else bool(row.late): row.found for row in tx.all(counted)}
    capped = sum(found.values()) == COUNT_LIMIT
    return Done(found.get(False, 0), found.get(True, 0), found.get(None, 0), capped)


def _loads(tx: Tx, days: Days) -> tuple[Load, ...]:
    counted = _counted_by_lead(_nearest(), days)
    named = (
        select(counted, agency.c.short_name, unit.c.name.label("unit_name"))
        .join(agency, agency.c.code == counted.c.agency)
        .outerjoin(unit, unit.c.id == counted.c.unit_id)
        .order_by(agency.c.code, unit.c.name)
    )
    return tuple(
        Load(r.short_name, r.unit_name, r.late, r.today, r.soon, r.all - r.late - r.today - r.soon)
        for r in tx.all(named)
    )


def _nearest() -> Subquery:
    """The tasks to act on, so many of those with a deadline as are nearest, and as many without one."""
    opened = select(task.c.id, task.c.due, task.c.due_last).where(RUNNING)
    dated = opened.where(task.c.due.is_not(None)).order_by(task.c.due).limit(COUNT_LIMIT)
    undated = opened.where(task.c.due.is_(None)).limit(COUNT_LIMIT)
    return union_all(select(dated.subquery()), select(undated.subquery())).subquery()


def _counted_by_lead(chosen: Subquery, days: Days) -> Subquery:
    due, who = chosen.c.due, (task_party.c.agency, task_party.c.unit_id)
    over, due_today = _near(chosen.c, days)
    classes = {
        "late": over,
        "today": due_today,
        "soon": (due > days.today) & (due <= days.soon),
    }
    counts = [func.sum(case((one, 1), else_=0)).label(name) for name, one in classes.items()]
    counted = select(*who, *counts, func.count().label("all")).select_from(chosen)
    lead = (task_party.c.task_id == chosen.c.id) & LEADING
    return counted.join(task_party, lead).group_by(*who).subquery()


def _listed(tx: Tx, which: Any) -> tuple[Due, ...]:
    columns = select(task.c.id, task.c.due, task.c.due_last)
    first = columns.where(RUNNING, which).order_by(*IN_ORDER[1:])
    return tuple(Due(row.id, Until(row.due, row.due_last)) for row in tx.all(first.limit(LISTED)))


def _near(columns: Any, days: Days) -> tuple[Any, Any]:
    """What is over, and what is due today and not over."""
    due, last = columns.due, columns.due_last
    return lateness.over_now(due, last, days.now), lateness.due_today(due, last, days.now)
