"""What a person wants, out of plain words: with or without diacritics, in Vietnamese or English."""

import re
import unicodedata

from bot.agenda import AGENDA
from bot.home import HELP, OVERDUE, TASKS
from bot.place import Name, Place
from bot.queue import QUEUE

_WORDS = {
    TASKS: ("viec", "viec cua toi", "nhiem vu", "nhiem vu cua toi", "tasks", "my tasks"),
    OVERDUE: ("qua han", "viec qua han", "nhiem vu qua han", "viec tre han", "overdue", "late"),
    AGENDA: ("lich", "lich hop", "lich cua toi", "lich tuan", "lich hom nay", "agenda", "meetings"),
    QUEUE: (
        "duyet",
        "cho duyet",
        "viec cho duyet",
        "can duyet",
        "viec can duyet",
        "approve",
        "approvals",
    ),
    HELP: ("tro giup", "giup", "giup toi", "huong dan", "help"),
}
_PLACES = {words: to for to, all_words in _WORDS.items() for words in all_words}
_NUMBER = re.compile(r"(?:nv|viec|task)?#?([0-9]{1,15})")
_LATE = re.compile(r"\b(?:qua han|tre han|overdue|late)\b")
_DUTY = re.compile(r"\b(?:viec|nhiem vu|nv|tasks?)\b")
# Words that ask, or are polite, and change nothing about what is asked for.
_ASKING = """
    toi cua minh em anh chi a oi nhe voi vay co nao gi nhung cac dang con thi la cho xem hoi biet
    den dau roi the ra sao tinh hinh tien do bao gio khi luc han phai xong chua ngay nhieu may so
    what which where when how is are does do have the of my me i show tell please status stand
    standing due it far am
"""
_ASIDE = frozenset(_ASKING.split())
_ACTS = ("xong", "hoan thanh", "done")  # at the beginning: it tells of something, and asks nothing


def wish(text: str) -> Place | None:
    """The screen that *text* asks for; None where that is not clear.

    >>> wish("Quá hạn?") == wish("qua han") == OVERDUE
    True
    >>> wish("nv 318")
    Place(name=<Name.CARD: 'card'>, arg='318', filter='', page=1)
    >>> wish("Bao giờ phải xong 318?") == wish("where does task 318 stand?") == wish("nv 318")
    True
    """
    said = plain(text)
    return _PLACES.get(said) or (None if said.startswith(_ACTS) else _asked(said))


def _asked(said: str) -> Place | None:
    """Out of a question: one number, or duties, or those that are late; any other word makes it unclear."""
    said = said.removesuffix(" khong")  # "không?" makes a question of anything
    late, duties = _LATE.search(said), _DUTY.search(said)
    words = _DUTY.sub(" ", _LATE.sub(" ", said)).split()
    found = [_NUMBER.fullmatch(word) for word in words]
    numbers = [number[1] for number in found if number]
    rest = {word for word, number in zip(words, found, strict=True) if not number}
    if not rest <= _ASIDE or len(numbers) > 1:
        return None
    if numbers:
        return card_of(numbers[0])
    if late:
        return OVERDUE
    return TASKS if duties else None


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
