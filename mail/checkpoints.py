"""Sends the newest checkpoint of the account, once on each of the office's days, to those who keep it elsewhere."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

import structlog

from mail.checkpoint import letter
from mail.notice import Writer
from schedules.clock import Clock
from store import Store, checkpoint, spool
from store.failure import StoreFailed, reason
from store.tx import Tx
from work.letter import NewLetter

LOOK_SECONDS = 20.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sending:
    """To whom, from which hour of the office's day on, in which language, tried for how long.

    *public_key* is that of the key that seals, in hexadecimal: it goes along.
    """

    to: tuple[str, ...]
    at: time
    language: str
    max_age: timedelta
    public_key: str


class Checkpoints:
    """The loop of one process; of several that have it, one sends. Which day it is *office* says."""

    def __init__(
        self, store: Store, writer: Writer, machine: Clock, office: Clock, sending: Sending
    ) -> None:
        self._store = store
        self._writer = writer
        self._machine = machine
        self._office = office
        self._sending = sending

    async def run(self) -> None:
        """Looks three times a minute, for ever."""
        while True:
            try:
                await self.once()
            except StoreFailed as error:  # the next look finds the same
                log.warning("checkpoint.put-off", error=reason(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def once(self) -> None:
        """Sends what is due, if the day's was not sent yet; at most one a day, and none is made up for."""
        sending, here = self._sending, self._office.now().astimezone(self._writer.zone)
        day = here.date()
        if here.time() < sending.at or await self._store.read(checkpoint.is_sent, day):
            return
        newest = await self._store.read(checkpoint.newest)
        if newest is None:
            return
        chains, lines = await self._store.read(checkpoint.totals)
        said = {"public_key": sending.public_key, "chains": chains, "lines": lines}
        shown = {**newest.shown(), "office": self._writer.domain, **said}
        now = self._machine.now()
        new = letter(shown, day, sending.to, self._writer, sending.language, now)
        accept = partial(_accept, new=new, end=now + sending.max_age, now=now)
        if await self._store.write(checkpoint.send_out, newest, day, accept, now):
            log.info("checkpoint.sent", checkpoint=newest.number, recipients=len(sending.to))


def _accept(tx: Tx, new: NewLetter, end: datetime, now: datetime) -> int | None:
    accepted = spool.accept(tx, new, now, end, None)
    return accepted.letter if accepted else None
