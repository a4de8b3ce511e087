"""The list of a scope's tasks: summary first, eight a page, filters, and a button for each card."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.buttons import foot, numbers, paging, split, switch
from bot.desk import Desk
from bot.place import Name, Place, Wish
from bot.screen import Button, Rows, Screen
from schedules.calendar import Calendar
from schedules.counts import Counts, counted
from schedules.reach import of_others
from schedules.scope import Filter, Scope, narrowed, scopes, wanted
from schedules.task_facts import item, told_of
from store import Tx, worklist
from store.worklist import Page
from templates import word
from work.chat import Link
from work.deadline import Reached
from work.leaf import PAGE_SIZE
from work.task import Role, Task

MANY = 40  # tasks; of more the filters stand first
ROLES = {"lead": Role.LEAD, "coord": Role.COORDINATOR}


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as a button or a command asks for it: *whose* a scope, "p12" for a person, "u3" for a unit."""

    whose: str
    filter: Filter
    role: str = ""
    page: int = 1

    def place(self, page: int | None = None) -> Place:
        """The button that asks for it, or for another of its pages."""
        return Place(Name.LIST, self.whose, self.chosen, page or self.page)

    @property
    def chosen(self) -> str:
        """Filter and role, as a place holds them."""
        return f"{self.filter}.{self.role}" if self.role else str(self.filter)


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said, in one snapshot; *name* is whose it is, *last_done* only where nothing is open."""

    asked: Asked
    counts: Counts
    page: Page
    name: str | None
    last_done: Task | None


async def show_list(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The screen of the list; a page that is no longer there becomes the last one, and that is said."""
    now, asked = desk.now, asked_for(wish.to)
    found = await desk.store.read(look, link, asked, now, desk.calendar, desk.machine.now())
    shown = replace(found.asked, page=found.page.number)
    language = link.person.language
    toast = word("chat.changed", language) if shown.page != asked.page else ""
    words = desk.say("list", _facts(desk, found, shown, now), language)
    return Screen("list", words, _rows(link, shown, found), toast)


def look(
    tx: Tx, link: Link, asked: Asked, now: Reached, calendar: Calendar, machine: datetime
) -> Found:
    """What there is to show of a list; of their own where the other is not theirs to see."""
    theirs = of_others(tx, link, asked.whose, machine)
    if theirs is None:
        asked = asked if asked.whose in scopes(link) else replace(asked, whose=Scope.ME)
        theirs = (wanted(link, Scope(asked.whose)), None)
    tasks, name = theirs
    if asked.role:
        tasks = replace(tasks, roles=(ROLES[asked.role],))
    counts = counted(tx, tasks, now, calendar)
    known = counts.by_filter().get(asked.filter)
    chosen = narrowed(tasks, asked.filter, now, calendar)
    page = worklist.page(tx, chosen, asked.page, total=known)
    mine = asked.whose == Scope.ME and counts.open == 0 and not asked.role
    last_done = worklist.last_done(tx, link.person.id) if mine else None
    return Found(asked, counts, page, name, last_done)


def asked_for(to: Place) -> Asked:
    """The list that *to* leads to, with what is no filter left out."""
    chosen, _, role = to.filter.partition(".")
    known = Filter(chosen) if chosen in set(Filter) else Filter.ALL
    return Asked(to.arg, known, role if role in ROLES else "", max(to.page, 1))


def _facts(desk: Desk, found: Found, shown: Asked, now: Reached) -> dict[str, Any]:
    page, done = found.page, found.last_done
    return {
        **found.counts.facts(),
        "scope": shown.whose if shown.whose in set(Scope) else shown.whose[:1],
        "name": found.name if desk.disclosure(found.name) == "title" else None,
        "filter": shown.filter,
        "role": shown.role,
        "many": page.total > MANY and shown.filter is Filter.ALL,
        "first": (page.number - 1) * PAGE_SIZE + 1,
        "page": page.number,
        "pages": page.pages,
        "total": page.total,
        "items": [_item(one, shown.whose, now, desk) for one in page.tasks],
        "last_done": None if done is None else _line(done, now, desk),
        "last_done_on": done.done_on.isoformat() if done and done.done_on else None,
    }


def _item(task: Task, whose: str, now: Reached, desk: Desk) -> dict[str, Any]:
    line = _line(task, now, desk)
    return {**line, "lead": None} if whose == Scope.ME or whose[0] == "p" else line


def _line(task: Task, now: Reached, desk: Desk) -> dict[str, Any]:
    return item(task, now, desk.calendar, desk.disclosure(*told_of(task)))


def _rows(link: Link, shown: Asked, found: Found) -> Rows:
    language, page = link.person.language, found.page
    first = (page.number - 1) * PAGE_SIZE + 1
    cards = split(numbers(page.tasks, first, f"{shown.whose}.{shown.chosen}", page.number))
    everything = Button(word("button.clear", language), Asked(shown.whose, Filter.ALL).place())
    nothing = shown != replace(shown, filter=Filter.ALL, role="") and not page.tasks
    filters = _filters(shown, found, language)
    both = (*filters, *cards) if page.total > MANY else (*cards, *filters)
    return (
        (everything,) if nothing else (),
        *both,
        *_heads(link, shown, language),
        paging(shown.place, page.number, page.pages),
        foot(shown.place(), language),
    )


def _filters(shown: Asked, found: Found, language: str) -> Rows:
    """Those by time; the others where one is on, or more than a page is there to be narrowed."""
    if not found.counts.open and not shown.role:
        return ()
    by_time = (Filter.ALL, Filter.LATE, Filter.SOON)
    first = tuple(_filter(shown, one, language) for one in by_time)
    more = found.counts.open > PAGE_SIZE or shown.role or shown.filter is Filter.WAIT
    if not more:
        return (first,)
    roles = tuple(_role(shown, role, language) for role in ROLES)
    return first, (_filter(shown, Filter.WAIT, language), *roles)


def _filter(shown: Asked, one: Filter, language: str) -> Button:
    place = replace(shown, filter=one, page=1).place()
    return switch(word(f"button.{one}", language), place, on=one is shown.filter)


def _role(shown: Asked, role: str, language: str) -> Button:
    """Pressed once more it lets all roles in again."""
    on = role == shown.role
    place = replace(shown, role="" if on else role, page=1).place()
    return switch(word(f"button.{role}", language), place, on=on)


def _heads(link: Link, shown: Asked, language: str) -> Rows:
    whose = scopes(link)
    if len(whose) == 1:
        return ()
    chosen = tuple(_scope(shown, one, language) for one in whose)
    people = (
        {Scope.UNIT: Name.UNIT, Scope.AGENCY: Name.RANKING}.get(Scope(shown.whose))
        if (shown.whose in set(Scope))
        else None
    )
    if people is None:
        return (chosen,)
    return chosen, (Button(word(f"button.{people}-table", language), Place(people)),)


def _scope(shown: Asked, one: Scope, language: str) -> Button:
    place = replace(shown, whose=one, page=1).place()
    return switch(word(f"button.{one}", language), place, on=one == shown.whose)
