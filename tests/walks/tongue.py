"""Whether a page says anything in the words of the other language's templates."""

import functools
import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

from templates import LANGUAGES

LEAST = 2  # words: a single one may be a name, or stand in both
_PIECE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\w*\}")


def strange(texts: Iterable[str], language: str) -> list[str]:
    """Which of *texts*, as they stand on a page in *language*, are of another language's templates."""
    return [text for text in texts if text in _foreign(language)]


@functools.cache
def _foreign(language: str) -> frozenset[str]:
    others = (_phrases(one) for one in LANGUAGES if one != language)
    return frozenset().union(*others) - _phrases(language)


@functools.cache
def _phrases(language: str) -> frozenset[str]:
    """What templates of *language* can put between two elements: whole labels, and what stands around a fact."""
    text = (files("templates") / language / "words.toml").read_text("utf-8")
    pieces = (
        piece for label in _labels(tomllib.loads(text)["web"]) for piece in _PIECE.split(label)
    )
    found = (" ".join(piece.split()) for piece in pieces)
    return frozenset(one for one in found if len(one.split()) >= LEAST)


def _labels(found: Any) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict | list):
        for one in found.values() if isinstance(found, dict) else found:
            yield from _labels(one)
