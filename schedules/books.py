"""The office's registers as they stand in the store, a year at a time, with what is to be told below their rows."""

from collections.abc import Callable, Sequence
from datetime import date, tzinfo
from typing import Any

from store import Store, document, relation, worklist
from store.opening import LOOKED_UP
from templates import sentence
from work.deadline import Reached
from work.office_register import Book, Material, Register, book
from work.relation import Related, Relation
from work.task import Task

MOST_RANGES = 20  # of numbers, told in one line


async def read_book(
    store: Store, register: Register, part: tuple[date, date], now: Reached, zone: tzinfo
) -> Book:
    """The register between two days of one year, read in short portions."""
    since, until = part
    whole = since.replace(month=1, day=1), until.replace(month=12, day=31)
    found = await store.read(document.entered, register.direction, *whole)
    here = [one.id for one in found if since <= one.document.entered <= until]
    related: dict[int, tuple[Related, ...]] = {}
    tasks: dict[int, tuple[Task, ...]] = {}
    for first in range(0, len(here), LOOKED_UP):
        some = here[first : first + LOOKED_UP]
        related |= await store.read(relation.on_documents, some, tuple(Relation))
        if register is Register.FOLLOWED:
            tasks |= await store.read(worklist.of_documents, some)
    material = Material({one.id: one.document for one in found}, related, tasks)
    return book(register, since, until, material, now, zone)


def below(one: Book, language: str) -> tuple[str, ...]:
    """What is to be told below the rows of a register: numbers that are missing, came twice, or were never given."""

    def say(key: str, **facts: Any) -> str:
        return sentence(f"office-register.{key}", facts, language)

    found, lines = one.numbering, []
    if found.missing:
        lines.append(say("missing", numbers=_told(found.missing, say)))
    if found.twice:
        lines.append(say("twice", numbers=_told([(n, n) for n in found.twice], say)))
    if found.without:
        lines.append(say("without", count=found.without))
    return tuple(lines)


def _told(ranges: Sequence[tuple[int, int]], say: Callable[..., str]) -> str:
    shown = [f"{a}" if a == b else f"{a}–{b}" for a, b in ranges[:MOST_RANGES]]
    more = len(ranges) - len(shown)
    return ", ".join([*shown, say("more", count=more)] if more else shown)
