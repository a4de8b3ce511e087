"""Serves an ASGI application to this machine alone, in the caller's event loop."""

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

KEEP_SECONDS = (
    75  # idle connections; longer than clients keep theirs, so that none is closed under a request
)
GRACE_SECONDS = 1  # what a stopping server gives to requests that are still being answered

# Pages bring their own script and look, and load nothing from elsewhere.
CONTENT_POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"


class NotLoopbackError(ValueError):
    """The address could be reached from other machines."""


def is_loopback(host: str) -> bool:
    """Whether *host* is a name or address of this machine that no other can reach.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("192.0.2.1")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def require_loopback(host: str) -> None:
    """Raises NotLoopbackError with a sentence for the operator unless *host* is loopback."""
    if not is_loopback(host):
        raise NotLoopbackError(
            f"The demo is a fake for this machine only: listen on 127.0.0.1 or ::1, not on {host}."
        )


def loopback_socket(host: str, port: int) -> socket.socket:
    """A listening socket on *host*; port 0 takes a free one."""
    require_loopback(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host.strip("[]"), port), family=family, backlog=1024)


class LoopbackOnly:
    """ASGI middleware: answers 403 to whoever is not on this machine, or was sent by a foreign page.

    The Host and Origin fields are looked at as well, so that a page from the
    network that is open in the operator's browser cannot write in the chats.
    """

    def __init__(self, app: ASGIApp, statement: str) -> None:
        self._app = app
        self._statement = statement

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or refuses it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _from_here(scope):
            await self._app(scope, receive, self._marked(send))
        else:
            refusal = PlainTextResponse(f"{self._statement}\nLoopback only.\n", status_code=403)
            await refusal(scope, receive, send)

    def _marked(self, send: Send) -> Send:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                fields = MutableHeaders(scope=message)
                fields["x-emulator"] = self._statement
                fields.setdefault("content-security-policy", CONTENT_POLICY)
                fields.setdefault("x-content-type-options", "nosniff")
                fields.setdefault("cache-control", "no-store")
            await send(message)

        return marked


def _from_here(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
    client = scope.get("client") or ("",)
    if origin is not None and not is_loopback(urlsplit(origin).hostname or ""):
        return False
    return is_loopback(client[0]) and is_loopback(host)


class Lines:
    """The open connections of a door, each to be found by a request that came over it."""

    def __init__(self) -> None:
        self._transports: dict[tuple[str, int], asyncio.Transport] = {}

    async def hang_up(self, request: Request) -> None:
        """Cuts the connection of *request* without a word, and waits until it is gone."""
        client = request.scope.get("client")
        transport = self._transports.get((client[0], client[1])) if client else None
        if transport is not None:
            transport.abort()
            await gone(request)

    def protocol(self) -> type[H11Protocol]:
        """The class of connections that are kept here while they are open."""
        transports = self._transports

        class Line(H11Protocol):
            """A connection that can be cut."""

            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                transports[transport.get_extra_info("peername")[:2]] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                transports.pop(self.transport.get_extra_info("peername")[:2], None)
                super().connection_lost(exc)

        return Line


class LoopbackDoor:
    """One ASGI application behind one loopback port."""

    def __init__(
        self, app: ASGIApp, closing: Callable[[], None], lines: Lines | None = None
    ) -> None:
        self._app = app
        self._closing = closing  # wakes those who wait for something, so that stopping is prompt
        self._lines = lines or Lines()
        self._listener: socket.socket | None = None

    def listen(self, host: str, port: int) -> str:
        """Takes the port, 0 for a free one; where that is, without a slash at the end.

        Requests wait from now on until it serves. Raises NotLoopbackError, or
        OSError where the port is taken.
        """
        self._listener = loopback_socket(host, port)
        return f"http://{url_host(host)}:{self._listener.getsockname()[1]}"

    async def serve(self) -> None:
        """Serves until cancelled."""
        assert self._listener is not None, "listen first"  # noqa: S101 - a bug of the caller
        config = uvicorn.Config(
            self._app,
            http=self._lines.protocol(),
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_keep_alive=KEEP_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        server = _LoopServer(config)
        try:
            await server.serve([self._listener])
        finally:
            self._closing()
            if server.started:
                await server.shutdown([self._listener])
            self._listener.close()


def url_host(host: str) -> str:
    """*host* as it stands in a URL.

    >>> url_host("::1")
    '[::1]'
    """
    return f"[{host.strip('[]')}]" if ":" in host else host


async def left_before(request: Request, waiting: Coroutine[Any, Any, Any]) -> bool:
    """Waits for *waiting* to end or for the client to leave; True where the client left first."""
    async with asyncio.TaskGroup() as group:
        leaving = group.create_task(gone(request), name="client leaves")
        awaited = group.create_task(waiting, name="awaited")
        done, _ = await asyncio.wait({leaving, awaited}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        awaited.cancel()
    return awaited not in done


async def gone(request: Request) -> None:
    """Waits until the other end of *request* has left; its body must have been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


class _LoopServer(uvicorn.Server):
    """A server that leaves the signals to the program around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: uvicorn's own would end the caller's loop and raise the signal once more."""
        yield
