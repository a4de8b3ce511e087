"""The words that mean something to the bot, and how they are met: as written, joined, as they sound, one error off."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from bot.speech.letters import (
    agrees,
    close,
    heard,
    is_syllable,
    near,
    plain,
    slipped,
    toned,
    untelexed,
    written,
)

LONGEST_PHRASE = 5  # words
SHORTEST_ODD = 4  # letters of a single word in which an error is looked for
SHORTEST_PHRASE = 6  # letters of a phrase that may be misspelt
ASIDE = "aside"  # words that change nothing


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it stands in a sentence: *bare* without diacritics, *full* with its tone at the end.

    Words of one *run* stand side by side; *clause* counts the parts of the sentence. One
    that is *named* has a capital where no sentence begins, and a *person* a title before it.
    """

    bare: str
    full: str
    start: int
    end: int
    run: int
    clause: int
    named: bool = False
    person: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of the data: its syllables with their tones, and the *concepts* it stands for."""

    bare: tuple[str, ...]
    full: tuple[str, ...]
    concepts: frozenset[str]
    strict: bool = False  # met only where it is written with its diacritics


class Lexicon:
    """Every phrase, by the ways in which it may be met."""

    def __init__(self, concepts: Mapping[str, str], aside: str, also: str = "") -> None:
        phrases = list(_phrases({**concepts, ASIDE: aside.replace("\n", "|")}))
        more = also.split()
        self.words = frozenset({*map(plain, more), *(w for one in phrases for w in one.bare)})
        self._told = frozenset({*map(toned, more), *(w for one in phrases for w in one.full)})
        self._as_written = _by(("".join(one.bare), one) for one in phrases)
        longer = [one for one in phrases if len(one.bare) > 1 and one.concepts != {ASIDE}]
        self._as_heard = _by((_sound(one.bare), one) for one in longer)
        self._near = _by((key, one) for one in phrases if not one.strict for key in _errors(one))

    def met(self, words: Sequence[Word], at: int) -> tuple[int, frozenset[str]] | None:
        """How many words from *at* on are one phrase, and its concepts; None for a word that is not known."""
        most = _reach(words, at)
        longer = [words[at : at + length] for length in range(most, 1, -1)]
        single = [words[at : at + 1]]
        for meets, windows in (
            (self._written, longer),
            (self._sounding, longer),
            (self._mistyped, longer),
            (self._slipped, longer),
            (self._written, single),
            (self._wrongly_toned, longer + single),
            (self._mistyped, single),
        ):
            for window in windows:
                if concepts := meets(window):
                    return len(window), concepts
        return None

    def overlapping(
        self, words: Sequence[Word], at: int, beyond: int
    ) -> tuple[int, frozenset[str]] | None:
        """The longest phrase from *at* on that ends after *beyond*, as it is written: "tôi còn" behind "việc tôi"."""
        for length in range(_reach(words, at), max(beyond - at, 1), -1):
            if concepts := self._written(words[at : at + length]):
                return length, concepts
        return None

    def mended(self, bare: str) -> str:
        """*bare*, or the known word that it is without what Telex left in it."""
        if bare in self.words or len(bare) < 2:
            return bare
        return next((one for one in untelexed(bare) if one in self.words), bare)

    def parted(self, bare: str) -> int:
        """Where a word that is not known is two that are, written without a blank; 0 where it is not."""
        known = bare in self.words or bare in self._as_written or is_syllable(bare)
        if known or len(bare) < SHORTEST_ODD or self._one_error_from(bare):
            return 0
        cuts = [
            at
            for at in range(2, len(bare) - 1)
            if bare[:at] in self.words and bare[at:] in self.words and _apart(bare, at)
        ]
        return max(cuts, key=lambda at: min(at, len(bare) - at), default=0)

    def joins(self, one: str, other: str) -> bool:
        """Whether two bare words are one phrase."""
        return one + other in self._as_written

    def _written(self, window: Sequence[Word]) -> frozenset[str]:
        found = self._as_written.get("".join(word.bare for word in window), ())
        concepts = _concepts(one for one in found if self._agrees(one, window))
        name = len(window) == 1 and window[0].named
        if name and window[0].full not in {full for one in found for full in one.full}:
            return frozenset()
        return frozenset() if name and concepts == {ASIDE} else concepts

    def _sounding(self, window: Sequence[Word]) -> frozenset[str]:
        bare = tuple(word.bare for word in window)
        if all(one in self.words for one in bare):
            return frozenset()
        found = self._as_heard.get(_sound(bare), ())
        same = (one for one in found if len(one.bare) == len(bare) and not one.strict)
        return _concepts(one for one in same if _sounds(one, window))

    def _wrongly_toned(self, window: Sequence[Word]) -> frozenset[str]:
        """A phrase whose letters stand there with another tone, where that makes no word that is known."""
        found = self._as_written.get("".join(word.bare for word in window), ())
        like = (one for one in found if len(one.full) == len(window) and not one.strict)
        return _concepts(
            one
            for one in like
            if all(
                word.full == full
                or (word.full not in self._told and agrees(word.full, full, any_tone=True))
                for word, full in zip(window, one.full, strict=True)
            )
            and not any(word.named for word in window)
        )

    def _mistyped(self, window: Sequence[Word]) -> frozenset[str]:
        """A phrase one error away, where the words as they stand mean nothing."""
        bare = "".join(word.bare for word in window)
        shortest = SHORTEST_ODD if len(window) == 1 else SHORTEST_PHRASE
        if len(bare) < shortest or not any(self._odd(word.bare, len(window)) for word in window):
            return frozenset()
        found = self._one_error_from(bare)
        return frozenset() if len(window) > 1 and found == {ASIDE} else found

    def _slipped(self, window: Sequence[Word]) -> frozenset[str]:
        """A phrase of which one word, unknown as it stands, was struck on the key beside."""
        bare = tuple(word.bare for word in window)
        joined = "".join(bare)
        if len(joined) < SHORTEST_PHRASE or all(one in self.words for one in bare):
            return frozenset()
        found = {one for key in near(joined) for one in self._near.get(key, ())}
        return _concepts(one for one in found if _one_key_from(bare, one.bare)) - {ASIDE}

    @lru_cache(4096)  # noqa: B019 - there is one lexicon, and it stays
    def _one_error_from(self, bare: str) -> frozenset[str]:
        found = {one for key in near(bare) for one in self._near.get(key, ())}
        return _concepts(one for one in found if close(bare, "".join(one.bare)))

    def _odd(self, bare: str, beside: int) -> bool:
        odd = (beside == 1 and len(bare) >= SHORTEST_PHRASE) or not is_syllable(bare)
        return bare not in self.words and odd

    def _agrees(self, one: Phrase, window: Sequence[Word]) -> bool:
        """Whether nothing that was written with its marks is another word than the phrase has."""
        if len(one.full) != len(window):
            apart = len(one.full) < len(window) and len("".join(one.bare)) < SHORTEST_PHRASE
            return not one.strict and not apart  # joined, or apart where it is not
        if tuple(word.bare for word in window) != one.bare:
            return False  # "da nhan" is not "dan han"
        pairs = zip(window, one.full, strict=True)
        if one.strict:
            return all(word.full == full for word, full in pairs)
        return all(word.full == full or self._may_be(word, full) for word, full in pairs)

    def _may_be(self, word: Word, full: str) -> bool:
        """With its marks a name is no word but itself, and a word that is known is no other."""
        sure = word.named or word.full in self._told
        return agrees(word.full, full) and not (sure and word.full != word.bare)


@cache
def data() -> Mapping[str, Any]:
    """What bot/speech/words.toml holds, and with its concepts the families of bot/speech/families.toml."""
    words, families = _shipped("words.toml"), _shipped("families.toml")
    concepts = {
        name: "|".join(filter(None, (words["concept"].get(name), families["family"].get(name))))
        for name in {**words["concept"], **families["family"]}
    }
    short = {one: full for full, listed in families["short"].items() for one in listed.split()}
    return {**words, "concept": concepts, "short": short, "slot": families["slot"]}


def _shipped(name: str) -> Mapping[str, Any]:
    return tomllib.loads((files("bot.speech") / name).read_text("utf-8"))


@cache
def lexicon() -> Lexicon:
    """The lexicon that is shipped."""
    concepts = {name: "|".join(_by_all(listed)) for name, listed in data()["concept"].items()}
    return Lexicon(concepts, data()["aside"], data()["also"])


def spelled_out(word: str) -> str:
    """*word* as it is written at length, where it is known to be short for something.

    >>> spelled_out("ntn"), spelled_out("việc")
    ('như thế nào', 'việc')
    """
    short: str = data()["short"].get(word, word)
    return short


_SLOT = re.compile(r"<([a-z-]+)>|[~%]")


def _by_all(listed: str) -> Iterable[str]:
    """The phrases of a list, once for each word that may stand where "<slot>", "~" or "%" does."""
    for phrase in listed.split("|"):
        yield from _filled(phrase)


def _filled(phrase: str) -> Iterable[str]:
    slot = _SLOT.search(phrase)
    if slot is None:
        yield phrase
        return
    whose = {"~": data()["persons"], "%": data()["elders"]}
    for word in (whose.get(slot[0]) or data()["slot"][slot[1]]).split("|"):
        yield from _filled(phrase[: slot.start()] + word + phrase[slot.end() :])


def _phrases(concepts: Mapping[str, str]) -> Iterable[Phrase]:
    meant: dict[tuple[str, ...], set[str]] = defaultdict(set)
    strict = set()
    for concept, listed in concepts.items():
        for phrase in listed.split("|"):
            signs = written(phrase).lower().replace("-", " ").replace("'", " ")
            parts = signs.removesuffix("^").split()
            if syllables := tuple(" ".join(map(spelled_out, parts)).split()):
                meant[syllables].add(concept)
                if signs.endswith("^"):
                    strict.add(syllables)
    for syllables, names in meant.items():
        bare, full = tuple(map(plain, syllables)), tuple(map(toned, syllables))
        yield Phrase(bare, full, frozenset(names), syllables in strict)


def _by(pairs: Iterable[tuple[str, Phrase]]) -> Mapping[str, tuple[Phrase, ...]]:
    found: dict[str, list[Phrase]] = defaultdict(list)
    for key, one in pairs:
        found[key].append(one)
    return {key: tuple(phrases) for key, phrases in found.items()}


def _errors(one: Phrase) -> Iterable[str]:
    bare = "".join(one.bare)
    shortest = SHORTEST_ODD if len(one.bare) == 1 else SHORTEST_PHRASE
    return near(bare) if len(bare) >= shortest else ()


def _one_key_from(bare: Sequence[str], meant: Sequence[str]) -> bool:
    apart = [(a, b) for a, b in zip(bare, meant, strict=False) if a != b]
    return len(bare) == len(meant) and len(apart) == 1 and slipped(*apart[0])


def _sound(bare: Sequence[str]) -> str:
    return " ".join(map(heard, bare))


def _sounds(one: Phrase, window: Sequence[Word]) -> bool:
    pairs = zip(window, one.full, strict=True)
    return all(agrees(word.full, full, tone_only=True) for word, full in pairs)


def _concepts(found: Iterable[Phrase]) -> frozenset[str]:
    """The concepts of all of them; a word that means something is not put aside."""
    concepts = frozenset(name for one in found for name in one.concepts)
    return concepts - {ASIDE} or concepts


def _apart(bare: str, at: int) -> bool:
    """Whether the parts stand for themselves: long enough, or built as syllables are; "repair" is one word."""
    parts = bare[:at], bare[at:]
    return min(map(len, parts)) > 2 or all(map(is_syllable, parts))


def _reach(words: Sequence[Word], at: int) -> int:
    """How many words from *at* on one phrase may have: those side by side, and no title without its name."""
    most = 1
    while most < LONGEST_PHRASE and _beside(words, at, most) and not words[at + most].person:
        most += 1
    if at + most < len(words) and words[at + most].person:
        most = max(most - 1, 1)
    return most


def _beside(words: Sequence[Word], at: int, further: int) -> bool:
    return at + further < len(words) and words[at + further].run == words[at].run
