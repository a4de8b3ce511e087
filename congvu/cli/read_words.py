"""What `congvu read` says to people of deadlines, in the office's language: when, by which words, and how it was counted."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from schedules.due import AS_WRITTEN
from templates import sentence, word, words

if TYPE_CHECKING:
    from schedules.due import Due, Reference

Pairs = Iterator[tuple[str, str]]


def say(key: str, language: str, **facts: Any) -> str:
    """One sentence of templates/, below its table for letters."""
    return sentence(f"read.say.{key}", facts, language)


def labelled(pairs: Iterable[tuple[str, str]], language: str, table: str = "label") -> Pairs:
    """*pairs* with the labels of *table*, or of packages where it has none of that name."""
    for key, value in pairs:
        try:
            yield word(f"read.{table}.{key}", language), value
        except KeyError:
            yield word(f"read.package.{key}", language), value


def title(number: int, due: "Due", language: str) -> str:
    """The heading of one deadline."""
    at = shown(due.due, language) if due.due else ""
    return say("deadline", language, number=number, due=at)


def pairs(due: "Due", reference: "Reference", language: str) -> Pairs:
    """What is told of it, line by line."""
    yield "words", f"“{due.asked.words}”"
    yield "addressee", due.asked.addressee or ""
    yield from counted(due, due.recurs, language, reference)
    yield "certainty", f"{due.asked.certainty:.0%}"


def counted(
    due: "Due", recurs: str | None, language: str, reference: "Reference | None" = None
) -> Pairs:
    """How its day was computed, by which act, whether it comes again, and what is to be minded."""
    start = due.start or (reference.day if reference else None)
    facts = {
        "start": shown(start, language) if start else "",
        "literal": shown(due.literal, language) if due.literal else "",
    }
    yield "how", sentence(f"read.how.{due.rule}", facts, language)
    yield "source", source(due, language)
    yield "recurs", recurs or ""
    yield "note", "; ".join(word(f"read.warning.{code}", language) for code in due.warnings)


def source(due: "Due", language: str) -> str:
    """The act by which its day was computed, or that the words say it themselves."""
    by_words = due.source == AS_WRITTEN
    return word("read.package.as-written", language) if by_words else due.source


def event(start: date | datetime, quoted: str, language: str) -> str:
    """A meeting."""
    return say("event", language, start=shown(start, language), words=quoted)


def period(first: date, last: date, quoted: str, language: str) -> str:
    """The days that a report covers."""
    return say("period", language, since=first, until=last, words=quoted)


def undated(quoted: str, language: str) -> str:
    """A term that counts from something without a date."""
    return say("undated", language, words=quoted)


def shown(when: date | datetime, language: str) -> str:
    """A day or an hour of it, with its day of the week."""
    at = f"{when:%H:%M}, " if isinstance(when, datetime) else ""
    return f"{at}{words('hour.weekday', language)[when.weekday()]}, {when:%d/%m/%Y}"
