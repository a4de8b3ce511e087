"""Carries notices by mail: a notice's end and its letter's place in our own spool are one commit."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from mail.notice import Writer, discreet, letter
from mail.reply_address import ReplyAddress
from mail.report_sheet import Enclosed, asks, enclosed
from mail.unsubscribing import Unsubscribing
from papers.form_sheet import sheet_of_request
from schedules.clock import Clock
from store import Store, reply, spool
from store.form.submissions import whole
from store.outbox import settle_with_letter
from store.tx import Tx
from templates import sentences
from work.notice import Begin, Notice
from work.outcome import Deferred, Delivered, Outcome
from work.secrecy.discretion import Discretion


class MailCourier:
    """The courier of the channel "mail" (work.notice.Courier).

    *answered_at* is an address whose letters are taken in; "" where nobody reads answers.
    """

    def __init__(
        self,
        store: Store,
        writer: Writer,
        clock: Clock,
        max_age: timedelta,
        discretion: Discretion | None = None,
        answered_at: str = "",
    ) -> None:
        self._discretion = discretion or Discretion()
        self._store = store
        self._writer = writer
        self._clock = clock
        self._max_age = max_age
        self._answered_at = answered_at

    async def deliver(self, notice: Notice, begin: Begin) -> Outcome:
        """Delivered once the letter is in the spool, from where the queue sends it on, signed."""
        now = self._clock.now()
        told = discreet(notice, self._discretion, self._writer)
        new = letter(told, await self._with_address(), now, await self._enclosed(notice))
        expires_at = now + self._max_age

        def settle(tx: Tx) -> int | None:
            def accept(tx: Tx) -> int | None:
                accepted = spool.accept(tx, new, now, expires_at, None)
                return None if accepted is None else accepted.letter

            return settle_with_letter(tx, notice.id, accept, now)

        number = await self._store.write(settle, octets=new.size_bytes)
        if number is None:
            return Deferred("4.3.0", "the notice was not claimed any more")
        return Delivered(f"letter:{number}")

    async def _with_address(self) -> Writer:
        """Who writes, with what signs the address of answers and the way out of digests: its key is made once, in the store."""
        writer, at = self._writer, self._answered_at
        if writer.stops is None:
            key = await self._store.read(reply.key)
            stops = Unsubscribing(key, at, writer.console)
            replies = ReplyAddress(at, key) if at else None
            self._writer = writer = replace(writer, replies=replies, stops=stops)
        return writer

    async def _enclosed(self, notice: Notice) -> Enclosed | None:
        """The sheet to fill in, beside a letter that asks for a report."""
        number = asks(notice)
        found = None if number is None else await self._store.read(whole, number)
        if number is None or found is None:
            return None
        language = notice.language
        sheet = sheet_of_request(*found, self._writer.name, language, sentences(language))
        day = notice.at.astimezone(self._writer.zone).date()
        return await asyncio.to_thread(enclosed, sheet, number, self._discretion, day)
