"""Tasks as people ask for them: one, a page of a list, or counted by class. No list asks row by row."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    TextClause,
    and_,
    func,
    or_,
    select,
    tuple_,
    union_all,
)

from store import lateness
from store.schema.directory import person
from store.schema.work import (
    CLOSED_PARTY,
    LEADING,
    OPEN,
    OPEN_PARTY,
    STOPPED,
    document,
    rung,
    task,
    task_party,
)
from store.task_row import parties_of, tasks, with_parties
from store.tx import Tx
from work.deadline import Reached
from work.leaf import PAGE_SIZE
from work.tally import Tally
from work.task import OPEN_STATES, Party, Role, Task, TaskClass, TaskState, classed

Condition = ColumnElement[bool] | TextClause


WIDE = 5_000  # open tasks of an agency
SUBMITTED = frozenset({TaskState.SUBMITTED})

# What ends in the course of a day stands before what ends with it.
IN_ORDER = (
    task.c.due.is_(None), task.c.due, task.c.due_last.is_(None), task.c.due_last, task.c.id
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Own:
    """The parties that are one *person*'s to answer for.

    Beside the person's own: a head's those of the *unit* that name nobody, a clerk's those of the *agency* that name no unit.
    """

    person: int
    unit: int | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """Tasks in which an *own* party, the unit *staff* with anybody in it, or an *agency* has a part."""

    own: Own | None = None
    staff: int | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks: all that meet every condition given.

    *states* are any of these, None all; *running* leaves out those whose clock stands.
    *person*, *unit*, *staff* and *agency* are parties in one of *roles* (any role
    when empty), *staff* a unit or anybody in it, *own* those of one person;
    *late_at* wants those overdue then, *due_from* and *due_by* those due
    from then on and until that day, *number* those of documents with this number and sign,
    *leads* those with a deadline that one of these leads; *since* leaves out what was done
    before that day; *within* leaves what any of these reaches; *paper* those of one document,
    by the number that the store gave it.
    """

    states: frozenset[TaskState] | None = OPEN_STATES
    person: int | None = None
    unit: int | None = None
    staff: int | None = None
    agency: str | None = None
    own: Own | None = None
    roles: tuple[Role, ...] = ()
    late_at: Reached | None = None
    due_from: Reached | None = None
    due_by: date | None = None
    leads: frozenset[Party] | None = None
    number: str | None = None
    running: bool = False
    since: date | None = None
    within: tuple[Within, ...] = ()
    paper: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; *number* is the page shown, which is the last where fewer are left."""

    tasks: tuple[Task, ...]
    number: int
    pages: int
    total: int


def one(tx: Tx, task_id: int) -> Task | None:
    """The task of that number."""
    return several(tx, (task_id,)).get(task_id)


def several(tx: Tx, task_ids: Collection[int]) -> dict[int, Task]:
    """The tasks of these numbers, by number; those that are not there are left out."""
    rows = tx.all(tasks().where(task.c.id.in_(task_ids))) if task_ids else ()
    return {found.id: found for found in with_parties(tx, rows)}


def parties(tx: Tx, task_id: int) -> tuple[Party, ...]:
    """Whose task it is, the lead first; nobody for a task that is not there."""
    return tuple(parties_of(tx, (task_id,)).get(task_id, ()))


def of_documents(
    tx: Tx, document_ids: Collection[int], *which: Condition
) -> dict[int, tuple[Task, ...]]:
    """The tasks of each document, by its number, in the order of their opening; those that meet *which*."""
    mine = tasks().where(task.c.document_id.in_(document_ids), *which)
    rows = tx.all(mine.order_by(task.c.id))
    found: dict[int, tuple[Task, ...]] = {}
    for one in with_parties(tx, rows):
        found[one.document_id] = (*found.get(one.document_id, ()), one)
    return found


def page(
    tx: Tx, wanted: Wanted, number: int = 1, size: int = PAGE_SIZE, total: int | None = None
) -> Page:
    """Page *number* of the tasks, the longest overdue first, those without a deadline last.

    *total* is how many there are, where that is known already.
    """
    shown = max(number, 1) if total is None else min(max(number, 1), math.ceil(total / size) or 1)
    chosen = numbers(tx, wanted, size, shown, total)
    if total is None and len(chosen) < size and (chosen or shown == 1):
        total = (shown - 1) * size + len(chosen)  # the last page says how many there are
    if total is None:
        narrow = (
            wanted.due_from is not None or wanted.late_at is not None or wanted.states == SUBMITTED
        )
        wide = narrow and _is_wide(tx, wanted)
        every = select(func.count()).select_from(_source(wanted))
        total = int(tx.value(every.where(*_conditions(wanted, wide=wide))))
    pages = max(math.ceil(total / size), 1)
    if shown > pages:
        shown = pages
        chosen = numbers(tx, wanted, size, shown, total)
    found = several(tx, chosen)
    return Page(tuple(found[one] for one in chosen), shown, pages, total)


def numbers(
    tx: Tx, wanted: Wanted, size: int, page: int = 1, total: int | None = None
) -> list[int]:
    """The numbers of the tasks of one page, in the same order; *total* as there."""
    # Numbers alone are put in order by an index; of whole rows each would be read.
    start, wide = (page - 1) * size, _is_wide(tx, wanted)
    ids = select(task.c.id).select_from(_source(wanted)).where(*_conditions(wanted, wide=wide))
    if not wide:
        chosen = ids.order_by(*IN_ORDER).limit(size).offset(start)
        return [int(row.id) for row in tx.all(chosen)]
    if total is not None and start > total // 2:
        size = min(size, total - start)
        return _along(tx, ids, size, total - start - size, back=True)[::-1]
    return _along(tx, ids, size, start)


def _along(tx: Tx, ids: Select[Any], size: int, skip: int, *, back: bool = False) -> list[int]:
    """So many behind the first *skip*, along the index on deadlines, or *back* along it; it is read no farther."""
    order = [one.desc() for one in IN_ORDER] if back else IN_ORDER
    dated = ids.where(task.c.due.is_not(None)).order_by(*order[1:])
    undated = ids.where(task.c.due.is_(None)).order_by(*order[-1:])
    found: list[int] = []
    for part in (undated, dated) if back else (dated, undated):
        rows = tx.all(part.limit(size - len(found)).offset(skip))
        found += [int(row.id) for row in rows]
        if len(found) == size:
            break
        passed = select(func.count()).select_from(part.order_by(None).subquery())
        skip = 0 if found else max(skip - int(tx.value(passed)), 0)
    return found


def _is_wide(tx: Tx, wanted: Wanted) -> bool:
    """Whether an agency is asked for that has a part in so many open tasks that most others are walked over soon."""
    if wanted.agency is None or wanted.number is not None:
        return False
    theirs = select(task_party.c.task_id).where(OPEN_PARTY, task_party.c.agency == wanted.agency)
    return bool(tx.all(theirs.limit(1).offset(WIDE)))


def behind(tx: Tx, wanted: Wanted, last: int, size: int) -> list[int]:
    """The numbers of the next tasks behind number *last*, in the order of their numbers."""
    ids = select(task.c.id).select_from(_source(wanted)).order_by(task.c.id).limit(size)
    return [int(row.id) for row in tx.all(ids.where(*_conditions(wanted), task.c.id > last))]


def next_reminded(tx: Tx, wanted: Wanted, limit: int) -> tuple[int, ...]:
    """The numbers of those of the tasks whose next rung comes first, at most *limit*."""
    ahead = select(task.c.id).select_from(_source(wanted).join(rung, rung.c.task_id == task.c.id))
    chosen = ahead.where(*_conditions(wanted), rung.c.next_at.is_not(None))
    rows = tx.all(chosen.order_by(rung.c.next_at, task.c.id).limit(limit))
    return tuple(row.id for row in rows)


def last_done(tx: Tx, person_id: int) -> Task | None:
    """The task of theirs whose result is the newest."""
    theirs = select(task_party.c.task_id).where(CLOSED_PARTY, task_party.c.person_id == person_id)
    done = tasks().where(task.c.id.in_(theirs), task.c.done_on.is_not(None))
    rows = tx.all(done.order_by(task.c.done_on.desc(), task.c.id.desc()).limit(1))
    return next(iter(with_parties(tx, rows)), None)


def tally(tx: Tx, wanted: Wanted, now: Reached) -> Tally:
    """How many of the tasks stand in each class *now*."""
    late = lateness.judged_late(now).label("late")
    counted = select(task.c.state, late, func.count().label("found"))
    chosen = counted.select_from(_source(wanted)).where(*_conditions(wanted))
    counts: dict[TaskClass, int] = {}
    for row in tx.all(chosen.group_by(task.c.state, late)):
        kind = classed(TaskState(row.state), None if row.late is None else bool(row.late))
        counts[kind] = counts.get(kind, 0) + row.found
    return Tally.of(counts)


def _source(wanted: Wanted) -> Any:
    if wanted.number is None:
        return task
    return task.join(document, document.c.id == task.c.document_id)


def _conditions(wanted: Wanted, *, wide: bool = False) -> list[Condition]:
    """*wide* has the parties of each task looked at, instead of all that are theirs gathered first."""
    found = _state_conditions(wanted) + _paper_conditions(wanted)
    if wanted.late_at is not None:
        found += _late(wanted.late_at)
    if wanted.due_from is not None:
        found.append(lateness.still(task.c.due, task.c.due_last, wanted.due_from))
    if wanted.due_by is not None:
        found.append(task.c.due <= wanted.due_by)
    if wanted.leads is not None:
        found += (task.c.due.is_not(None), task.c.id.in_(_led_by(wanted.leads)))
    if wanted.within:
        ways = [_open_parties(wanted).where(way) for way in _ways(wanted.within)]
        found.append(task.c.id.in_(_of_any(ways)))
    if either := parties_wanted(wanted):
        each = or_(*(one.where(task_party.c.task_id == task.c.id).exists() for one in either))
        found.append(each if wide else task.c.id.in_(_of_any(either)))
    return found


def _paper_conditions(wanted: Wanted) -> list[Condition]:
    same = {document.c.number: wanted.number, task.c.document_id: wanted.paper}
    return [column == value for column, value in same.items() if value is not None]


def _state_conditions(wanted: Wanted) -> list[Condition]:
    found = [] if wanted.states is None else [_in_states(wanted.states)]
    if wanted.since is not None:
        found.append(or_(OPEN, task.c.done_on >= wanted.since))
    return [*found, task.c.stopped_on.is_(None)] if wanted.running else found


def _in_states(states: frozenset[TaskState]) -> Condition:
    """All that is open by its index; else what is open among them by the same, or what is handed in by its own."""
    if states == OPEN_STATES:
        return OPEN
    chosen = task.c.state.in_(sorted(states))
    if states == SUBMITTED:
        return and_(OPEN, STOPPED, chosen)
    return and_(OPEN, chosen) if states < OPEN_STATES else chosen


def _late(now: Reached) -> list[Condition]:
    """Past the deadline now, or when the clock stopped: the first is what an index serves."""
    due, last = task.c.due, task.c.due_last
    stopped = lateness.over(due, last, task.c.stopped_on, task.c.stopped_at)
    return [lateness.over_now(due, last, now), or_(task.c.stopped_on.is_(None), stopped)]


def _led_by(leads: frozenset[Party]) -> Select[Any]:
    columns = (task_party.c.agency, func.coalesce(task_party.c.unit_id, 0))
    who = tuple_(*columns, func.coalesce(task_party.c.person_id, 0))
    meant = [(lead.agency, lead.unit or 0, lead.person or 0) for lead in leads]
    return select(task_party.c.task_id).where(task_party.c.role == Role.LEAD, who.in_(meant))


def parties_wanted(wanted: Wanted) -> list[Select[Any]]:
    """Whose parties are asked for: one SELECT for each way, which an index of its own serves; none for anybody's."""
    whose = {
        task_party.c.person_id: wanted.person,
        task_party.c.unit_id: wanted.unit,
        task_party.c.agency: wanted.agency,
    }
    found: list[ColumnElement[bool]] = [
        c == value for c, value in whose.items() if value is not None
    ]
    ways = [] if wanted.staff is None else [_staffed(wanted.staff)]
    ways += [] if wanted.own is None else [_answered_for(wanted.own)]
    if wanted.roles:
        found.append(task_party.c.role.in_(wanted.roles))
    if not (found or ways):
        return []
    return [_open_parties(wanted).where(*found, *way) for way in product(*ways)]


def leads_within(within: tuple[Within, ...]) -> ColumnElement[bool]:
    """That a leading party is one of *within*; what few lead is gathered first."""
    ways = _ways(within)
    return ways[0] if len(ways) == 1 else task_party.c.task_id.in_(_led(ways))


def _led(ways: Sequence[ColumnElement[bool]]) -> Any:
    return _of_any([select(task_party.c.task_id).where(LEADING, way) for way in ways])


def _open_parties(wanted: Wanted) -> Select[Any]:
    chosen = select(task_party.c.task_id)
    still = wanted.states is not None and wanted.states <= OPEN_STATES
    return chosen.where(OPEN_PARTY) if still else chosen


def _of_any(ways: Sequence[Select[Any]]) -> Any:
    """Of an OR SQLite reads a whole index; of several SELECTs, only what each finds."""
    return ways[0] if len(ways) == 1 else union_all(*ways)


def open_within(within: Collection[Within]) -> Any:
    """The numbers of the open tasks that any of *within* reaches, some of them twice."""
    return _of_any([select(task_party.c.task_id).where(OPEN_PARTY, way) for way in _ways(within)])


def reached(within: Collection[Within]) -> Any:
    """The same of all tasks, open and closed: of each state and way an index of its own gives them."""
    both = product((OPEN_PARTY, CLOSED_PARTY), _ways(within))
    return _of_any([select(task_party.c.task_id).where(state, way) for state, way in both])


def in_reach(within: Collection[Within]) -> ColumnElement[bool]:
    """That a party is one by which any of *within* reaches its task."""
    return or_(*_ways(within))


def _ways(within: Collection[Within]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for one in within:
        if one.own is not None:
            found += _answered_for(one.own)
        if one.staff is not None:
            found += _staffed(one.staff)
        if one.agency is not None:
            found.append(task_party.c.agency == one.agency)
    return found


def _staffed(unit_id: int) -> list[ColumnElement[bool]]:
    there = select(person.c.id).where(person.c.unit_id == unit_id)
    return [task_party.c.unit_id == unit_id, task_party.c.person_id.in_(there)]


def _answered_for(own: Own) -> list[ColumnElement[bool]]:
    found = [task_party.c.person_id == own.person]
    nobody = task_party.c.person_id.is_(None)
    if own.unit is not None:
        found.append((task_party.c.unit_id == own.unit) & nobody)
    if own.agency is not None:
        found.append((task_party.c.agency == own.agency) & task_party.c.unit_id.is_(None) & nobody)
    return found
