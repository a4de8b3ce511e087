"""Which reminders are due from Monday 17/8/2026 on, worked out from the ladder's words and a paper calendar.

T-7, T-3, T-1 and T go to who leads; T+1 also to the head of the unit, T+3 also to the
head of the agency; then every seven days to lead and head of unit. Where a deadline falls
on a day off, T and what comes before count from the working day before it. The register is
imported on Monday before reminders open, so of the rungs missed till then the newest is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests.demo.judge.week import MONDAY, WORKING_DAYS
from tests.proof.week_work import Person, Task, Work

A_WEEK = timedelta(days=7)
BEFORE, AFTER = (7, 3, 1, 0), (1, 3)


@dataclass(frozen=True, order=True, slots=True)
class Due:
    """One person is to be told of one task on one day."""

    task: int
    day: date
    mailbox: str


@dataclass(frozen=True, slots=True)
class Table:
    """What is due by mail, and what of it by chat as well."""

    mail: frozenset[Due]
    chat: frozenset[Due]


def table(work: Work, last: date) -> Table:
    """Everything that is due up to the day *last*."""
    told = [
        (Due(t.number, day, who.mailbox), who)
        for t in work.tasks
        for day, who in _told(t, work, last)
    ]
    return Table(frozenset(d for d, _ in told), frozenset(d for d, who in told if who.account))


def _told(task: Task, work: Work, last: date) -> Iterator[tuple[date, Person]]:
    days = dict(_rungs(task.due, last))
    missed = [day for day in days if day <= MONDAY]
    ahead = {day: roles for day, roles in days.items() if MONDAY < day <= last}
    if missed:
        ahead[MONDAY] = days[max(missed)]
    for day, roles in ahead.items():
        for person in work.people:
            if person == task.lead or _answers(person, task.lead, roles):
                yield day, person


def _answers(person: Person, lead: Person, roles: tuple[str, ...]) -> bool:
    """Whether it is one of the heads that are told, too."""
    within = person.position == "agency-head" or person.unit == lead.unit
    return within and person.position in roles


def _rungs(due: date, last: date) -> Iterator[tuple[date, tuple[str, ...]]]:
    """Each rung's day, and which heads are told."""
    until = [day for day in WORKING_DAYS if day <= due]
    after = WORKING_DAYS[len(until) :]
    for number in BEFORE:
        yield until[-1 - number], ()
    yield after[0], ("unit-head",)
    yield after[2], ("unit-head", "agency-head")
    weekly = after[2] + A_WEEK
    while weekly <= last:
        yield next(day for day in WORKING_DAYS if day >= weekly), ("unit-head",)
        weekly += A_WEEK
