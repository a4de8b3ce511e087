"""/phong: how the work of a unit stands, person by person, for whoever may list it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.buttons import HOME, foot, paging, split
from bot.desk import Desk
from bot.place import Name, Place, Wish, number_of
from bot.screen import Button, Screen
from schedules.reach import reaches
from schedules.soon import SOON_WORKING_DAYS, last_soon_day
from schedules.span import quarter
from store import Tx, statistics
from store.directory import units
from store.statistics import Held
from templates import word
from work.access import OfOffice
from work.chat import Link
from work.deadline import Reached
from work.leaf import Leaf, leaf
from work.roster import Unit
from work.spelling import search_key
from work.tally import Tally

UNIT = Place(Name.UNIT)


@dataclass(frozen=True, slots=True)
class Found:
    """A unit, and who leads what in it in this quarter."""

    unit: Unit
    held: tuple[Held, ...]


async def show_unit(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The table of one unit: their own, or the one asked for, by its number or by its name in words."""
    language, now = link.person.language, desk.now
    soon = last_soon_day(now.day, desk.calendar)
    number = wish.to.arg or str(link.unit or "")
    machine = desk.machine.now()
    found = await desk.store.read(look, link, number, now, soon, machine, wish.text)
    if found is None:
        words = desk.say("for-heads", {"of": "unit"}, language)
        return Screen("unit-denied", words, ((Button("🏠", HOME),),))
    page = leaf(found.held, wish.to.page)

    def place(turned: int) -> Place:
        return Place(Name.UNIT, str(found.unit.id) if wish.text else wish.to.arg, "", turned)

    people = tuple(
        Button(str(at), Place(Name.LIST, f"p{one.person}", "all.lead"))
        for at, one in enumerate(page.shown, page.first)
        if one.person is not None
    )
    facts = _facts(desk, found, page)
    whole = f"u{found.unit.id}"
    late = Button(word("button.unit-late", language), Place(Name.LIST, whole, "late.lead"))
    every = Button(word("button.unit-all", language), Place(Name.LIST, whole, "all.lead"))
    turned = paging(place, page.page, page.pages)
    rows = (*split(people), (late, every), turned, foot(place(page.page), language))
    return Screen("unit", desk.say("unit", facts, language), rows)


def look(
    tx: Tx, link: Link, number: str, now: Reached, soon: date, machine: datetime, name: str = ""
) -> Found | None:
    """What there is to show of a unit; None where it is not theirs to list, or not there."""
    meant = _named(tx, name) if name else _numbered(tx, number)
    for unit in meant:
        if reaches(tx, link, OfOffice(unit.agency, unit.name), machine):
            since = quarter(now.day)[0]
            return Found(unit, statistics.by_person(tx, since, now, soon, unit.id))
    return None


def _numbered(tx: Tx, number: str) -> tuple[Unit, ...]:
    unit = units.one(tx, number_of(number))
    return () if unit is None else (unit,)


def _named(tx: Tx, name: str) -> tuple[Unit, ...]:
    """The units of that name, with or without diacritics, of whichever agency."""
    key = search_key(name)
    return tuple(one for one in units.all_units(tx) if search_key(one.name) == key)


def _facts(desk: Desk, found: Found, page: Leaf[Held]) -> dict[str, Any]:
    titled = desk.disclosure(found.unit.name) == "title"
    return {
        "name": found.unit.name if titled else None,
        "quarter": quarter(desk.today)[1],
        "year": desk.today.year,
        "soon_days": SOON_WORKING_DAYS,
        **totals(Tally.sum(one.tally for one in found.held)),
        "people": [
            {
                "number": at,
                "name": brief(one.name) if one.name and titled else None,
                "named": one.person is not None,
                "open": one.tally.open,
                "late": one.tally.open_late,
                "soon": one.soon,
            }
            for at, one in enumerate(page.shown, page.first)
        ],
    }


def totals(whole: Tally) -> dict[str, Any]:
    """The figures of the official form, as templates take them."""
    return {
        "total": whole.total,
        "done": whole.done,
        "in_time": whole.done_in_time + whole.done_undated,
        "done_late": whole.done_late,
        "open": whole.open,
        "late": whole.open_late,
        "done_rate": whole.done_rate(),
        "late_rate": whole.late_rate(),
    }


def brief(name: str) -> str:
    """A name that fits into a narrow column: the whole of it, or the family's letter and the given names.

    >>> brief("Trần Thị Bình"), brief("Nguyễn Thị Minh Khai")
    ('Trần Thị Bình', 'N. T. Minh Khai')
    """
    words = name.split()
    if len(name) <= WIDTH or len(words) < 3:
        return name
    *before, last, given = words
    return " ".join([*(f"{one[:1]}." for one in before), last, given])


WIDTH = 14  # characters of a name in the table
