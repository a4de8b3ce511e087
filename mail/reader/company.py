"""Letters that are ready wait a moment for others, so that one commit does for all: it keeps everybody else from writing."""

import asyncio


class Company:
    """Lets *most* that wait go on together; nobody waits longer than *seconds*."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._waiting: list[asyncio.Future[None]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def joined(self, expected: int) -> None:
        """Waits for others, of whom there may be *expected* with this one."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._waiting.append(future)
        if len(self._waiting) >= min(self._most, expected):
            self._go()
        elif self._timer is None:
            self._timer = loop.call_later(self._seconds, self._go)
        await future

    def _go(self) -> None:
        waiting, self._waiting = self._waiting, []
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for future in waiting:
            if not future.done():  # its waiter may have been cancelled
                future.set_result(None)
