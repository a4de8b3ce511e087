"""Next year's plan out of this year's: the same groups and tasks, each deadline a whole number of years later."""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo

from work.deadline import Deadline
from work.plan import Group, Head, NewGroup, NewPlan, Plan
from work.task import NewTask, Party, Task, TaskState

SHIFTED = "shifted"  # the rule of a deadline that was taken over from another year's plan
YEARS = range(1900, 2101)  # in which a deadline may lie, as wherever one is typed
LEFT_OUT = frozenset({TaskState.CANCELLED, TaskState.RECALLED})


@dataclass(frozen=True, slots=True)
class Copied:
    """One task taken over: from which, what becomes of it, and what is to be told of it.

    *was* is the deadline as it was first given: what was extended in one year is not
    planned so for the next; one that would lie beyond YEARS is not taken over. *gone* are names of people who are not there any more, in whose
    place their unit stands, or their agency; *off* says that the new day is one off.
    """

    source: Task
    task: NewTask
    was: date | None
    gone: tuple[str, ...] = ()
    off: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """A plan taken over: what is to be kept, every task of it, and how many were left out as cancelled."""

    plan: NewPlan
    tasks: tuple[Copied, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What a plan is taken over by: each task's first deadline, who is there still, days off, and whose hours."""

    first: Mapping[int, Deadline]
    is_there: Callable[[int], bool]
    is_day_off: Callable[[date], bool]
    zone: tzinfo


def copied(
    plan: Plan, tasks: Mapping[int, Sequence[Task]], document: int, head: Head, ground: Ground
) -> Copy:
    """*plan* as that of another year, which *document* issues; *head* is what it is called and its period."""
    years = head.begins.year - plan.head.begins.year
    told: dict[int, list[Copied]] = {
        group: [_task(one, years, ground) for one in some if one.state not in LEFT_OUT]
        for group, some in tasks.items()
    }
    every = [one for group in plan.groups for one in told.get(group.id, ())]
    left = sum(len(some) for some in tasks.values()) - len(every)
    groups = tuple(_group(plan, one, told) for one in plan.groups if one.parent is None)
    return Copy(NewPlan(head, document, groups), tuple(every), left)


def later(day: date, years: int) -> date:
    """The same day so many years later; the month's last where it has no such day.

    >>> later(date(2028, 2, 29), 1), later(date(2026, 6, 30), 1)
    (datetime.date(2029, 2, 28), datetime.date(2027, 6, 30))
    """
    year = day.year + years
    last_of_month = day.day == monthrange(day.year, day.month)[1]
    last = monthrange(year, day.month)[1]
    return date(year, day.month, last if last_of_month else min(day.day, last))


def _group(plan: Plan, group: Group, told: Mapping[int, Sequence[Copied]]) -> NewGroup:
    within = tuple(_group(plan, one, told) for one in plan.groups if one.parent == group.id)
    return NewGroup(group.title, tuple(one.task for one in told.get(group.id, ())), within)


def _task(one: Task, years: int, ground: Ground) -> Copied:
    first = ground.first.get(one.id)
    far = first is None or first.due.year + years not in YEARS
    deadline = None if first is None or far else _shifted(first, years, ground.zone)
    gone = tuple(
        p.person_name or ""
        for p in one.parties
        if p.person is not None and not ground.is_there(p.person)
    )
    parties = tuple(dict.fromkeys(_present(party, ground) for party in one.parties))
    new = NewTask(one.content, parties, deadline, one.product)
    off = deadline is not None and ground.is_day_off(deadline.due)
    return Copied(one, new, None if first is None else first.due, gone, off)


def _shifted(first: Deadline, years: int, zone: tzinfo) -> Deadline:
    literal = None if first.literal is None else later(first.literal, years)
    source = f"{first.source} (+{years})" if first.source else f"+{years}"
    local = None if first.at is None else first.at.astimezone(zone)
    at = None if local is None else datetime.combine(later(local.date(), years), local.timetz())
    return Deadline(later(first.due, years), SHIFTED, source, literal, first.exclusive, (), at)


def _present(party: Party, ground: Ground) -> Party:
    """The party, or what it belongs to where its person is not there any more."""
    if party.person is None or ground.is_there(party.person):
        return party
    return replace(party, person=None, person_name=None)
