"""What `congvu read` says to people of marks of secrecy, in the office's language: where, which rule, and what follows."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from congvu.cli.read_words import say
from templates import word
from templates.worth import unopened


def ruling(code: str, language: str) -> str:
    """What becomes of the letter, with the code that `--json` has."""
    return say("ruling", language, what=word(f"read.ruling.{code}", language), code=code)


def unread(codes: Iterable[str], language: str) -> str:
    """What could not be looked at, and why."""
    return say("unopened", language, why="; ".join(unopened(code, language) for code in codes))


def title(number: int, fact: Mapping[str, Any], language: str) -> str:
    """The heading of one mark."""
    return say("mark", language, number=number, what=word(f"read.mark.{fact['verdict']}", language))


def pairs(fact: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    """What is told of it, line by line; its words are quoted nowhere."""
    yield "place", word(f"secrecy.place.{fact['place']}", language)
    yield "level", word(f"read.level.{fact['level']}", language) if fact["level"] else ""
    yield "rule", fact["rule"]
    yield "why", fact["reason_en" if language == "en" else "reason"]
    yield "law", fact["source"]
