"""Writes down what this process learns of recipients' domains, and reads what the others learned: away from letters."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from mail.tls.memory import Memory
from schedules.clock import Clock
from store import Store, Tx, tls, tls_tally
from store.failure import StoreFailed, reason
from work.finish import finish
from work.tls import Count, Kept, Shown

log = structlog.get_logger()

COUNTS_SECONDS = 60.0  # so long counts may wait for something that matters more
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
        policies, shown = await self._store.read(_known, self._clock.now())
        self._memory.policies.learn(policies)
        self._memory.shown.learn(shown)

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
            with suppress(TimeoutError):
                async with asyncio.timeout(COUNTS_SECONDS):
                    await self._memory.changed.wait()
            await self._write()
            await asyncio.sleep(WRITE_SECONDS)

    async def _write(self) -> None:
        memory, well = self._memory, False
        memory.changed.clear()
        policies, shown = memory.policies.take(), memory.shown.take()
        counts = memory.tally.take()
        try:
            if policies or shown or counts:
                write = self._store.write(_keep, policies, shown, counts, self._clock.now())
                await finish(write)
            well = True
        except StoreFailed as error:  # it is written with what comes next
            log.warning("tls.unwritten", error=reason(error))
            memory.tally.give_back(counts)
        finally:
            memory.policies.written(well=well)
            memory.shown.written(well=well)

    async def _refreshes(self) -> None:
        while True:
            await self._refresh()
            await asyncio.sleep(REFRESH_EVERY.total_seconds())


def _known(tx: Tx, now: datetime) -> tuple[tuple[Kept, ...], tuple[Shown, ...]]:
    return tls.policies(tx, now), tls.shown(tx, now)


def _keep(
    tx: Tx,
    policies: Sequence[Kept],
    shown: Sequence[Shown],
    counts: Sequence[Count],
    now: datetime,
) -> None:
    if policies:
        tls.keep_policies(tx, policies, now)
    if shown:
        tls.keep_shown(tx, shown, now)
    tls_tally.add(tx, counts)
