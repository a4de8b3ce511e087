"""Somebody who watches one mailbox, with everything real but the daemon around."""

import asyncio
import random
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from mail.imap.box import Box
from mail.imap.taker import Taker
from mail.imap.watch import Watch
from mail.screen import Screen, ScreenSettings
from mail.secrecy import Guard
from papers.opener import Opener
from schedules.clock import MachineClock
from store import Store, body, mailbox, secrecy, tray
from store.mailbox import Watched
from tests.mail.peers.daemon import Tls
from tests.mail.peers.watchable import PASSWORD, USER
from tests.stores import empty_store
from work.intake import Intake, Untaken
from work.secrecy.discretion import Daily
from work.secrecy.incident import Sighting
from work.secrecy.rules import shipped

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


class Peer(Protocol):
    """An IMAP server."""

    @property
    def port(self) -> int:
        """Where it listens."""


class Watching:
    """One store, and one watcher at a time."""

    def __init__(self, folder: Path, peer: Peer, tls: Tls) -> None:
        self.store = Store.open(empty_store(folder), "watch")
        self._opener = Opener()
        screen = Screen(Guard(Daily(shipped()), self._opener, folder=folder), ScreenSettings())
        self.password = PASSWORD
        self.logins = 0
        self.room = True
        self.taker = Taker(self.store, screen, folder, ZONE)
        self.box = Box(
            name="van-thu",
            host="127.0.0.1",
            port=peer.port,
            user=USER,
            address=USER,
            secret=self._password,
            tls=ssl.create_default_context(cafile=tls.authority),
            poll=timedelta(minutes=2),
        )
        self._begun = 0
        self._folder = folder

    async def _password(self) -> str:
        self.logins += 1
        return self.password

    async def close(self) -> None:
        async with self._opener:
            await self.store.close()

    @asynccontextmanager
    async def awake(self, **changes: Any) -> AsyncIterator[Watch]:
        """The watcher at work, of the mailbox with such *changes*."""
        self._begun += 1
        box = replace(self.box, **changes)
        chance, clock = random.Random(self._begun), MachineClock()
        watch = Watch(box, self.taker, clock, f"w{self._begun}", chance, lambda: self.room)
        await self.store.write(mailbox.enrol, [box.key], clock.now())
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(watch.run())
            yield watch
            task.cancel()

    async def letters(self, count: int, seconds: float = 30) -> list[Intake]:
        """Waits for so many in the tray; the oldest first."""
        found: tuple[Intake, ...] = ()
        async with asyncio.timeout(seconds):
            while len(found := (await self.store.read(tray.letters, 10_000))[::-1]) < count:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        return list(found)

    async def octets(self, letter: Intake) -> bytes:
        """As the letter is kept."""
        if letter.body is None:
            return b""
        whole = await self.store.read(body.data, letter.body)
        parts, position = [whole or b""], 0
        while whole is None and (part := await self.store.read(body.chunk, letter.body, position)):
            parts.append(part)
            position += 1
        return b"".join(parts)

    async def incidents(self) -> list[Sighting]:
        """Marks that were met, by kind."""
        found = await self.store.read(secrecy.incidents, 10)
        return sorted((one.sighting for one in found), key=lambda one: one.kind)

    def files_with(self, octets: bytes) -> list[str]:
        """Files of the store, and of the spool, in which *octets* stand."""
        here = (path for path in self._folder.glob("*") if path.is_file())
        return [path.name for path in here if octets in path.read_bytes()]

    async def troubled(self, seconds: float = 30) -> str:
        """Waits until the mailbox is in trouble; says in which."""
        async with asyncio.timeout(seconds):
            while not (found := await self.store.read(mailbox.watched)) or not found[0].trouble:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return found[0].trouble

    def now(self) -> datetime:
        return MachineClock().now()

    async def untaken(self) -> tuple[Untaken, ...]:
        return await self.store.read(mailbox.untaken)

    async def state(self) -> Watched:
        (one,) = await self.store.read(mailbox.watched)
        return one

    async def watched(self, seconds: float = 30) -> None:
        """Waits until it looked through the folder and waits for more."""
        before = MachineClock().now()
        async with asyncio.timeout(seconds):
            while not await self._proved(before):  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def _proved(self, before: Any) -> bool:
        found = await self.store.read(mailbox.watched)
        return (
            bool(found)
            and found[0].trouble is None
            and found[0].validity is not None
            and found[0].proved_at > before
        )
