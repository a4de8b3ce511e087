"""What is kept of logins: whence they came in, and how often others guessed; written together, now and then."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from datetime import timedelta

import structlog

from mail.guard import Guard
from schedules.clock import Clock
from store import Store
from store.directory import ways
from store.failure import StoreFailed, reason
from work.finish import finish
from work.way import Guesses, Way

log = structlog.get_logger()

PAUSE_SECONDS = 10.0  # between two writings, of which there is none without news
READ_EACH = 6  # pauses: what other workers have learnt
MOST = 4096  # ways that wait to be written; more are not remembered
AGAIN = timedelta(days=1)  # after which it is written again that a way is still gone


class Memoir:
    """Collects news in memory; follow() writes them, and teaches *guard* what the store knows."""

    def __init__(self, store: Store, clock: Clock, guard: Guard) -> None:
        self._store = store
        self._clock = clock
        self._guard = guard
        self._came: dict[tuple[str, str], Way] = {}
        self._guesses: dict[str, Guesses] = {}
        self._told: Mapping[tuple[str, str], Way] = {}

    def came(self, name: str, peer: str) -> None:
        """*name* came in from *peer*."""
        now, key = self._clock.now(), (name, peer)
        told = self._told.get(key)
        if (told is None or now - told.at > AGAIN) and len(self._came) < MOST:
            self._came[key] = Way(name, peer, now)

    def wrong(self, name: str | None, peer: str) -> None:
        """Somebody at *peer* did not know the password of *name*; None for a name that nobody has."""
        self._guessed(name, peer, wrong=1)

    def put_off(self, name: str | None, peer: str) -> None:
        """Somebody at *peer* was not asked."""
        self._guessed(name, peer, put_off=1)

    async def refresh(self) -> None:
        """Reads whence logins came in; what is not written yet counts as well."""
        known = await self._store.read(ways.ways, self._clock.now())
        self._told = {(way.login, way.address): way for way in known}
        self._guard.learn((*self._told, *self._came))

    async def follow(self) -> None:
        """Writes and reads, for ever; at the end it writes once more."""
        try:
            while True:
                for _ in range(READ_EACH):
                    await asyncio.sleep(PAUSE_SECONDS)
                    await self._attempt(self.write())
                await self._attempt(self.refresh())
        finally:
            await finish(self._attempt(self.write()))

    async def write(self) -> None:
        """Writes what is new; what could not be written waits for the next time."""
        came, guesses = self._came, self._guesses
        if not came and not guesses:
            return
        self._came, self._guesses = {}, {}
        news = (tuple(came.values()), tuple(guesses.values()))
        try:
            await self._store.write(ways.remember, *news)
        except StoreFailed:
            self._came = came | self._came
            for one in self._guesses.values():
                _add(guesses, one)
            self._guesses = guesses
            raise
        self._told = {**self._told, **came}

    async def _attempt(self, work: Awaitable[None]) -> None:
        try:
            await work
        except StoreFailed as error:  # what is in memory still holds
            log.warning("logins.stale", error=reason(error))

    def _guessed(self, name: str | None, peer: str, *, wrong: int = 0, put_off: int = 0) -> None:
        if name is not None:
            _add(self._guesses, Guesses(name, wrong, put_off, peer, self._clock.now()))


def _add(guesses: dict[str, Guesses], more: Guesses) -> None:
    before = guesses.get(more.login)
    if before is not None:
        wrong, put_off = before.wrong + more.wrong, before.put_off + more.put_off
        more = replace(more, wrong=wrong, put_off=put_off)
    guesses[more.login] = more
