"""Lets a year pass in an office: from stop to stop, with what is done there, and with kills in between."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.proof.crew import Crew
from tests.proof.office import OPEN, Office
from tests.proof.strokes import LOOK_SECONDS, Stroke, Strokes, plan
from tests.proof.waiting import PATIENCE_SECONDS, until
from tests.proof.week_peers import Peers, peers
from tests.proof.year_hands import Hands
from tests.proof.year_paper import at
from tests.proof.year_work import STOP, Year

NAMES = ("one", "two", "three")
END_SECONDS = 4 * PATIENCE_SECONDS
SOON_SECONDS = 1.5  # a random kill comes at most so long after the clock was let go
# Nothing is left to be sent of what the clock has passed, and nobody has still to be told of the calendar.
BUSY = """\
SELECT 1 WHERE EXISTS (SELECT 1 FROM notice WHERE settled_at IS NULL)
OR EXISTS (SELECT 1 FROM calendar_news WHERE told_at IS NULL)"""
# A chat gets three codes an hour at most, by the machine's clock, which would take months between two links.
AN_HOUR_LATER = "UPDATE link_code SET asked_at = asked_at - 3600000000"
SWAP = """
[[day]]
valid_from = {change.off}
kind = "swap-off"
name = "Nghỉ hoán đổi"
source = "the judge"
status = "fixed"

[[day]]
valid_from = {change.worked}
kind = "swap-work"
name = "Làm bù"
source = "the judge"
status = "fixed"
"""


@dataclass
class Passage:
    """One year of one office, on its way; *kills* are spread evenly over what lies between its stops."""

    year: Year
    crew: Crew
    peers: Peers
    hands: Hands
    strokes: Strokes
    kills: int
    overlay: Path

    async def begin(self) -> None:
        """All serve, and everybody is linked; the clock stands still."""
        await self.crew.imported("person", self.year.work.people_csv(), "--yes")
        await self.crew.revive("--clock-until", started(self.year))
        waits = (until(daemon.ready) for daemon in self.crew.daemons)
        await asyncio.gather(*waits, self.peers.link(self.year.work))

    async def run(self) -> None:
        """Everything up to the end of the year, and of its last letters."""
        planned = iter(plan(self.strokes.chance, self.kills))
        moments = (*self.year.stops[1:], self.year.over)
        await self._stop(self.year.stops[0])
        for number, moment in enumerate(moments, 1):
            await self._run_to(moment, planned, self.kills * number // len(moments))
            if moment != self.year.over:
                await self._stop(moment)
        await until(self._is_quiet, seconds=END_SECONDS)
        await self.crew.stop()
        if self.crew.office.rows(OPEN):
            await self.crew.let_leave(END_SECONDS)

    async def _run_to(self, moment: datetime, planned: Iterator[Stroke], kills: int) -> None:
        """Lets the clock run as far as that, under strokes until there were so many *kills*."""

        async def stands() -> bool:
            await asyncio.sleep(LOOK_SECONDS)
            return reached()

        def reached() -> bool:
            return self.crew.office_at() >= int(moment.timestamp()) * 1_000_000

        await self.hands.release(moment)
        self.strokes.idle = reached
        while len(self.strokes.kills) < kills:
            await self.crew.revive()
            await self.strokes.strike(next(planned))
            self.crew.forget_the_dead()
        await self.crew.revive()
        await until(stands, seconds=END_SECONDS)

    async def _stop(self, moment: datetime) -> None:
        """What is done while the clock stands."""
        day = moment.date()
        if self.year.is_linked_anew(day):
            self.crew.office.change(AN_HOUR_LATER)
            await self.peers.link(self.year.work)
        register = self.year.register_of(day)
        if register is not None:
            await self.hands.read_register(register)
        await self.hands.do(self.year.deeds_at(moment), day)
        if moment == self.year.known_at:
            await self._change_calendar()

    async def _change_calendar(self) -> None:
        """The office gets to know of the swap, writes it down and starts its daemons again."""
        await until(lambda: all(daemon.connected for daemon in self.crew.daemons))
        await self.crew.stop()
        self.overlay.write_text(SWAP.format(change=self.year.change), "utf-8")
        self.hands.known_calendar()
        await self.crew.revive()

    async def _is_quiet(self) -> bool:
        await asyncio.sleep(0.1)
        return not self.crew.office.rows(BUSY)


def started(year: Year) -> str:
    """Where the simulation begins: at the first stop."""
    return at(year.monday, STOP).isoformat()


@asynccontextmanager
async def passage(
    fresh: Path, folder: Path, year: Year, *, daemons: int, kills: int, seed: int
) -> AsyncIterator[Passage]:
    """Everything that a year needs, begun, and an end of it all."""
    async with peers(folder, year.work) as around:
        office = await Office.copied(fresh, folder / "office", around.sink)
        overlay = office.folder / "calendar.toml"
        overlay.write_text("# Nothing but what is shipped, so far.\n", "utf-8")
        serve = ("--clock-start", started(year), "--clock-speed", "max")
        crew = Crew(office, around, NAMES[:daemons], serve, f'calendars = ["{overlay}"]')
        hands = Hands(office.folder / "config.toml")
        strokes = Strokes(crew, around, random.Random(seed), longest_seconds=SOON_SECONDS)
        passing = Passage(year, crew, around, hands, strokes, kills, overlay)
        try:
            await passing.begin()
            yield passing
        finally:
            await hands.close()
            await crew.end()
