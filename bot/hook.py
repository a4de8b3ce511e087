"""Looks after the webhook: sets it again where it was taken away, and tells the log when Telegram does not reach us."""

import asyncio
from datetime import timedelta

import structlog
from telegram import WebhookInfo
from telegram.error import TelegramError

from bot.line import Line
from bot.settings import Webhook
from schedules.clock import Clock
from store import Store, lease
from work.finish import finish

LEASE = "telegram-webhook"
EVERY_SECONDS = 60.0
TERM = timedelta(seconds=3 * EVERY_SECONDS)
REMEDY = (
    "see that webhook_url leads through the proxy to [web] `listen`, with a certificate that Telegram"
    ' accepts; or take mode = "polling"'
)

log = structlog.get_logger()


class Hook:
    """The loop of one process; *holder* names it in the lease."""

    def __init__(
        self,
        store: Store,
        line: Line,
        wanted: Webhook,
        machine: Clock,
        holder: str,
        every: float = EVERY_SECONDS,
    ) -> None:
        self._store = store
        self._line = line
        self._wanted = wanted
        self._machine = machine
        self._holder = holder
        self._every = every
        self._trouble = ""

    async def run(self) -> None:
        """Looks now and then until it is cancelled."""
        if not await self._line.ready():
            return
        try:
            while True:
                now = self._machine.now()
                if await self._store.write(lease.take, LEASE, self._holder, now, TERM):
                    await self._look()
                await asyncio.sleep(self._every)
        finally:
            await finish(self._store.write(lease.give_back, LEASE, self._holder))

    async def _look(self) -> None:
        try:
            info = await self._line.bot.get_webhook_info()
            if info.url != self._wanted.url:
                await self._line.settle_webhook()
                log.warning("telegram.webhook-set-again", remedy=_OTHER)
                return
        except TelegramError as error:
            self._tell(type(error.__cause__ or error).__name__, 0)
            return
        self._tell(_trouble(info), info.pending_update_count)

    def _tell(self, trouble: str, waiting: int) -> None:
        """Logs each kind of trouble once; with what Telegram says of it, which holds no secret."""
        if trouble and trouble != self._trouble:
            log.error("telegram.webhook-failing", reason=trouble, waiting=waiting, remedy=REMEDY)
        if self._trouble and not trouble:
            log.info("telegram.heard-again")
        self._trouble = trouble


_OTHER = "another program sets this bot's webhook or asks for its updates: stop it"


def _trouble(info: WebhookInfo) -> str:
    """Why updates wait; "" where none does."""
    return (info.last_error_message or "") if info.pending_update_count else ""
