"""One session's wait for whatever comes first: the peer, or a deadline."""

import asyncio


class Alarm:
    """Wakes the one who waits. One timer serves all waits: it is moved only when it must ring earlier."""

    __slots__ = ("_deadline", "_loop", "_timer", "_waiter")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiter: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._deadline: float | None = None  # None while nobody waits

    async def wait(self, deadline: float) -> None:
        """Returns at wake(), or once the loop's clock has reached *deadline*."""
        if self._timer is None or self._timer.when() > deadline:
            self._set(deadline)
        self._deadline = deadline
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._deadline = None

    def wake(self) -> None:
        """Ends the wait, if there is one."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def stop(self) -> None:
        """Takes the timer back."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _set(self, when: float) -> None:
        self.stop()
        self._timer = self._loop.call_at(when, self._ring)

    def _ring(self) -> None:
        self._timer = None
        if self._deadline is not None and self._loop.time() < self._deadline:
            self._set(self._deadline)
        else:
            self.wake()
