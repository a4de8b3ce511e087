"""Hands consignments to their next hop: connections are kept and shared, outcomes are values.

Nothing here decides when to try again, and nothing is written down: `begin` and
the caller do that.
"""

import random
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import structlog

from mail.consignment import Begin, Consignment
from mail.dns import Resolver
from mail.exchanger import Guide, Place
from mail.maildir import Maildirs
from mail.protection import UNKEPT
from mail.route import Box, Destination, LocalHop
from mail.smtp.client import FAILED_TLS, Client, Failure
from mail.smtp.connection import Connection, Owner
from mail.smtp.errand import Errand
from mail.smtp.pool import CLOSED, Pool
from mail.smtp.settings import ClientSettings
from mail.smtp.trust import Trust
from mail.smtp.wire import flaw, is_mailbox
from mail.tls.fetch import Fetcher
from mail.tls.guard import Guard
from mail.tls.manner import Door, Manner
from mail.tls.memory import Memory, Past
from mail.tls.policies import Policies
from schedules.clock import MachineClock
from work.letter import TlsWish
from work.outcome import Deferred, Outcome, Refused

log = structlog.get_logger()

LAME_SECONDS = 60.0  # how long a place that did not answer is tried after all others
LAME_PLACES = 1000

_Way = tuple[Door, TlsWish | None]  # letters whose senders ask alike of TLS share connections


class Delivery:
    """Delivers over SMTP, LMTP and into maildirs; keeps one pool of connections for each destination."""

    def __init__(
        self,
        settings: ClientSettings,
        resolver: Resolver,
        chance: random.Random,
        memory: Memory | None = None,
    ) -> None:
        now, trust = MachineClock().now, Trust(settings.ca_file)
        self._settings = settings
        self._guide = Guide(
            resolver, settings.hostname, chance, settings.port, loopback=settings.loopback_only
        )
        fetcher = Fetcher(self._guide, trust, settings)
        memory = memory or Memory()
        self.policies = Policies(resolver, fetcher, memory, now)
        self._guard = Guard(resolver, self.policies, Past(memory, settings.tls_memory), now)
        self._client = Client(settings, trust, now)
        self._maildirs = Maildirs()
        self._pools: dict[_Way, Pool] = {}
        self._lame: dict[Place, float] = {}  # until when, monotonic
        self._closed = False

    async def deliver(
        self, destination: Destination, consignment: Consignment, begin: Begin
    ) -> tuple[Outcome, ...]:
        """What became of each recipient, in the order of the consignment.

        *begin* is always awaited before the content's last octet may leave, and again
        when the peer let that wait for more than a second; not at all where no
        connection came about. When it gives False, nothing was delivered, and the
        outcomes are nobody's business. What *begin* or the body's blocks raise comes
        out here, and nothing was delivered either.
        """
        refused = flaw(consignment)
        if refused is not None:
            return (refused,) * len(consignment.recipients)
        if all(is_mailbox(to.address) for to in consignment.recipients):
            return await self._handed(destination, consignment, begin)
        return await self._sifted(destination, consignment, begin)

    async def close(self) -> None:
        """Ends idle connections with QUIT and busy ones after the letters they carry.

        Letters that still wait for a connection are deferred. Cancelled, it cuts
        what is left; the letters concerned are deferred or uncertain.
        """
        self._closed = True
        try:
            for pool in tuple(self._pools.values()):
                await pool.close()
        finally:
            self._maildirs.close()

    async def _sifted(
        self, destination: Destination, letter: Consignment, begin: Begin
    ) -> tuple[Outcome, ...]:
        sound = [is_mailbox(to.address) for to in letter.recipients]
        recipients = tuple(to for to, good in zip(letter.recipients, sound, strict=True) if good)
        rest = letter._replace(recipients=recipients)
        outcomes = iter(await self._handed(destination, rest, begin) if recipients else ())
        malformed = Refused("5.1.3", "the address is not well formed")
        return tuple(next(outcomes) if good else malformed for good in sound)

    async def _handed(
        self, destination: Destination, letter: Consignment, begin: Begin
    ) -> tuple[Outcome, ...]:
        if self._closed:
            return (CLOSED,) * len(letter.recipients)
        if isinstance(destination, Box):
            outcome = await self._maildirs.deliver(Path(destination.path), letter, begin)
            return (outcome,) * len(letter.recipients)
        if isinstance(destination, LocalHop):  # nothing lies between us, RFC 8689 §4.4
            letter = letter._replace(tls=None)
        way = (destination, letter.tls)
        pool = self._pools.get(way)
        if pool is None:
            pool = self._pools[way] = self._pool(way)
        return await pool.send(Errand(letter, begin))

    def _pool(self, way: _Way) -> Pool:
        async def open_one(owner: Owner) -> Connection | Failure:
            return await self._connected(way, owner)

        def emptied() -> None:
            if self._pools.get(way) is pool:
                del self._pools[way]

        pool = Pool(open_one, _bounded(self._settings, way[0]), emptied)
        return pool

    async def _connected(self, way: _Way, owner: Owner) -> Connection | Failure:
        """The first place that lets us in; those that were silent lately are asked last."""
        failures: list[Failure] = []
        async with aclosing(self._in_order(way[0])) as places:
            async for place in places:
                found = await self._try(place, way, owner) if isinstance(place, Place) else place
                if isinstance(found, Connection):
                    return found
                failures.append(found)
        return _verdict(failures)

    async def _in_order(self, destination: Door) -> AsyncGenerator[Place | Failure, None]:
        later: list[Place] = []
        async with aclosing(self._guide.places(destination)) as places:
            async for place in places:
                if isinstance(place, Place) and self._is_lame(place):
                    later.append(place)
                else:
                    yield place
        for place in later:
            yield place

    async def _try(self, place: Place, way: _Way, owner: Owner) -> Connection | Failure:
        manner = await self._guard.manner(way[0], place, way[1])
        if not isinstance(manner, Manner):
            return manner
        found = await self._wished(place, manner, way, owner)
        if isinstance(found, Connection):
            self._lame.pop(place, None)
        elif found.status not in UNKEPT:  # it may well take other letters
            self._lamed(place, found)
        return found

    async def _wished(
        self, place: Place, manner: Manner, way: _Way, owner: Owner
    ) -> Connection | Failure:
        """The connection that is asked for; only what nobody insists on can be eased."""
        found = await self._told(place, manner, way, owner)
        if isinstance(found, Connection) or found.status not in FAILED_TLS:
            return found
        if manner.by == "memory":
            log.warning("hop.downgraded", host=place.host, status=found.status)
        if manner.trial:
            log.warning("sts.would-fail", host=place.host, status=found.status)
            return await self._client.connect(place, self._guard.untried(way[0], manner), owner)
        ours = isinstance(found, Deferred) and not found.answer  # not a status that the peer chose
        if ours and way[1] == "optional" and manner.proof == "none" and manner.protocol != "smtps":
            log.info("hop.in-clear", host=place.host, address=place.address, status=found.status)
            return await self._client.connect(place, replace(manner, clear=True), owner)
        return found

    async def _told(
        self, place: Place, manner: Manner, way: _Way, owner: Owner
    ) -> Connection | Failure:
        """A connection, and what is to be known of it later; reports are such letters as ask to go in any case."""
        found = await self._client.connect(place, manner, owner)
        if way[1] != "optional" and isinstance(found, Connection):
            self._guard.saw(way[0], place, manner, found.level)
        elif way[1] != "optional" and isinstance(found, Deferred):
            self._guard.failed(way[0], place, manner, found.fault)
        return found

    def _lamed(self, place: Place, found: Failure) -> None:
        if len(self._lame) >= LAME_PLACES:
            del self._lame[next(iter(self._lame))]
        self._lame[place] = time.monotonic() + LAME_SECONDS
        log.warning("hop.failed", host=place.host, address=place.address, status=found.status)

    def _is_lame(self, place: Place) -> bool:
        return self._lame.get(place, 0.0) > time.monotonic()


def _bounded(settings: ClientSettings, destination: Door) -> ClientSettings:
    """The settings with as many connections as the destination's route allows."""
    if destination.connections is None:
        return settings
    return replace(settings, connections=destination.connections)


def _verdict(failures: list[Failure]) -> Failure:
    """The last one that may pass, else the last one: a letter is not refused while one host might take it."""
    passing = [failure for failure in failures if isinstance(failure, Deferred)]
    return (passing or failures)[-1]
