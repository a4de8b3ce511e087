"""The Bot API over HTTP: each call is recorded, meets its faults, has its effect, is answered."""

import asyncio
import re
from collections.abc import Coroutine
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from demo.clock import Now
from demo.loopback import Lines, left_before
from demo.telegram_call import Call, read_call
from demo.telegram_faults import POLL, Faults, Kind, Standing, When
from demo.telegram_files import MAX_DOWNLOAD_BYTES, MAX_UPLOAD_BYTES
from demo.telegram_ledger import Entry, Fate, Ledger
from demo.telegram_methods import methods
from demo.telegram_refusal import Refused, pushed_instead, second_poller
from demo.telegram_updates import MAX_LIMIT
from demo.telegram_world import World

MAX_BODY_BYTES = MAX_UPLOAD_BYTES + 1024 * 1024  # a file and the fields around it
MAX_POLL_SECONDS = 50
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")


class CallerLeft(Exception):
    """The caller hung up, or was hung up on: there is nobody to answer."""


class BotApi:
    """Routes under /bot<token> and /file/bot<token>."""

    def __init__(
        self, token: str, world: World, faults: Faults, ledger: Ledger, lines: Lines, now: Now
    ) -> None:
        self._token = token
        self._world = world
        self._faults = faults
        self._ledger = ledger
        self._now = now
        self._lines = lines
        self._methods = methods(world)

    def routes(self) -> list[Route]:
        """What it answers."""
        return [
            Route("/bot{token}/{method}", self._called, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._download),
        ]

    async def _called(self, request: Request) -> Response:
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response()  # the last octet never came: this is no request
        entry = self._ledger.arrived(request.path_params["method"], self._now())
        try:
            entry.call = self._read(request, body)
            return _answered(entry, await self._served(request, entry), 200)
        except Refused as refused:
            return _answered(entry, refused.body(), refused.code)
        except CallerLeft:
            return Response()

    def _read(self, request: Request, body: bytes | None) -> Call:
        method = request.path_params["method"]
        content_type = request.headers.get("content-type", "")
        self._require_token(request)
        if method.lower() != POLL and method.lower() not in self._methods:
            raise Refused(404, "Not Found: method not found")
        if body is None:
            raise Refused(413, "Request Entity Too Large")
        return read_call(method, request.url.query, content_type, body)

    def _require_token(self, request: Request) -> None:
        given = request.path_params["token"]
        if not _TOKEN.fullmatch(given):
            raise Refused(404, "Not Found")
        if given != self._token:
            raise Refused(401, "Unauthorized")

    async def _served(self, request: Request, entry: Entry) -> dict[str, Any]:
        struck = self._faults.take(entry.call.method, entry.call.chat_id)
        await self._strike(request, entry, struck, When.BEFORE)
        if entry.call.method == POLL:
            result = await self._polled(request, entry)
        else:
            result = self._methods[entry.call.method](self._world, entry.call, self._now())
        entry.accepted = True
        await self._strike(request, entry, struck, When.AFTER)
        return {"ok": True, "result": result}

    async def _strike(
        self, request: Request, entry: Entry, struck: tuple[Standing, ...], when: When
    ) -> None:
        for standing in struck:
            if standing.fault.when is not when:
                continue
            refusal = standing.fault.refusal()
            if refusal is not None:
                raise refusal
            if standing.fault.kind is Kind.DROP:
                entry.fate = Fate.DROPPED
                await self._lines.hang_up(request)
                raise CallerLeft
            entry.fate = Fate.HELD
            await _stay(request, entry, _over(standing))
            entry.fate = Fate.ARRIVED

    async def _polled(self, request: Request, entry: Entry) -> list[dict[str, Any]]:
        call, updates = entry.call, self._world.updates
        if self._world.webhook.url:
            raise pushed_instead()
        if "allowed_updates" in call.parameters:
            updates.allow(call.value("allowed_updates") or ())
        updates.confirm(call.integer("offset", 0) or 0)
        number = updates.take_over()
        seconds = min(call.integer("timeout", 0) or 0, MAX_POLL_SECONDS)
        if seconds > 0:
            await _stay(request, entry, self._news(number, seconds))
        if updates.poller != number:
            raise second_poller()
        return updates.pending(min(call.integer("limit") or MAX_LIMIT, MAX_LIMIT))

    async def _news(self, number: int, seconds: int) -> None:
        """Waits for an update, another poll, the end of the emulator, or so many seconds."""
        updates = self._world.updates
        try:
            async with asyncio.timeout(seconds):
                while not len(updates) and updates.poller == number and not updates.changes.closed:
                    await updates.changes.beyond(updates.changes.count)
        except TimeoutError:
            return

    async def _download(self, request: Request) -> Response:
        try:
            self._require_token(request)
        except Refused as refused:
            return JSONResponse(refused.body(), status_code=refused.code)
        for document in self._world.files.values():
            fits = len(document.octets) <= MAX_DOWNLOAD_BYTES
            if document.path == request.path_params["path"] and fits:
                return Response(document.octets, media_type="application/octet-stream")
        return JSONResponse(Refused(404, "Not Found").body(), status_code=404)


def _answered(entry: Entry, body: dict[str, Any], status: int) -> Response:
    entry.fate, entry.status, entry.answer = Fate.ANSWERED, status, body
    return JSONResponse(body, status_code=status)


async def _stay(request: Request, entry: Entry, waiting: Coroutine[Any, Any, None]) -> None:
    if await left_before(request, waiting):
        entry.fate = Fate.LEFT
        raise CallerLeft


async def _over(standing: Standing) -> None:
    """Waits until a hold is lifted, or latency has passed or is lifted."""
    seconds = standing.fault.seconds if standing.fault.kind is Kind.LATENCY else None
    try:
        async with asyncio.timeout(seconds):
            await standing.lifted.wait()
    except TimeoutError:
        return


async def _body(request: Request) -> bytes | None:
    """The whole body; None for one that is too long, which is read to its end and forgotten."""
    kept = bytearray()
    length = 0
    async for block in request.stream():
        length += len(block)
        if length <= MAX_BODY_BYTES:
            kept += block
    return bytes(kept) if length <= MAX_BODY_BYTES else None
