"""The way out of morning digests that each of them names: one click of a mail program, or of who opens it (RFC 8058)."""

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from store import digest_choice
from web.console.frame import page
from web.console.gate import Gate
from web.console.visit import Visit
from work.digest_mark import Mark, read_mark

ADDRESS = "/digest/{mark}"
FORM = b"One-Click"  # stands in what is sent, in either encoding of forms (RFC 8058 §3.2)
LARGEST = 4096  # octets of it


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/digest/MARK: a look changes nothing, as programs that look for evil links open it too."""
    return (gate.look(ADDRESS, show, None), gate.press(ADDRESS, stop))


async def show(visit: Visit) -> Response:
    """Asks whether the digest is to come no more."""
    return _none(visit) if await _marked(visit) is None else _page(visit, done=False)


async def stop(visit: Visit) -> Response:
    """Switches the digest off, and nothing else; answered at once, since a mail program follows no redirection."""
    mark = await _marked(visit)  # by a read: who guesses gets no turn to write
    if mark is None or FORM not in await _body(visit.request):
        return _none(visit)
    who = await visit.desk.store.write(digest_choice.stop, mark, visit.now)
    return _none(visit) if who is None else _page(visit, done=True)


async def _body(request: Request) -> bytes:
    """What was sent; b"" where it is more than one click says."""
    kept = bytearray()
    async for block in request.stream():
        kept += block
        if len(kept) > LARGEST:
            return b""
    return bytes(kept)


async def _marked(visit: Visit) -> Mark | None:
    """The mark in the address, where it is one of ours and stands."""
    mark = read_mark(str(visit.request.path_params["mark"])[:64])
    if mark is None:
        return None
    return mark if await visit.desk.store.read(digest_choice.marked, mark, visit.now) else None


def _page(visit: Visit, *, done: bool) -> Response:
    return page(visit, "digest", {"done": done})


def _none(visit: Visit) -> Response:
    return page(visit, "refused", {"what": "digest"}, 404)
