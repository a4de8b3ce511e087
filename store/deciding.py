"""What waits for somebody's decision: submitted tasks, and extensions that are asked for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, text, union_all

from store import entitled, extension, history, stand_in, worklist
from store.schema.directory import person
from store.schema.life import UNDECIDED, task_extension
from store.schema.work import OPEN, OPEN_PARTY, document, task, task_party
from store.tx import Tx
from store.worklist import IN_ORDER
from work.access import Doing, OfTask, may
from work.extension import Extension
from work.history import Happened
from work.leaf import PAGE_SIZE
from work.person import Person, Position
from work.task import Role, Task, TaskState

MOST = 200  # that are looked at: nobody decides on more in a day

_handed = task.alias("handed")
_HANDED = text("handed.stopped_on IS NOT NULL")  # as the index on it has it
_follower = task_party.alias("follower")
# What somebody follows who is there: who leads the agency that leads it does not decide on that.
_FOLLOWED = (
    select(_follower.c.task_id)
    .join(person, person.c.id == _follower.c.person_id)
    .where(_follower.c.task_id == task_party.c.task_id)
    .where(_follower.c.role == Role.FOLLOWER, person.c.disabled_at.is_(None))
    .correlate(task_party)
)


@dataclass(frozen=True, slots=True)
class Matter:
    """What waits about *task*: its submission, an extension *asked* for, or both.

    None for *submitted* where it was not handed in, or where the reader may not approve;
    the same for *asked*. *times* is how often it was handed in.
    """

    task: Task
    submitted: Happened | None
    asked: Extension | None
    times: int


@dataclass(frozen=True, slots=True)
class Matters:
    """One page of them, the nearest deadline first; *more* where there are others that were not looked at."""

    items: tuple[Matter, ...]
    number: int
    pages: int
    total: int
    more: bool


def waiting(tx: Tx, reader: Person, office: datetime, number: int = 1) -> Matters:
    """Page *number* of what *reader* may decide, in their own right or for somebody who is away."""
    ids = _candidates(tx, reader, office)
    tasks = worklist.several(tx, ids[:MOST])
    known = tuple(tasks[one] for one in ids[:MOST])
    asked = _asked(tx, ids[:MOST])
    who = entitled.of_tasks(tx, known, office)
    pairs = zip(known, who, strict=True)
    each = ((one, _deciding(reader, one, its, asked=one.id in asked)) for one, its in pairs)
    found = [(one, doing) for one, doing in each if doing]
    pages = max(math.ceil(len(found) / PAGE_SIZE), 1)
    shown = min(max(number, 1), pages)
    items = _matters(tx, found[(shown - 1) * PAGE_SIZE : shown * PAGE_SIZE])
    return Matters(items, shown, pages, len(found), len(ids) > MOST)


def about(tx: Tx, reader: Person, one: Task, office: datetime) -> Matter | None:
    """What *reader* may decide about the task; None where nothing waits, or not for them."""
    asked = one.id in _asked(tx, [one.id])
    doing = _deciding(reader, one, entitled.of_task(tx, one, office), asked=asked)
    return _matters(tx, [(one, doing)])[0] if doing else None


def _matters(tx: Tx, found: Sequence[tuple[Task, frozenset[Doing]]]) -> tuple[Matter, ...]:
    """What waits about each, with what the reader may do about it; all of them asked for at once."""
    of = {what: [one.id for one, doing in found if what in doing] for what in Doing}
    handed = history.handed_in(tx, of[Doing.APPROVE])
    asked = extension.open_requests(tx, of[Doing.DECIDE])
    times = {number: len(all_of_them) for number, all_of_them in handed.items()}
    last = {number: all_of_them[-1] for number, all_of_them in handed.items()}
    return tuple(
        Matter(one, last.get(one.id), asked.get(one.id), times.get(one.id, 0)) for one, _ in found
    )


def submission(tx: Tx, task_id: int) -> Happened | None:
    """The last time that the task was handed in."""
    handed = history.handed_in(tx, (task_id,)).get(task_id)
    return handed[-1] if handed else None


def _deciding(reader: Person, one: Task, who: OfTask, *, asked: bool) -> frozenset[Doing]:
    """Which decisions about it wait for them."""
    waits = {Doing.APPROVE: one.state is TaskState.SUBMITTED, Doing.DECIDE: asked}
    return frozenset(what for what, so in waits.items() if so and may(reader, what, who))


def _asked(tx: Tx, ids: list[int]) -> frozenset[int]:
    those = task_extension.c.task_id
    return frozenset(row.task_id for row in tx.all(select(those).where(UNDECIDED, those.in_(ids))))


def _candidates(tx: Tx, reader: Person, office: datetime) -> list[int]:
    """What waits and has to do with *reader* or with whom they stand in for; whether it is theirs work.access says."""
    holders = (reader, *stand_in.absent_for(tx, reader.id, office))
    # What waits is little, and each has an index; what somebody has a part in may be half the office's work.
    handed = select(_handed.c.id).where(_HANDED, _handed.c.state == TaskState.SUBMITTED)
    waits = union_all(handed, select(task_extension.c.task_id).where(UNDECIDED))
    part = select(task_party.c.task_id).where(task_party.c.task_id == task.c.id, OPEN_PARTY)
    codes = [one.agency for one in holders if one.position is Position.AGENCY_HEAD]
    paper = select(document.c.id).where(document.c.id == task.c.document_id)
    assigned = paper.where(document.c.issuer_code.in_(codes))
    theirs = part.where(or_(*map(_part, holders))).exists() | assigned.exists()
    chosen = select(task.c.id).where(OPEN, task.c.id.in_(waits), theirs).order_by(*IN_ORDER)
    return [row.id for row in tx.all(chosen.limit(MOST + 1))]


def _part(holder: Person) -> ColumnElement[bool]:
    """The parties by which the holder may decide: those that follow and for which they may answer; what their agency leads."""
    follows = task_party.c.role == Role.FOLLOWER
    if holder.position is Position.AGENCY_HEAD:
        alone = (task_party.c.role == Role.LEAD) & ~_FOLLOWED.exists()
        return (task_party.c.agency == holder.agency) & (follows | alone)
    mine = task_party.c.person_id == holder.id
    if holder.position is Position.UNIT_HEAD:
        there = select(person.c.id).where(person.c.unit_id == _unit(holder))
        mine |= task_party.c.person_id.in_(there) | (task_party.c.unit_id == _unit(holder))
    return follows & mine


def _unit(holder: Person) -> ColumnElement[int]:
    return select(person.c.unit_id).where(person.c.id == holder.id).scalar_subquery()
