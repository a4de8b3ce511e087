"""The stream that a page listens to: what it shows is found by its address and by the rights of who looks."""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qs

from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from schedules.reach import reach
from store import Tx, entitled, since, worklist
from web.console.gate import Gate
from web.console.glimpse import digest, glance
from web.console.live import PAUSE_SECONDS, Interest, Stream, instant_of, is_live
from web.console.operators import watches
from web.console.visit import Visit

FIELDS = {"x-accel-buffering": "no", "cache-control": "no-store"}  # the first is nginx's own
ONE_SECOND = 1.0

_MAIL = frozenset({since.MAIL, "letter", "domain", "queue", "approval"})
_TRAY = frozenset({"intake", "proposal", "rule"})


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/live."""
    return (gate.listen("/live", listen),)


async def listen(visit: Visit) -> Response:
    """A stream for the page of `page`, made at `made`; 204, after which browsers do not ask again, where there is none.

    A browser that comes back bears the last event's id, which tells as much as `made`.
    """
    asked, live = visit.request.query_params, visit.desk.operating.live
    path, _, query = asked.get("page", "")[:500].partition("?")
    made, _, shown = asked.get("made", "").partition("-")
    interest = await _interest(visit, path, query, shown) if is_live(path) else None
    if interest is None or visit.session is None:
        return Response(status_code=204)
    mark = max(
        instant_of(made),
        instant_of(visit.request.headers.get("last-event-id", "")),
    )
    stream = live.open(visit.session.id, interest, mark)
    if stream is None:
        return Response(status_code=204)
    return _Streamed(stream, lambda: live.close(stream))


class _Streamed(StreamingResponse):
    """The answer that is the *stream*; its place is free again whatever ends it."""

    def __init__(self, stream: Stream, close: Callable[[], None]) -> None:
        super().__init__(stream.events(), 200, FIELDS, "text/event-stream")
        self._close = close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._close()


async def _interest(visit: Visit, path: str, query: str, shown: str) -> Interest | None:
    """What the page shows, which of memory bore the digest *shown*; None for one that is not there for who asks."""
    name, who = path.split("/")[1], visit.person.id
    match name:
        case "health":
            told = _of_memory(visit, path, shown, _MAIL | {"checkpoint"})
            return told if watches(visit.person) else None
        case "mail":
            return Interest(who, _MAIL) if watches(visit.person) else None
        case "imports":
            return _of_memory(visit, path, shown, frozenset({"import"}), ONE_SECOND)
        case _:
            read = _tray if name == "intake" else _task if name == "tasks" else _work
            topics = await visit.desk.store.read(read, visit, path, query)
            return None if topics is None else Interest(who, topics)


def _of_memory(
    visit: Visit, path: str, shown: str, topics: frozenset[str], pause: float = PAUSE_SECONDS
) -> Interest | None:
    look = glance(visit, path)
    if look is None:
        return None
    stale = bool(shown) and shown != digest(look())  # it changed before anybody listened
    return Interest(visit.person.id, topics, look, pause, stale)


def _tray(tx: Tx, visit: Visit, _path: str, _query: str) -> frozenset[str] | None:
    return _TRAY if entitled.keeps_register(tx, visit.home(tx), visit.act) else None


def _task(tx: Tx, visit: Visit, path: str, _query: str) -> frozenset[str] | None:
    number = int(path.rpartition("/")[2])
    who, task = entitled.one(tx, visit.person.id), worklist.one(tx, number)
    if who is None or task is None or not entitled.sees(tx, who, task, visit.office(tx)):
        return None
    return frozenset({f"task:{number}"})


def _work(tx: Tx, visit: Visit, path: str, query: str) -> frozenset[str] | None:
    """Those of tasks that they may list, with those of who they stand in for; on their own list, their own alone."""
    own = path == "/work" and not parse_qs(query).keys() & {"scope", "who"}
    topics = {since.MOVED, f"person:{visit.person.id}"}
    for one in reach(tx, visit.link(tx), visit.now):
        if one.own is not None:
            topics |= {f"person:{one.own.person}"}
            topics |= {f"unit:{one.own.unit}", f"agency:{one.own.agency}"}
        if not own:
            topics |= {f"unit:{one.staff}", f"agency:{one.agency}"}
    letters = {"approval"} if path == "/approvals" else set()
    return frozenset(topics - {"unit:None", "agency:None"} | letters)
