"""People as every form names them: by name, with accents or without, by name and unit, or by mailbox; with names to choose from."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schedules.register_import import roster_of
from store import Tx
from store.directory import people
from store.directory.agencies import all_agencies
from store.directory.units import all_units
from templates import sentence
from web.console.visit import Visit
from work.assignee import AssigneeGap, Nobody, read_person
from work.person import Person
from work.roster import Roster

LONGEST = 254  # characters of a name, as of a mailbox (RFC 5321 §4.5.3.1)
OFFERED_WEIGHT = 12_000  # octets of names to choose from, about two hundred
_BETWEEN = re.compile(r"[;\n]|,(?![^()]*\))")  # a comma in brackets belongs to the name


@dataclass(frozen=True, slots=True)
class Unnamed:
    """That a name means nobody, or more than one: *why*, in the reader's language."""

    why: str


class Naming:
    """Reads the names that stand in a form, as its sender means them."""

    def __init__(self, tx: Tx, visit: Visit) -> None:
        self._tx, self._language = tx, visit.language
        self._roster = roster_of(tx, visit.person.agency, visit.desk.today)

    def people(self, *texts: str) -> tuple[Person, ...] | Unnamed:
        """Who is meant by each, disabled or not; or what is wrong with the first that is unclear."""
        numbers: list[int] = []
        for text in texts:
            found = read_person(text[:LONGEST], self._roster)
            if isinstance(found, Nobody):
                return Unnamed(unnamed(found, self._language))
            numbers.append(found.party.person or 0)
        known = {one.id: one for one in people.several(self._tx, frozenset(numbers))}
        return tuple(known[number] for number in numbers)


def unnamed(found: Nobody, language: str) -> str:
    """That a name means nobody, or more than one, and whom it may mean."""
    key = "several" if found.gap is AssigneeGap.AMBIGUOUS else "nobody"
    facts = {"name": found.name, "others": "; ".join(found.others)}
    return sentence(f"web.naming.{key}", facts, language)


def names(text: str) -> tuple[str, ...]:
    """The names of a list, one a line or with commas between; mailboxes may have blanks between them."""
    found: list[str] = []
    for one in _BETWEEN.split(text):
        words = one.split()
        found += words if all("@" in word for word in words) else [" ".join(words)]
    return tuple(found)


def offered(tx: Tx, visit: Visit, *, units: bool = False) -> list[str]:
    """People of the agency of who is in, as they are read back, those of the same unit first; before them *units*."""
    mine, today = visit.person, visit.desk.today
    agencies = [one for one in all_agencies(tx) if one.code == mine.agency]
    parts = [one for one in all_units(tx) if one.agency == mine.agency]
    home = Roster(agencies, parts, people.all_people(tx, mine.agency), today, mine.agency)
    near = f"({mine.unit})"
    some = sorted(home.people(), key=lambda name: not name.endswith(near))
    return bounded((*(one.name for one in parts if units), *some), OFFERED_WEIGHT)


def oneself(visit: Visit) -> str:
    """Who is in, by a name that nobody shares."""
    return f"{visit.person.name} ({visit.person.email})"


def bounded(some: Iterable[str], weight: int) -> list[str]:
    """As many of the names as a page has room for, of that *weight* in octets."""
    chosen: list[str] = []
    for name in some:
        weight -= len(name.encode()) + len('<option value="">')
        if weight < 0:
            break
        chosen.append(name)
    return chosen
