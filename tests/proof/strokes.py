"""Kills daemons at moments that a seeded generator chooses: while Telegram holds a message, in answering, at any time."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.proof.crew import Crew, Daemon
from tests.proof.waiting import until
from tests.proof.week_peers import Peers

LOOK_SECONDS = 0.05
LONGEST_SECONDS = 5.0  # until a kill whose moment does not come: what is due may be the dead's
MOST_HELD = 4
MOMENTS = ("before", "after", "after", "answered", "time", "time")


class Stroke(NamedTuple):
    """One kill as it is planned."""

    moment: str  # "before" and "after": while Telegram holds a message, before or after it took it
    whom: str  # "one" or "all"; at "before" and "after" the sender is among them


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
    return [Stroke(moment, "all" if chance.random() < 0.1 else "one") for moment in turns]


@dataclass
class Strokes:
    """Who strikes the daemons of *crew*, between Telegram's emulator and a mailbox."""

    crew: Crew
    peers: Peers
    chance: random.Random
    kills: list[Kill] = field(default_factory=list)
    late: int = 0  # kills whose moment did not come
    longest_seconds: float = LONGEST_SECONDS  # of the random ones: until they strike
    idle: Callable[[], bool] = lambda: False
    """Whether nothing will happen any more for which a stroke could wait."""

    @property
    def cut(self) -> int:
        """How many kills fell between a request's last octet and its settlement."""
        return sum(1 for kill in self.kills if kill.cut)

    def told(self) -> str:
        """The kills in a few words."""
        moments = Counter(kill.moment for kill in self.kills)
        requests = sum(len(kill.cut) for kill in self.kills)
        return f"{len(self.kills)} kills {dict(moments)}, {self.cut} of them cut {requests} requests off, {self.late} late"

    async def strike(self, stroke: Stroke) -> None:
        """Waits for the moment of *stroke* and kills."""
        moment, begun = stroke.moment, await self.peers.last()
        victims: list[Daemon] = []
        if moment != "time":
            await until(lambda: any(daemon.connected for daemon in self.crew.daemons))
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                victims = await self._moment(moment, begun)
        except TimeoutError:
            self.late += 1
        living = [daemon for daemon in self.crew.daemons if daemon.lives]
        if stroke.whom == "all":
            victims = living
        for daemon in victims or [self.chance.choice(living)]:
            await self._kill(daemon, stroke, begun)
        await self.peers.chats.lift()

    async def _kill(self, daemon: Daemon, stroke: Stroke, begun: int) -> None:
        held = {one["number"] for one in await self.held_by(daemon, begun)}
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
                return [await self.holding(moment, begun)]
            case "answered":
                await self._answered(begun)
            case "time":
                await asyncio.sleep(self.chance.uniform(0, self.longest_seconds))
        return []

    async def holding(self, when: str, begun: int) -> Daemon:
        """Lets Telegram hold a few messages; the sender of one of them."""
        count = self.chance.randint(1, MOST_HELD)
        await self.peers.chats.fault("hold", method="sendMessage", when=when, count=count)
        senders: list[Daemon] = []

        async def sent() -> bool:
            held = await self.peers.held(begun)
            senders[:] = [sender for one in held if (sender := self.crew.sender_of(one))]
            return bool(senders)

        await self._come(sent)
        return senders[0]

    async def _answered(self, begun: int) -> None:
        async def answered() -> bool:
            sent = await self.peers.chats.requests("sendMessage", after=begun)
            return any(one["fate"] == "answered" for one in sent)

        await self._come(answered)

    async def _come(self, true: Callable[[], Awaitable[bool]]) -> None:
        """Waits until *true* says so; TimeoutError where it cannot come true any more."""
        while not await true():
            if self.idle():
                raise TimeoutError
            await asyncio.sleep(LOOK_SECONDS)

    async def held_by(self, daemon: Daemon, begun: int) -> list[dict[str, Any]]:
        """The messages of *daemon* that Telegram holds."""
        held = await self.peers.held(begun)
        return [one for one in held if self.crew.sender_of(one) is daemon]
