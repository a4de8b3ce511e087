"""Letters: one sign for one sign, so that what is found in the plain form stands at the same place in the written one."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

# Hook and tilde are one: half the country writes one for the other.
_TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "3", "\u0323": "4"}
# What Telex leaves behind where the keyboard was off: a doubled letter, a "w", a letter for the tone.
_DOUBLED = re.compile(r"aa|ee|oo|dd")
_HOOKED = re.compile(r"(?<=[aou])w")
_TONED = re.compile(r"[sfrxj]")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
# Pairs that one region or another says alike, and therefore writes alike.
_ALIKE = (
    (re.compile(r"^(?:gi(?=[aeou])|d|r)"), "z"),
    (re.compile(r"^x"), "s"),
    (re.compile(r"^tr"), "ch"),
    (re.compile(r"^n(?![gh])"), "l"),
    (re.compile(r"ng$"), "n"),
    (re.compile(r"c$"), "t"),
    (re.compile(r"y"), "i"),
)


def written(text: str) -> str:
    """*text* composed, without marks piled on letters, signs that are not seen, and doubled blanks' kinds."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(map(_seen, composed))


@lru_cache(4096)
def _seen(sign: str) -> str:
    if sign == "\xa0":
        return " "
    return "" if unicodedata.category(sign) in _UNSEEN else sign


_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cs", "Co"})


def plain(text: str) -> str:
    """What written() gave, in small letters without diacritics, sign for sign.

    >>> plain("Đã NHẬN việc 318")
    'da nhan viec 318'
    """
    return "".join(map(_plain, text))


@lru_cache(4096)
def _plain(sign: str) -> str:
    small = sign.lower().replace("đ", "d")
    return (unicodedata.normalize("NFD", small)[:1] or sign) if sign.isalpha() else sign


@lru_cache(8192)
def toned(syllable: str) -> str:
    """A syllable as dictionaries compare it: its letters, and its tone at the end wherever it was put.

    >>> toned("hoà") == toned("hòa"), toned("hoãn") == toned("hoàn")
    (True, False)
    """
    parts = unicodedata.normalize("NFD", syllable.lower())
    letters = "".join(c for c in parts if c not in _TONES)
    return unicodedata.normalize("NFC", letters) + "".join(_TONES[c] for c in parts if c in _TONES)


@lru_cache(8192)
def agrees(written_: str, meant: str, *, tone_only: bool = False, any_tone: bool = False) -> bool:
    """Whether what was written, toned(), may be the word *meant*: a mark may be missing, but none be another.

    >>> agrees(toned("viêc"), toned("việc")), agrees(toned("hoàn"), toned("hoãn"))
    (True, False)
    """
    (letters, tone), (others, other) = _apart(written_), _apart(meant)
    if not tone and letters == plain(letters):
        return True
    if tone and other != tone and not any_tone:
        return False
    return tone_only or letters in (others, plain(others)) or len(letters) != len(others)


def _apart(word: str) -> tuple[str, str]:
    return (word[:-1], word[-1]) if word[-1:].isdigit() else (word, "")


def is_syllable(word: str) -> bool:
    """Whether *word*, plain, is built as a Vietnamese syllable is."""
    return _SYLLABLE.fullmatch(word) is not None


@lru_cache(8192)
def heard(word: str) -> str:
    """How *word*, plain, sounds where it is pronounced most freely.

    >>> heard("gia") == heard("ra"), heard("xuat") == heard("suat"), heard("hang") == heard("han")
    (True, True, True)
    """
    for pattern, sound in _ALIKE:
        word = pattern.sub(sound, word)
    return word


def untelexed(word: str) -> tuple[str, ...]:
    """What *word* may be without the letters that Telex would have eaten, the likeliest first.

    >>> untelexed("vieecj")[0]
    'viec'
    """
    base = _HOOKED.sub("", _DOUBLED.sub(lambda two: two[0][0], word))
    ends = [found.start() for found in _TONED.finditer(base, 1)]
    toneless = tuple(base[:at] + base[at + 1 :] for at in reversed(ends))
    return (*toneless, base)


def close(one: str, other: str) -> bool:
    """Whether one typing error lies between the two: a letter more, less, another, or two exchanged.

    >>> close("xongg", "xong"), close("exel", "excel"), close("ovredue", "overdue"), close("han", "hoan")
    (True, True, True, True)
    """
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    if one[at + 1 :] == other[at + 1 :]:
        return True
    return one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]


def slipped(one: str, other: str) -> bool:
    """Whether a finger hit the key beside: one letter is another, and the two are neighbours.

    >>> slipped("ham", "han"), slipped("hat", "han")
    (True, False)
    """
    apart = [a + b for a, b in zip(one, other, strict=False) if a != b]
    return len(one) == len(other) and len(apart) == 1 and apart[0] in _BESIDE


_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PAIRS = {a + b for row in _KEYS for a, b in pairwise(row)}
_BESIDE = frozenset({*_PAIRS, *(pair[::-1] for pair in _PAIRS)})


def near(word: str) -> set[str]:
    """Everything that is *word* with at most one letter left out: two words one error apart share one of them."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
