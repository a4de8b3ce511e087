"""The card of one task and the history of its deadline, for whoever may see it."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from bot.buttons import HOME
from bot.desk import Desk
from bot.place import Name, Place
from bot.screen import Button, Rows, Screen
from bot.shown import card, progress, told_of
from store import Tx, entitled, relation, report, worklist
from templates import word
from work.chat import Link
from work.deadline import Version, due_facts, in_zone
from work.relation import Related
from work.report import Report
from work.task import Role, Task

LARGEST = 2**63 - 1  # what the store can count to
Found = tuple[Task, tuple[Version, ...], Report | None, tuple[Related, ...]]


async def show_card(desk: Desk, link: Link, to: Place) -> Screen:
    """The card that *to* leads to, or the one answer for what is hidden and what is not there."""
    found = await desk.store.read(look, link, to.arg, desk.office.now())
    if found is None:
        return absent(desk, link, to)
    task, versions, told, gone = found
    now, language = desk.now, link.person.language
    disclosed = desk.disclosure(*told_of(task), None if told is None else told.text)
    facts = {
        **card(task, now, desk.calendar, disclosed),
        "progress": None if told is None else progress(told, desk.calendar, disclosed),
        "roles": _roles(task, link),
        "gone": [{"how": one.relation, "document": one.document.number} for one in gone],
        "moved": sum(a.deadline.until != b.deadline.until for a, b in pairwise(versions)),
    }
    return Screen("card", desk.say("card", facts, language), _rows(task, to, versions, language))


async def show_history(desk: Desk, link: Link, to: Place) -> Screen:
    """Every deadline that the task has had, with why it was changed where that may be said."""
    found = await desk.store.read(look, link, to.arg, desk.office.now())
    if found is None:
        return absent(desk, link, to)
    task, versions, _, _ = found
    language = link.person.language
    titled = desk.disclosure(*told_of(task)) == "title"
    told = [_version(one, titled, desk) for one in versions]
    facts = {"number": task.id, "versions": told}
    back = Button(word("button.card", language), Place(Name.CARD, to.arg, to.filter, to.page))
    return Screen(
        "history", desk.say("history", facts, language), ((back,), (_back(to, language),))
    )


def absent(desk: Desk, link: Link, to: Place) -> Screen:
    """What is said of a task that is not there, and of one that is not theirs to see: the same."""
    language = link.person.language
    words = desk.say("absent", {"number": to.arg}, language)
    return Screen("absent", words, ((_back(to, language),),))


def look(tx: Tx, link: Link, number: str, office: datetime) -> Found | None:
    """The task with its deadlines and what recalls or replaces its document, if the person may see it."""
    task_id = int(number) if number.isdecimal() else 0
    if not 0 < task_id <= LARGEST:
        return None
    task = worklist.one(tx, task_id)
    if task is None:
        return None
    if not entitled.sees(tx, link.person, task, office):
        return None
    gone = relation.on_documents(tx, (task.document_id,)).get(task.document_id, ())
    return task, worklist.versions(tx, task_id), report.newest(tx, task_id), gone


def _rows(task: Task, to: Place, versions: tuple[Version, ...], language: str) -> Rows:
    history = Button(word("button.history", language), Place(Name.HISTORY, *_here(to)))
    copy = Button(word("button.copy", language), copies=task.document.number)
    again = Button(word("button.refresh", language), Place(Name.CARD, *_here(to)))
    first = (history, copy) if len(versions) > 1 else (copy,)
    return (first, (again, _back(to, language)))


def _here(to: Place) -> tuple[str, str, int]:
    return to.arg, to.filter, to.page


def _back(to: Place, language: str) -> Button:
    """The list that the card was opened from; home, where it was opened by its number."""
    scope, _, chosen = to.filter.partition(".")
    if not chosen:
        return Button("🏠", HOME)
    return Button(word("button.back", language), Place(Name.LIST, scope, chosen, to.page))


def _roles(task: Task, link: Link) -> list[Role]:
    return [party.role for party in task.parties if party.person == link.person.id]


def _version(one: Version, titled: bool, desk: Desk) -> dict[str, Any]:
    due = in_zone(due_facts(one.deadline.until), desk.calendar.zone)
    return {"number": one.number, **due, "reason": one.reason if titled else None}
