"""The first screen and the help: what one can ask for, and how much there is of it."""

from dataclasses import replace

from bot.buttons import HOME
from bot.counts import Counts, counted
from bot.desk import Desk
from bot.place import Name, Place, Wish
from bot.scope import Filter, Scope, wanted
from bot.screen import Button, Rows, Screen
from schedules.calendar import Calendar
from schedules.soon import SOON_WORKING_DAYS
from store import Tx
from templates import word
from work.chat import Link
from work.deadline import Reached

TASKS = Place(Name.LIST, Scope.ME, Filter.ALL)
OVERDUE = Place(Name.LIST, Scope.ME, Filter.LATE)
HELP = Place(Name.HELP)


async def show_home(desk: Desk, link: Link, wish: Wish) -> Screen:
    """What one can ask for, with what is said beside it."""
    return replace(await _home(desk, link, puzzled=False), toast=wish.text)


async def show_puzzled(desk: Desk, link: Link) -> Screen:
    """The same, for what nobody understands."""
    screen = await _home(desk, link, puzzled=True)
    return replace(screen, code="puzzled")


async def show_help(desk: Desk, link: Link, _: Wish) -> Screen:
    """Every command with what it does."""
    language = link.person.language
    facts = {"soon_days": SOON_WORKING_DAYS}
    home = Button("🏠", HOME)
    return Screen("help", desk.say("help", facts, language), (*menu(language)[:1], (home,)))


async def show_which(desk: Desk, link: Link, wish: Wish) -> Screen:
    """How the command is written whose number was missing."""
    words = desk.say("which", {"about": wish.to.arg}, link.person.language)
    return Screen("which", words)


def menu(language: str) -> Rows:
    """The buttons that lead everywhere."""
    tasks, late = word("button.tasks", language), word("button.overdue", language)
    return (
        (Button(tasks, TASKS), Button(late, OVERDUE)),
        (Button(word("button.help", language), HELP),),
    )


async def _home(desk: Desk, link: Link, *, puzzled: bool) -> Screen:
    counts = await desk.store.read(look, link, desk.now, desk.calendar)
    language = link.person.language
    facts = {**counts.facts(), "puzzled": puzzled, "office": desk.settings.office}
    return Screen("home", desk.say("home", facts, language), menu(language))


def look(tx: Tx, link: Link, now: Reached, calendar: Calendar) -> Counts:
    """How many tasks of their own there are."""
    return counted(tx, wanted(link, Scope.ME), now, calendar)
