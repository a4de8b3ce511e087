"""Whether somebody may do what they ask for, looked at in the transaction that does it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from store import audience, clock, stand_in, worklist
from store.directory import people
from store.schema.directory import person, unit
from store.tx import Tx
from store.worklist import Own, Within
from work.access import Denied, Doing, Grant, OfOffice, OfTask, Scope, denied, may, reach
from work.act import Act
from work.person import RECEIVING, Person, Position
from work.task import Party, Task

T = TypeVar("T")

_HOLDERS = (Position.UNIT_HEAD, Position.AGENCY_HEAD, Position.CLERK)


def admitted(
    tx: Tx, task_id: int, doing: Doing, act: Act, to: tuple[Party, ...] = ()
) -> Act | Denied | None:
    """*act* as it may be done; who may instead; None for a task that is not there, or not theirs to see.

    The operator of the machine may do everything. *to* is who would have the task afterwards.
    """
    if act.person is None:
        return act
    who, task = one(tx, act.person), worklist.one(tx, task_id)
    if who is None or task is None:
        return None
    about = of_task(tx, task, clock.office_now(tx, act.now), to)
    grant = may(who, doing, about)
    if grant is not None:
        return by_grant(act, grant)
    return None if may(who, Doing.SEE, about) is None else denied(doing, about)


def admitted_office(tx: Tx, doing: Doing, about: OfOffice, act: Act) -> Act | Denied:
    """The same of an act that concerns the office."""
    if act.person is None:
        return act
    who, office = one(tx, act.person), clock.office_now(tx, act.now)
    known = replace(about, people=stand_in.absent_for(tx, act.person, office))
    grant = None if who is None else may(who, doing, known)
    return _denied(tx, doing, known, office) if grant is None else by_grant(act, grant)


def keeps_register(tx: Tx, agency: str, act: Act) -> bool:
    """Whether who acts keeps the registers of that *agency*, or stands in for who does."""
    return isinstance(admitted_office(tx, Doing.REGISTER, OfOffice(agency), act), Act)


def by_right(
    tx: Tx, doing: Doing, about: OfOffice, act: Act, do: Callable[[Tx, Act], T]
) -> T | Denied:
    """What *do* gives, which is done only where the act may be: the rights and the change are one transaction."""
    found = admitted_office(tx, doing, about, act)
    return do(tx, found) if isinstance(found, Act) else found


def concerning(tx: Tx, agency: str, number: int | None, unit: str | None = None) -> OfOffice:
    """What concerns the person of that *number*, in *agency*; *unit* is theirs there unless another is given."""
    who = None if number is None or unit is not None else one(tx, number)
    own = who.unit if who is not None and who.agency == agency else None
    return OfOffice(agency, unit or own, number)


def reach_of(tx: Tx, doing: Doing, act: Act) -> tuple[Within, ...] | Denied:
    """Which tasks the person of *act* may list or export, with those of the people they stand in for."""
    who = None if act.person is None else one(tx, act.person)
    if who is None:
        raise RuntimeError("the operator of the machine lists everything")
    office = clock.office_now(tx, act.now)
    away = stand_in.absent_for(tx, who.id, office)
    grants = reach(who, doing, away)
    if not grants:
        return _denied(tx, doing, OfOffice(who.agency, who.unit, who.id, away), office)
    return tuple(_within(tx, grant.instead_of or who, grant.scope) for grant in grants)


def sees(tx: Tx, reader: Person, task: Task, office: datetime) -> bool:
    """Whether *reader* may see the task, at *office* in their own right or for somebody who is away."""
    return may(reader, Doing.SEE, of_task(tx, task, office)) is not None


def _within(tx: Tx, whose: Person, scope: Scope) -> Within:
    there = (unit.c.agency == whose.agency) & (unit.c.name == whose.unit)
    number: int | None = tx.value(select(unit.c.id).where(there))
    if scope is Scope.UNIT:
        return Within(staff=number)
    if scope is Scope.AGENCY:
        return Within(agency=whose.agency)
    return Within(own_of(whose, number))


def own_of(who: Person, number: int | None) -> Own:
    """What is theirs to answer for, who are of the unit *number*.

    A head answers for what names no person of the unit, clerk and head of the agency for the rest.
    """
    is_head, receives = who.position is Position.UNIT_HEAD, who.position in RECEIVING
    return Own(who.id, number if is_head else None, who.agency if receives else None)


def by_grant(act: Act, grant: Grant) -> Act:
    """*act* whose rights were looked at, and that says for whom it is done."""
    if grant.instead_of is None:
        return replace(act, person=None)
    first, *rest = act.by.split(",")
    by = ",".join([first, f"for:{grant.instead_of.id}", *rest])
    return replace(act, by=by, person=None)


def of_task(tx: Tx, task: Task, office: datetime, to: tuple[Party, ...] = ()) -> OfTask:
    """The task with everybody who has rights in it, and who stands in for them at *office*."""
    (about,) = of_tasks(tx, (task,), office)
    return replace(about, to=to)


def of_tasks(tx: Tx, tasks: Sequence[Task], office: datetime) -> tuple[OfTask, ...]:
    """The same of several, each with the people of all: who has no part in one has no right in it."""
    known = {one.id: one for one in audience.people_behind(tx, tasks, office)}
    there = {party.agency for task in tasks for party in task.parties}
    codes = {task.document.issuer_code for task in tasks} - there - {None}
    heads = _heads(tx, sorted(filter(None, codes))) if codes else ()
    for head in audience.with_deputies(tx, heads, office):
        known.setdefault(head.id, head)
    people = tuple(known.values())
    return tuple(OfTask(one.parties, people, one.document.issuer_code) for one in tasks)


def one(tx: Tx, number: int) -> Person | None:
    """The person of that number."""
    row = tx.one(people.one(), {"number": number})
    return None if row is None else people.of_row(row)


def _denied(tx: Tx, doing: Doing, about: OfOffice, office: datetime) -> Denied:
    """The refusal, with those of the agency who may; operators are of the whole office."""
    there = (person.c.agency == about.agency) & person.c.position.in_(_HOLDERS)
    chosen = people.everybody().where(
        there | (person.c.id == about.person) | (person.c.position == Position.OPERATOR)
    )
    found = tuple(map(people.of_row, tx.all(chosen.order_by(person.c.id))))
    return denied(doing, replace(about, people=audience.with_deputies(tx, found, office)))


def _heads(tx: Tx, codes: Collection[str]) -> tuple[Person, ...]:
    theirs = person.c.agency.in_(codes) & (person.c.position == Position.AGENCY_HEAD)
    rows = tx.all(people.everybody().where(theirs).order_by(person.c.id))
    return tuple(map(people.of_row, rows))
