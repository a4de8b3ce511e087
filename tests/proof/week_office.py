"""One office with a week before it, served by two daemons, each with every role, on one store."""

import asyncio
from pathlib import Path

from tests.proof.crew import Crew
from tests.proof.office import SQLITE, Office
from tests.proof.waiting import until
from tests.proof.week_peers import Peers
from tests.proof.week_work import Work

START = "2026-08-17T07:30:00+07:00"  # half an hour before reminders leave
WEEK_BEGAN = 1_786_899_600_000_000  # Monday 17/8 00:00 in Vietnam, as the store keeps instants
WEEK_OVER = 1_787_504_400_000_000  # Monday 24/8 00:00
NAMES = ("one", "two")
SIMULATED = ("--clock-start", START, "--clock-speed", "max")
# The judge counts single reminders: none of them is told within a list.
ALONE = '[[custom]]\nvalid_from = 2024-01-01\nsource = "the judge"\n'

UNSENT = f"SELECT count(*) FROM notice WHERE settled_at IS NULL AND at < {WEEK_OVER}"


class Twins(Crew):
    """The two daemons of an office, and its week."""

    @classmethod
    async def copied(cls, fresh: Path, folder: Path, peers: Peers, url: str = SQLITE) -> "Twins":
        """An office of its own, with nobody in it yet."""
        office = await Office.copied(fresh, folder, peers.sink, url)
        alone = office.folder / "alone.toml"
        alone.write_text(ALONE, "utf-8")
        return cls(office, peers, NAMES, SIMULATED, f'reminders = ["{alone}"]')

    async def begin(self, work: Work, peers: Peers) -> None:
        """Both serve, everybody is linked, and the register is in; the week begins."""
        await self.imported("person", work.people_csv(), "--yes")
        await self.revive()
        await asyncio.gather(*(until(daemon.ready) for daemon in self.daemons), peers.link(work))
        await self.imported("task", work.register_csv(), "--yes")

    def week_passed(self) -> float:
        """How much of the week has, from 0 to 1; more when the next has begun."""
        return (self.office_at() - WEEK_BEGAN) / (WEEK_OVER - WEEK_BEGAN)

    def is_over(self) -> bool:
        """Whether the week has passed, with everything that was due in it settled."""
        return self.office_at() >= WEEK_OVER and self.office.rows(UNSENT) == [(0,)]
