"""/tim: the tasks that words mean, kept as a dialog that listens to nothing, so that pages turn after a restart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.buttons import foot, numbers, paging, split
from bot.course import Scene
from bot.desk import Desk
from bot.outcome import Outcome
from bot.place import Name, Place, Wish
from bot.screen import Screen
from schedules.reach import reach
from schedules.task_facts import item, told_of
from store import Tx, dialog, search, worklist
from store.search import Hits
from templates import word
from work.chat import Link
from work.dialog import Dialog
from work.leaf import Leaf, leaf
from work.sought import parts
from work.task import Task

KIND = Name.SEARCH
LONGEST = 200  # characters of what is looked for
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said, in one snapshot: the words as they were typed, and the *tasks* of one *page*."""

    words: str
    number: int
    hits: Hits
    page: Leaf[int]
    tasks: Sequence[Task]


def begin(scene: Scene, wish: Wish) -> Outcome:
    """Keeps the words, and leads to what they find."""
    words = " ".join(wish.text.split())[:LONGEST]
    if not parts(words):
        return Outcome(Place(Name.WHICH, KIND))
    new = Dialog(0, scene.link.person.id, KIND, 0, "", {"words": words})
    kept = dialog.begin(scene.tx, new, scene.now)
    return Outcome(Place(Name.FOUND, str(kept.id)))


async def show_found(desk: Desk, link: Link, wish: Wish) -> Screen:
    """One page of what was found; that the words are forgotten, where they are."""
    language = link.person.language
    found = await desk.store.read(look, link, wish.to, desk.machine.now())
    if found is None:
        return Screen("found-over", desk.say("found", {"over": True}, language))
    page = found.page
    facts = {
        "over": False,
        "words": found.words,
        "near": found.hits.near,
        "total": len(found.hits.tasks),
        "capped": found.hits.capped,
        "through": found.hits.through if found.hits.older and not found.hits.capped else None,
        "first": page.first,
        "items": [_item(desk, one) for one in found.tasks],
    }

    def place(number: int) -> Place:
        return Place(Name.FOUND, str(found.number), "", number)

    cards = numbers(found.tasks, page.first, "found.x", page.page)
    turned = paging(place, page.page, page.pages)
    toast = word("chat.changed", language) if page.page != wish.to.page else ""
    rows = (*split(cards), turned, foot(place(page.page), language))
    return Screen("found", desk.say("found", facts, language), rows, toast)


def look(tx: Tx, link: Link, to: Place, now: datetime) -> Found | None:
    """What there is to show; None where nothing is looked for any more."""
    one = _kept(tx, link, to.arg, now)
    if one is None:
        return None
    words = str(one.data["words"])
    hits = search.found(tx, parts(words)[:MOST_WORDS], reach(tx, link, now))
    page = leaf(hits.tasks, to.page)
    found = worklist.several(tx, page.shown)
    return Found(words, one.id, hits, page, [found[n] for n in page.shown if n in found])


def _kept(tx: Tx, link: Link, number: str, now: datetime) -> Dialog | None:
    """The search of that number, or their last one, to which a card leads back."""
    theirs = dialog.of_person(tx, link.person.id, now)
    searches = (one for one in theirs if one.kind == KIND)
    return next((one for one in searches if number in ("", str(one.id))), None)


def _item(desk: Desk, task: Task) -> dict[str, Any]:
    return item(task, desk.now, desk.calendar, desk.disclosure(*told_of(task)))
