"""What one's pages are for, how letters are answered, and what the marks mean."""

from collections.abc import Sequence

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.soon import SOON_WORKING_DAYS
from web.console.frame import offered, page
from web.console.gate import Gate
from web.console.visit import Visit


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/help."""
    return (gate.look("/help", show),)


async def show(visit: Visit) -> Response:
    """The page, with those pages that its reader has."""
    facts = {"pages": offered(visit.person), "soon_days": SOON_WORKING_DAYS}
    return page(visit, "help", facts)
