"""Clears away, once on each of the office's days, what need not be kept any more, in whichever process holds its lease.

If two processes did it at once, each would find the other's steps done (design, law 7).
"""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from schedules.calendar import Calendar
from schedules.clock import Clock, OfficeClock
from schedules.retention import Retention
from store import Store, lease
from store import retention as kept
from store.account import Signer
from work.finish import finish
from work.retention import Cut

LEASE = "retention"
LOOK_SECONDS = 60.0  # until a day that has begun is noticed
TERM = timedelta(minutes=2)
PAUSE_SECONDS = 0.1  # between two steps, in which letters have the store for themselves

log = structlog.get_logger()


class Clearance:
    """The loop of one process; *holder* names it in the lease. Which day it is the office's clock says.

    *signer* signs what is cut off the account.
    """

    def __init__(
        self, store: Store, rules: Retention, calendar: Calendar, machine: Clock,
        office: OfficeClock, holder: str, signer: Signer,
    ) -> None:  # fmt: skip
        self._store = store
        self._rules = rules
        self._calendar = calendar
        self._machine = machine
        self._office = office
        self._holder = holder
        self._signer = signer
        self._sure_until = datetime.min.replace(tzinfo=UTC)

    async def run(self) -> None:
        """Looks every minute, for ever; cancelled, it lets the next one go on at once."""
        try:
            while True:
                await self.once()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            self._sure_until = datetime.min.replace(tzinfo=UTC)
            await finish(self._store.write(lease.give_back, LEASE, self._holder))

    async def once(self) -> None:
        """Clears what goes today; nothing where that was done, or another process is at it."""
        cuts = self._rules.cuts(self._office.now(), self._machine.now(), self._calendar)
        if await self._store.read(kept.is_over, cuts):
            return
        for cut in cuts:
            if not await self._clear(cut):
                return
        smaller = True
        while smaller:
            smaller = await self._store.write(kept.shrink)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _clear(self, cut: Cut) -> bool:
        """Whether the walk of *cut* came to its end before somebody else took the lease."""
        total = 0
        while await self._holds():
            now = self._machine.now()
            gone, ended = await self._store.write(kept.step, cut, now, self._signer)
            total += gone
            log.debug("retention.step", kind=cut.kind, gone=gone)
            if ended:
                _tell(cut, total)
                return True
            await asyncio.sleep(PAUSE_SECONDS)
        return False

    async def _holds(self) -> bool:
        """Whether the lease is this process's, asked of the store once in half of its term."""
        now = self._machine.now()
        if now >= self._sure_until:
            taken = await self._store.write(lease.take, LEASE, self._holder, now, TERM)
            self._sure_until = now + TERM / 2 if taken else now
            return taken
        return True


def _tell(cut: Cut, gone: int) -> None:
    if gone:
        day = cut.kept_from.isoformat()
        log.info("retention.cleared", kind=cut.kind, gone=gone, kept_from=day)
