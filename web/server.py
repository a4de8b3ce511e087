"""Serves an ASGI application in the daemon's own event loop, which keeps its own signals."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
import uvicorn
from starlette.types import ASGIApp

GRACE_SECONDS = 5  # for requests under way at the stop
CONNECTIONS_LIMIT = 256  # above it the answer is 503, so that idle peers cost no more than this
HEADER_LIMIT = 16 * 1024  # octets of an incomplete request

log = structlog.get_logger()


class Door:
    """One application behind one address, as a loop of the supervisor."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._server: uvicorn.Server | None = None
        self._listening = asyncio.Event()
        self._url = ""

    async def run(self) -> None:
        """Serves until it is asked to drain, or cancelled. Raises OSError when the address is taken."""
        listener = self._bound()
        server = _LoopServer(_config(self._app))
        self._server = server
        log.info("web.listening", url=self._url)
        self._listening.set()
        try:
            await server.serve([listener])
        except asyncio.CancelledError:
            if server.started:
                await server.shutdown([listener])
            raise
        finally:
            self._listening.clear()
            listener.close()

    def drain(self) -> None:
        """Lets requests under way be answered, then :meth:`run` returns."""
        if self._server is not None:
            self._server.should_exit = True

    async def url(self) -> str:
        """Waits until it listens; then where, without a slash at the end."""
        await self._listening.wait()
        return self._url

    def _bound(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listener = socket.create_server((self._host, self._port), family=family, backlog=128)
        host = f"[{self._host}]" if family is socket.AF_INET6 else self._host
        self._url = f"http://{host}:{listener.getsockname()[1]}"
        return listener


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # who asks is who connected; a forwarded name would be believed
        server_header=False,
        limit_concurrency=CONNECTIONS_LIMIT,
        h11_max_incomplete_event_size=HEADER_LIMIT,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


class _LoopServer(uvicorn.Server):
    """A server that leaves the signals to the program around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: uvicorn's own would end the caller's loop and raise the signal once more."""
        yield
