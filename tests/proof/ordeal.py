"""Kills a relay again and again while letters come and go, at moments that a seeded generator chooses."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from tests.proof.office import Office
from tests.proof.sender import Sender
from tests.proof.sink import Sink, sinking
from tests.proof.waiting import until

LONGEST_SECONDS = 60.0  # until a kill whose moment does not come
HELD = 20  # answers at most that are held back at a kill: as many as a worker has connections


class Stroke(NamedTuple):
    """One kill as it is planned; where there is one worker it kills all."""

    whom: str  # "all", "parent" or "child"
    moment: str  # "held" is between last octets and their answers


STROKES = (
    *(Stroke(whom, "held") for whom in ("all", "all", "parent", "child")),
    *(Stroke("all", moment) for moment in ("accepted", "arrived", "time")),
    *(Stroke("parent", moment) for moment in ("accepted", "arrived", "time")),
    *(Stroke("child", moment) for moment in ("arrived", "time")),
)


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill as it was, and which connections to the sink were open at that moment."""

    whom: str
    moment: str
    held: int
    open: frozenset[int]


@dataclass
class Ordeal:
    """One office between a sender and a sink."""

    office: Office
    sender: Sender
    sink: Sink
    chance: random.Random
    workers: int
    kills: list[Kill] = field(default_factory=list)
    released: int = 0  # letters that were twice lost sight of, and that a person let go

    async def endure(self, letters: int, plan: Sequence[Stroke], nights: float) -> None:
        """Lets so many letters be sent under the kills of *plan*, and waits for the end of each.

        *nights* is how likely the machine stays off after a kill until all leases have run out.
        """
        share = -(-letters // (len(plan) + 1))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.sender.run(letters), name="sender")
            for stroke in plan:
                await self._live(nights)
                await self._kill(stroke, share)
            await self._live(nights)
            self.sender.allow(letters)
        self.released = await self.office.settled()

    @property
    def caught(self) -> int:
        """How many letters had all been taken and none answered when everybody was killed."""
        return sum(kill.held for kill in self.kills if kill.whom == "all")

    def told(self) -> str:
        """The kills in a few words."""
        moments = Counter(f"{kill.whom} {kill.moment}" for kill in self.kills)
        open_at = sum(len(kill.open) for kill in self.kills)
        return f"{dict(moments)}, {self.caught} answers held, {open_at} connections, {self.released} released"

    async def _live(self, nights: float) -> None:
        self.office.check()
        if self.office.main is None:
            if not self.office.processes() and self.chance.random() < nights:
                self.office.night()
            await self.office.start(self.workers)

    async def _kill(self, stroke: Stroke, share: int) -> None:
        moment = stroke.moment
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                if stroke.whom != "all":
                    await until(lambda: len(self.office.processes()) >= self.workers)
                await self._moment(moment, share)
        except TimeoutError:
            self.office.check()
            moment = "late"
        whom, victims = self._victims(stroke.whom)
        held, standing = self.sink.holding, frozenset(self.sink.open)
        self.kills.append(Kill(whom, moment, held, standing))
        await self.office.kill(victims)
        self.sink.let_go()

    async def _moment(self, moment: str, share: int) -> None:
        sink, sender = self.sink, self.sender
        accepted, arrived = len(sender.receipts), len(sink.arrivals)
        some = self.chance.randint(1, share)
        held = self.chance.randint(1, min(HELD, share // 2))
        if moment == "held":
            sink.hold(after=self.chance.randint(share // 4, share - held))
        sender.allow(share)
        match moment:
            case "held":
                await until(lambda: sink.holding >= held)
            case "accepted":
                await until(lambda: len(sender.receipts) >= accepted + some)
            case "arrived":
                await until(lambda: len(sink.arrivals) >= arrived + some)
            case "time":
                await asyncio.sleep(self.chance.uniform(0, 2))

    def _victims(self, whom: str) -> tuple[str, frozenset[int]]:
        everyone, main = self.office.processes(), self.office.main
        others = everyone - {main}
        if whom == "all" or main is None or not others:
            return "all", everyone
        return whom, frozenset({main}) if whom == "parent" else others


@asynccontextmanager
async def ordeal(
    fresh: Path, folder: Path, url: str, seed: int, workers: int
) -> AsyncIterator[Ordeal]:
    """Everything that an ordeal needs, and an end of it all."""
    async with sinking() as sink:
        office = await Office.copied(fresh, folder, sink.port, url)
        try:
            yield Ordeal(office, Sender(office.port, seed), sink, random.Random(seed), workers)
        finally:
            await office.end()
