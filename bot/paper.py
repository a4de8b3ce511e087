"""/vb: a document with its tasks, found by its number and sign; near ones where it is not there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.buttons import HOME, foot, numbers, paging, split
from bot.desk import Desk
from bot.place import Name, Place, Wish, number_of
from bot.screen import Button, Screen
from schedules.reach import reach
from schedules.task_facts import item, told_of
from store import Tx, document, entitled, relation, search, worklist
from store.document import Kept
from store.worklist import Page, Wanted
from templates import word
from work.chat import Link
from work.leaf import PAGE_SIZE
from work.relation import Related
from work.sign import sign_key
from work.sought import ordinal_of
from work.spelling import search_key
from work.task import Role, Task

SHOWN = 8  # documents to choose from
CANDIDATES = 64
LOOKED_AT = 40  # tasks of a document that is in nobody's list, and may be seen all the same
_PLAIN = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Paper:
    """One document and a page of those of its tasks that the person may see; *gone* recalls or replaces it."""

    kept: Kept
    page: Page
    gone: tuple[Related, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Documents to choose from: *same* bear the number asked for, *near* are like it."""

    same: tuple[Kept, ...] = ()
    near: tuple[Kept, ...] = ()


Found = Paper | Choice


@dataclass(frozen=True, slots=True)
class Asked:
    """A document by the number that the store gave it, or by what somebody typed."""

    number: int = 0
    typed: str = ""
    page: int = field(default=1)


async def show_paper(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The document, those it may be, or that there is none that they may see."""
    typed, language = wish.text.strip()[:60], link.person.language
    if not typed and not wish.to.arg:
        return Screen("which", desk.say("which", {"about": Name.PAPER}, language))
    asked = Asked(number_of(wish.to.arg), typed, max(wish.to.page, 1))
    found = await desk.store.read(look, link, asked, desk.machine.now(), desk.office.now())
    if isinstance(found, Choice):
        return _choice(desk, found, typed, language)
    return _paper(desk, found, asked.page, language)


def look(tx: Tx, link: Link, asked: Asked, now: datetime, office: datetime) -> Found:
    """What there is to show."""
    if asked.typed:
        found = _choices(tx, link, asked.typed, now)
        if len(found.same) != 1:
            return found
        one: Kept | None = found.same[0]
    else:
        found = Choice()
        paper = document.one(tx, asked.number)
        one = None if paper is None else Kept(asked.number, paper)
    page = None if one is None else _tasks(tx, link, one.id, asked.page, now, office)
    if one is None or page is None:
        return found
    gone = relation.on_documents(tx, (one.id,)).get(one.id, ())
    return Paper(one, page, gone)


def _tasks(
    tx: Tx, link: Link, number: int, page: int, now: datetime, office: datetime
) -> Page | None:
    """Those of their reach; else those that they may see by another right."""
    wanted = Wanted(states=None, paper=number, within=reach(tx, link, now))
    found = worklist.page(tx, wanted, page)
    if found.total:
        return found
    others = worklist.of_documents(tx, (number,)).get(number, ())[:LOOKED_AT]
    seen = tuple(one for one in others if entitled.sees(tx, link.person, one, office))
    return Page(seen[:PAGE_SIZE], 1, 1, len(seen)) if seen else None


def _choices(tx: Tx, link: Link, typed: str, now: datetime) -> Choice:
    ordinal = ordinal_of(typed)
    if ordinal is None:
        return Choice()
    candidates = search.papers(tx, ordinal, reach(tx, link, now), CANDIDATES)
    same = [one for one in candidates if _is_same(one.document.number, typed)]
    wanted = _key(typed)
    near = sorted(candidates, key=lambda one: not _key(one.document.number).startswith(wanted))
    return Choice(tuple(same[:SHOWN]), tuple(near[:SHOWN]))


def _is_same(number: str, typed: str) -> bool:
    return sign_key(number) == sign_key(typed) or _key(number) == _key(typed)


def _key(number: str) -> str:
    """The number and sign without zeros in front, marks and accents: as somebody types it in haste."""
    return _PLAIN.sub("", search_key(number)).lstrip("0")


def _choice(desk: Desk, found: Choice, typed: str, language: str) -> Screen:
    offered = found.same or found.near
    facts = {
        "typed": typed,
        "same": bool(found.same),
        "items": [_told(desk, one) for one in offered],
    }
    buttons = tuple(
        Button(str(place), Place(Name.PAPER, str(one.id))) for place, one in enumerate(offered, 1)
    )
    words = desk.say("paper-choice", facts, language)
    return Screen("paper-choice", words, (*split(buttons), (Button("🏠", HOME),)))


def _told(desk: Desk, one: Kept) -> dict[str, Any]:
    paper = one.document
    titled = desk.disclosure(paper.excerpt, paper.number, paper.issuer) == "title"
    return {
        "number": paper.number,
        "issued": paper.issued.isoformat(),
        "kind": paper.kind,
        "issuer": paper.issuer if titled else None,
        "excerpt": paper.excerpt if titled else None,
    }


def _paper(desk: Desk, found: Paper, asked: int, language: str) -> Screen:
    one, page = found.kept, found.page
    first = (page.number - 1) * PAGE_SIZE + 1
    facts = {
        **_told(desk, one),
        "total": page.total,
        "first": first,
        "gone": [{"how": r.relation, "document": r.document.number} for r in found.gone],
        "items": [_item(desk, task) for task in page.tasks],
    }

    def place(number: int) -> Place:
        return Place(Name.PAPER, str(one.id), "", number)

    cards = numbers(page.tasks, first, "paper.x", page.number)
    copy = Button(word("button.copy", language), copies=one.document.number)
    turned = paging(place, page.number, page.pages)
    rows = (*split(cards), turned, (copy,), foot(place(page.number), language))
    toast = word("chat.changed", language) if page.number != asked else ""
    return Screen("paper", desk.say("paper", facts, language), rows, toast)


def _item(desk: Desk, task: Task) -> dict[str, Any]:
    disclosed = desk.disclosure(*told_of(task))
    line = item(task, desk.now, desk.calendar, disclosed)
    helpers: Sequence[str] = ()
    if disclosed == "title":
        helpers = [p.name for p in task.parties if p.role is Role.COORDINATOR]
    return {**line, "helpers": list(helpers)}
