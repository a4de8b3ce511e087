"""Plans as commands and pages read them: with their tasks by group, how far they are, and who may see them."""

from collections.abc import Iterable
from dataclasses import dataclass

from store import Tx, clock, entitled, plan, plan_tally
from work.access import Doing, OfOffice, may
from work.act import Act
from work.deadline import Reached
from work.plan import Plan, Progress, progress
from work.plan_report import Tasks
from work.task import Task


@dataclass(frozen=True, slots=True)
class Seen:
    """A plan with its tasks by group, and how far they are."""

    plan: Plan
    tasks: Tasks
    far: Progress


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
