"""The card of one task and the history of its deadline, for whoever may see it."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from bot.buttons import HOME
from bot.course import Scene
from bot.desk import Desk
from bot.outcome import Outcome
from bot.place import Name, Place, Wish, number_of
from bot.screen import Button, Rows, Screen
from schedules.offers import about_reminders, put_off
from schedules.task_facts import card, progress, told_of
from store import Tx, deadlines, entitled, extension, relation, report, worklist
from store.move import Refusal
from templates import word
from work.access import Denied, Doing, may
from work.act import Act
from work.chat import Link
from work.deadline import Version, due_facts, in_zone
from work.dialog import Dialog
from work.extension import Extension
from work.possible import possible
from work.relation import Related
from work.report import Report
from work.respite import Respite
from work.task import Role, Task, TaskEvent

# What the card offers to whoever may do it, where the task's state lets it happen.
OFFERS = (
    (TaskEvent.RECEIVE, Name.RECEIVE),
    (TaskEvent.REPORT, Name.PROGRESS),
    (TaskEvent.SUBMIT, Name.DONE),
    (TaskEvent.ASK, Name.EXTEND),
    (TaskEvent.WITHDRAW, Name.WITHDRAW),
    (TaskEvent.APPROVE, Name.DECIDE),
    (TaskEvent.GRANT, Name.DECIDE),
    (TaskEvent.HAND_ON, Name.ASSIGN),
)
_OF_ASKED = frozenset({TaskEvent.WITHDRAW, TaskEvent.GRANT})  # where an extension is asked for
# Screens other than lists that a card may be opened from.
_ORIGINS = frozenset({Name.TODAY, Name.FOUND, Name.PAPER})


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said of a task, in one snapshot.

    *offered* are acts, *gone* what recalls or replaces its document, *asked* an extension
    that nobody has decided on, *put_off* the reader's own respite from its reminders.
    """

    task: Task
    versions: tuple[Version, ...]
    told: Report | None
    gone: tuple[Related, ...]
    offered: tuple[Name, ...]
    asked: Extension | None
    put_off: Respite | None
    too_late: bool  # to ask for an extension, for whoever might


async def show_card(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The card of a task, or the one answer for what is hidden and what is not there."""
    to = wish.to
    found = await desk.store.read(look, link, to.arg, desk.office.now(), desk.today)
    if found is None:
        return absent(desk, link, to)
    task, told = found.task, found.told
    now, language = desk.now, link.person.language
    disclosed = desk.disclosure(*told_of(task), None if told is None else told.text)
    facts = {
        **card(task, now, desk.calendar, disclosed),
        "progress": None if told is None else progress(told, desk.calendar, disclosed),
        "roles": _roles(task, link),
        "gone": [{"how": one.relation, "document": one.document.number} for one in found.gone],
        "asked": _asked(found, desk),
        "put_off": _ends(found.put_off, desk),
        "too_late": found.too_late,
        "moved": sum(a.deadline.until != b.deadline.until for a, b in pairwise(found.versions)),
    }
    return Screen("card", desk.say("card", facts, language), _rows(found, to, language))


async def show_history(desk: Desk, link: Link, wish: Wish) -> Screen:
    """Every deadline that the task has had, with why it was changed where that may be said."""
    to = wish.to
    found = await desk.store.read(look, link, to.arg, desk.office.now(), desk.today)
    if found is None:
        return absent(desk, link, to)
    task, language = found.task, link.person.language
    titled = desk.disclosure(*told_of(task)) == "title"
    told = [_version(one, titled, desk) for one in found.versions]
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


def look(tx: Tx, link: Link, number: str, office: datetime, today: date) -> Found | None:
    """What there is to show of the task, if the person may see it."""
    task_id = number_of(number)
    task = worklist.one(tx, task_id)
    if task is None:
        return None
    about = entitled.of_task(tx, task, office)
    if may(link.person, Doing.SEE, about) is None:
        return None
    gone = relation.on_documents(tx, (task.document_id,)).get(task.document_id, ())
    asked = extension.open_request(tx, task_id)
    barred = extension.barred(tx, task_id, task.due, today)
    out = set() if barred is None else {TaskEvent.ASK}
    out |= _OF_ASKED if asked is None else set()
    those = (pair for pair in OFFERS if pair[0] not in out)
    offered = dict.fromkeys(
        name for event, name in those if possible(link.person, event, task, about)
    )
    versions, told = deadlines.versions(tx, task_id), report.newest(tx, task_id)
    lasting = put_off(tx, link.person, task, office)
    reminders = map(Name, about_reminders(link.person, task, about, lasting))
    too_late = barred is Refusal.TOO_LATE and possible(link.person, TaskEvent.ASK, task, about)
    return Found(task, versions, told, gone, (*offered, *reminders), asked, lasting, too_late)


def card_place(task: int) -> Place:
    """The card of the task."""
    return Place(Name.CARD, str(task))


def its_card(one: Dialog) -> Place:
    """The card of the task that a dialog is about."""
    return card_place(one.subject)


def seen(scene: Scene, number: str, doing: Doing) -> Task | Outcome:
    """The task with which somebody wants to do something; the card, where they may not, with why."""
    task = worklist.one(scene.tx, number_of(number))
    granted = None if task is None else entitled.admitted(scene.tx, task.id, doing, scene.act)
    if task is not None and isinstance(granted, Act):
        return task
    said = scene.word("refusal.denied", number=number) if isinstance(granted, Denied) else ""
    return Outcome(Place(Name.CARD, number), said)


def _asked(found: Found, desk: Desk) -> dict[str, str] | None:
    asked = found.asked
    if asked is None:
        return None
    return {"due": asked.due.isoformat(), "on": desk.calendar.today(asked.at).isoformat()}


def _rows(found: Found, to: Place, language: str) -> Rows:
    history = Button(word("button.history", language), Place(Name.HISTORY, *_here(to)))
    paper = Button(word("button.paper", language), Place(Name.PAPER, str(found.task.document_id)))
    again = Button(word("button.refresh", language), Place(Name.CARD, *_here(to)))
    first = (paper, history) if len(found.versions) > 1 else (paper,)
    acts = [Button(word(f"button.{one}", language), Place(one, to.arg)) for one in found.offered]
    pairs = tuple(tuple(acts[at : at + 2]) for at in range(0, len(acts), 2))
    return (*pairs, first, (again, _back(to, language, found.task.document_id)))


def _here(to: Place) -> tuple[str, str, int]:
    return to.arg, to.filter, to.page


def _back(to: Place, language: str, paper: int = 0) -> Button:
    """What the card was opened from: a list, a search, a document; home, where it was opened by its number."""
    scope, _, chosen = to.filter.partition(".")
    if not chosen:
        return Button("🏠", HOME)
    place = Place(Name.LIST, scope, chosen, to.page)
    if scope in _ORIGINS:
        arg = str(paper) if scope == Name.PAPER else ""
        place = Place(Name(scope), arg, "", to.page)
    return Button(word("button.back", language), place)


def _ends(lasting: Respite | None, desk: Desk) -> str | None:
    return None if lasting is None else desk.calendar.local(lasting.until).isoformat()


def _roles(task: Task, link: Link) -> list[Role]:
    return [party.role for party in task.parties if party.person == link.person.id]


def _version(one: Version, titled: bool, desk: Desk) -> dict[str, Any]:
    due = in_zone(due_facts(one.deadline.until), desk.calendar.zone)
    return {"number": one.number, **due, "reason": one.reason if titled else None}
