"""What a task is found by: its words and those of its document without accents, and how near a typed word comes."""

import re
from collections.abc import Iterable

from work.document import Document
from work.spelling import search_key

LOOSE_FROM = 4  # letters: in a shorter word one mistake makes another word of it
OTHER_FROM = 5  # letters, for one that is another: "dung" and "cung" are two words
LARGEST = 2**31 - 1
_NUMBER = re.compile(r"[0-9]+")
_PART = re.compile(r"[a-z0-9]+")


def sought(content: str, product: str | None, paper: Document) -> str:
    """What is kept beside a task to be searched: without accents, in small letters.

    The product stands in no search of its own, but somebody may remember it.
    """
    parts = (content, product or "", paper.number, paper.issuer, paper.excerpt)
    return "\n".join(dict.fromkeys(search_key(part) for part in parts if part))


def ordinal_of(number: str) -> int | None:
    """The first number in a number and sign, by which near ones are looked for.

    >>> ordinal_of("0125/UBND-VX"), ordinal_of("PAKN 12/2026"), ordinal_of("không số")
    (125, 12, None)
    """
    found = _NUMBER.search(number)
    value = None if found is None else int(found[0][:12])
    return value if value is not None and value <= LARGEST else None


def parts(text: str) -> tuple[str, ...]:
    """The words of *text* without accents, without marks.

    >>> parts("  Quy hoạch, đất! ")
    ('quy', 'hoach', 'dat')
    """
    return tuple(_PART.findall(search_key(text)))


def pieces(part: str) -> tuple[str, ...]:
    """What of a word stands in one that a mistake has made of it: a half, or all with its middle letters exchanged.

    >>> pieces("haoch")
    ('ha', 'och', 'hoach')
    """
    at = len(part) // 2
    exchanged = f"{part[: at - 1]}{part[at]}{part[at - 1]}{part[at + 1 :]}"
    return part[:at], part[at:], exchanged


def is_near(part: str, text: str) -> bool:
    """Whether *text*, without accents, holds *part*, or a word that one mistake makes of it.

    >>> is_near("hoahc", "ra soat quy hoach dat"), is_near("hoac", "quy hoach"), is_near("dat", "dau")
    (True, True, False)
    """
    if part in text:
        return True
    words = (word for word in _PART.findall(text) if len(word) >= LOOSE_FROM)
    return len(part) >= LOOSE_FROM and any(_one_off(part, word) for word in words)


def all_near(asked: Iterable[str], text: str) -> bool:
    """Whether every word asked for is near a word of *text*."""
    return all(is_near(part, text) for part in asked)


def _one_off(first: str, second: str) -> bool:
    """Whether one letter more, less, other, or two exchanged make one of the other."""
    if abs(len(first) - len(second)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
    if at is None:
        return True
    if len(first) != len(second):
        short, long = sorted((first, second), key=len)
        return short[at:] == long[at + 1 :]
    if len(first) >= OTHER_FROM and first[at + 1 :] == second[at + 1 :]:
        return True
    exchanged = first[at : at + 2] == second[at : at + 2][::-1]
    return exchanged and first[at + 2 :] == second[at + 2 :]
