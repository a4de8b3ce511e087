"""Approvals: those who may approve of a waiting letter are told once more, and what ended undecided is closed.

Wherever it runs: each row is changed once, each notice has its key (design, law 7).
"""

import asyncio

import structlog

from schedules.clock import Clock
from store import Store, approval_asked

LOOK_SECONDS = 30.0

log = structlog.get_logger()


class Approvals:
    """The loop of one process, by the machine's time: letters end by it."""

    def __init__(self, store: Store, machine: Clock) -> None:
        self._store = store
        self._machine = machine

    async def run(self) -> None:
        """Looks twice a minute, for ever."""
        while True:
            await self.once()
            await asyncio.sleep(LOOK_SECONDS)

    async def once(self) -> None:
        """Reminds of and closes a batch of what is due."""
        now = self._machine.now()
        if await self._store.read(approval_asked.has_work, now):
            reminded, ended = await self._store.write(approval_asked.remind, now)
            log.info("approvals.looked", reminded=reminded, ended=ended)
