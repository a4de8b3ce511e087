"""The next period's plan out of one: the same groups and tasks, each deadline as many whole periods later."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo

from work.deadline import Deadline
from work.filing import YEARS
from work.plan import Group, Head, NewGroup, NewPlan, Plan
from work.task import NewTask, Party, Task, TaskState

SHIFTED = "shifted"  # the rule of a deadline that was taken over from another period's plan
_MOVED = re.compile(r"(?:^| )\(\+(\d+) tháng\)$")  # as it is kept, whoever reads it
LEFT_OUT = frozenset({TaskState.CANCELLED, TaskState.RECALLED})


@dataclass(frozen=True, slots=True)
class Copied:
    """One task taken over: from which, what becomes of it, and what is to be told of it.

    *was* is the deadline as it was first given: what was extended in one period is
    not planned so for the next; one that would lie beyond the years of work.filing is not taken over.
    *gone* are names of people who are not there any more, in whose
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
    """*plan* as that of another period, which *document* issues; *head* is what it is called and its period."""
    months = _apart(plan.head, head)
    told: dict[int, list[Copied]] = {
        group: [_task(one, months, ground) for one in some if one.state not in LEFT_OUT]
        for group, some in tasks.items()
    }
    every = [one for group in plan.groups for one in told.get(group.id, ())]
    left = sum(len(some) for some in tasks.values()) - len(every)
    groups = tuple(_group(plan, one, told) for one in plan.groups if one.parent is None)
    return Copy(NewPlan(head, document, groups), tuple(every), left)


def turn(head: Head) -> int:
    """After how many months a plan of that period comes round: its own, where it has whole months.

    One that was begun late is of the next of a month, a quarter, half a year, or whole years.

    >>> from work.plan import Owner
    >>> turn(Head("", date(2026, 1, 1), date(2026, 2, 28), Owner("G22")))
    2
    >>> turn(Head("", date(2026, 2, 15), date(2026, 12, 31), Owner("G22")))
    12
    """
    begins, ends = head.begins, head.ends
    begun = _months(begins, ends) + (ends.day >= begins.day)
    if (ends + timedelta(days=1)).day == begins.day:
        return begun
    return next((few for few in (1, 3, 6) if begun <= few), -(-begun // 12) * 12)


def later(day: date, months: int) -> date:
    """The same day so many months later; the month's last where it has no such day, and of a last day.

    >>> later(date(2028, 2, 29), 12), later(date(2026, 6, 30), 3)
    (datetime.date(2029, 2, 28), datetime.date(2026, 9, 30))
    """
    last_of_month = day.day == monthrange(day.year, day.month)[1]
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, last if last_of_month else min(day.day, last))


def _apart(was: Head, now: Head) -> int:
    """By how many months deadlines move: as both days of the period do; else by whole periods, whichever day each began on.

    A year's plan that began in February is followed by one that begins in January: by years, then.
    """
    begins, ends = _months(was.begins, now.begins), _months(was.ends, now.ends)
    if begins == ends:
        return begins
    whole = turn(was)
    years = next((one for one in (begins, ends) if one and one % 12 == 0), 0)
    return years or round(begins / whole) * whole or begins


def _months(one: date, other: date) -> int:
    return (other.year - one.year) * 12 + other.month - one.month


def moved(source: str) -> tuple[str, int]:
    """The words of a deadline as they were first written, and by how many months copies of plans have moved it.

    >>> moved("trước 01/3 (+3 tháng) (+12 tháng)"), moved("(+6 tháng)"), moved("trước 01/3")
    (('trước 01/3', 15), ('', 6), ('trước 01/3', 0))
    """
    months = 0
    while found := _MOVED.search(source):
        months += int(found[1])
        source = source[: found.start()]
    return source, months


def _group(plan: Plan, group: Group, told: Mapping[int, Sequence[Copied]]) -> NewGroup:
    within = tuple(_group(plan, one, told) for one in plan.groups if one.parent == group.id)
    return NewGroup(group.title, tuple(one.task for one in told.get(group.id, ())), within)


def _task(one: Task, months: int, ground: Ground) -> Copied:
    first = ground.first.get(one.id)
    shifted = None if first is None else _shifted(first, months, ground.zone)
    deadline = shifted if shifted is not None and shifted.due.year in YEARS else None
    gone = tuple(
        p.person_name or ""
        for p in one.parties
        if p.person is not None and not ground.is_there(p.person)
    )
    parties = tuple(dict.fromkeys(_present(party, ground) for party in one.parties))
    new = NewTask(one.content, parties, deadline, one.product)
    off = deadline is not None and ground.is_day_off(deadline.due)
    return Copied(one, new, None if first is None else first.due, gone, off)


def _shifted(first: Deadline, months: int, zone: tzinfo) -> Deadline:
    literal = None if first.literal is None else later(first.literal, months)
    source = f"{first.source} (+{months} tháng)".strip()
    local = None if first.at is None else first.at.astimezone(zone)
    at = None if local is None else datetime.combine(later(local.date(), months), local.timetz())
    return Deadline(later(first.due, months), SHIFTED, source, literal, first.exclusive, (), at)


def _present(party: Party, ground: Ground) -> Party:
    """The party, or what it belongs to where its person is not there any more."""
    if party.person is None or ground.is_there(party.person):
        return party
    return replace(party, person=None, person_name=None)
