"""One thread that does what must not be done on the loop: what waits for a token, one call after another.

A PKCS #11 module may stand still for good, and must not be called by two threads at once
unless it was told so. So all calls have one thread, which a hung one keeps, and the end of
the process does not wait for it.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE_SECONDS = 20.0  # for one call, those before it included


class Hangs(Exception):
    """The thread did not come to the call in time."""


class Aside:
    """Runs calls in their order; the thread begins with the first one."""

    def __init__(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._patience_seconds = patience_seconds
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    async def run(self, function: Callable[..., T], *args: Any) -> T:
        """What *function* gives or raises; raises Hangs when that takes too long, and then it may still be done."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="tokens", daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._calls.put(lambda: _do(loop, future, function, args))
        try:
            async with asyncio.timeout(self._patience_seconds):
                return await future
        except TimeoutError:
            raise Hangs(f"no answer within {self._patience_seconds:g} seconds") from None

    def _work(self) -> None:
        while True:
            self._calls.get()()


def _do(
    loop: asyncio.AbstractEventLoop,
    future: "asyncio.Future[T]",
    function: Callable[..., T],
    args: tuple[Any, ...],
) -> None:
    """Does it, unless nobody waits for it any more."""
    if future.cancelled():
        return
    try:
        given = function(*args)
    except Exception as error:  # noqa: BLE001 - it belongs to whoever asked
        _tell(loop, future, future.set_exception, error)
    else:
        _tell(loop, future, future.set_result, given)


def _tell(
    loop: asyncio.AbstractEventLoop,
    future: "asyncio.Future[T]",
    tell: Callable[[Any], None],
    given: object,
) -> None:
    def told() -> None:
        if not future.done():
            tell(given)

    if not loop.is_closed():
        loop.call_soon_threadsafe(told)
