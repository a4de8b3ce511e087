"""Kills and stops two daemons through their week, at moments that a seeded generator chooses."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.proof.crew import Daemon
from tests.proof.office import OPEN
from tests.proof.strokes import LOOK_SECONDS, Strokes, plan
from tests.proof.waiting import PATIENCE_SECONDS, until
from tests.proof.week_office import Twins
from tests.proof.week_peers import Peers, peers
from tests.proof.week_work import Work

DISPATCH_LEASE_SECONDS, WORKER_LEASE_SECONDS = 60.0, 30.0
END_SECONDS = 4 * PATIENCE_SECONDS
STOP_SECONDS = DISPATCH_LEASE_SECONDS + 8


@dataclass
class Ordeal:
    """One office with its two daemons, between Telegram's emulator and a mailbox."""

    work: Work
    twins: Twins
    peers: Peers
    strokes: Strokes
    stopped: list[str] = field(default_factory=list)
    """Of notices whose sender stood still: their states after its leases had run out."""

    async def endure(self, kills: int, *, stop: bool) -> None:
        """Lets the week pass under so many kills, and half-way a stop that outlasts every lease.

        Where the week falls behind, the leases of the dead run out at once, as while
        the machine is off for a minute; otherwise they take their time.
        """
        done = self.strokes.kills
        for stroke in plan(self.strokes.chance, kills):
            if len(done) >= kills:
                break
            await self.twins.revive()
            if stop and not self.stopped and len(done) >= kills // 2:
                await self._stand_still()
            await self.strokes.strike(stroke)
            if self.twins.week_passed() < len(done) / kills:
                self.twins.forget_the_dead()
        await self.twins.revive()

    async def rest(self) -> None:
        """Waits for the end of the week, ends both daemons, and lets the last letters leave."""
        await until(self._over, seconds=END_SECONDS)
        await self.twins.stop()
        if self.twins.office.rows(OPEN):
            await self.twins.let_leave(END_SECONDS)

    async def _stand_still(self) -> None:
        """Stops a daemon while Telegram holds messages of its own, for longer than any lease.

        One that happened to be within a transaction would hold up the other, too:
        then another moment is chosen.
        """
        while not self.stopped:
            begun = await self.peers.last()
            daemon = await self.strokes.holding("after", begun)
            daemon.signal(signal.SIGSTOP)
            try:
                held = await self.strokes.held_by(daemon, begun)
                notices = [self.twins.notice_of(one) for one in held]
                if await self._other_goes_on(daemon):
                    await asyncio.sleep(STOP_SECONDS)
                    self.stopped = [self.twins.state_of(notice) for notice in notices]
                await self.peers.chats.lift()  # the answers wait for it
            finally:
                daemon.signal(signal.SIGCONT)

    async def _other_goes_on(self, stopped: Daemon) -> bool:
        """Whether the other daemon renews its lease."""
        (other,) = (daemon for daemon in self.twins.daemons if daemon is not stopped)
        before = self.twins.beat(other)
        try:
            await until(lambda: self.twins.beat(other) > before, seconds=WORKER_LEASE_SECONDS)
        except TimeoutError:
            return False
        return True

    async def _over(self) -> bool:
        await asyncio.sleep(LOOK_SECONDS * 4)
        return self.twins.is_over()


@asynccontextmanager
async def ordeal(
    fresh: Path, folder: Path, url: str, seed: int, work: Work
) -> AsyncIterator[Ordeal]:
    """Everything that an ordeal needs, with the week begun, and an end of it all."""
    async with peers(folder, work) as around:
        twins = await Twins.copied(fresh, folder / "office", around, url)
        try:
            await twins.begin(work, around)
            yield Ordeal(
                work, twins, around, Strokes(twins, around, random.Random(seed), longest_seconds=4)
            )
        finally:
            await twins.end()
