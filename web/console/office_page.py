"""How the work of a unit or an agency stands, for heads: who has how many, late, due soon; each leads to its list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.ranking import below
from schedules.reach import reaches
from schedules.soon import SOON_WORKING_DAYS, last_soon_day
from schedules.span import quarter
from store import Tx, statistics
from store.directory import units
from store.directory.agencies import all_agencies
from store.statistics import Held
from web.console.frame import page
from web.console.gate import Gate
from web.console.visit import Visit
from web.number import number_of
from work.access import OfOffice
from work.tally import Tally

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Found:
    """Whose work it is, and who leads what of it in this quarter; *of* is the unit's number, 0 for an agency.

    *below* where agencies belong to it.
    """

    name: str
    of: int
    held: tuple[Held, ...]
    below: bool = False


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/unit and /agency."""
    return (gate.look("/unit", show_unit), gate.look("/agency", show_agency))


async def show_unit(visit: Visit) -> Response:
    """Person by person of one unit: their own, or the one that is asked for."""
    found = await visit.desk.store.read(_unit, visit)
    return _page(visit, found, "unit")


async def show_agency(visit: Visit) -> Response:
    """Unit by unit of their agency."""
    found = await visit.desk.store.read(_agency, visit)
    return _page(visit, found, "agency")


def _unit(tx: Tx, visit: Visit) -> Found | None:
    link = visit.link(tx)
    number = number_of(visit.request.query_params.get("of", "")) or link.unit or 0
    unit = units.one(tx, number)
    if unit is None or not reaches(tx, link, OfOffice(unit.agency, unit.name), visit.now):
        return None
    now = visit.desk.now
    since, soon = quarter(now.day)[0], last_soon_day(now.day, visit.desk.calendar)
    return Found(unit.name, unit.id, statistics.by_person(tx, since, now, soon, unit.id))


def _agency(tx: Tx, visit: Visit) -> Found | None:
    link, code = visit.link(tx), visit.person.agency
    if not reaches(tx, link, OfOffice(code), visit.now):
        return None
    now = visit.desk.now
    since, soon = quarter(now.day)[0], last_soon_day(now.day, visit.desk.calendar)
    held = statistics.by_unit(tx, since, now, soon, code)
    return Found("", 0, held, bool(below(code, all_agencies(tx))))


def _page(visit: Visit, found: Found | None, of: str) -> Response:
    if found is None:
        return page(visit, "office-denied", {"of": of}, 403, of)
    whole = Tally.sum(one.tally for one in found.held)
    asked = number_of(visit.request.query_params.get("page", "")) or 1
    pages = max(-(-len(found.held) // ON_A_PAGE), 1)
    shown = min(asked, pages)
    rows = found.held[(shown - 1) * ON_A_PAGE : shown * ON_A_PAGE]
    start = f"/{of}?" + (f"of={found.of}&" if found.of else "")
    facts = {
        "of": of,
        "name": found.name,
        "below": found.below,
        "list": f"/work?who=u{found.of}" if found.of else "/work?scope=agency",
        "quarter": quarter(visit.desk.today)[1],
        "year": visit.desk.today.year,
        "soon_days": SOON_WORKING_DAYS,
        "open": whole.open,
        "late": whole.open_late,
        "soon": sum(one.soon for one in found.held),
        "done": whole.done,
        "done_late": whole.done_late,
        "rows": [_row(one, of) for one in rows],
        "page": shown,
        "pages": pages,
        "back": f"{start}page={shown - 1}" if shown > 1 else None,
        "on": f"{start}page={shown + 1}" if shown < pages else None,
    }
    return page(visit, "office", facts, active=of)


def _row(one: Held, of: str) -> dict[str, Any]:
    """One person, or one unit; nobody's where none is named."""
    return {
        "name": one.name,
        "list": None
        if one.person is None
        else f"/work?who={'p' if of == 'unit' else 'u'}{one.person}",
        "more": f"/unit?of={one.person}" if of == "agency" and one.person is not None else None,
        "open": one.tally.open,
        "late": one.tally.open_late,
        "soon": one.soon,
        "done": one.tally.done,
    }
