"""The console as the daemon serves it: behind the relay's own guard and hashing of passwords."""

import asyncio
import concurrent.futures
from functools import partial

from congvu.config import Config
from congvu.daemon import Daemon
from congvu.parts.console_tray import tray
from congvu.parts.contents import contents
from congvu.parts.discretion import discretion
from congvu.parts.letters import held_letters
from congvu.parts.operating import operating
from congvu.parts.petition import handing
from congvu.parts.schedules import plan
from congvu.second_key import Safe
from mail import password
from mail.guard import Guard
from mail.turns import Turns
from schedules.clock import Clock
from store import Store
from store.console import session
from web.console import hand_over
from web.console.desk import Desk, Place
from web.vitals import Vitals

LEARN_SECONDS = 3600.0
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


async def keep(store: Store, clock: Clock, guard: Guard, safe: Safe) -> None:
    """Makes second factors ready, then remembers from where people come in, for ever."""
    await safe.prepare(store)
    await remember_ways(store, clock, guard)


async def remember_ways(store: Store, clock: Clock, guard: Guard) -> None:
    """Lets the guard know from where people came in, from the start on, for ever."""
    while True:
        guard.learn(await store.read(session.ways, clock.now()))
        await asyncio.sleep(LEARN_SECONDS)


def place(config: Config) -> Place:
    """Where browsers reach the console: as [web] names it, else this machine's own address."""
    web = config.web
    return Place(web.address, tuple(web.proxies))


def desk(daemon: Daemon, vitals: Vitals) -> Desk:
    """What its pages stand on, with the loops behind its guard, and behind hand-overs.

    Raises DataRefused for a calendar that cannot be read.
    """
    config, guard = daemon.config, Guard(shared=True)
    safe = Safe(config.store.second_factor_key_file)
    learn = partial(keep, daemon.store, daemon.machine, guard, safe)
    daemon.supervisor.add("console-ways", learn)
    said, simulated = discretion(daemon), daemon.office.simulated
    made = Desk(
        config.office.name,
        config.office.language,
        daemon.store,
        daemon.machine,
        daemon.office,
        plan(config, simulated),
        place(config),
        guard,
        Hashing(),
        safe,
        operating(daemon, vitals),
        tray(daemon, "console-letters"),
        said,
        held_letters(config, daemon.store, daemon.machine, simulated=simulated),
        contents(daemon, said, "console"),
        handing(config, simulated),
        config.office.mailbox,
    )
    daemon.supervisor.add("console-hand-over", partial(hand_over.go_on, made))
    return made
