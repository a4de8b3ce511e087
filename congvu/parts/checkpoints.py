"""Sends the newest checkpoint of the account, once on each of the office's days, to those who keep it elsewhere."""

import asyncio
from datetime import datetime
from functools import partial

import structlog

from congvu.daemon import Daemon
from congvu.parts.schedules import writer
from mail import checkpoint as letters
from store import checkpoint, spool
from store.failure import StoreFailed, reason
from store.tx import Tx
from work.letter import NewLetter

LOOK_SECONDS = 60.0

log = structlog.get_logger()


def start(daemon: Daemon) -> None:
    """Adds the loop; of several machines that have it, one sends."""
    daemon.supervisor.add("checkpoints", Checkpoints(daemon).run)


class Checkpoints:
    """The loop of one process."""

    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    async def run(self) -> None:
        """Looks every minute, for ever."""
        while True:
            try:
                await self.once()
            except StoreFailed as error:  # the next look finds the same
                log.warning("checkpoint.put-off", error=reason(error))
            await asyncio.sleep(LOOK_SECONDS)

    async def once(self) -> None:
        """Sends what is due by office time, if the day's was not sent yet; at most one a day."""
        daemon, config = self._daemon, self._daemon.config
        here = daemon.office.now().astimezone(config.office.zone)
        day = here.date()
        if here.time() < config.audit.send_at or await daemon.store.read(checkpoint.is_sent, day):
            return
        newest = await daemon.store.read(checkpoint.newest)
        if newest is None:
            return
        chains, lines = await daemon.store.read(checkpoint.totals)
        shown = {
            **newest.shown(),
            "office": config.office.domain,
            "public_key": daemon.signer.public.public_bytes_raw().hex(),
            "chains": chains,
            "lines": lines,
        }
        now, to = daemon.machine.now(), config.audit.send_to
        who = writer(config, simulated=daemon.office.simulated)
        new = letters.letter(shown, day, to, who, config.office.language, now)
        accept = partial(_accept, new=new, end=now + config.relay.max_age, now=now)
        if await daemon.store.write(checkpoint.send_out, newest, day, accept, now):
            log.info("checkpoint.sent", checkpoint=newest.number, recipients=len(to))


def _accept(tx: Tx, new: NewLetter, end: datetime, now: datetime) -> int | None:
    accepted = spool.accept(tx, new, now, end, None)
    return accepted.letter if accepted else None
