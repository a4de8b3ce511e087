"""Servers of a test's own: what they have open ends with them, whatever their clients did."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakSet

LINE = 1 << 24  # octets in which a line has to end

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


@asynccontextmanager
async def listening(
    serve: Serve,
    at: tuple[str, int] = ("127.0.0.1", 0),
    tls: ssl.SSLContext | None = None,
    **facts: Any,
) -> AsyncIterator[int]:
    """The port where *serve* takes each connection while the block runs; *facts* as asyncio.start_server has them.

    *tls* is spoken from the first octet on. Raises what *serve* raised, but for a connection that broke.
    """
    tasks, writers = set[asyncio.Task[None]](), WeakSet[asyncio.StreamWriter]()
    broken: list[Exception] = []
    loop = asyncio.get_running_loop()

    async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if tls is not None:  # the server's own handshake has a task that no one can wait for
            await writer.start_tls(tls)
        await serve(reader, writer)

    def came(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A coroutine would not know of its connection before its first turn, which may never come."""
        if tls is not None:
            assert isinstance(writer.transport, asyncio.Transport)
            writer.transport.pause_reading()
        writers.add(writer)
        task = loop.create_task(served(reader, writer))
        tasks.add(task)
        task.add_done_callback(ended)

    def ended(task: asyncio.Task[None]) -> None:
        tasks.discard(task)
        if not task.cancelled() and isinstance(error := task.exception(), Exception):
            broken.extend(() if isinstance(error, OSError | EOFError) else (error,))

    server = await asyncio.start_server(came, *at, **{"limit": LINE, **facts})
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        for door in server.sockets:  # asyncio forgets whom it lets in while it closes
            loop.remove_reader(door.fileno())
        await _turns()
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in tuple(writers):
            writer.transport.abort()
        await _turns()
    if broken:
        raise ExceptionGroup("a server of the test failed", broken)


async def _turns() -> None:
    """Lets asyncio do what it has put off: it tells of a connection some turns after it let it in, and so it closes sockets."""
    for _ in range(5):
        await asyncio.sleep(0)
