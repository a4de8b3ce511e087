"""The first screen and the help: what one can ask for, and how much there is of it."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.agenda import AGENDA
from bot.buttons import HOME
from bot.course import RESUME, choice, leave
from bot.desk import Desk
from bot.forms import FORMS
from bot.incoming import INCOMING
from bot.place import Name, Place, Wish
from bot.pleas import PLEAS
from bot.proposal import acting
from bot.ranking import RANKING
from bot.screen import Button, Rows, Screen
from bot.today import TODAY
from bot.unit import UNIT
from schedules.calendar import Calendar
from schedules.counts import Counts, counted
from schedules.reach import reach
from schedules.scope import Filter, Scope, own, wanted
from schedules.soon import SOON_WORKING_DAYS
from store import Tx, dialog, entitled, proposal_list
from store.awaiting import Awaiting, awaiting
from templates import word
from work.chat import Link
from work.deadline import Reached
from work.dialog import Dialog
from work.person import RECEIVING, Position

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


def menu(language: str, position: Position = Position.STAFF, incoming: str = "") -> Rows:
    """The buttons that lead everywhere, to screens of heads and clerks where somebody is one.

    *incoming* is the label of that to what waits to be registered, "" for who registers nothing.
    """
    places = {
        "tasks": TASKS,
        "overdue": OVERDUE,
        "today": TODAY,
        "agenda": AGENDA,
        "unit-table": UNIT if position is Position.UNIT_HEAD else None,
        "rank-table": RANKING if position is Position.AGENCY_HEAD else None,
        "pleas": PLEAS if position in RECEIVING else None,
        "forms": FORMS,
        "help": HELP,
    }
    made = [Button(word(f"button.{name}", language), to) for name, to in places.items() if to]
    made += [Button(incoming, INCOMING)] if incoming else []
    return tuple(tuple(made[at : at + 2]) for at in range(0, len(made), 2))


async def _home(desk: Desk, link: Link, *, puzzled: bool) -> Screen:
    found = await desk.store.read(look, link, desk.now, desk.calendar, desk.machine.now())
    language, waits = link.person.language, found.waits
    facts = {
        **found.counts.facts(),
        "puzzled": puzzled,
        "office": desk.settings.office,
        "receive": waits.unreceived,
        "approve": len(waits.approve),
        "decide": len(waits.decide),
        "left": found.left is not None,
    }
    every = menu(language, link.person.position, await _incoming(desk, link))
    whole = (*every[:1], (Button(word("button.help", language), HELP),)) if puzzled else every
    rows = (*_resumed(found.left, language), *_decisions(waits, language), *whole)
    return Screen("home", desk.say("home", facts, language), rows)


async def _incoming(desk: Desk, link: Link) -> str:
    """The label of the way to what waits to be registered, with how much; "" for who keeps no register here."""
    who = link.person
    if desk.registry is None or who.email.rpartition("@")[2] != desk.settings.domain:
        return ""

    def waits(tx: Tx) -> int | None:
        keeps = entitled.keeps_register(tx, who.agency, acting(desk, link))
        return proposal_list.waiting(tx).total if keeps else None

    waiting = await desk.store.read(waits)
    if waiting is None:
        return ""
    label = word("button.incoming", who.language)
    return f"{label} ({waiting})" if waiting else label


@dataclass(frozen=True, slots=True)
class Found:
    """What the store said: their own tasks, what waits for their word, and the dialog that was *left*."""

    counts: Counts
    waits: Awaiting
    left: Dialog | None


def look(tx: Tx, link: Link, now: Reached, calendar: Calendar, machine: datetime) -> Found:
    """What there is to say at the beginning."""
    office = now.at or machine
    waits = awaiting(tx, link.person, own(link), reach(tx, link, machine), office)
    begun = dialog.of_person(tx, link.person.id, machine)
    left = next((one for one in begun if one.kind != Name.SEARCH), None)
    return Found(counted(tx, wanted(link, Scope.ME), now, calendar), waits, left)


def _decisions(waits: Awaiting, language: str) -> Rows:
    """The way to what waits for the person's word, where something does."""
    count = len(waits.approve) + len(waits.decide)
    label = word("button.decisions", language).format(count=count)
    return ((Button(label, Place(Name.QUEUE)),),) if count else ()


def _resumed(left: Dialog | None, language: str) -> Rows:
    """The way back to a dialog, or out of it."""
    if left is None:
        return ()
    named = word(f"dialog.{left.kind}", language)
    about = f" #{left.subject}" if left.subject else ""
    resume = word("button.resume", language).format(what=f"{named}{about}")
    return ((choice(left, resume, RESUME),), (leave(left, language),))
