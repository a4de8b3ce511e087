"""What the letter of a proposal itself says, page by page, for the clerk who decides about it in a chat.

Only where the office discloses what the proposal is about, and nothing in the whole letter bears a mark.
"""

import asyncio
import re
from collections.abc import Iterator

from bot.buttons import paging
from bot.desk import Desk
from bot.incoming import absent, denied, proposal_place, show_proposal
from bot.place import Name, Place, Wish, number_of
from bot.proposal import Seen, acting, registry, seen
from bot.screen import Button, Screen
from store import Tx, letter_desk
from templates import word
from work.chat import Link
from work.intake import Intake
from work.leaf import leaf
from work.official.letter import Letter, Sheet
from work.spelling import unsteered

PAGE = 3000  # characters, so that a message holds it with its head
LINE = 1000  # characters, after which a line goes on in the next
_EMPTY = re.compile(r"\n\s*\n")


async def show_text(desk: Desk, link: Link, wish: Wish) -> Screen:
    """A page of it; the proposal, with why, where it may not be shown."""
    number, language = number_of(wish.to.arg), link.person.language

    def look(tx: Tx) -> tuple[bool, Seen | None, Intake | None]:
        act = acting(desk, link)
        against = registry(tx, desk, act)
        if against is None:
            return False, None, None
        one = seen(tx, desk, against, number)
        if one is None or not one.is_readable:
            return True, one, None
        return True, one, letter_desk.shown(tx, one.proposal.letter, against.home, act)

    allowed, one, kept = await desk.store.read(look)
    if not allowed:
        return denied(desk, link)
    if one is None:
        return absent(desk, link)
    letter = None if kept is None or desk.letter is None else await desk.letter(kept)
    if letter is None or not await asyncio.to_thread(_may_show, desk, letter):
        hidden = Wish(proposal_place(number), word("incoming.hidden", language))
        return await show_proposal(desk, link, hidden)
    page = leaf(tuple(_pages(letter)), wish.to.page, 1)
    facts = {
        "number": number,
        "subject": letter.subject,
        "text": "".join(page.shown),
        "page": page.page,
        "pages": page.pages,
        "unread": len(letter.obstacles),
    }
    back = Button(word("button.proposal", language), proposal_place(number))
    turns = paging(lambda to: Place(Name.TEXT, str(number), page=to), page.page, page.pages)
    return Screen("letter-text", desk.say("letter-text", facts, language), (turns, (back,)))


def _may_show(desk: Desk, letter: Letter) -> bool:
    texts = (letter.subject, letter.called, *(one.text for one in letter.sheets))
    places = (*(one.place for one in letter.sheets), *(place for place, _ in letter.obstacles))
    names = [name for place in places for name in place]
    return desk.disclosure(*texts) == "title" and not desk.discretion.name(names, desk.today)


def _pages(letter: Letter) -> Iterator[str]:
    """At most PAGE characters each, whole lines where they are no longer than LINE."""
    page = ""
    for line in (line for sheet in letter.sheets for line in _lines(sheet)):
        if page and len(page) + len(line) > PAGE:
            yield page
            page = ""
        page += line
    if page:
        yield page


def _lines(sheet: Sheet) -> Iterator[str]:
    if sheet.place:
        yield f"\n📎 {' / '.join(map(unsteered, sheet.place))}\n"
    for line in _EMPTY.sub("\n\n", sheet.text.replace("\f", "\n").strip()).split("\n"):
        plain = unsteered(line.replace("\t", " ")).rstrip()
        yield from (plain[at : at + LINE] + "\n" for at in range(0, len(plain) or 1, LINE))
