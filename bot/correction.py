"""What a clerk says instead of what was read of a letter, step by step: which part, and its words, its day or who leads.

It is a part of the dialog of bot.registering. The dialog's data hold *fields* and *tasks* (by
their places) as they were said, *without* for tasks that are left out, and *place* and *field*
for what is being corrected. A task that the letter lacks has a place behind those that were read;
while one is *added*, its words, who leads and its day are asked for one after another. *behind*
is the step to which the way back leads.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from bot.buttons import paging, switch
from bot.course import BACK, Heard, Scene, asks, choice
from bot.course import foot as feet
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
from work.document import Urgency
from work.drafting import EXCERPT_LONGEST, LINE_LONGEST
from work.leaf import leaf
from work.preview import Problem, Weight
from work.proposal import Corrections, TaskCorrection
from work.proposal import Desk as Registry
from work.sheet import Value
from work.spelling import search_key
from work.written_deadline import DeadlineGap

FIX, TASK, TEXT, WHO, URGENCY = "fix", "task", "text", "who", "urgency"
FIELDS = ("number", "issuer", "issued", "excerpt")
PARTS = ("content", "product")  # of a task, in words
TASKS = 6  # of one page
MOST_ADDED = 20  # tasks beside those that were read
URGENCIES = tuple(Urgency)
UNDATED = "không thời hạn"  # as a cell of a register has it
NOTHING = "nothing"  # the choice of no product, or of no deadline
NO_TASK = TaskCorrection()


def corrections(one: Dialog) -> Corrections:
    """What was said so far."""
    fields, places = one.data["fields"], _tasks(one)
    issued, urgency = fields.get("issued"), fields.get("urgency")
    return Corrections(
        number=fields.get("number"),
        issuer=fields.get("issuer"),
        issued=date.fromisoformat(issued) if issued else None,
        excerpt=fields.get("excerpt"),
        urgency=Urgency(urgency) if urgency else None,
        tasks={int(place): _task(said) for place, said in places.items()},
        without=frozenset(one.data["without"]),
    )


def chosen(scene: Scene, one: Dialog, heard: Heard) -> Outcome:
    """What becomes of a press among the parts that can be corrected."""
    place: dict[str, Any] = {"place": heard.value}
    data: dict[str, Any] = {"tasks": _tasks(one), "due": "", "page": 1, "found": ""}
    data |= {"behind": one.step, "added": heard.choice == "add"}
    if heard.choice == "page":
        return scene.goes(one, FIX, page=heard.value)
    if heard.choice in FIELDS:
        return scene.goes(one, TEXT, field=heard.choice, **data)
    if heard.choice in (*PARTS, "add"):
        field = PARTS[0] if heard.choice == "add" else heard.choice
        return scene.goes(one, TEXT, field=field, **place, **data)
    if heard.choice in (WHO, TASK):
        return scene.goes(one, heard.choice, **place, **data)
    if heard.choice == "due":
        return scene.goes(one, DATE, **place, **data, was=scene.desk.today.isoformat())
    if heard.choice == "without":
        without = sorted({*one.data["without"]} ^ {heard.value})
        return scene.goes(one, one.step, without=without)
    return scene.goes(one, URGENCY, **data) if heard.choice == URGENCY else scene.stays(one, "")


def hears_text(scene: Scene, one: Dialog, heard: Heard, then: str) -> Outcome:
    """The words of a part, or its day; with words that will do, the step *then*, or who leads what is added."""
    if heard.choice == BACK:
        return _back(scene, one)
    text, name = " ".join(heard.text.split()), one.data["field"]
    if not text and not (name == "product" and heard.choice == NOTHING):
        return scene.stays(one, scene.word("incoming.words"))
    longest = LINE_LONGEST if name == "content" else EXCERPT_LONGEST
    if len(text) > longest:
        return scene.stays(one, scene.word("incoming.too-long", longest=longest))
    if name in PARTS:
        return scene.goes(one, WHO if _adds(one) else then, tasks=_said(one, **{name: text}))
    if name == "issued":
        day = spoken_day(text, scene.desk.today, scene.desk.today)
        if not isinstance(day, date):
            return scene.stays(one, scene.word("day.unclear"))
        text = day.isoformat()
    return scene.goes(one, then, fields={**one.data["fields"], name: text})


def hears_urgency(scene: Scene, one: Dialog, heard: Heard, then: str) -> Outcome:
    """How urgent it is, as a mark of Nghị định 30/2020/NĐ-CP, Điều 8, that was pressed; then the step *then*."""
    if heard.choice == BACK:
        return _back(scene, one)
    if heard.choice != URGENCY or not 0 < heard.value <= len(URGENCIES):
        return scene.stays(one, "")
    mark = URGENCIES[heard.value - 1]
    return scene.goes(one, then, fields={**one.data["fields"], "urgency": str(mark)})


def hears_who(scene: Scene, one: Dialog, heard: Heard, against: Registry, then: str) -> Outcome:
    """Who leads, and helps: a unit that was pressed, or names as in a register; then the day of what is added."""
    if heard.choice == BACK:
        return _back(scene, one)
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
        now: dict[str, Any] = {"was": scene.desk.today.isoformat(), "page": 1}
        return scene.goes(one, DATE if _adds(one) else then, tasks=_said(one, who=text), **now)
    if scene.desk.settings.disclosure == "code":
        return scene.stays(one, scene.word("incoming.nobody"))
    quoted = {"cell": text, "name": found.name, "others": ", ".join(found.others)}
    wrong = Problem(Weight.ERROR, one.data["place"], None, str(found.gap), quoted)
    return scene.stays(one, problem(wrong, scene.language))


def hears_due(scene: Scene, one: Dialog, heard: Heard, then: str) -> Outcome | None:
    """The day of a task, pressed or written; None where the words are to be read as a register has them."""
    if heard.choice == BACK and one.step == DATE:
        return _back(scene, one)
    if heard.choice == NOTHING:
        return scene.goes(worded(one, UNDATED), then)
    today = scene.desk.today
    said = spoken_day(heard.text, today, today) if heard.text else today
    if said is None:
        return None
    if heard.text and isinstance(said, date) and said <= today:
        return refused(one, scene.word("incoming.too-early", day=f"{said:%d/%m/%Y}"))
    return hears_day(scene, one, heard, then)


def refused(one: Dialog, why: str) -> Outcome:
    """Asks the same once more of who answered, but with what will not do: their words lead nowhere else."""
    return Outcome(asks(one), why)


def worded(one: Dialog, text: str) -> Dialog:
    """The dialog with words for the deadline of its task, as they stand in a register."""
    return replace(
        one, data={**one.data, "tasks": _said(one, due=" ".join(text.split())), "due": ""}
    )


def gap(scene: Scene, one: Seen, place: int) -> tuple[str, str] | None:
    """What is wrong with the deadline of the task at *place*, as a code and by the words that were said."""
    gaps = (p for p in one.look.errors if p.row == place and p.code in set(DeadlineGap))
    return next(((wrong.code, problem(wrong, scene.language)) for wrong in gaps), None)


def units(scene: Scene, against: Registry) -> list[Any]:
    """The units of the office's own agency, by name."""
    own = (unit for unit in all_units(scene.tx) if unit.agency == against.home)
    return sorted(own, key=lambda unit: search_key(unit.name))


def rows(scene: Scene, one: Dialog, seen: Seen, against: Registry) -> Rows:
    """The buttons of the step."""
    if one.step in STEPS:
        undated = (choice(one, scene.word("incoming.undated"), NOTHING),)
        return (*day_rows(scene, one), undated, foot(scene, one, first=one.step != DATE))
    last = foot(scene, one, first=False)
    if one.step == WHO:
        return (*_units(scene, one, seen, against), last)
    if one.step == URGENCY:
        return (*_urgencies(scene, one, seen), last)
    if one.step == FIX:
        return (*_parts(scene, one, seen), last)
    if one.step == TASK:
        return (*_of_task(scene, one, one.data["place"]), last)
    nothing = (choice(one, scene.word("incoming.nothing"), NOTHING),)
    return (nothing if one.data["field"] == "product" else (), last)


def foot(scene: Scene, one: Dialog, *, first: bool) -> tuple[Button, ...]:
    """The last row of a step: to leave it says otherwise than to drop a proposal."""
    return feet(scene, one, first=first, leaves="incoming.leave")


def _parts(scene: Scene, one: Dialog, seen: Seen) -> Rows:
    """A button for each part of the document, and for the parts of its only task or for each task on the page."""
    fields = [choice(one, scene.word(f"incoming.{name}"), name) for name in (*FIELDS, URGENCY)]
    places = _places(one, seen)
    if len(places) - len(seen.proposal.read.errands) < MOST_ADDED:
        fields.append(choice(one, scene.word("incoming.add"), "add", max(places, default=0) + 1))
    page = leaf(places, one.data["page"], TASKS)
    pages = max(page.pages, seen.pages)
    turned = turns(one, min(one.data["page"], pages), pages)
    if len(places) == 1:
        return (*_pairs(fields), *_of_task(scene, one, places[0]), turned)
    named = [choice(one, _called(scene, one, place), TASK, place) for place in page.shown]
    return (*_pairs(fields), *_pairs(named), turned)


def _places(one: Dialog, seen: Seen) -> tuple[int, ...]:
    """Those of the tasks that were read, and of those that were added."""
    read = len(seen.proposal.read.errands)
    added = sorted(place for place in map(int, _tasks(one)) if place > read)
    return (*range(1, read + 1), *added)


def _called(scene: Scene, one: Dialog, place: int) -> str:
    key = "incoming.left-out" if place in one.data["without"] else "incoming.task"
    return scene.word(key, place=place)


def _of_task(scene: Scene, one: Dialog, place: int) -> Rows:
    """The parts of a task, and whether it is opened at all; what is not has no parts to correct."""
    is_out = place in one.data["without"]
    names = () if is_out else ("content", "product", "who", "due")
    parts = [choice(one, scene.word(f"incoming.{what}"), what, place) for what in names]
    to = Place(Name.SAY, asks(one).arg, "without", place)
    return (*_pairs(parts), (switch(scene.word("incoming.without"), to, on=is_out),))


def _urgencies(scene: Scene, one: Dialog, seen: Seen) -> Rows:
    """Each mark of urgency, the one in force marked."""

    def button(at: int, mark: Urgency) -> Button:
        to = Place(Name.SAY, asks(one).arg, URGENCY, at)
        return switch(scene.word(f"urgency.{mark}"), to, on=mark is seen.urgency)

    return _pairs([button(at, mark) for at, mark in enumerate(URGENCIES, 1)])


def _pairs(buttons: Sequence[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def _adds(one: Dialog) -> bool:
    """Whether a task is being added, which begins with what is to be done."""
    return bool(one.data.get("added"))


def _back(scene: Scene, one: Dialog) -> Outcome:
    return scene.goes(one, one.data.get("behind", FIX))


def _units(scene: Scene, one: Dialog, seen: Seen, against: Registry) -> Rows:
    """One unit a row, eight a page; none where names are not shown."""
    if not seen.is_named:
        return ()
    page = leaf(units(scene, against), one.data["page"])
    buttons = tuple((choice(one, unit.name, "to", unit.id),) for unit in page.shown)
    return (*buttons, turns(one, page.page, page.pages))


def turns(one: Dialog, page: int, pages: int, said: str = "page") -> tuple[Button, ...]:
    """The way through the pages of a step, by what is *said*; none for a single page."""
    return paging(lambda number: Place(Name.SAY, asks(one).arg, said, number), page, pages)


def _tasks(one: Dialog) -> dict[str, dict[str, str]]:
    """What was said of tasks, with a day that was pressed last."""
    return _said(one, due=one.data["due"]) if one.data.get("due") else one.data["tasks"]


def _said(one: Dialog, **what: str) -> dict[str, dict[str, str]]:
    place = str(one.data["place"])
    tasks: dict[str, dict[str, str]] = one.data["tasks"]
    return {**tasks, place: {**tasks.get(place, {}), **what}}


def _task(said: Mapping[str, str]) -> TaskCorrection:
    due: Value = said.get("due")
    with suppress(KeyError, ValueError):
        due = date.fromisoformat(said["due"])
    return TaskCorrection(said.get("who"), due, said.get("content"), said.get("product"))
