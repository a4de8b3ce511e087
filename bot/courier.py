"""Carries notices by Telegram: one message each, in the reader's language, at a pace Telegram takes."""

import asyncio
from datetime import timedelta

from telegram.error import ChatMigrated, RetryAfter, TelegramError

from bot.desk import Desk
from bot.failure import flood_wait, is_gone, outcome
from bot.line import Line
from bot.pace import Pace
from bot.pushed import rows, words
from bot.screen import fitted, keyboard
from store import chat as chats
from store.link_code import UNLINKED_KIND
from work.chat import Link
from work.notice import Begin, Notice
from work.outcome import Deferred, Delivered, Outcome, Refused


class TelegramCourier:
    """The courier of the channel "telegram" (work.notice.Courier)."""

    def __init__(self, desk: Desk, line: Line, pace: Pace | None = None) -> None:
        self._desk = desk
        self._line = line
        self._pace = pace or Pace()

    async def deliver(self, notice: Notice, begin: Begin) -> Outcome:
        """Delivered once Telegram says so; whose chat it is now is asked first, not when it was put in."""
        link = await self._desk.store.read(chats.of_person, notice.person)
        chat_id = self._chat(notice, link)
        if chat_id is None:
            return Refused("5.2.1", "no account of this person may be told")
        loop = asyncio.get_running_loop()
        seconds, soon = self._pace.wait(chat_id, loop.time())
        if not soon:
            later = self._desk.machine.now() + timedelta(seconds=seconds)
            return Deferred("4.7.0", "others go to this chat first", later)
        await asyncio.sleep(seconds)
        if not await begin():
            return Deferred("4.3.0", "the notice was not claimed any more")
        try:
            return await self._sent(notice, chat_id)
        except ChatMigrated as moved:
            await self._desk.store.write(chats.move, chat_id, moved.new_chat_id)
            return await self._sent_to(notice, moved.new_chat_id, link)
        except TelegramError as error:
            return await self._answered(error, chat_id, link)

    def _chat(self, notice: Notice, link: Link | None) -> int | None:
        """The chat of the person's account; that one is unlinked is told where it was."""
        if notice.kind == UNLINKED_KIND:
            return int(notice.address)
        if link is None or link.blocked_at or not link.stands(self._desk.office.now()):
            return None
        return link.chat_id

    async def _sent_to(self, notice: Notice, chat_id: int, link: Link | None) -> Outcome:
        try:
            return await self._sent(notice, chat_id)
        except TelegramError as error:
            return await self._answered(error, chat_id, link)

    async def _sent(self, notice: Notice, chat_id: int) -> Delivered:
        sent = await self._line.bot.send_message(
            chat_id, fitted(words(self._desk, notice)), reply_markup=keyboard(rows(notice))
        )
        return Delivered(f"message:{sent.message_id}")

    async def _answered(self, error: TelegramError, chat_id: int, link: Link | None) -> Outcome:
        """What the error means; a chat that is gone is not written to again."""
        now = self._desk.machine.now()
        if is_gone(error) and link is not None:
            await self._desk.store.write(chats.block, link.user_id, now)
        if isinstance(error, RetryAfter):
            until = asyncio.get_running_loop().time() + flood_wait(error).total_seconds()
            self._pace.hold(chat_id, until)
        return outcome(error, now)
