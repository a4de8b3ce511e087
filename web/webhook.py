"""Where Telegram pushes updates to: who does not show the secret is refused, what comes is committed before 200.

It knows no Telegram type: the update is read as JSON, and taken in by what it was handed.
"""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from schedules.clock import Clock

PATH = "/telegram/updates"
SECRET_FIELD = "x-telegram-bot-api-secret-token"  # noqa: S105 - Bot API, setWebhook
# An update is a text of 4,096 characters, what it answers, and a hundred entities.
BODY_LIMIT = 1 << 20  # octets

Take = Callable[[Sequence[Mapping[str, Any]], datetime], Awaitable[int]]


class WebhookDoor:
    """Takes updates in; *secret* is what Telegram was told to show, *take* keeps what came."""

    def __init__(self, secret: str, take: Take, clock: Clock) -> None:
        self._secret = secret.encode()
        self._take = take
        self._clock = clock

    def routes(self) -> list[Route]:
        """Where it answers."""
        return [Route(PATH, self._pushed, methods=["POST"])]

    async def _pushed(self, request: Request) -> Response:
        given = request.headers.get(SECRET_FIELD, "").encode("latin-1")
        if not hmac.compare_digest(given, self._secret):
            return PlainTextResponse("Forbidden.\n", 403)
        body = await _body(request)
        if body is None:
            return PlainTextResponse("Too large for an update.\n", 413)
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            update = None
        taken = isinstance(update, dict) and await self._take((update,), self._clock.now())
        return Response(status_code=200) if taken else PlainTextResponse("No update.\n", 400)


async def _body(request: Request) -> bytes | None:
    """The whole body; None for one that is too long, of which no more is read."""
    kept = bytearray()
    async for block in request.stream():
        kept += block
        if len(kept) > BODY_LIMIT:
            return None
    return bytes(kept)
