"""Asks Telegram for updates and keeps them: each is committed before the next question confirms it.

One process at a time does so, under a lease; if two did, the update's number
would still let each be there once.
"""

import asyncio
from datetime import timedelta

import structlog
from telegram.error import Conflict, RetryAfter, TelegramError

from bot.failure import flood_wait
from bot.intake import Intake
from bot.line import Line
from schedules.clock import Clock
from store import lease, update
from work.finish import finish

LEASE = "telegram-poller"
TERM = timedelta(seconds=15)
POLL_SECONDS = 8  # of one question; with the wait for its answer less than the lease's term
LOOK_AGAIN_SECONDS = 2.0  # at a lease that another process has
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0

log = structlog.get_logger()


class Poll:
    """The loop of one process; *holder* names it in the lease."""

    def __init__(
        self, intake: Intake, line: Line, machine: Clock, holder: str, seconds: int = POLL_SECONDS
    ) -> None:
        self._intake = intake
        self._store = intake.store
        self._machine = machine
        self._line = line
        self._holder = holder
        self._seconds = seconds
        self._trouble = ""
        self._conflicts = 0  # in a row
        self._pause = FIRST_PAUSE_SECONDS

    async def run(self) -> None:
        """Asks again and again until it is cancelled; what was not committed then comes again."""
        if not await self._line.ready():
            return
        try:
            while True:
                if await self._holds():
                    await self._once()
                else:
                    self._conflicts = 0
                    await asyncio.sleep(LOOK_AGAIN_SECONDS)
        finally:
            await finish(self._store.write(lease.give_back, LEASE, self._holder))

    async def _holds(self) -> bool:
        """Whether the lease is ours, renewed with each question."""
        now = self._machine.now()
        if await self._store.read(lease.holder, LEASE, now) not in (None, self._holder):
            return False
        return await self._store.write(lease.take, LEASE, self._holder, now, TERM)

    async def _once(self) -> None:
        offset = await self._store.read(update.offset, self._machine.now())
        try:
            found = await self._line.updates(offset, self._seconds)
        except TelegramError as error:
            await self._rest(error)
            return
        if self._trouble:
            log.info("telegram.heard-again")
        self._trouble, self._conflicts, self._pause = "", 0, FIRST_PAUSE_SECONDS
        if found and not await self._intake.take(found, self._machine.now()):
            await asyncio.sleep(FIRST_PAUSE_SECONDS)  # they have no number, so they come again

    async def _rest(self, error: TelegramError) -> None:
        """Logs each kind of trouble once, and pauses; the lease runs out if that takes long.

        A single conflict is one of us that stood still for longer than its lease, or
        who took over from it; another program's come again.
        """
        kind = type(error.__cause__ or error).__name__
        self._conflicts = self._conflicts + 1 if isinstance(error, Conflict) else 0
        if kind != self._trouble and self._conflicts != 1:
            self._trouble = kind
            _tell(error, kind)
        wanted = flood_wait(error).total_seconds() if isinstance(error, RetryAfter) else 0
        await asyncio.sleep(max(self._pause, wanted))
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)


def _tell(error: TelegramError, kind: str) -> None:
    if isinstance(error, Conflict):
        log.error(
            "telegram.conflict",
            remedy="another program asks for this bot's updates: stop it, or get a token of its own"
            " for one of the two from @BotFather",
        )
    else:
        log.warning("telegram.unheard", reason=kind)
