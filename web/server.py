"""Serves an ASGI application in the daemon's own event loop, which keeps its own signals."""

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvicorn
from starlette.types import ASGIApp

from web.patience import PATIENCE, Patience, patient

GRACE_SECONDS = 5  # for requests under way at the stop
STREAMS_LIMIT = 400  # pages that listen for what changes, each by a connection of its own
CONNECTIONS_LIMIT = (
    256 + STREAMS_LIMIT
)  # above it the answer is 503: idle peers cost no more than this
HEADER_LIMIT = 16 * 1024  # octets of an incomplete request

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Certificate:
    """The files by which a door speaks TLS."""

    cert_file: Path
    key_file: Path

    def context(self) -> ssl.SSLContext:
        """What connections are served with. Raises OSError, and ssl.SSLError with it, for files that do not serve."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_RENEGOTIATION  # a client may ask for it for ever
        self.load(context)
        return context

    def load(self, context: ssl.SSLContext) -> None:
        """Lets new connections be served with what stands in the files now. Raises OSError."""
        context.load_cert_chain(self.cert_file, self.key_file)


class Door:
    """One application behind one address, as a loop of the supervisor; by TLS where it has a *certificate*."""

    def __init__(
        self,
        app: ASGIApp,
        host: str,
        port: int,
        certificate: Certificate | None = None,
        patience: Patience = PATIENCE,
    ) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._certificate = certificate
        self._patience = patience
        self._context: ssl.SSLContext | None = None
        self._server: uvicorn.Server | None = None
        self._listening = asyncio.Event()
        self._url = ""

    async def run(self) -> None:
        """Serves until it is asked to drain, or cancelled.

        Raises OSError when the address is taken, or the certificate cannot be used.
        """
        if self._certificate is not None:
            self._context = self._certificate.context()
        listener = self._bound()
        server = _LoopServer(_config(self._app, self._context, self._patience))
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

    def reload_certificate(self) -> None:
        """Shows the certificate that is in the file now; the one before, where that cannot be used."""
        if self._certificate is None or self._context is None:
            return
        try:
            self._certificate.load(self._context)
        except OSError as error:
            log.error(
                "certificate.kept",
                listener="web",
                reason=str(error),
                remedy="mend cert_file and key_file, then send SIGHUP again",
            )

    async def url(self) -> str:
        """Waits until it listens; then where, without a slash at the end."""
        await self._listening.wait()
        return self._url

    def _bound(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listener = socket.create_server((self._host, self._port), family=family, backlog=128)
        host = f"[{self._host}]" if family is socket.AF_INET6 else self._host
        scheme = "http" if self._certificate is None else "https"
        self._url = f"{scheme}://{host}:{listener.getsockname()[1]}"
        return listener


def _config(app: ASGIApp, context: ssl.SSLContext | None, patience: Patience) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=patient(patience),
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,  # who asks is who connected; a forwarded name would be believed
        server_header=False,
        limit_concurrency=CONNECTIONS_LIMIT,
        ssl_context_factory=None if context is None else lambda _config, _usual: context,
        h11_max_incomplete_event_size=HEADER_LIMIT,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


class _LoopServer(uvicorn.Server):
    """A server that leaves the signals to the program around it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: uvicorn's own would end the caller's loop and raise the signal once more."""
        yield
