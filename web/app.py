"""The application: every route that the door has."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from web.shell import Broken, Shell

Routes = Sequence[BaseRoute]
Lost = Callable[[Request], Awaitable[Response]]


def application(*groups: Routes, lost: Lost | None = None, broken: Broken | None = None) -> ASGIApp:
    """The routes of all *groups*, each within the shell; *lost* and *broken* answer by a page where there is a console."""
    routes = [route for group in groups for route in group]
    return Shell(Router(routes, default=None if lost is None else _default(lost)), broken)


def _default(lost: Lost) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        response = await lost(Request(scope, receive))
        await response(scope, receive, send)

    return answer
