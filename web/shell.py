"""What surrounds every request: the fields that each answer bears, and the end of every mistake."""

from collections.abc import Callable

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from work.incident import new_incident

# Pages bring their own script and look, load nothing from elsewhere, and are kept by nobody.
_FIELDS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; base-uri 'none';"
    " form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}

Broken = Callable[[Request, str], Response]  # the page for what went wrong, by its incident

log = structlog.get_logger()


class Shell:
    """ASGI middleware: an error inside becomes a 500 with an incident's id, and nothing of its words."""

    def __init__(self, app: ASGIApp, broken: Broken | None = None) -> None:
        self._app = app
        self._broken = broken or _plain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and answers for what goes wrong."""
        begun = False

        async def marked(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                fields = MutableHeaders(scope=message)
                for name, value in _FIELDS.items():
                    fields.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, marked)
        except Exception:
            incident = new_incident()
            log.exception("web.failed", path=scope["path"], incident=incident)
            if begun:
                raise
            answer = self._broken(Request(scope, receive), incident)
            await answer(scope, receive, marked)


def _plain(_request: Request, incident: str) -> Response:
    return PlainTextResponse(f"Internal error {incident}.\n", status_code=500)
