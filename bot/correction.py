"""What a clerk says instead of what was read of a letter, step by step: which part, and its words, its day or who leads.

It is a part of the dialog of bot.registering. The dialog's data hold *fields* and *tasks* (by
their places) as they were said, *without* for tasks that are left out, and *place* and *field*
for what is being corrected.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.buttons import paging, switch
from bot.course import BACK, Heard, Scene, asks, choice, foot
from bot.day_choice import DATE, STEPS, day_rows, hears_day
from bot.outcome import Outcome
from bot.place import Name, Place
from bot.proposal import Seen
from bot.screen import Button, Rows
from bot.spoken_day import spoken_day
from store.directory.units import all_units
from templates.proposal import problem
from work.assignee import Nobody, read_assignees
from work.dialog import Dialog
from work.drafting import EXCERPT_LONGEST
from work.leaf import leaf
from work.preview import Problem, Weight
from work.proposal import Corrections, TaskCorrection
from work.proposal import Desk as Registry
from work.spelling import search_key
from work.written_deadline import DeadlineGap

FIX, TEXT, WHO = "fix", "text", "who"
FIELDS = ("number", "issuer", "issued", "excerpt")
TASKS = 3  # of one page of parts
NO_TASK = TaskCorrection()


def corrections(one: Dialog) -> Corrections:
    """What was said so far."""
    fields, places = one.data["fields"], _tasks(one)
    issued = fields.get("issued")
    return Corrections(
        number=fields.get("number"),
        issuer=fields.get("issuer"),
        issued=date.fromisoformat(issued) if issued else None,
        excerpt=fields.get("excerpt"),
        tasks={int(place): _task(said) for place, said in places.items()},
        without=frozenset(one.data["without"]),
    )


def chosen(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    """What becomes of a press among the parts that can be corrected."""
    data: dict[str, Any] = {"tasks": _tasks(one), "due": "", "page": 1, "found": ""}
    if heard.choice == "page":
        return scene.goes(one, FIX, page=heard.value)
    if heard.choice in FIELDS:
        return scene.goes(one, TEXT, field=heard.choice, **data)
    if heard.choice == "who":
        return scene.goes(one, WHO, place=heard.value, **data)
    if heard.choice == "due":
        was = {"was": scene.desk.today.isoformat()}
        return scene.goes(one, DATE, place=heard.value, **data, **was)
    if heard.choice == "without":
        without = sorted({*one.data["without"]} ^ {heard.value})
        return scene.goes(one, FIX, without=without)
    return scene.stays(one, "")


def hears_text(scene: Scene, one: Dialog, heard: Heard, then: str) -> Outcome:
    """The words of a part, or its day; with words that will do, the step *then*."""
    if heard.choice == BACK:
        return scene.goes(one, FIX)
    text, name = " ".join(heard.text.split()), one.data["field"]
    if not text:
        return scene.stays(one, scene.word("incoming.words"))
    if len(text) > EXCERPT_LONGEST:
        return scene.stays(one, scene.word("incoming.too-long", longest=EXCERPT_LONGEST))
    if name == "issued":
        day = spoken_day(text, scene.desk.today, scene.desk.today)
        if not isinstance(day, date):
            return scene.stays(one, scene.word("day.unclear"))
        text = day.isoformat()
    return scene.goes(one, then, fields={**one.data["fields"], name: text})


def hears_who(scene: Scene, one: Dialog, heard: Heard, against: Registry, then: str) -> Outcome:
    """Who leads, and helps: a unit that was pressed, or names as in a register."""
    if heard.choice == BACK:
        return scene.goes(one, FIX)
    if heard.choice == "page":
        return scene.goes(one, WHO, page=heard.value)
    if heard.choice == "to":
        text = next((unit.name for unit in units(scene, against) if unit.id == heard.value), "")
    else:
        text = " ".join(heard.text.split())[:EXCERPT_LONGEST]
    if not text:
        return scene.stays(one, scene.word("incoming.words"))
    found = read_assignees(text, against.office.roster)
    if not isinstance(found, Nobody):
        return scene.goes(one, then, tasks=_said(one, who=text))
    if scene.desk.settings.disclosure == "code":
        return scene.stays(one, scene.word("incoming.nobody"))
    quoted = {"cell": text, "name": found.name, "others": ", ".join(found.others)}
    wrong = Problem(Weight.ERROR, one.data["place"], None, str(found.gap), quoted)
    return scene.stays(one, problem(wrong, scene.language))


def hears_due(scene: Scene, one: Dialog, heard: Heard, then: str) -> Outcome | None:
    """The day of a task, pressed or written; None where the words are to be read as a register has them."""
    if heard.choice == BACK and one.step == DATE:
        return scene.goes(one, FIX)
    today = scene.desk.today
    if heard.text and spoken_day(heard.text, today, today) is None:
        return None
    return hears_day(scene, one, heard, then)


def worded(one: Dialog, text: str) -> Dialog:
    """The dialog with words for the deadline of its task, as they stand in a register."""
    return replace(
        one, data={**one.data, "tasks": _said(one, due=" ".join(text.split())), "due": ""}
    )


def gap(scene: Scene, one: Seen, place: int) -> str | None:
    """What is wrong with the deadline of the task at *place*, by the words that were said."""
    gaps = (p for p in one.look.errors if p.row == place and p.code in set(DeadlineGap))
    return next((problem(wrong, scene.language) for wrong in gaps), None)


def units(scene: Scene, against: Registry) -> list[Any]:
    """The units of the office's own agency, by name."""
    own = (unit for unit in all_units(scene.tx) if unit.agency == against.home)
    return sorted(own, key=lambda unit: search_key(unit.name))


def rows(scene: Scene, one: Dialog, seen: Seen, against: Registry) -> Rows:
    """The buttons of the step."""
    if one.step in STEPS:
        return (*day_rows(scene, one), foot(scene, one, first=one.step != DATE))
    if one.step == WHO:
        return (*_units(scene, one, seen, against), foot(scene, one, first=False))
    if one.step == FIX:
        return (*_parts(scene, one, seen), foot(scene, one, first=False))
    return (foot(scene, one, first=False),)


def _parts(scene: Scene, one: Dialog, seen: Seen) -> Rows:
    """A button for each part of the document and of the tasks on the page."""
    fields = [choice(one, scene.word(f"incoming.{name}"), name) for name in FIELDS]
    count = max(len(seen.proposal.read.errands), len(seen.look.draft.asked))
    page = leaf(range(1, count + 1), one.data["page"], TASKS)
    tasks = tuple(_of_task(scene, one, place, several=count > 1) for place in page.shown)
    return (tuple(fields[:2]), tuple(fields[2:]), *tasks, _turns(one, page.page, page.pages))


def _of_task(scene: Scene, one: Dialog, place: int, *, several: bool) -> tuple[Button, ...]:
    name = f" {place}" if several else ""
    buttons = [
        choice(one, f"{scene.word(f'incoming.{what}')}{name}", what, place)
        for what in ("who", "due")
    ]
    if several:
        label, place_ = scene.word("incoming.without", place=place), asks(one).arg
        to = Place(Name.SAY, place_, "without", place)
        buttons.append(switch(label, to, on=place in one.data["without"]))
    return tuple(buttons)


def _units(scene: Scene, one: Dialog, seen: Seen, against: Registry) -> Rows:
    """One unit a row, eight a page; none where names are not shown."""
    if not seen.is_named:
        return ()
    page = leaf(units(scene, against), one.data["page"])
    buttons = tuple((choice(one, unit.name, "to", unit.id),) for unit in page.shown)
    return (*buttons, _turns(one, page.page, page.pages))


def _turns(one: Dialog, page: int, pages: int) -> tuple[Button, ...]:
    return paging(lambda number: Place(Name.SAY, asks(one).arg, "page", number), page, pages)


def _tasks(one: Dialog) -> dict[str, dict[str, str]]:
    """What was said of tasks, with a day that was pressed last."""
    return _said(one, due=one.data["due"]) if one.data.get("due") else one.data["tasks"]


def _said(one: Dialog, **what: str) -> dict[str, dict[str, str]]:
    place = str(one.data["place"])
    tasks: dict[str, dict[str, str]] = one.data["tasks"]
    return {**tasks, place: {**tasks.get(place, {}), **what}}


def _task(said: Mapping[str, str]) -> TaskCorrection:
    due = said.get("due")
    try:
        return replace(NO_TASK, who=said.get("who"), due=due and date.fromisoformat(due))
    except ValueError:
        return replace(NO_TASK, who=said.get("who"), due=due)
