"""How the agencies below somebody's own stand beside each other, the worst first."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.ranking import Row, agencies_of
from schedules.reach import reaches
from schedules.span import quarter
from store import Tx
from web.console.frame import page
from web.console.gate import Gate
from web.console.visit import Visit
from work.access import OfOffice

PLACE = "/agency/below"


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/agency/below."""
    return (gate.look(PLACE, show),)


async def show(visit: Visit) -> Response:
    """The table, for who may list what is their agency's."""
    found = await visit.desk.store.read(_look, visit)
    if found is None:
        return page(visit, "office-denied", {"of": "agency"}, 403, "agency")
    today = visit.desk.today
    facts = {
        "quarter": quarter(today)[1],
        "year": today.year,
        "rows": [_row(one, visit.person.agency) for one in found],
    }
    return page(visit, "ranking", facts, active="agency")


def _look(tx: Tx, visit: Visit) -> tuple[Row, ...] | None:
    code = visit.person.agency
    if not reaches(tx, visit.link(tx), OfOffice(code), visit.now):
        return None
    return agencies_of(tx, code, visit.desk.now)


def _row(one: Row, own: str) -> dict[str, Any]:
    tally = one.tally
    return {
        "name": one.name,
        "more": "/agency" if one.code == own else None,
        "open": tally.open,
        "late": tally.open_late,
        "done": tally.done,
        "rate": tally.late_rate(0) or "–",
    }
