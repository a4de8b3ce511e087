"""The words that marks consist of, and those around them that excuse or explain them, made ready to be looked up."""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from work.secrecy.folding import accents, without_accents

GAP = r"(?:[^\w\n]|_){0,3}"
_LINE_GAP = rf"{GAP}\n?{GAP}"
_LOOKED_UP = (
    "before",
    "behind",
    "bare_before",
    "bare_behind",
    "across",
    "papers",
    "families",
    "honorifics",
)
_SEARCHED = ("closings", "companions", "talk", "papers_talk", "released")
KINDS = (*_LOOKED_UP, *_SEARCHED)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a mark: *word* with its accents; *mark* says which kind of mark it is, *level* which level."""

    word: str
    mark: str
    level: str | None = None


class Words:
    """Words and short phrases: whether one of them ends or begins a text, with its accents or without any."""

    __slots__ = ("_bare", "_begin", "_end", "_full")

    def __init__(self, words: Iterable[str]) -> None:
        self._full = frozenset(_even(word) for word in words)
        self._bare = frozenset(without_accents(word) for word in self._full)
        longest = max((word.count(" ") for word in self._full), default=0)
        self._end = tuple(range(1, longest + 2))
        self._begin = self._end

    def ends(self) -> frozenset[str]:
        """The last word of each."""
        return frozenset(word.rpartition(" ")[2] for word in self._full)

    def begins(self) -> frozenset[str]:
        """The first word of each."""
        return frozenset(word.partition(" ")[0] for word in self._full)

    def single(self) -> frozenset[str]:
        """Those of one word, which have accents, so that they are that word and no other."""
        return frozenset(word for word in self._full if " " not in word and not word.isascii())

    def end(self, before: list[str]) -> bool:
        """Whether the last words of *before* are one of them."""
        return any(self._holds(before[-count:]) for count in self._end if count <= len(before))

    def begin(self, behind: list[str]) -> bool:
        """Whether the first words of *behind* are one of them."""
        return any(self._holds(behind[:count]) for count in self._begin if count <= len(behind))

    def _holds(self, words: list[str]) -> bool:
        phrase = _even(" ".join(words))
        return phrase in self._full or (phrase.isascii() and phrase in self._bare)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words of one day. The names say what a word does to a mark beside it."""

    spellings: Mapping[str, Spelling]  # by their letters without accents
    found: re.Pattern[str]  # what may be one of them
    found_in_names: re.Pattern[str]
    before: Words  # "bảo" mật
    behind: Words  # mật "khẩu"
    bare_before: Words  # only of a mark without accents: "co" mat
    bare_behind: Words  # mat "bang"
    across: Words  # as before, and a dash between does not matter: "gan" - mật
    papers: Words  # "công văn" mật
    families: Words  # "Nguyễn" Văn Mật
    honorifics: Words  # "ông" Mật
    closings: re.Pattern[str]  # end a letter; a name follows
    companions: re.Pattern[str]  # stand beside a mark in a stamp
    talk: re.Pattern[str]  # rules on secrecy are spoken of
    papers_talk: re.Pattern[str]  # secret papers in general are spoken of
    released: re.Pattern[str]  # a mark was cancelled
    close_before: frozenset[
        str
    ]  # of "before", what no paper's name ends with: nothing else has to be looked at
    close_behind: frozenset[str]


def lexicon(spellings: Iterable[Spelling], words: Mapping[str, Sequence[str]]) -> Lexicon:
    """The lexicon of *spellings* and of the *words* of each kind."""
    own = tuple(spellings)
    looked_up = {kind: Words(words.get(kind, ())) for kind in _LOOKED_UP}
    searched = {kind: phrases(words.get(kind, ())) for kind in _SEARCHED}
    return Lexicon(
        spellings={_key(one.word): one for one in own},
        found=_found(own, "(?<![a-z0-9].)(?<![a-z0-9]_.)", "(?![a-z])"),
        found_in_names=_found(own, "(?<![a-z].)", "(?![a-z])"),
        before=looked_up["before"],
        behind=looked_up["behind"],
        bare_before=looked_up["bare_before"],
        bare_behind=looked_up["bare_behind"],
        across=looked_up["across"],
        papers=looked_up["papers"],
        families=looked_up["families"],
        honorifics=looked_up["honorifics"],
        closings=searched["closings"],
        companions=searched["companions"],
        talk=searched["talk"],
        papers_talk=searched["papers_talk"],
        released=searched["released"],
        close_before=looked_up["before"].single() - looked_up["papers"].ends(),
        close_behind=looked_up["behind"].single() - looked_up["papers"].begins(),
    )


def phrases(words: Iterable[str]) -> re.Pattern[str]:
    """What finds one of *words* in a text without accents; a ``#`` in a word is a number."""
    keys = sorted((without_accents(_even(word)) for word in words), key=len, reverse=True)
    choice = "|".join(
        re.escape(key).replace(r"\ ", r"[\W_]{1,3}").replace(r"\#", r"\d{1,6}(?:/\d{1,6})?")
        for key in keys
    )
    return re.compile(rf"(?<![a-z0-9])(?:{choice or '(?!)'})(?![a-z0-9])")


@functools.lru_cache(maxsize=1024)
def exactness(written: str, word: str) -> str | None:
    """How *written* spells *word*: "full", "partial" where accents are missing, "bare" without any; None for another word."""
    letters = "".join(filter(str.isalpha, written))
    place, found = 0, []
    for syllable in word.split():
        own, wanted = accents(letters[place : place + len(syllable)]), accents(syllable)
        place += len(syllable)
        if not own <= wanted:
            return None
        found.append((own == wanted, bool(own)))
    if all(whole for whole, _ in found):
        return "full"
    return "partial" if any(some for _, some in found) else "bare"


def _found(spellings: Iterable[Spelling], begin: str, end: str) -> re.Pattern[str]:
    """What finds one of them; *begin* is looked at behind its first letter, so that first letters are gone for at once."""
    words = sorted((without_accents(one.word) for one in spellings), key=len, reverse=True)
    choice = "|".join(f"(?<={word[0]}){_LINE_GAP.join(word[1:].split())}" for word in words)
    letters = "".join(sorted({word[0] for word in words}))
    return re.compile(f"[{letters}]{begin}(?:{choice}){end}" if words else "(?!)")


def _key(word: str) -> str:
    return without_accents(word).replace(" ", "")


def _even(word: str) -> str:
    return " ".join(word.lower().split())
