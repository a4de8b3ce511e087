"""/coquan: the units of an agency, or the agencies below it, by how much of their work is overdue."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.buttons import HOME, foot, paging, split, switch
from bot.desk import Desk
from bot.place import Name, Place, Wish
from bot.screen import Button, Rows, Screen
from bot.unit import totals
from schedules.ranking import Row, agencies_of, below, ranked
from schedules.reach import reaches
from schedules.span import quarter
from store import Tx, statistics
from store.directory import units
from store.directory.agencies import all_agencies
from templates import word
from work.access import OfOffice
from work.chat import Link
from work.deadline import Reached
from work.leaf import Leaf, leaf
from work.tally import Tally

RANKING = Place(Name.RANKING)
UNITS, AGENCIES = "units", "agencies"


@dataclass(frozen=True, slots=True)
class Found:
    """The ranking of *kind*; *several* where there are agencies below that can be ranked as well."""

    kind: str
    several: bool
    rows: tuple[Row, ...]


async def show_ranking(desk: Desk, link: Link, wish: Wish) -> Screen:
    """The ranking, worst first; that it is for leaders, where somebody is none."""
    language = link.person.language
    found = await desk.store.read(look, link, wish.to.arg, desk.now, desk.machine.now())
    if found is None:
        words = desk.say("for-heads", {"of": "agency"}, language)
        return Screen("ranking-denied", words, ((Button("🏠", HOME),),))
    page = leaf(found.rows, wish.to.page)
    facts = {
        "kind": found.kind,
        "quarter": quarter(desk.today)[1],
        "year": desk.today.year,
        **totals(Tally.sum(one.tally for one in found.rows)),
        "rows": [_told(desk, at, one) for at, one in enumerate(page.shown, page.first)],
    }
    words = desk.say("ranking", facts, language)
    return Screen("ranking", words, _buttons(found, page, language))


def look(tx: Tx, link: Link, kind: str, now: Reached, machine: datetime) -> Found | None:
    """What there is to rank; None for who may not list what is their agency's."""
    mine = link.person.agency
    if not reaches(tx, link, OfOffice(mine), machine):
        return None
    several = bool(below(mine, all_agencies(tx)))
    if kind == AGENCIES and several:
        return Found(AGENCIES, True, agencies_of(tx, mine, now))
    numbers = {one.name: one.id for one in units.all_units(tx) if one.agency == mine}
    tallies = statistics.by_lead(tx, quarter(now.day)[0], now, mine)
    rows = [Row(name, tally, numbers.get(name)) for name, tally in tallies]
    return Found(UNITS, several, ranked(rows))


def _told(desk: Desk, number: int, one: Row) -> dict[str, Any]:
    titled = desk.disclosure(one.name) == "title"
    return {
        "number": number,
        "name": one.name if titled else one.code or None,
        "open": one.tally.open,
        "late": one.tally.open_late,
        "rate": one.tally.late_rate(0) or "–",
    }


def _buttons(found: Found, page: Leaf[Row], language: str) -> Rows:
    def place(turned: int) -> Place:
        return Place(Name.RANKING, found.kind, "", turned)

    drills = tuple(
        Button(str(at), Place(Name.UNIT, str(one.unit)))
        for at, one in enumerate(page.shown, page.first)
        if one.unit is not None
    )
    kinds = tuple(
        switch(word(f"button.{kind}", language), Place(Name.RANKING, kind), on=kind == found.kind)
        for kind in (UNITS, AGENCIES)
    )
    turned = paging(place, page.page, page.pages)
    ends = foot(place(page.page), language)
    return (*split(drills), kinds if found.several else (), turned, ends)
