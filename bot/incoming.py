"""/vanbanden: what was read of letters and waits to be registered, eight a page, and one proposal of it.

For who may keep the office's register (work.access): everybody else gets one answer,
whatever there is.
"""

import re
from typing import Any

from bot.buttons import HOME, foot, paging, split
from bot.desk import Desk
from bot.place import Name, Place, Wish, number_of
from bot.proposal import Seen, acting, facts, registry, seen
from bot.screen import Button, Rows, Screen
from store import Tx, proposal_list
from store.proposal import REOPENABLE
from store.proposal_list import Page
from templates import word
from work.chat import Link
from work.leaf import PAGE_SIZE
from work.proposal import ProposalState

INCOMING = Place(Name.INCOMING)
NEXT = "next"  # the filter of a place: the proposal behind that one
LEAF = re.compile("t([0-9]{1,4})")  # the same: that page of its tasks


def proposal_place(number: int, page: int = 1) -> Place:
    """The screen of the proposal, opened from that *page* of the list."""
    return Place(Name.PROPOSAL, str(number), page=page)


async def show_incoming(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The list, the newest first; a page that is no longer there becomes the last one."""
    language, asked = link.person.language, max(wish.to.page, 1)

    def waits(tx: Tx) -> tuple[Page, list[dict[str, Any]]] | None:
        against = registry(tx, desk, acting(desk, link))
        if against is None:
            return None
        page = proposal_list.page(tx, ProposalState.OPEN, asked, PAGE_SIZE)
        found = (seen(tx, desk, against, one.id) for one in page.shown)
        return page, [facts(desk, one, language) for one in found if one is not None]

    found = await desk.store.read(waits)
    if found is None:
        return denied(desk, link)
    page, items = found
    buttons = [
        Button(str(page.first + at), proposal_place(one["number"], page.number))
        for at, one in enumerate(items)
    ]

    def place(number: int) -> Place:
        return Place(Name.INCOMING, page=number)

    turned = paging(place, page.number, page.pages)
    words = desk.say(
        "incoming", {"total": page.total, "first": page.first, "items": items}, language
    )
    toast = word("chat.changed", language) if page.number != asked else ""
    rows = (*split(buttons), turned, foot(place(page.number), language))
    return Screen("incoming", words, rows, toast)


async def show_proposal(desk: Desk, link: Link, wish: Wish) -> Screen:
    """One proposal, or the one behind it, with what can be done; the list's answer to who may not see it."""
    number, language = number_of(wish.to.arg), link.person.language

    def look(tx: Tx) -> tuple[bool, Seen | None]:
        against = registry(tx, desk, acting(desk, link))
        if against is None:
            return False, None
        wanted = proposal_list.following(tx, number) if wish.to.filter == NEXT else number
        return True, None if wanted is None else seen(tx, desk, against, wanted)

    allowed, one = await desk.store.read(look)
    if not allowed:
        return denied(desk, link)
    if one is None and wish.to.filter == NEXT:
        return await show_incoming(desk, link, Wish(INCOMING))
    if one is None:
        return absent(desk, link)
    turned = LEAF.fullmatch(wish.to.filter)
    leaf = one.page(int(turned[1]) if turned else 1)
    words = desk.say("proposal", facts(desk, one, language, leaf), language)
    reads = desk.letter is not None and one.is_readable
    rows = _rows(one, wish.to.page, leaf, language, reads=reads)
    return Screen("proposal", words, rows, wish.text)


def denied(desk: Desk, link: Link) -> Screen:
    """That this is for clerks, the same whether anything waits or not."""
    words = desk.marked(word("incoming.denied", link.person.language))
    return Screen("incoming-denied", words, ((Button("🏠", HOME),),))


def absent(desk: Desk, link: Link) -> Screen:
    """That there is no such proposal."""
    language = link.person.language
    words = desk.marked(word("incoming.absent", language))
    return Screen("proposal-absent", words, ((_list(1, language), Button("🏠", HOME)),))


def in_all(label: str, one: Seen, language: str) -> str:
    """The *label* of a button that registers, with how many tasks there are where one page does not show them all."""
    if one.pages == 1:
        return label
    return word("incoming.in-all", language).format(label=label, count=one.count)


def _rows(one: Seen, page: int, leaf: int, language: str, *, reads: bool) -> Rows:
    number = str(one.proposal.id)

    def act(name: Name) -> Button:
        label = word(f"button.{name}", language)
        if name is Name.REGISTER:
            label = in_all(label, one, language)
        return Button(label, Place(name, number))

    def acts(*names: Name) -> tuple[Button, ...]:
        return tuple(map(act, names))

    def turn(to: int) -> Place:
        return Place(Name.PROPOSAL, number, f"t{to}", page)

    document = one.proposal.document
    paper = Button(word("button.paper", language), Place(Name.PAPER, str(document)))
    letter = Button(word("button.letter-text", language), Place(Name.TEXT, number))
    shows = ((letter,) if reads else ()) + ((paper,) if document else ())
    behind = Place(Name.PROPOSAL, number, NEXT, page)
    ways = (_list(page, language), Button(word("button.next", language), behind))
    turns = () if one.is_secret else paging(turn, leaf, one.pages)
    return (turns, *_acts(one, acts), shows, ways, (Button("🏠", HOME),))


def _acts(one: Seen, acts: Any) -> Rows:
    """What can be done with it as it stands; nothing with what may not be shown."""
    if one.is_secret:
        return ()
    kept = one.proposal
    if kept.state is ProposalState.OPEN:
        return acts(Name.REGISTER, Name.CORRECT), acts(Name.DISCARD)
    if kept.state in REOPENABLE:
        return (acts(Name.REOPEN),)
    return (acts(Name.UNDO),) if kept.imported is not None else ()


def _list(page: int, language: str) -> Button:
    return Button(word("button.back", language), Place(Name.INCOMING, page=page))
