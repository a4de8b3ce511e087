"""Every screen by its place: what only shows, and changes nothing."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from bot.acts import COURSES
from bot.agenda import show_agenda
from bot.cards import show_card, show_history
from bot.course import Scene
from bot.desk import Desk
from bot.find import show_found
from bot.forms import show_form, show_forms
from bot.home import show_help, show_home, show_which
from bot.incoming import show_incoming, show_proposal
from bot.letter_text import show_text
from bot.letters import show_letter, show_letters
from bot.listing import show_list
from bot.paper import show_paper
from bot.place import Name, Place, Wish, number_of
from bot.pleas import show_plea, show_pleas, show_sender
from bot.preferences import show_link, show_settings, show_unlink
from bot.pushed import show_pushed
from bot.queue import show_files, show_matter, show_queue
from bot.ranking import show_ranking
from bot.screen import Screen
from bot.selftest import show_selftest
from bot.today import show_today
from bot.unit import show_unit
from store import Tx, dialog
from templates import word
from work.chat import Link

Shows = Callable[[Desk, Link, Wish], Awaitable[Screen]]


async def _show_step(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The step at which a dialog stands; home, where it is over."""
    number, now = number_of(wish.to.arg), desk.machine.now()

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
        Name.QUEUE: show_queue,
        Name.DECIDE: show_matter,
        Name.FILES: show_files,
        Name.TODAY: show_today,
        Name.PAPER: show_paper,
        Name.FOUND: show_found,
        Name.UNIT: show_unit,
        Name.RANKING: show_ranking,
        Name.PLEAS: show_pleas,
        Name.PLEA: show_plea,
        Name.SENDER: show_sender,
        Name.FORMS: show_forms,
        Name.FORM: show_form,
        Name.INCOMING: show_incoming,
        Name.PROPOSAL: show_proposal,
        Name.TEXT: show_text,
        Name.PUSHED: show_pushed,
        Name.SETTINGS: show_settings,
        Name.LINK: show_link,
        Name.UNLINK: show_unlink,
        Name.SELFTEST: show_selftest,
    }
)
