"""Kills and stops two daemons through their week, at moments that a seeded generator chooses."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tests.proof.office import OPEN
from tests.proof.waiting import PATIENCE_SECONDS, until
from tests.proof.week_office import SIMULATED, Daemon, Twins
from tests.proof.week_peers import Peers, peers
from tests.proof.week_work import Work

LOOK_SECONDS = 0.05
LONGEST_SECONDS = 5.0  # until a kill whose moment does not come: what is due may be the dead's
MOST_HELD = 4
MOMENTS = ("before", "after", "after", "answered", "time", "time")
DISPATCH_LEASE_SECONDS, WORKER_LEASE_SECONDS = 60.0, 30.0
END_SECONDS = 4 * PATIENCE_SECONDS
STOP_SECONDS = DISPATCH_LEASE_SECONDS + 8


class Stroke(NamedTuple):
    """One kill as it is planned."""

    moment: str  # "before" and "after": while Telegram holds a message, before or after it took it
    whom: str  # "one" or "both"; at "before" and "after" the sender is among them


@dataclass(frozen=True, slots=True)
class Kill:
    """One SIGKILL as it was: *cut* are the numbers of requests that it left without an answer."""

    daemon: str
    moment: str
    cut: tuple[int, ...]


def plan(chance: random.Random, kills: int) -> list[Stroke]:
    """Strokes enough for so many kills; half of them between a last octet and its settlement."""
    turns = [MOMENTS[number % len(MOMENTS)] for number in range(kills)]
    chance.shuffle(turns)
    return [Stroke(moment, "both" if chance.random() < 0.1 else "one") for moment in turns]


@dataclass
class Ordeal:
    """One office with its two daemons, between Telegram's emulator and a mailbox."""

    work: Work
    twins: Twins
    peers: Peers
    chance: random.Random
    kills: list[Kill] = field(default_factory=list)
    late: int = 0  # kills whose moment did not come
    stopped: list[str] = field(default_factory=list)
    """Of notices whose sender stood still: their states after its leases had run out."""

    async def endure(self, kills: int, *, stop: bool) -> None:
        """Lets the week pass under so many kills, and half-way a stop that outlasts every lease.

        Where the week falls behind, the leases of the dead run out at once, as while
        the machine is off for a minute; otherwise they take their time.
        """
        for stroke in plan(self.chance, kills):
            if len(self.kills) >= kills:
                break
            await self.twins.revive()
            if stop and not self.stopped and len(self.kills) >= kills // 2:
                await self._stand_still()
            await self._strike(stroke)
            if self.twins.week_passed() < len(self.kills) / kills:
                self.twins.forget_the_dead()
        await self.twins.revive()

    async def rest(self) -> None:
        """Waits for the end of the week, ends both daemons, and lets the last letters leave."""
        await until(self._over, seconds=END_SECONDS)
        # One that was revived after the last kill may not know yet what SIGTERM asks for.
        await until(lambda: all(daemon.worker for daemon in self.twins.daemons))
        for daemon in self.twins.daemons:
            code = await daemon.stop()
            assert code == 0, f"daemon {daemon.name} ended with code {code}"
        if self.twins.office.rows(OPEN):
            await self._let_leave(self.twins.daemons[0])

    async def _let_leave(self, daemon: Daemon) -> None:
        await daemon.start("--roles", "relay", *SIMULATED)
        await until(lambda: daemon.worker is not None)
        await self.twins.office.settled(END_SECONDS)
        assert await daemon.stop() == 0

    @property
    def cut(self) -> int:
        """How many kills fell between a request's last octet and its settlement."""
        return sum(1 for kill in self.kills if kill.cut)

    def told(self) -> str:
        """The kills in a few words."""
        moments = Counter(kill.moment for kill in self.kills)
        requests = sum(len(kill.cut) for kill in self.kills)
        return f"{len(self.kills)} kills {dict(moments)}, {self.cut} of them cut {requests} requests off, {self.late} late"

    async def _strike(self, stroke: Stroke) -> None:
        moment, begun = stroke.moment, await self.peers.last()
        victims: list[Daemon] = []
        if moment != "time":
            await until(lambda: any(daemon.connected for daemon in self.twins.daemons))
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                victims = await self._moment(moment, begun)
        except TimeoutError:
            self.late += 1
        living = [daemon for daemon in self.twins.daemons if daemon.lives]
        if stroke.whom == "both":
            victims = living
        for daemon in victims or [self.chance.choice(living)]:
            await self._kill(daemon, stroke, begun)
        await self.peers.chats.lift()

    async def _kill(self, daemon: Daemon, stroke: Stroke, begun: int) -> None:
        held = {one["number"] for one in await self._held_by(daemon, begun)}
        await daemon.kill()
        self.kills.append(Kill(daemon.name, stroke.moment, await self._left(held, begun)))

    async def _left(self, held: set[int], begun: int) -> tuple[int, ...]:
        """Those of *held* whose sender the emulator saw leave without an answer."""

        async def left() -> bool:
            return not held & {one["number"] for one in await self.peers.held(begun)}

        await until(left)
        sent = await self.peers.chats.requests("sendMessage", after=begun)
        return tuple(
            one["number"] for one in sent if one["number"] in held and one["fate"] == "left"
        )

    async def _moment(self, moment: str, begun: int) -> list[Daemon]:
        """Waits for the moment; who must be killed then, nobody in particular where that is empty."""
        match moment:
            case "before" | "after":
                return [await self._holding(moment, begun)]
            case "answered":
                await self._answered(begun)
            case "time":
                await asyncio.sleep(self.chance.uniform(0, 4))
        return []

    async def _holding(self, when: str, begun: int) -> Daemon:
        """Lets Telegram hold a few messages; the sender of one of them."""
        count = self.chance.randint(1, MOST_HELD)
        await self.peers.chats.fault("hold", method="sendMessage", when=when, count=count)
        while True:
            held = await self.peers.held(begun)
            senders = [sender for one in held if (sender := self.twins.sender_of(one))]
            if senders:
                return senders[0]
            await asyncio.sleep(LOOK_SECONDS)

    async def _answered(self, begun: int) -> None:
        async def answered() -> bool:
            sent = await self.peers.chats.requests("sendMessage", after=begun)
            return any(one["fate"] == "answered" for one in sent)

        await until(answered)

    async def _stand_still(self) -> None:
        """Stops a daemon while Telegram holds messages of its own, for longer than any lease.

        One that happened to be within a transaction would hold up the other, too:
        then another moment is chosen.
        """
        while not self.stopped:
            begun = await self.peers.last()
            daemon = await self._holding("after", begun)
            daemon.signal(signal.SIGSTOP)
            try:
                held = await self._held_by(daemon, begun)
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

    async def _held_by(self, daemon: Daemon, begun: int) -> list[dict[str, Any]]:
        held = await self.peers.held(begun)
        return [one for one in held if self.twins.sender_of(one) is daemon]

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
            yield Ordeal(work, twins, around, random.Random(seed))
        finally:
            await twins.end()
