"""Every screen by its place: what only shows, and changes nothing."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from bot.acts import COURSES
from bot.agenda import show_agenda
from bot.cards import show_card, show_history
from bot.course import Scene
from bot.desk import Desk
from bot.home import show_help, show_home, show_which
from bot.letters import show_letter, show_letters
from bot.listing import show_list
from bot.place import Name, Place, Wish
from bot.screen import Screen
from store import Tx, dialog
from templates import word
from work.chat import Link

Shows = Callable[[Desk, Link, Wish], Awaitable[Screen]]


async def _show_step(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The step at which a dialog stands; home, where it is over."""
    number, now = int(wish.to.arg) if wish.to.arg.isdecimal() else 0, desk.machine.now()

    def look(tx: Tx) -> Screen | None:
        one = dialog.one(tx, number, link.person.id, now)
        course = None if one is None else COURSES.get(one.kind)
        if one is None or course is None:
            return None
        return course.shows(Scene(tx, desk, link, now), one)

    over = word("chat.over", link.person.language)
    return await desk.store.read(look) or await show_home(desk, link, Wish(Place(Name.HOME), over))


SCREENS: Mapping[Name, Shows] = MappingProxyType(
    {
        Name.HOME: show_home,
        Name.HELP: show_help,
        Name.LIST: show_list,
        Name.CARD: show_card,
        Name.HISTORY: show_history,
        Name.AGENDA: show_agenda,
        Name.WHICH: show_which,
        Name.LETTER: show_letter,
        Name.LETTERS: show_letters,
        Name.ASK: _show_step,
    }
)
