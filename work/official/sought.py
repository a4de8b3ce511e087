"""Patterns that are looked for only in texts that hold the words without which nothing can be found: those are seen far sooner."""

import importlib
import re
from collections.abc import Iterable
from typing import Any

_parser = importlib.import_module("re._parser")  # Python's own, by which `re` reads a pattern
_REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
SHORTEST = 3  # letters of a word that tells anything

Choice = tuple[str, ...]
"""Words of which one has to be there."""


class Sought:
    """A pattern without flags, made once and looked for in many texts."""

    __slots__ = ("_pattern", "_words")

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        self._words = words_of(pattern)

    def every(self, text: str) -> tuple[re.Match[str], ...]:
        """All places at which it stands in *text*, as `re.finditer` gives them."""
        for choice in self._words:
            for word in choice:
                if word in text:
                    break
            else:
                return ()
        return tuple(self._pattern.finditer(text))


def words_of(pattern: str) -> tuple[Choice, ...]:
    """What whatever *pattern* finds has in it, of each choice one word.

    >>> words_of(r"\\b(?:moc|han) cuoi (?:cung )?(?:ngay|\\d+)")
    (('han', 'moc'), (' cuoi ',))
    """
    needed = dict.fromkeys(_needed(_parser.parse(pattern)))
    return tuple(tuple(sorted(choice)) for choice in needed)


def _needed(items: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    found, run = list[frozenset[str]](), ""
    for operation, said in items:
        name = str(operation)
        if name == "LITERAL":
            run += chr(said)
            continue
        found.append(frozenset({run}))
        run = ""
        if name == "SUBPATTERN":
            found += _needed(said[3])
        elif name in _REPEATS and said[0]:
            found += _needed(said[2])
        elif name == "BRANCH":
            found.append(_of_each([_needed(one) for one in said[1]]))
    found.append(frozenset({run}))
    return [choice for choice in found if choice and min(map(len, choice)) >= SHORTEST]


def _of_each(branches: list[list[frozenset[str]]]) -> frozenset[str]:
    """The words of which one is there whichever branch is taken; none where one branch tells nothing."""
    if not all(branches):
        return frozenset()
    return frozenset().union(*(max(one, key=_worth) for one in branches))


def _worth(choice: frozenset[str]) -> tuple[int, int]:
    return min(map(len, choice)), -len(choice)
