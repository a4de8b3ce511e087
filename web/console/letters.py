"""The letters on which somebody decides as the second person."""

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from store import Tx, approval, queue
from web.console.frame import page
from web.console.gate import Gate
from web.console.visit import Visit
from work import receipt

MOST = 50


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/letters."""
    return (gate.look("/letters", show),)


async def show(visit: Visit) -> Response:
    """Those that wait for the reader, the one that ends first at the front."""
    items, total = await visit.desk.store.read(_look, visit)
    return page(visit, "letters", {"items": items, "total": total}, active="letters")


def _look(tx: Tx, visit: Visit) -> tuple[list[dict[str, Any]], int]:
    local, found = visit.desk.calendar.local, []
    numbers = approval.waiting_for(tx, visit.person.email, visit.now)
    for number in numbers[:MOST]:
        story = queue.story(tx, number)
        if story is None or story.approval is None:
            continue
        addresses = [one.addressee.address for one in story.recipients]
        found.append(
            {
                "receipt": receipt.encode(number),
                "author": story.approval.author_name,
                "rule": story.approval.rule,
                "addresses": addresses[:3],
                "others": max(len(addresses) - 3, 0),
                "came": local(story.received_at),
                "ends": local(story.approval.expires_at),
            }
        )
    return found, len(numbers)
