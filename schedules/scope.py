"""Whose tasks a list shows, and which of them: what a person may ask for, by their position."""

from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from schedules.calendar import Calendar
from schedules.soon import last_soon_day
from store.entitled import own_of
from store.worklist import Own, Wanted
from work.access import Doing, reach
from work.access import Scope as Right
from work.chat import Link
from work.deadline import Reached
from work.task import Role, TaskState

_ANSWERED = (Role.LEAD, Role.COORDINATOR)  # who only follows has nothing to do
_SUBMITTED = frozenset({TaskState.SUBMITTED})


class Scope(StrEnum):
    """Whose tasks."""

    ME = "me"
    UNIT = "unit"
    AGENCY = "agency"


_SCOPES = {Right.OWN: Scope.ME, Right.UNIT: Scope.UNIT, Right.AGENCY: Scope.AGENCY}


class Filter(StrEnum):
    """Which of them."""

    ALL = "all"
    LATE = "late"
    SOON = "soon"
    WEEK = "week"  # due this week, what is overdue left out
    WAIT = "wait"  # submitted, so that others have to act


def scopes(link: Link) -> tuple[Scope, ...]:
    """The scopes that the person may ask for, the narrowest first."""
    held = {grant.scope for grant in reach(link.person, Doing.LIST)}
    return tuple(scope for right, scope in _SCOPES.items() if right in held)


def wanted(link: Link, scope: Scope) -> Wanted:
    """The open tasks of that scope; a scope that is not the person's is never asked for."""
    if scope not in scopes(link):
        raise ValueError(f"person {link.person.id} may not ask for the scope {scope}")
    if scope is Scope.UNIT:
        return Wanted(staff=link.unit, roles=_ANSWERED)
    if scope is Scope.AGENCY:
        return Wanted(agency=link.person.agency, roles=_ANSWERED)
    return Wanted(own=own(link), roles=_ANSWERED)


def narrowed(tasks: Wanted, by: Filter, now: Reached, calendar: Calendar) -> Wanted:
    """Those of *tasks* that the filter leaves; what is overdue is not due soon."""
    if by is Filter.LATE:
        return replace(tasks, late_at=now)
    if by is Filter.SOON:
        return due_soon(tasks, now, calendar)
    if by is Filter.WEEK:
        sunday = now.day + timedelta(days=6 - now.day.weekday())
        return replace(tasks, due_from=now, due_by=sunday, running=True)
    return replace(tasks, states=_SUBMITTED) if by is Filter.WAIT else tasks


def of_person(person: int) -> Wanted:
    """The open tasks that one person leads or helps with."""
    return Wanted(own=Own(person), roles=_ANSWERED)


def of_unit(unit: int) -> Wanted:
    """Those of a unit and everybody in it."""
    return Wanted(staff=unit, roles=_ANSWERED)


def due_soon(tasks: Wanted, now: Reached, calendar: Calendar) -> Wanted:
    """Those of *tasks* that are due soon, today's among them; not those whose clock stands."""
    last = last_soon_day(now.day, calendar)
    return replace(tasks, due_from=now, due_by=last, running=True)


def own(link: Link) -> Own:
    """What is theirs to answer for."""
    return own_of(link.person, link.unit)
