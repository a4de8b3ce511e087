"""The likeliest reading of text that may say wrongly what it is written in, or not at all."""

import functools
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from mail.words import pieces
from papers.opening.plain import western
from work.legacy_text import (
    Way,
    codec,
    is_otherwise,
    is_syllable,
    named,
    readings,
    reread,
    tcvn3,
    ways,
)

_LOOKED_AT = 1 << 14  # characters
_WESTERN = re.compile(r"us-?ascii|ascii|(?:windows-|cp)1252|iso[-_]?8859[-_]?1|latin-?1")
_UTF_8 = re.compile(r"utf-?8")
_WORD = re.compile("[^\\W\\d_](?:[^\\W\\d_]|[\u0300-\u036f])*")
_ODD = re.compile(
    "[\x80-\x9f\ufffd]|[^\\W\\d_][\xa1-\xbf\xd7\xf7‚-‰‹›€™•]|[\xa1-\xbf\xd7\xf7‚-‰‹›€™•][^\\W\\d_]"
)
_BEYOND = re.compile("[^\x00-\x7f]")
_BEFORE = 100  # characters that are looked at with it
_SMALL = re.compile("[a-z]")
_LARGE = re.compile("[A-Z]")
_TURNED = re.compile("[^\\W\\d_A-Z][A-Z]")


def likeliest(octets: bytes, charset: str = "") -> tuple[str, bool]:
    """The text of *octets*, in NFC, and whether it had to be read otherwise than *charset* says.

    >>> likeliest(bytes.fromhex("74 72 ad ed 63 20 6e 67 b5 79"), "iso-8859-1")
    ('trước ngày', True)
    """
    claimed = charset.strip(" \"'").lower()
    if octets.isascii() and not is_otherwise(claimed):
        return octets.decode("ascii"), False
    told = _as_told(octets, claimed)
    if b"\0" in octets or is_otherwise(claimed):
        return _best(told, [_whole(text) for text in readings(octets, claimed)])
    try:
        return _best(told, _choices(octets.decode("utf-8")))
    except UnicodeDecodeError:
        broken = _whole(octets.decode("utf-8", "replace"))
        return _best(told, [*_choices(western(octets)), broken])


def mended_text(text: str) -> tuple[str, bool]:
    """Text of a document, and whether it is read as legacy fonts show it, which the document does not name."""
    text = _composed(text)
    return _best(text, _choices(text))


class _Choice(NamedTuple):
    """One reading: how its beginning reads, and how to have all of it."""

    beginning: str
    text: Callable[[], str]


def _best(told: str | None, others: list[_Choice]) -> tuple[str, bool]:
    """The likeliest; among equals that which was *told*, and then the first."""
    choices = others if told is None else [_whole(told), *others]
    beginnings = {choice.beginning for choice in choices}
    credit = {one: _credit(one) if len(beginnings) > 1 else 0 for one in beginnings}
    best = _composed(max(choices, key=lambda one: credit[one.beginning]).text())
    return best, best != told


def _whole(text: str) -> _Choice:
    return _Choice(_beginning(_composed(text)), lambda: text)


def _choices(text: str) -> list[_Choice]:
    """As it stands, and as legacy fonts may show it."""
    text = _composed(text)
    beginning = _beginning(text)
    return [
        _Choice(beginning, lambda: text),
        *(_choice(beginning, text, way) for way in ways(beginning)),
    ]


def _choice(beginning: str, text: str, way: Way) -> _Choice:
    shown = _capitals if way is tcvn3 else way
    return _Choice(_composed(reread(beginning, shown)), lambda: reread(text, shown))


def _beginning(text: str) -> str:
    """From where there is more than ASCII."""
    first = _BEYOND.search(text)
    place = first.start() if first else 0
    return text[max(place - _BEFORE, 0) : place + _LOOKED_AT]


def field_text(value: bytes) -> str:
    """What the value of a field says, on one line: encoded words decoded, raw octets read."""
    return field_reading(value)[0]


def field_reading(value: bytes) -> tuple[str, bool]:
    """The same, and whether any of it had to be guessed. Raw octets may be UTF-8 (RFC 6532 §3.1)."""
    read = [likeliest(octets, charset or "utf-8") for octets, charset in pieces(value) if octets]
    text = " ".join("".join(text for text, _ in read).split())
    return "".join(filter(str.isprintable, text)), any(guessed for _, guessed in read)


def _as_told(octets: bytes, charset: str) -> str | None:
    """By the word of who wrote it; None where nobody knows that set, or it has no such octets."""
    if _WESTERN.fullmatch(charset):
        return None if charset.endswith("ascii") else _composed(western(octets))
    try:
        return _composed(octets.decode(codec(charset)))
    except (LookupError, ValueError):
        pass
    if way := named(charset):
        return _composed(way(octets.decode("latin-1")))
    if _UTF_8.fullmatch(charset):  # cut through a letter, say
        return _composed(octets.decode("utf-8", "replace"))
    return None


def _composed(text: str) -> str:
    text = text.encode("utf-8", "replace").decode("utf-8")  # halves of a pair have no place in it
    return unicodedata.normalize("NFC", text).removeprefix("\ufeff")


def _credit(text: str) -> int:
    """How much of what is not ASCII is Vietnamese, less twice what is nothing at all."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    sound = sum(map(_is_sound, words))
    return sound - 2 * (len(words) - sound) - 2 * len(_ODD.findall(text))


@functools.lru_cache(maxsize=16384)
def _is_sound(word: str) -> bool:
    return is_syllable(word) and _is_cased(word)


def _is_cased(word: str) -> bool:
    return word.islower() or word.isupper() or word.istitle()


def _capitals(line: str) -> str:
    """TCVN3 whose fonts for capitals have them in the codes of small letters: such words are capitals."""
    return _in_capitals(tcvn3(line))


def _in_capitals(line: str) -> str:
    """*line* with words of capitals whole.

    >>> _in_capitals("ủY BAN NHâN DâN Xã Hà THử")
    'ỦY BAN NHÂN DÂN XÃ HÀ THỬ'
    """
    if line.isascii() or not any(map(_is_capital, _WORD.findall(line))):
        return line
    if not _SMALL.search(line):
        return line.upper()
    return _WORD.sub(lambda word: word[0].upper() if _is_capital(word[0]) else word[0], line)


def _is_capital(word: str) -> bool:
    """Whether a word of capitals has small letters beyond ASCII."""
    if word.isascii() or word.isupper() or _SMALL.search(word):
        return False
    return len(_LARGE.findall(word)) > 1 or _TURNED.search(word) is not None
