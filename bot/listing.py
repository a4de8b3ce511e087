"""The list of a scope's tasks: summary first, eight a page, filters, and a button for each card."""

from dataclasses import dataclass
from typing import Any

from bot.buttons import ROW, foot, paging, switch
from bot.counts import Counts, counted
from bot.desk import Desk
from bot.place import Name, Place, Wish
from bot.scope import Filter, Scope, narrowed, scopes, wanted
from bot.screen import Button, Rows, Screen
from bot.shown import item, told_of
from schedules.calendar import Calendar
from store import Tx, worklist
from store.worklist import PAGE_SIZE, Page
from templates import word
from work.chat import Link
from work.deadline import Reached
from work.task import Task


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as a button or a command asks for it, with what the person may not ask for left out."""

    scope: Scope
    filter: Filter
    page: int = 1

    def place(self, page: int | None = None) -> Place:
        """The button that asks for it, or for another of its pages."""
        return Place(Name.LIST, self.scope, self.filter, page or self.page)


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said, in one snapshot; *last_done* only where nothing is open."""

    counts: Counts
    page: Page
    last_done: Task | None


async def show_list(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The screen of the list; a page that is no longer there becomes the last one, and that is said."""
    now, asked = desk.now, asked_for(link, wish.to)
    found = await desk.store.read(look, link, asked, now, desk.calendar)
    shown = Asked(asked.scope, asked.filter, found.page.number)
    language = link.person.language
    toast = word("chat.changed", language) if shown.page != asked.page else ""
    words = desk.say("list", _facts(desk, found, shown, now), language)
    return Screen("list", words, _rows(link, shown, found), toast)


def look(tx: Tx, link: Link, asked: Asked, now: Reached, calendar: Calendar) -> Found:
    """What there is to show of a list."""
    tasks = wanted(link, asked.scope)
    counts = counted(tx, tasks, now, calendar)
    page = worklist.page(tx, narrowed(tasks, asked.filter, now, calendar), asked.page)
    mine = asked.scope is Scope.ME and counts.open == 0
    return Found(counts, page, worklist.last_done(tx, link.person.id) if mine else None)


def asked_for(link: Link, to: Place) -> Asked:
    """The list that *to* leads to; the person's own where it is nobody's, or not theirs to see."""
    scope = Scope(to.arg) if to.arg in scopes(link) else Scope.ME
    chosen = Filter(to.filter) if to.filter in set(Filter) else Filter.ALL
    return Asked(scope, chosen, max(to.page, 1))


def _facts(desk: Desk, found: Found, shown: Asked, now: Reached) -> dict[str, Any]:
    page, done = found.page, found.last_done
    return {
        **found.counts.facts(),
        "scope": shown.scope,
        "filter": shown.filter,
        "first": (page.number - 1) * PAGE_SIZE + 1,
        "page": page.number,
        "pages": page.pages,
        "total": page.total,
        "items": [_item(one, shown.scope, now, desk) for one in page.tasks],
        "last_done": None if done is None else _line(done, now, desk),
        "last_done_on": done.done_on.isoformat() if done and done.done_on else None,
    }


def _item(task: Task, scope: Scope, now: Reached, desk: Desk) -> dict[str, Any]:
    line = _line(task, now, desk)
    return line if scope is not Scope.ME else {**line, "lead": None}


def _line(task: Task, now: Reached, desk: Desk) -> dict[str, Any]:
    return item(task, now, desk.calendar, desk.disclosure(*told_of(task)))


def _rows(link: Link, shown: Asked, found: Found) -> Rows:
    language, page = link.person.language, found.page
    filters = (_filter(shown, one, language) for one in Filter)
    whose = scopes(link)
    heads = tuple(_scope(shown, one, language) for one in whose) if len(whose) > 1 else ()
    everything = Button(word("button.clear", language), Asked(shown.scope, Filter.ALL).place())
    nothing = found.counts.open and not page.tasks
    return (
        *_numbers(shown, page),
        (everything,) if nothing else (),
        tuple(filters) if found.counts.open else (),
        heads,
        paging(shown.place, page.number, page.pages),
        foot(shown.place(), language),
    )


def _numbers(shown: Asked, page: Page) -> Rows:
    first = (page.number - 1) * PAGE_SIZE + 1
    back = f"{shown.scope}.{shown.filter}"
    buttons = [
        Button(str(first + index), Place(Name.CARD, str(task.id), back, page.number))
        for index, task in enumerate(page.tasks)
    ]
    half = ROW if len(buttons) > ROW else len(buttons) or 1
    return tuple(tuple(buttons[at : at + half]) for at in range(0, len(buttons), half))


def _filter(shown: Asked, one: Filter, language: str) -> Button:
    place = Asked(shown.scope, one).place()
    return switch(word(f"button.{one}", language), place, on=one is shown.filter)


def _scope(shown: Asked, one: Scope, language: str) -> Button:
    place = Asked(one, shown.filter).place()
    return switch(word(f"button.{one}", language), place, on=one is shown.scope)
