"""Sends each domain that asks for it a report on the day before: once, signed, in the name of the office (RFC 8460)."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import structlog

from mail.address import domain_of
from mail.dns import Found, Resolver, Unknown
from mail.tls.report import Submitter, letter, mailboxes, report
from schedules.clock import Clock
from store import Store, Tx, lease, spool, tls_tally
from store.failure import StoreFailed, reason
from work.letter import NewLetter

log = structlog.get_logger()

EVERY = timedelta(hours=1)
LEASE = "tls-reports"
GIVEN_UP = timedelta(days=3)  # for a domain whose DNS does not answer
MAX_AGE = timedelta(days=1)  # for a report that cannot be delivered, RFC 8460 §5.3 gives it as much


class Reports:
    """*signs* says whether letters from a domain are signed: others are not believed, so none is sent."""

    def __init__(
        self,
        store: Store,
        resolver: Resolver,
        who: Submitter,
        signs: Callable[[str], bool],
        clock: Clock,
        holder: str,
    ) -> None:
        self._store = store
        self._resolver = resolver
        self._who = who
        self._signs = signs
        self._clock = clock
        self._holder = holder

    async def run(self) -> None:
        """Looks every hour, for ever; of several workers one looks."""
        while True:
            try:
                now = self._clock.now()
                if await self._store.write(lease.take, LEASE, self._holder, now, EVERY):
                    await self.send()
            except StoreFailed as error:  # what was counted stays
                log.warning("reports.put-off", error=reason(error))
            await asyncio.sleep(EVERY.total_seconds())

    async def send(self) -> None:
        """Sends what is due now, and drops what nobody asks for."""
        for day, domain in await self._store.read(tls_tally.due, self._clock.now().date()):
            to = await self._asked(day, domain)
            if to is not None:
                await self._settle(day, domain, to)

    async def _asked(self, day: date, domain: str) -> tuple[str, ...] | None:
        """Who wants the report; None where that cannot be known yet."""
        if not self._signs(domain_of(self._who.contact)):
            return ()
        match await self._resolver.txt(f"_smtp._tls.{domain}"):
            case Found(records):
                return mailboxes(records)
            case Unknown() if self._clock.now().date() - day < GIVEN_UP:
                return None
            case _:
                return ()

    async def _settle(self, day: date, domain: str, to: tuple[str, ...]) -> None:
        now = self._clock.now()
        new = None
        if to:
            counted = await self._store.read(tls_tally.counts, day, domain)
            told = report(domain, day, counted, self._who)
            new = letter(domain, day, to, told, self._who, now)
        accept = None if new is None else partial(_accept, new=new, now=now)
        if await self._store.write(tls_tally.settle, day, domain, accept, now):
            log.info("tls.reported", domain=domain, day=day.isoformat())


def _accept(tx: Tx, new: NewLetter, now: datetime) -> object:
    return spool.accept(tx, new, now, now + MAX_AGE, None)
