"""The line to Telegram: one application of python-telegram-bot, got through to again and again until it answers.

Its Updater is not used, because that confirms what is only in memory; its job
queue is not needed.
"""

import asyncio
import ssl
from datetime import tzinfo
from typing import Any

import httpx
import structlog
from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    ContextTypes,
    Defaults,
    ExtBot,
)
from telegram.request import HTTPXRequest

from bot.commands import MENU, named
from bot.failure import flood_wait
from bot.rate import Rate
from bot.settings import Settings
from bot.visit import Visit
from templates import LANGUAGES, word
from work.finish import finish

ALLOWED = ("message", "callback_query", "my_chat_member")
GROUP_COMMANDS = ("viec",)

CONNECT_SECONDS, WRITE_SECONDS, POOL_SECONDS = 5.0, 5.0, 5.0
POLL_SLACK_SECONDS = 5.0  # beyond what a poll was told to wait
READ_SECONDS = 15.0  # all four together stay below what a claimed notice may take
SENDING_CONNECTIONS = 64
PUSHES_AT_ONCE = 20  # a proxy and the door of [web] have room for other requests beside them
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0

log = structlog.get_logger()


class Line:
    """One bot's connection; *application* processes updates once ready() says so."""

    def __init__(self, settings: Settings, zone: tzinfo) -> None:
        self._settings = settings
        self.application = _application(settings, zone)
        self._up = False
        self._settled = asyncio.Event()
        self._closed = asyncio.Event()

    @property
    def bot(self) -> ExtBot[None]:
        """The bot, which knows itself once ready() says so."""
        bot: ExtBot[None] = self.application.bot
        return bot

    async def run(self) -> None:
        """Gets through to Telegram, however often it must try, and keeps the line until close()."""
        if not self._closed.is_set():
            self._settled.clear()
        try:
            await self._get_through()
            await self._introduce()
            await self._closed.wait()
        finally:
            self._up = False
            await finish(self._hang_up())

    async def ready(self) -> bool:
        """Waits until the bot has got through; False when it is closed before that."""
        await self._settled.wait()
        return self._up

    def close(self) -> None:
        """Lets run() end, and nobody wait any more."""
        self._closed.set()
        self._settled.set()

    def give_up(self) -> None:
        """Lets nobody wait any more for a line that is not up; one that is stays."""
        self._settled.set()

    async def updates(self, offset: int | None, seconds: int) -> list[dict[str, Any]]:
        """The updates from *offset* on, as they came, within *seconds*.

        Raises TelegramError. Bot.get_updates would parse them here, and one of a
        shape it does not know would hold up all behind it.
        """
        wish = {"offset": offset, "timeout": seconds, "allowed_updates": list(ALLOWED)}
        found = await self.bot._post("getUpdates", wish, read_timeout=seconds + POLL_SLACK_SECONDS)
        return [one for one in found if isinstance(one, dict)]

    async def settle_webhook(self) -> None:
        """Lets updates be pushed, or asked for again; what waits meanwhile stays. Raises TelegramError."""
        hook = self._settings.webhook
        if hook is None:
            await self.bot.delete_webhook()
            return
        await self.bot.set_webhook(
            hook.url,
            secret_token=hook.secret,
            allowed_updates=list(ALLOWED),
            max_connections=PUSHES_AT_ONCE,
        )

    async def _get_through(self) -> None:
        pause, told = FIRST_PAUSE_SECONDS, ""
        while not self._closed.is_set():
            try:
                await self.application.initialize()
                await self.settle_webhook()
            except TelegramError as error:
                told = _tell(error, told)
                await self._rest(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            else:
                self._up = True
                self._settled.set()
                log.info("telegram.connected", bot=self.bot.username)
                return

    async def _introduce(self) -> None:
        """Says what can be said to the bot, until Telegram takes it: nobody waits for that to be answered."""
        pause, told = FIRST_PAUSE_SECONDS, ""
        while not self._closed.is_set():
            try:
                await self._name_commands()
            except TelegramError as error:
                told = _tell(error, told)
                wanted = flood_wait(error).total_seconds() if isinstance(error, RetryAfter) else 0
                await self._rest(max(pause, wanted))
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            else:
                return

    async def _name_commands(self) -> None:
        """The commands of private chats in every language, and those of groups. Raises TelegramError."""
        own = self._settings.language
        for language in (own, *(one for one in LANGUAGES if one != own)):
            code = None if language == own else language
            await self.bot.set_my_commands(
                _commands(MENU, language), BotCommandScopeAllPrivateChats(), code
            )
        counts = self._settings.groups == "counts"
        grouped = _commands(GROUP_COMMANDS if counts else (), own)
        await self.bot.set_my_commands(grouped, scope=BotCommandScopeAllGroupChats())

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closed.wait()
        except TimeoutError:
            return

    async def _hang_up(self) -> None:
        await self.application.shutdown()
        await self.bot.shutdown()  # where it got no further than trying


def _application(settings: Settings, zone: tzinfo) -> Application[Any, Visit, Any, Any, Any, Any]:
    """Retries nothing by itself: what is to be sent again stands in the store."""
    defaults = Defaults(
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        tzinfo=zone,
    )
    trust = httpx.create_ssl_context()  # both have the same: reading the roots takes 30 ms
    builder = (
        ApplicationBuilder()
        .token(settings.token)
        .base_url(f"{settings.base_url}/bot")
        .base_file_url(f"{settings.base_url}/file/bot")
        .request(_request(settings, SENDING_CONNECTIONS, trust))
        .get_updates_request(_request(settings, 1, trust))
        .updater(None)
        .job_queue(None)
        .rate_limiter(Rate())
        .defaults(defaults)
        .context_types(ContextTypes(context=Visit))
    )
    return builder.build()


def _request(settings: Settings, connections: int, trust: ssl.SSLContext) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        write_timeout=WRITE_SECONDS,
        pool_timeout=POOL_SECONDS,
        proxy=settings.proxy,
        httpx_kwargs={"verify": trust},
    )


def _commands(names: tuple[str, ...], language: str) -> list[BotCommand]:
    return [BotCommand(named(name, language), word(f"command.{name}", language)) for name in names]


def _tell(error: TelegramError, told: str) -> str:
    """Logs why there is no line, each reason once; its name, never its text, which may hold the token."""
    reason = type(error.__cause__ or error).__name__
    if reason == told:
        return told
    if isinstance(error, InvalidToken):
        log.error(
            "telegram.token-rejected", remedy="write the token that @BotFather gave to token_file"
        )
    elif isinstance(error, BadRequest):
        log.error("telegram.refused", reason=str(error), remedy="see congvu check")
    else:
        log.warning("telegram.unreachable", reason=reason)
    return reason
