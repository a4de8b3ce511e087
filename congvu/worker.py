"""This process as a worker: its name, the lease that it keeps alive, and what it takes over from the dead.

A worker whose lease ran out may have lost its work to another, so it stops
sending well before: at two thirds of the term since it last heard that it has
it (design, law 6).
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog

from schedules.clock import Clock
from store import Store, worker
from store.worker import PREFIX, Left
from work.finish import finish

TERM = timedelta(seconds=30)  # of a lease; it is renewed every third of it
SLOW_SECONDS = 5.0  # for a renewal; then somebody is told, and again as often
SLOW = (
    "no letter is taken in meanwhile; another process may stand still while it writes:"
    " `fuser -v` on the store's files names them, `kill -CONT` lets a stopped one go on"
)

log = structlog.get_logger()


class Worker:
    """One process's lease and heartbeat; *name* is the holder of whatever it claims."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        number: int,
        uncertain_after: timedelta,
        term: timedelta = TERM,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = f"{PREFIX}{number}-{secrets.token_hex(4)}"
        self._store = store
        self._clock = clock
        self._uncertain_after = uncertain_after
        self._term = term
        self._beat_seconds = term.total_seconds() / 3
        self._monotonic = monotonic
        self._heard: float | None = None

    def holding(self, now_monotonic: float) -> bool:
        """Whether the lease certainly is this worker's at *now_monotonic*, with time to spare."""
        return self._heard is not None and now_monotonic - self._heard < 2 * self._beat_seconds

    def lease_age_seconds(self) -> float | None:
        """Seconds since the lease was last taken or renewed; None before, and after it was lost."""
        return None if self._heard is None else self._monotonic() - self._heard

    async def join(self) -> None:
        """Takes the lease, anew if it was lost; what was claimed under this name is set free."""
        heard, now = self._monotonic(), self._clock.now()
        left = await self._store.write(
            worker.join, self.name, now, self._term, now + self._uncertain_after
        )
        self._heard = heard
        _tell("worker.joined", left)

    @asynccontextmanager
    async def joined(self) -> AsyncIterator[None]:
        """Has the lease while the block runs, and gives it back at its end, whether it was ever kept alive or not."""
        await self.join()
        try:
            yield
        finally:
            await finish(self._leave())

    async def run(self) -> None:
        """Keeps the lease alive until it is cancelled."""
        while True:
            await self._beat()
            await asyncio.sleep(self._beat_seconds)

    async def take_over(self) -> None:
        """Gives what dead workers left to the living, again and again."""
        while True:
            now = self._clock.now()
            if await self._store.read(worker.gone, now):
                repeat_at = now + self._uncertain_after
                for left in await self._store.write(worker.clear, now, repeat_at):
                    _tell("worker.taken-over", left)
            await asyncio.sleep(self._beat_seconds)

    async def _beat(self) -> None:
        heard, now = self._monotonic(), self._clock.now()
        renewed = self._store.write(worker.stay, self.name, now, self._term)
        while not (await asyncio.wait([renewed], timeout=SLOW_SECONDS))[0]:
            waited = round(self._monotonic() - heard)
            log.error("store.slow", holder=self.name, waited_seconds=waited, remedy=SLOW)
        if await renewed:
            self._heard = heard
            return
        self._heard = None
        log.warning("worker.lease-lost", holder=self.name)
        await self.join()

    async def _leave(self) -> None:
        self._heard = None
        now = self._clock.now()
        repeat_at = now + self._uncertain_after
        _tell("worker.left", await self._store.write(worker.leave, self.name, now, repeat_at))


def _tell(event: str, left: Left) -> None:
    told = log.warning if left.uncertain else log.info
    told(event, holder=left.worker, waiting=left.waiting, uncertain=left.uncertain)
