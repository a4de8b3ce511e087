"""Plans as commands and pages read them: with their tasks by group, how far they are, and who may see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schedules.calendar import Calendar
from store import Tx, clock, deadlines, entitled, plan, plan_tally
from store.directory.people import all_people
from work.access import Doing, OfOffice, may
from work.act import Act
from work.deadline import Deadline, Reached
from work.plan import Head, Plan, Progress, progress
from work.plan_copy import Copy, Ground, copied
from work.plan_report import Tasks
from work.task import Task


@dataclass(frozen=True, slots=True)
class Seen:
    """A plan with its tasks by group, and how far they are."""

    plan: Plan
    tasks: Tasks
    far: Progress


@dataclass(frozen=True, slots=True)
class Source:
    """A plan to be taken over for another period, with its tasks, and what that is done by.

    *first* holds the deadline that each task was first given, *there* the people who are there still.
    """

    plan: Plan
    tasks: Tasks
    first: Mapping[int, Deadline]
    there: frozenset[int]

    def copied(self, document: int, head: Head, days: Calendar) -> Copy:
        """The plan that *document* issues, called and dated by *head*."""
        ground = Ground(
            self.first, self.there.__contains__, lambda day: not days.is_working(day), days.zone
        )
        return copied(self.plan, self.tasks, document, head, ground)


def source(tx: Tx, number: int) -> Source | None:
    """The plan of that number, to be taken over; None where there is none."""
    found = plan.one(tx, number)
    if found is None:
        return None
    tasks = plan.tasks_of(tx, number)
    numbers = [one.id for some in tasks.values() for one in some]
    first = {
        one: versions[0].deadline for one, versions in deadlines.versions_of(tx, numbers).items()
    }
    there = frozenset(person.id for person in all_people(tx) if not person.disabled)
    return Source(found, tasks, first, there)


def seen(tx: Tx, number: int, now: Reached) -> Seen | None:
    """The plan of that number as it stands *now*; None where there is none."""
    found = plan.one(tx, number)
    if found is None:
        return None
    counts = plan_tally.tallies(tx, [number], now).get(number, {})
    return Seen(found, plan.tasks_of(tx, number), progress(found, counts))


def listed(tx: Tx, now: Reached) -> tuple[tuple[Plan, Progress], ...]:
    """Every plan, the newest period first, with how far it is *now*."""
    every = plan.listed(tx)
    counts = plan_tally.tallies(tx, [one.id for one in every], now)
    return tuple((one, progress(one, counts.get(one.id, {}))) for one in every)


def is_theirs(tx: Tx, found: Plan, home: str, act: Act) -> bool:
    """Whether who acts sees the plan: whoever lists the tasks of its owner, and who keeps the registers of *home*."""
    owner = found.head.owner
    about = OfOffice(owner.agency, owner.unit_name)
    lists = entitled.admitted_office(tx, Doing.LIST, about, act)
    return isinstance(lists, Act) or entitled.keeps_register(tx, home, act)


def seen_of(tx: Tx, tasks: Iterable[Task], home: str, act: Act) -> tuple[Task, ...]:
    """Those of *tasks* that who acts may see: all for who keeps the registers of *home*."""
    every = tuple(tasks)
    if act.person is None or entitled.keeps_register(tx, home, act):
        return every
    who = entitled.one(tx, act.person)
    if who is None:
        return ()
    about = entitled.of_tasks(tx, every, clock.office_now(tx, act.now))
    pairs = zip(every, about, strict=True)
    return tuple(task for task, of_it in pairs if may(who, Doing.SEE, of_it) is not None)
