"""Every command: its names, and what it asks for. The first name stands in Telegram's menu."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.agenda import AGENDA
from bot.home import HELP, OVERDUE, TASKS
from bot.place import Name, Place, Wish


@dataclass(frozen=True, slots=True)
class Command:
    """One command: *asks* gives what is wished for out of the words behind it.

    Names are as Telegram takes them: small letters without diacritics, digits, "_".
    """

    names: tuple[str, ...]
    asks: Callable[[str], Wish]


def _to(place: Place) -> Callable[[str], Wish]:
    return lambda _: Wish(place)


def _of_task(name: Name) -> Callable[[str], Wish]:
    """A command about one task: its number, then whatever else is said."""

    def asks(words: str) -> Wish:
        first, _, rest = words.strip().partition(" ")
        number = first.removeprefix("#")
        if not (number.isascii() and number.isdecimal() and len(number) <= 15):
            return Wish(Place(Name.WHICH, name))
        return Wish(Place(name, number.lstrip("0") or "0"), rest.strip())

    return asks


COMMANDS: tuple[Command, ...] = (
    Command(("viec", "tasks"), _to(TASKS)),
    Command(("quahan", "overdue"), _to(OVERDUE)),
    Command(("nv", "task"), _of_task(Name.CARD)),
    Command(("tiendo", "progress"), _of_task(Name.PROGRESS)),
    Command(("lich", "agenda"), _to(AGENDA)),
    Command(("duyetthu", "letters"), _to(Place(Name.LETTERS))),
    Command(("baocao", "report"), _to(Place(Name.CHART))),
    Command(("xuat", "export"), _to(Place(Name.EXPORT))),
    Command(("trogiup", "help"), _to(HELP)),
)
# Those that reception answers itself, in their order in the menu.
OTHERS = ("huy", "lienket", "huylienket")
MENU = (*(one.names[0] for one in COMMANDS), *OTHERS)
