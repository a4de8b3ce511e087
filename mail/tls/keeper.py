"""Writes down what this process learns of recipients' domains, and reads what the others learned: away from letters."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from mail.tls.memory import Memory
from schedules.clock import Clock
from store import Store, tls
from store.failure import StoreFailed, reason
from work.finish import finish

log = structlog.get_logger()

WRITE_SECONDS = 5.0  # what comes within is one transaction
READ_SECONDS = 60.0  # a ring may be lost on its way from another process
REFRESH_EVERY = timedelta(hours=1)

Refresh = Callable[[], Awaitable[None]]


class Keeper:
    """Read once with `load` before the first letter goes; then `write`, `read` and `refresh` run side by side."""

    def __init__(self, store: Store, memory: Memory, clock: Clock, refresh: Refresh) -> None:
        self._store = store
        self._memory = memory
        self._clock = clock
        self._refresh = refresh

    async def load(self) -> None:
        """Reads what the store has."""
        self._memory.learn(await self._store.read(tls.policies, self._clock.now()))

    async def run(self) -> None:
        """Until it is cancelled; what is not written down then is written first."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._reads(), name="tls-reads")
                tasks.create_task(self._writes(), name="tls-writes")
                tasks.create_task(self._refreshes(), name="tls-refreshes")
        finally:
            await finish(self._write())

    async def _reads(self) -> None:
        ear = self._store.bell.ear(tls.TOPIC)
        while True:
            try:
                await self.load()
            except StoreFailed as error:  # what was read before still holds
                log.warning("tls.stale", error=reason(error))
            await ear.heard(READ_SECONDS)

    async def _writes(self) -> None:
        while True:
            await self._memory.changed.wait()
            await self._write()
            await asyncio.sleep(WRITE_SECONDS)

    async def _write(self) -> None:
        policies = self._memory.unwritten()
        if not policies:
            return
        try:
            await finish(self._store.write(tls.keep_policies, policies, self._clock.now()))
        except StoreFailed as error:
            self._memory.give_back(policies)
            log.warning("tls.unwritten", error=reason(error))

    async def _refreshes(self) -> None:
        while True:
            await self._refresh()
            await asyncio.sleep(REFRESH_EVERY.total_seconds())
