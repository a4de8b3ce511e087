"""Open tasks that nobody made clear: of one's own, for heads those of unit and agency, each with what is missing."""

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.clearness import LOOKED_AT, Unclear, unclear
from schedules.scope import Scope, scopes, wanted
from store import Tx
from web.console.frame import page
from web.console.gate import Gate
from web.console.visit import Visit

PLACE = "/unclear"
SHOWN = 200


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/unclear."""
    return (gate.look(PLACE, show),)


async def show(visit: Visit) -> Response:
    """The list, of the widest scope that its reader has where none is asked for."""
    theirs, scope, found = await visit.desk.store.read(_look, visit)
    facts = {
        "scopes": [(str(one), f"{PLACE}?scope={one}", one is scope) for one in theirs],
        "items": [
            {**visit.desk.line(one.task), "missing": [str(each) for each in one.missing]}
            for one in found[:SHOWN]
        ],
        "total": len(found),
        "looked_at": LOOKED_AT,
    }
    return page(visit, "unclear", facts, active="work")


def _look(tx: Tx, visit: Visit) -> tuple[tuple[Scope, ...], Scope, tuple[Unclear, ...]]:
    link, asked = visit.link(tx), visit.request.query_params.get("scope", "")
    theirs = scopes(link)
    scope = next((one for one in theirs if one == asked), theirs[-1])
    found = unclear(tx, wanted(link, scope), visit.home(tx), visit.office(tx))
    return theirs, scope, found
