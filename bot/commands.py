"""Every command: its names, and what it asks for. Telegram's menu has the name of its reader's language."""

from collections.abc import Callable
from dataclasses import dataclass

from bot import receive
from bot.agenda import AGENDA
from bot.forms import FORMS
from bot.home import HELP, OVERDUE, TASKS
from bot.incoming import INCOMING
from bot.place import DIGITS, Name, Place, Wish
from bot.pleas import PLEAS
from bot.preferences import SETTINGS
from bot.queue import QUEUE
from bot.ranking import RANKING
from bot.today import TODAY
from templates import LANGUAGES


@dataclass(frozen=True, slots=True)
class Command:
    """One command: *asks* gives what is wished for out of the words behind it.

    Names are as Telegram takes them: small letters without diacritics, digits, "_"; in the
    order of LANGUAGES.
    """

    names: tuple[str, ...]
    asks: Callable[[str], Wish]


def _to(place: Place) -> Callable[[str], Wish]:
    return lambda _: Wish(place)


def _of_task(name: Name, otherwise: Place | None = None, how: str = "") -> Callable[[str], Wish]:
    """A command about one task, or whatever else has a number: the number, then what else is said.

    *otherwise* is where it leads without a number, *how* the filter of its place.
    """

    def asks(words: str) -> Wish:
        first, _, rest = words.strip().partition(" ")
        number = first.removeprefix("#")
        if not (number.isascii() and number.isdecimal() and len(number) <= DIGITS):
            return Wish(otherwise or Place(Name.WHICH, name))
        return Wish(Place(name, number.lstrip("0") or "0", how), rest.strip())

    return asks


def _with(name: Name) -> Callable[[str], Wish]:
    """A command with whatever words."""
    return lambda words: Wish(Place(name), words.strip())


COMMANDS: tuple[Command, ...] = (
    Command(("viec", "tasks"), _to(TASKS)),
    Command(("quahan", "overdue"), _to(OVERDUE)),
    Command(("nv", "task"), _of_task(Name.CARD)),
    Command(("tiendo", "progress"), _of_task(Name.PROGRESS)),
    Command(("xong", "done"), _of_task(Name.DONE)),
    Command(("giahan", "extend"), _of_task(Name.EXTEND)),
    Command(("duyet", "approve"), _of_task(Name.DECIDE, QUEUE)),
    Command(("nhan", "ack"), _of_task(Name.RECEIVE, how=receive.ASK)),
    Command(("hoan", "snooze"), _of_task(Name.SNOOZE)),
    Command(("nhac", "nudge"), _of_task(Name.NUDGE)),
    Command(("giao", "assign"), _of_task(Name.ASSIGN)),
    Command(("lich", "agenda"), _to(AGENDA)),
    Command(("homnay", "today"), _to(TODAY)),
    Command(("vb", "doc"), _with(Name.PAPER)),
    Command(("tim", "search"), _with(Name.SEARCH)),
    Command(("phong", "unit"), _with(Name.UNIT)),
    Command(("coquan", "agencies"), _to(RANKING)),
    Command(("pakn", "petitions"), _to(PLEAS)),
    Command(("bieumau", "forms"), _to(FORMS)),
    Command(("duyetthu", "letters"), _to(Place(Name.LETTERS))),
    Command(("vanbanden", "incoming"), _of_task(Name.PROPOSAL, INCOMING)),
    Command(("baocao", "report"), _to(Place(Name.CHART))),
    Command(("xuat", "export"), _to(Place(Name.EXPORT))),
    Command(("caidat", "settings"), _to(SETTINGS)),
    Command(("kiemtra", "selftest"), _to(Place(Name.SELFTEST))),
    Command(("trogiup", "help"), _to(HELP)),
)
# Those that reception answers itself, in their order in the menu.
CANCEL, LINK, UNLINK = ("huy", "cancel"), ("lienket", "link"), ("huylienket", "unlink")
OTHERS = (CANCEL, LINK, UNLINK)
_NAMES = {names[0]: names for names in (*(one.names for one in COMMANDS), *OTHERS)}
MENU = tuple(_NAMES)


def named(name: str, language: str) -> str:
    """The name that a command of MENU has in that language.

    >>> named("viec", "en")
    'tasks'
    """
    return _NAMES[name][LANGUAGES.index(language)]
