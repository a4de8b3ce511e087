"""Lists of tasks with their figures as a workbook: read from the store in short looks, written in a process of its own."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import date

from papers.made import Sheet, Unmade, workbook
from schedules.calendar import Calendar
from schedules.span import Span
from schedules.task_facts import Disclosure, told_of
from store import Store, Tx, entitled, worklist
from store.directory.agencies import short_name
from store.directory.units import unit_name
from store.worklist import Wanted, Within
from templates import word
from work.access import Denied, Doing
from work.act import Act
from work.deadline import Reached
from work.listing import (
    LATE_TITLE,
    STATISTICS,
    STATISTICS_TITLE,
    TASKS,
    TASKS_TITLE,
    Row,
    statistics_rows,
    task_row,
)
from work.register_export import written_day
from work.spelling import without_accents
from work.tally import Tally
from work.task import Task, TaskClass

PAGE = 100  # tasks of one read: others read in between
MOST = 50_000  # tasks of one file
# Columns of TASKS in which nothing is told but numbers, days and states.
_CODED = frozenset({0, 1, 2, 9, 10, 11})
_NO_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may export: *within* as the store asks for it, *name* as people do, *code* for a file's name."""

    within: Within
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What an export is made from: the store, the office's clock and name, and how much it tells of what."""

    store: Store
    now: Reached
    calendar: Calendar
    office: str
    disclosure: Callable[..., Disclosure]


@dataclass(frozen=True, slots=True)
class Exported:
    """A workbook, its figures, and how many of its tasks are told by their code alone."""

    octets: bytes
    whole: Tally
    late: int
    hidden: int


@dataclass(slots=True)
class _Tasks:
    """The rows of an export as they come, and their counts."""

    everything: list[Row] = field(default_factory=list)
    late: list[Row] = field(default_factory=list)
    counts: dict[str, dict[TaskClass, int]] = field(default_factory=dict)
    hidden: int = 0

    def count(self, lead: str, kind: TaskClass, number: int = 1) -> None:
        of_lead = self.counts.setdefault(lead, {})
        of_lead[kind] = of_lead.get(kind, 0) + number

    def add(self, more: "_Tasks") -> None:
        """Takes *more* behind those that are here."""
        self.everything += more.everything
        self.late += more.late
        self.hidden += more.hidden
        for lead, counts in more.counts.items():
            for kind, number in counts.items():
                self.count(lead, kind, number)


def reaches(tx: Tx, act: Act) -> tuple[Reach, ...]:
    """What the person of *act* may export, the widest last; nothing for who may not."""
    found = entitled.reach_of(tx, Doing.EXPORT, act)
    if isinstance(found, Denied):
        return ()
    return tuple(_reach(tx, one) for one in dict.fromkeys(found) if one != Within())


def _reach(tx: Tx, within: Within) -> Reach:
    if within.staff is not None:
        name = unit_name(tx, within.staff)
        return Reach(within, name, name)
    code = within.agency or ""
    return Reach(within, short_name(tx, code), code)


async def exported(
    ground: Ground, reach: Reach, days: Span | None, language: str
) -> Exported | Unmade | None:
    """The tasks in that *reach* that were open in these *days* or done in them, as they stand today without any.

    None where there is none.
    """
    tasks = await _read(ground, reach, days)
    if tasks is None:
        return Unmade.TOO_LARGE
    if not tasks.everything:
        return None
    counted = sorted((lead, Tally.of(counts)) for lead, counts in tasks.counts.items())
    coded = ground.disclosure() == "code"

    async def rows() -> AsyncIterator[tuple[int, list[Row]]]:
        told = list(statistics_rows(counted))
        yield 0, told[-1:] if coded else told
        for number, page in ((1, tasks.everything), (2, tasks.late)):
            for first in range(0, len(page), PAGE):
                yield number, page[first : first + PAGE]

    octets = await workbook(_sheets(ground, whose(ground, reach, language), days, language), rows())
    if isinstance(octets, Unmade):
        return octets
    return Exported(octets, Tally.sum(tally for _, tally in counted), len(tasks.late), tasks.hidden)


def whose(ground: Ground, reach: Reach, language: str) -> str:
    """Whose figures they are; without a name where the office discloses none."""
    if ground.disclosure() == "title":
        return reach.name
    kind = "agency" if reach.within.agency else "unit"
    return word(f"button.{kind}", language)


def file_name(ground: Ground, reach: Reach, kind: str, days: Span | None, ending: str) -> str:
    """ASCII alone, as every mail program and file system takes it.

    A period is called by its days: "bao-cao-g18-20260901-20260930.xlsx".
    """
    plain = without_accents(reach.code).lower().replace("đ", "d")
    whose = _NO_NAME.sub("-", plain).strip("-")[:40] if ground.disclosure() == "title" else ""
    told = (
        f"{ground.now.day:%Y%m%d}" if days is None else f"{days.since:%Y%m%d}-{days.until:%Y%m%d}"
    )
    return "-".join(part for part in (kind, whose, told) if part) + f".{ending}"


async def _read(ground: Ground, reach: Reach, days: Span | None) -> _Tasks | None:
    """The tasks that were open in these days or done in them; None for too many."""
    since = None if days is None else days.since
    wanted = Wanted(states=None, since=since, within=(reach.within,))
    every = await ground.store.read(worklist.numbers, wanted, MOST + 1)
    if len(every) > MOST:
        return None
    until = ground.now.day if days is None else days.until
    tasks = _Tasks()
    for first in range(0, len(every), PAGE):
        tasks.add(await ground.store.read(_some, ground, until, every[first : first + PAGE]))
    return tasks


def _some(tx: Tx, ground: Ground, until: date, numbers: list[int]) -> _Tasks:
    """The tasks of these numbers, made rows on the reader's thread: on the loop everybody would wait for it."""
    found, tasks = worklist.several(tx, numbers), _Tasks()
    for number in numbers:
        if number in found:
            _take(ground, until, tasks, found[number])
    return tasks


def _take(ground: Ground, until: date, tasks: _Tasks, task: Task) -> None:
    calendar, now = ground.calendar, ground.now
    if (task.done_on or until) > until or calendar.today(task.opened_at) > until:
        return
    row, kind = task_row(task, now, calendar.zone, ()), task.class_at(now)
    if ground.disclosure(*told_of(task)) == "code":
        tasks.hidden += 1
        row = tuple(cell if place in _CODED else None for place, cell in enumerate(row))
    tasks.everything.append(row)
    if kind is TaskClass.OPEN_LATE:
        tasks.late.append(row)
    tasks.count(task.lead.unit_name or task.lead.agency_name or task.lead.agency, kind)


def _sheets(ground: Ground, whose: str, days: Span | None, language: str) -> tuple[Sheet, ...]:
    today = ground.now.day
    since, until = (today, today) if days is None else (days.since, days.until)
    told = {"since": written_day(since), "until": written_day(until)}
    at = ground.calendar.local(ground.now.at) if ground.now.at else today
    below = word("report.below", language).format(**told, at=at, whose=whose)
    pages = (
        ("all", STATISTICS_TITLE, STATISTICS),
        ("list", TASKS_TITLE, TASKS),
        ("late", LATE_TITLE, TASKS),
    )
    return tuple(
        Sheet(word(f"report.sheet.{name}", language), ground.office, title, below, columns)
        for name, title, columns in pages
    )
