"""Watches the keys that sign: their files, and what DNS says of them, away from the path of letters.

A signature is checked before it leaves against the record as last seen here
(design §4): nothing on the path waits for a name server.
"""

import asyncio
from datetime import timedelta

import structlog

from congvu.dkim_dns import look
from mail.dns import Resolver
from mail.sign import Keyring, dns_record
from schedules.clock import Clock
from store import Store, Tx, lease
from store.directory.dkim import dkim_keys, saw_dkim_key
from store.failure import StoreFailed
from work.directory import DkimKey

LOOK_EVERY = timedelta(minutes=10)
REFRESH_SECONDS = 60.0  # a ring may be lost on its way from another process
LEASE = "key-watch"

log = structlog.get_logger()

Records = dict[tuple[str, str], bytes | None]


class KeyWatch:
    """Keeps *keyring* as its folder is, and *records* as the store has them: what DNS last said of each key.

    Of several workers one asks the DNS; all read from the store what it saw.
    """

    def __init__(
        self, store: Store, keyring: Keyring, resolver: Resolver, clock: Clock, holder: str
    ) -> None:
        self.records: Records = {}
        self._store = store
        self._keyring = keyring
        self._resolver = resolver
        self._clock = clock
        self._holder = holder

    async def refresh(self) -> tuple[DkimKey, ...]:
        """Reads files and records anew, and gives the keys that sign."""
        for problem in await asyncio.to_thread(self._keyring.reload):
            log.error("key.unread", problem=problem)
        keys = await self._store.read(_signing)
        self.records.clear()
        self.records |= {(key.selector, key.domain): _record(key) for key in keys}
        return keys

    async def run(self) -> None:
        """Follows the store, and asks the DNS of each key every ten minutes."""
        ear = self._store.bell.ear("directory")
        while True:
            try:
                await self._once()
            except StoreFailed as error:  # what was seen before still holds
                log.warning("keys.stale", error=type(error).__name__)
            await ear.heard(REFRESH_SECONDS)

    async def _once(self) -> None:
        keys, now = await self.refresh(), self._clock.now()
        due = [key for key in keys if key.seen_at is None or now - key.seen_at >= LOOK_EVERY]
        if not due:
            return
        if await self._store.write(lease.take, LEASE, self._holder, now, LOOK_EVERY):
            for key in due:
                await self._look(key)
            await self.refresh()

    async def _look(self, key: DkimKey) -> None:
        seen = await look(self._resolver, key)
        if not seen.certain:
            log.warning("key.unseen", key=key.name, reason=seen.fault)
            return
        if seen.fault:
            remedy = f"publish it: congvu dkim dns {key.domain}"
            log.error("key.unpublished", key=key.name, reason=seen.fault, remedy=remedy)
        now = self._clock.now()
        await self._store.write(saw_dkim_key, key.domain, key.selector, seen.octets, now)


def _signing(tx: Tx) -> tuple[DkimKey, ...]:
    return tuple(key for key in dkim_keys(tx) if key.active)


def _record(key: DkimKey) -> bytes | None:
    """The record that stands in DNS, as far as it was seen; None where there is none."""
    return dns_record(key.seen, key.algorithm).encode() if key.seen else None
