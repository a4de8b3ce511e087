"""/homnay: what is due today and this week, what waits for the person's word, and today's meetings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.agenda import meetings, told
from bot.buttons import HOME, numbers, split
from bot.desk import Desk
from bot.place import Name, Place, Wish
from bot.screen import Button, Screen
from schedules.reach import reach
from schedules.scope import Scope, own, wanted
from schedules.task_facts import item, told_of
from store import Tx, awaiting, standing, worklist
from store.worklist import Wanted
from templates import word
from work.chat import Link
from work.deadline import Reached
from work.event import Event, Occurrence
from work.leaf import PAGE_SIZE
from work.task import Task

TODAY = Place(Name.TODAY)
MEETINGS = 3  # the others stand in the agenda
# Of each section so many first; what room is left goes to those in front.
_ROOM = {"today": 3, "week": 2, "receive": 1, "approve": 1, "decide": 1}


@dataclass(frozen=True, slots=True)
class Section:
    """Some of the tasks of one kind, of which there are *total*."""

    name: str
    total: int
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said, in one snapshot."""

    late: int
    sections: tuple[Section, ...]
    meetings: tuple[tuple[Event, Occurrence], ...]


async def show_today(desk: Desk, link: Link, _: Wish) -> Screen:
    """One screen: sections that hold something, at most eight tasks in all."""
    language = link.person.language
    found = await desk.store.read(look, desk, link, desk.machine.now(), desk.now)
    shown = _fitted(found.sections)
    facts = {
        "today": desk.today.isoformat(),
        "late": found.late,
        "sections": list(_told(desk, shown)),
        "meetings": [told(desk, one, when) for one, when in found.meetings[:MEETINGS]],
        "more_meetings": max(len(found.meetings) - MEETINGS, 0),
    }
    cards = numbers([one for section in shown for one in section.tasks], 1, "today.x", 1)
    again = Button(word("button.refresh", language), TODAY)
    late = (Button(word("button.overdue", language), _LATE),) if found.late else ()
    rows = (*split(cards), late, (again, Button("🏠", HOME)))
    return Screen("today", desk.say("today", facts, language), rows)


_LATE = Place(Name.LIST, Scope.ME, "late")


def look(tx: Tx, desk: Desk, link: Link, machine: datetime, now: Reached) -> Found:
    """What there is to show of a day."""
    tasks, within = wanted(link, Scope.ME), reach(tx, link, machine)
    sunday = now.day + timedelta(days=6 - now.day.weekday())
    office = now.at or desk.office.now()
    waits = awaiting.awaiting(tx, link.person, own(link), within, office)
    return Found(
        standing.open_counts(tx, tasks, now, now.day)[1],
        (
            _due(tx, "today", _until(tasks, now, now.day)),
            _due(tx, "week", _until(tasks, Reached(now.day + timedelta(days=1), None), sunday)),
            Section("receive", waits.unreceived, waits.receive),
            Section("approve", len(waits.approve), waits.approve),
            Section("decide", len(waits.decide), waits.decide),
        ),
        meetings(tx, desk, link, now.day, now.day + timedelta(days=1)),
    )


def _until(tasks: Wanted, since: Reached, last: date) -> Wanted:
    return replace(tasks, due_from=since, due_by=last, running=True)


def _due(tx: Tx, name: str, tasks: Wanted) -> Section:
    page = worklist.page(tx, tasks)
    return Section(name, page.total, page.tasks)


def _fitted(sections: Sequence[Section]) -> tuple[Section, ...]:
    """The sections that hold something, each with so many tasks that eight stand in all, each once."""
    seen: set[int] = set()
    fresh: list[tuple[Task, ...]] = []
    for section in sections:
        fresh.append(tuple(one for one in section.tasks if one.id not in seen))
        seen |= {one.id for one in section.tasks}
    given = [min(len(tasks), _ROOM[s.name]) for s, tasks in zip(sections, fresh, strict=True)]
    for at, tasks in enumerate(fresh):
        given[at] += min(len(tasks) - given[at], PAGE_SIZE - sum(given))
    cut = zip(sections, fresh, given, strict=True)
    return tuple(Section(s.name, s.total, tasks[:n]) for s, tasks, n in cut if s.total)


def _told(desk: Desk, sections: Sequence[Section]) -> Iterator[dict[str, Any]]:
    first = 1
    for section in sections:
        items = [_item(desk, one) for one in section.tasks]
        yield {"name": section.name, "total": section.total, "first": first, "tasks": items}
        first += len(items)


def _item(desk: Desk, task: Task) -> dict[str, Any]:
    return item(task, desk.now, desk.calendar, desk.disclosure(*told_of(task)))
