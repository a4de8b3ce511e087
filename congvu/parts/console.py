"""The console as the daemon serves it: behind the relay's own guard and hashing of passwords."""

import asyncio
import concurrent.futures
from functools import partial

from congvu.config import Config
from congvu.daemon import Daemon
from congvu.parts.discretion import discretion
from congvu.parts.schedules import plan
from mail import password
from mail.guard import Guard
from mail.turns import Turns
from web.console.desk import Desk, Place

AT_ONCE = 2  # each takes 64 MiB and a core for a tenth of a second


class Hashing:
    """Argon2id on threads of its own, one client of each network at a time: a web.console.desk.Passwords."""

    def __init__(self) -> None:
        self._turns = Turns()
        self._threads = concurrent.futures.ThreadPoolExecutor(AT_ONCE, "console-password")

    async def hash(self, given: str) -> str:
        """What is kept of it."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, password.hash, given)

    async def verify(self, kept: str | None, given: str, peer: str) -> bool | None:
        """Whether it is the one; as slow where nothing is kept. None at once where too many wait."""
        async with self._turns.turn(peer) as mine:
            if not mine:
                return None
            judge = partial(password.verify, kept or password.NOBODY, given)
            right = await asyncio.get_running_loop().run_in_executor(self._threads, judge)
            return right and kept is not None


def place(config: Config) -> Place:
    """Where browsers reach the console: as [web] names it, else this machine's own address."""
    web = config.web
    return Place(web.address, tuple(web.proxies))


def desk(daemon: Daemon) -> Desk:
    """What its pages stand on. Raises DataRefused for a calendar that cannot be read."""
    config = daemon.config
    return Desk(
        config.office.name,
        config.office.language,
        daemon.store,
        daemon.machine,
        daemon.office,
        plan(config, daemon.office.simulated),
        place(config),
        Guard(shared=True),
        Hashing(),
        discretion(daemon),
    )
