"""Phrases that are looked for in words: the longest that stands at a place, and what it means."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from work.reading.text import Token, Words, has_accents, words_of

T = TypeVar("T")

_CHOICE = re.compile(r"\{([^{}]*)\}")


class Found(NamedTuple, Generic[T]):
    """What was found, and the place behind it."""

    value: T
    end: int


class Phrases(Generic[T]):
    """A table of phrases. "{hằng,mỗi} tháng" stands for each choice, "{là,}" for a word that may be left out."""

    def __init__(self, table: Mapping[str, T]) -> None:
        self._root: _Node[T] = _Node()
        for pattern, value in table.items():
            for phrase in _choices(pattern):
                self._add(phrase, value)

    @property
    def firsts(self) -> frozenset[str]:
        """The keys of the words that a phrase may begin with."""
        return frozenset(self._root.followers)

    def at(self, words: Words, place: int) -> Found[T] | None:
        """The longest phrase that stands at *place*."""
        tokens, plain = words.tokens, words.plain
        if not 0 <= place < len(tokens) or tokens[place].key not in self._root.followers:
            return None
        nodes, found = self._root.after(tokens[place], plain), None
        while nodes:
            place += 1
            for node in nodes:
                found = (node.values[0], place) if node.values else found
            if place == len(tokens):
                break
            token = tokens[place]
            if len(nodes) == 1:
                nodes = nodes[0].after(token, plain)
            else:
                nodes = [after for node in nodes for after in node.after(token, plain)]
        return None if found is None else Found(*found)

    def _add(self, phrase: str, value: T) -> None:
        node = self._root
        for token in words_of(phrase).tokens:
            node = node.step(token.key, token.accents)
        node.values.append(value)


def firsts(*tables: "Phrases[Any]") -> frozenset[str]:
    """The keys of the words that a phrase of any of *tables* may begin with."""
    return frozenset().union(*(table.firsts for table in tables))


class _Node(Generic[T]):
    """What may follow on the words before, by its letters without accents."""

    __slots__ = ("followers", "values")

    def __init__(self) -> None:
        self.values: list[T] = []
        self.followers: dict[str, list[tuple[frozenset[str], _Node[T]]]] = {}

    def step(self, bare: str, accents: frozenset[str]) -> "_Node[T]":
        """The node of one word more; it is made where there is none."""
        known = self.followers.setdefault(bare, [])
        for spelled, node in known:
            if spelled == accents:
                return node
        made: _Node[T] = _Node()
        known.append((accents, made))
        return made

    def after(self, token: Token, plain: bool) -> "list[_Node[T]]":
        """The nodes that *token* leads to."""
        known = self.followers.get(token.key)
        if known is None:
            return []
        if plain:
            return [node for _, node in known]
        return [
            node
            for accents, node in known
            if token.accents == accents or has_accents(token, accents)
        ]


def _choices(pattern: str) -> Iterator[str]:
    found = _CHOICE.search(pattern)
    if found is None:
        yield pattern
        return
    for choice in found[1].split(","):
        yield from _choices(pattern[: found.start()] + choice + pattern[found.end() :])
