"""The dialog "giao lại": a task goes to another person of the unit that leads it.

Whom it goes to is pressed, or typed with or without diacritics. Where the office discloses
numbers alone, nobody is named in the chat: the name is typed, and what was typed is shown.
"""

from dataclasses import replace
from typing import Any

from bot.buttons import paging
from bot.cards import card_place, its_card, seen
from bot.course import BACK, Course, Heard, Scene, asks, choice, foot
from bot.outcome import Outcome
from bot.place import Name, Place, Wish
from bot.refusal import barred, refused
from bot.screen import Rows, Screen
from schedules.task_facts import told_of
from store import handing, worklist
from store.directory import people
from work.access import Doing
from work.dialog import Dialog
from work.leaf import leaf
from work.person import Person
from work.spelling import search_key
from work.task import Task, TaskEvent

KIND = Name.ASSIGN
WHO, NOTE, CONFIRM = "who", "note", "confirm"
LONGEST = 500  # characters of a note


def begin(scene: Scene, wish: Wish) -> Outcome:
    """Asks whom the task goes to."""
    task = seen(scene, wish.to.arg, Doing.HAND_ON)
    if isinstance(task, Outcome):
        return task
    if (why := barred(scene, task, TaskEvent.HAND_ON)) is not None:
        return Outcome(card_place(task.id), why)
    if not handing.others(scene.tx, task):
        return Outcome(card_place(task.id), scene.word("assign.nobody", number=task.id))
    return scene.opens(KIND, task.id, WHO, page=1)


def _hears(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if one.step == WHO:
        return _hears_who(scene, one, heard)
    if one.step == NOTE:
        return _hears_note(scene, one, heard)
    if heard.choice == BACK:
        return scene.goes(one, NOTE)
    return _send(scene, one) if heard.choice == "yes" else scene.stays(one, "")


def _hears_who(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    task = worklist.one(scene.tx, one.subject)
    others = () if task is None else handing.others(scene.tx, task)
    if heard.choice == "page":
        return scene.goes(one, WHO, page=heard.value)
    if heard.choice == "to":
        chosen = [who for who in others if who.id == heard.value]
        typed = ""
    else:
        typed = heard.text.strip()
        chosen = _called(others, typed)
    if len(chosen) == 1:
        return scene.goes(one, NOTE, to=chosen[0].id, typed=typed[:100], found="")
    if len(chosen) > 1:
        said = scene.word("assign.several", count=len(chosen))
        return scene.goes(one, WHO, said, page=1, found=typed[:100])
    if task is not None and _is_lead(scene, task, typed):
        return scene.stays(one, scene.word("assign.leads"))
    shown = scene.goes(one, WHO, scene.word("assign.none"), found="", page=1)
    return replace(shown, is_again=True)


def _hears_note(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    if heard.choice == BACK:
        return scene.goes(one, WHO, page=1, found="")
    if heard.choice == "none":
        return scene.goes(one, CONFIRM, note="")
    text = heard.text.strip()
    if not text:
        return scene.stays(one, scene.word("assign.words"))
    text, said = scene.kept(text, LONGEST)
    return scene.goes(one, CONFIRM, said, note=text)


def _send(scene: Scene, one: Dialog) -> Outcome:
    to, note = one.data["to"], one.data["note"] or None
    done = handing.hand_on(scene.tx, one.subject, to, scene.act, note)
    said = refused(scene, done, one.subject)
    if said is None:
        said = scene.word("assign.done", number=one.subject, at=scene.clock)
    return scene.ends(one, its_card(one), said)


def _is_lead(scene: Scene, task: Task, typed: str) -> bool:
    """Whether the name that was *typed* is that of who leads already."""
    lead = people.names_of(scene.tx, (task.lead.person,)) if task.lead.person else {}
    said = search_key(typed).split()
    return bool(said) and any(set(said) <= set(search_key(name).split()) for name in lead.values())


def _called(others: tuple[Person, ...], typed: str) -> list[Person]:
    """Those who go by what was typed: the whole name, or words of it."""
    said = search_key(typed).split()
    if not said:
        return []
    exact = [one for one in others if search_key(one.name).split() == said]
    return exact or [one for one in others if set(said) <= set(search_key(one.name).split())]


def _shows(scene: Scene, one: Dialog) -> Screen:
    task = worklist.one(scene.tx, one.subject)
    is_named = task is not None and scene.desk.disclosure(*told_of(task)) == "title"
    facts: dict[str, Any] = {"number": one.subject, "step": one.step, **one.data}
    facts = {**facts, "named": is_named, "name": None}
    if is_named and one.step != WHO:
        facts["name"] = people.names_of(scene.tx, (one.data["to"],)).get(one.data["to"])
    words = scene.desk.say("ask-assign", facts, scene.language)
    rows = _people(scene, one, task) if is_named and task and one.step == WHO else ()
    return Screen(
        f"assign-{one.step}",
        words,
        (*rows, *_choices(scene, one), foot(scene, one, first=one.step == WHO)),
    )


def _people(scene: Scene, one: Dialog, task: Task) -> Rows:
    """One person a row, eight a page; those alone whom what was typed may mean."""
    others = handing.others(scene.tx, task)
    found = _called(others, one.data.get("found", "")) or list(others)
    page = leaf(found, one.data["page"])
    rows = tuple((choice(one, who.name, "to", who.id),) for who in page.shown)

    def turn(number: int) -> Place:
        return Place(Name.SAY, asks(one).arg, "page", number)

    return (*rows, paging(turn, page.page, page.pages))


def _choices(scene: Scene, one: Dialog) -> Rows:
    if one.step == NOTE:
        return ((choice(one, scene.word("button.no-words"), "none"),),)
    if one.step == CONFIRM:
        return ((choice(one, scene.word("button.assign"), "yes"),),)
    return ()


COURSE = Course(_hears, _shows, frozenset({WHO, NOTE}), its_card)
