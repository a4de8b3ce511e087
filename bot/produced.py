"""What a report is made of: read from the store in short looks, drawn or written in a process of its own."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.desk import Desk
from bot.reporting import EXPORT, OF_NOW, Reach, reaches
from bot.screen import File
from papers.made import Sheet, Unmade, picture, workbook
from schedules.figures import Figures, made
from schedules.task_facts import told_of
from store import Tx, worklist
from store.worklist import Wanted
from templates import word
from work.act import Act
from work.chart import Chart, ChartKind
from work.chat import Link
from work.dialog import Dialog
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
class Order:
    """What is to be made: for whom, out of whose tasks, of which days (none for how things stand now)."""

    link: Link
    what: str
    reach: Reach
    since: date | None
    until: date | None

    @property
    def language(self) -> str:
        """The reader's."""
        return self.link.person.language


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


async def produced(desk: Desk, link: Link, one: Dialog) -> File | str:
    """The file that the dialog asks for; the word for why there is none.

    Who may have it is asked again once it is made, which may take a minute.
    """
    act = Act(f"person:{link.person.id}", desk.machine.now(), link.person.id)
    found = await desk.store.read(reaches, act)
    if one.data["whose"] >= len(found):
        return "denied-now"
    since, until = (one.data.get(name) for name in ("since", "until"))
    order = Order(
        link,
        one.data["what"],
        found[one.data["whose"]],
        None if since is None else date.fromisoformat(since),
        None if until is None else date.fromisoformat(until),
    )
    file = await (_export if order.what == EXPORT else _chart)(desk, order)
    return file if order.reach in await desk.store.read(reaches, act) else "denied-now"


async def _chart(desk: Desk, order: Order) -> File | str:
    asked = Figures(
        desk.now,
        desk.calendar,
        order.language,
        (order.reach.within,),
        order.since,
        order.until,
    )
    drawn = await desk.store.read(made, ChartKind(order.what), asked)
    if drawn is None:
        return "nothing"
    titled = replace(drawn, title=f"{drawn.title} – {_whose(desk, order)}")
    octets = await picture(titled)
    if isinstance(octets, Unmade):
        return str(octets)
    facts = {"title": drawn.title, "alt": drawn.alt, "rows": _figures(drawn), **_head(desk, order)}
    caption = desk.say("chart", facts, order.language)
    return File(_name(desk, order, "bieu-do", "png"), octets, caption, is_picture=True)


def _figures(drawn: Chart) -> list[dict[str, str]]:
    unit = "%" if drawn.percent else ""
    return [
        {
            "label": label,
            "said": " · ".join(
                "–" if one.values[place] is None
                else f"{one.values[place]}{unit}{' ' + one.name if len(drawn.series) > 1 else ''}"
                for one in drawn.series
            ),
        }
        for place, label in enumerate(drawn.labels)
    ]  # fmt: skip


async def _export(desk: Desk, order: Order) -> File | str:
    tasks = await _read(desk, order)
    if tasks is None:
        return str(Unmade.TOO_LARGE)
    if not tasks.everything:
        return "nothing"
    counted = sorted((lead, Tally.of(counts)) for lead, counts in tasks.counts.items())
    whole = Tally.sum(tally for _, tally in counted)
    coded = desk.disclosure() == "code"

    async def rows() -> AsyncIterator[tuple[int, list[Row]]]:
        told = list(statistics_rows(counted))
        yield 0, told[-1:] if coded else told
        for number, page in ((1, tasks.everything), (2, tasks.late)):
            for first in range(0, len(page), PAGE):
                yield number, page[first : first + PAGE]

    octets = await workbook(_sheets(desk, order), rows())
    if isinstance(octets, Unmade):
        return str(octets)
    facts = {"total": whole.total, "done": whole.done, "open": whole.open, "late": len(tasks.late)}
    more = {"coded": coded, "hidden": tasks.hidden, **_head(desk, order)}
    caption = desk.say("export", {**facts, **more}, order.language)
    return File(_name(desk, order, "bao-cao", "xlsx"), octets, caption)


async def _read(desk: Desk, order: Order) -> _Tasks | None:
    """The tasks that were open in these days or done in them; None for too many."""
    wanted = Wanted(states=None, since=order.since, within=(order.reach.within,))
    every = await desk.store.read(worklist.numbers, wanted, MOST + 1)
    if len(every) > MOST:
        return None
    tasks = _Tasks()
    for first in range(0, len(every), PAGE):
        tasks.add(await desk.store.read(_some, desk, order, every[first : first + PAGE]))
    return tasks


def _some(tx: Tx, desk: Desk, order: Order, numbers: list[int]) -> _Tasks:
    """The tasks of these numbers, made rows on the reader's thread: on the loop everybody would wait for it."""
    found, tasks = worklist.several(tx, numbers), _Tasks()
    for number in numbers:
        if number in found:
            _take(desk, order, tasks, found[number])
    return tasks


def _take(desk: Desk, order: Order, tasks: _Tasks, task: Task) -> None:
    until = order.until or desk.today
    if (task.done_on or until) > until or desk.calendar.today(task.opened_at) > until:
        return
    row, kind = task_row(task, desk.now, desk.calendar.zone, ()), task.class_at(desk.now)
    if desk.disclosure(*told_of(task)) == "code":
        tasks.hidden += 1
        row = tuple(cell if place in _CODED else None for place, cell in enumerate(row))
    tasks.everything.append(row)
    if kind is TaskClass.OPEN_LATE:
        tasks.late.append(row)
    tasks.count(task.lead.unit_name or task.lead.agency_name or task.lead.agency, kind)


def _sheets(desk: Desk, order: Order) -> tuple[Sheet, ...]:
    since, until = order.since or desk.today, order.until or desk.today
    at = desk.calendar.local(desk.office.now())
    days = {"since": written_day(since), "until": written_day(until), "at": at}
    below = word("report.below", order.language).format(**days, whose=_whose(desk, order))
    pages = (
        ("all", STATISTICS_TITLE, STATISTICS),
        ("list", TASKS_TITLE, TASKS),
        ("late", LATE_TITLE, TASKS),
    )
    return tuple(
        Sheet(
            word(f"report.sheet.{name}", order.language),
            desk.settings.office,
            title,
            below,
            columns,
        )
        for name, title, columns in pages
    )


def _head(desk: Desk, order: Order) -> Mapping[str, Any]:
    spans = order.what not in OF_NOW and order.since is not None and order.until is not None
    days = (order.since, order.until) if spans else (None, None)
    since, until = (None if one is None else one.isoformat() for one in days)
    return {"whose": _whose(desk, order), "since": since, "until": until}


def _whose(desk: Desk, order: Order) -> str:
    """Whose figures they are; without a name where the office discloses none."""
    if desk.disclosure() == "title":
        return order.reach.name
    kind = "agency" if order.reach.within.agency else "unit"
    return word(f"button.{kind}", order.language)


def _name(desk: Desk, order: Order, kind: str, ending: str) -> str:
    """ASCII alone, as every mail program and file system takes it.

    A period is called by its days: "bao-cao-g18-20260901-20260930.xlsx".
    """
    plain = without_accents(order.reach.code).lower().replace("đ", "d")
    whose = _NO_NAME.sub("-", plain).strip("-")[:40] if desk.disclosure() == "title" else ""
    since, until = order.since or desk.today, order.until or desk.today
    days = f"{until:%Y%m%d}" if order.what in OF_NOW else f"{since:%Y%m%d}-{until:%Y%m%d}"
    return "-".join(part for part in (kind, whose, days) if part) + f".{ending}"
