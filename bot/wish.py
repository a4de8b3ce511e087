"""What a person wants, out of plain words: with or without diacritics, in Vietnamese or English."""

import re
import unicodedata

from bot.home import HELP, OVERDUE, TASKS
from bot.place import Name, Place

_WORDS = {
    TASKS: ("viec", "viec cua toi", "nhiem vu", "nhiem vu cua toi", "tasks", "my tasks"),
    OVERDUE: ("qua han", "viec qua han", "nhiem vu qua han", "viec tre han", "overdue", "late"),
    HELP: ("tro giup", "giup", "giup toi", "huong dan", "help"),
}
_PLACES = {words: to for to, all_words in _WORDS.items() for words in all_words}
_NUMBER = re.compile(r"(?:(?:nv|viec|viec so|nhiem vu|nhiem vu so|task)\s*)?#?(\d{1,15})")


def wish(text: str) -> Place | None:
    """The screen that *text* asks for; None where that is not clear.

    >>> wish("Quá hạn?") == wish("qua han") == OVERDUE
    True
    >>> wish("nv 318")
    Place(name=<Name.CARD: 'card'>, arg='318', filter='', page=1)
    """
    said = plain(text)
    if numbered := _NUMBER.fullmatch(said):
        return card_of(numbered[1])
    return _PLACES.get(said)


def card_of(number: str) -> Place:
    """The card of the task with this number."""
    return Place(Name.CARD, number.lstrip("0") or "0")


def plain(text: str) -> str:
    """*text* in small letters without diacritics, one blank between words, no mark at its end.

    >>> plain("  Việc  của TÔI! ")
    'viec cua toi'
    """
    folded = text.casefold().replace("đ", "d")
    letters = (c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    return " ".join("".join(letters).split()).strip(" .!?,;:…")
