"""Power cuts, played from recorded writes: what was synced stands, of the rest any part may be there."""

import asyncio
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.peers import need
from tests.proof.judge import Findings, judged
from tests.proof.office import Office
from tests.proof.power import Recording, rebuilt, recorded
from tests.proof.sink import Arrival, sinking, taken
from tests.proof.waiting import PATIENCE_SECONDS

LEASE_SECONDS = 32.0  # after them every lease of the recorded daemon has run out
AT_ONCE = 5  # stores that are served side by side


@dataclass(frozen=True)
class Cut:
    """One place at which the power goes, how much of the unsynced is kept, and whether leases have run out."""

    number: int
    line: int
    keep: str
    night: bool


async def test_nothing_told_is_lost_at_a_few_power_cuts(fresh: Path, tmp_path: Path) -> None:
    recording = await record(fresh, tmp_path, 21, letters=80)
    chance = random.Random(21)
    keeps = ("none", "none", "some", "some", "all")
    lines = recording.cuts(chance, len(keeps))
    cuts = [
        Cut(n, line, keep, True) for n, (line, keep) in enumerate(zip(lines, keeps, strict=True))
    ]
    await play(fresh, tmp_path, recording, cuts)


@pytest.mark.proof
@pytest.mark.timeout(600)
async def test_nothing_told_is_lost_at_a_hundred_power_cuts(fresh: Path, tmp_path: Path) -> None:
    recording = await record(fresh, tmp_path, 22, letters=800)
    assert recording.folding(), "the log was never folded back while letters came"
    await asyncio.sleep(LEASE_SECONDS)
    chance = random.Random(22)
    lines = recording.cuts(chance, 100)
    keeps = chance.choices(("none", "some", "all"), weights=(4, 5, 1), k=100)
    cuts = [
        Cut(n, line, keep, False) for n, (line, keep) in enumerate(zip(lines, keeps, strict=True))
    ]
    await play(fresh, tmp_path, recording, cuts)


async def record(fresh: Path, folder: Path, seed: int, letters: int) -> Recording:
    """A recording of letters to a sink that takes its time, so that they stand in every state."""
    strace, chance = need("strace"), random.Random(seed)

    async def slowly(arrival: Arrival) -> str | None:
        await asyncio.sleep(chance.expovariate(20))
        return await taken(arrival)

    async with sinking(slowly) as sink:
        office = await Office.copied(fresh, folder / "recorded", sink.port)
        try:
            return await recorded(strace, office, sink, seed, letters)
        finally:
            await office.end()
            (office.folder / "trace").unlink(missing_ok=True)


async def play(fresh: Path, folder: Path, recording: Recording, cuts: list[Cut]) -> None:
    """Fails unless every law holds after each of *cuts*."""
    at_once = asyncio.Semaphore(AT_ONCE)
    found: dict[Cut, Findings] = {}

    async def one(cut: Cut) -> None:
        async with at_once:
            found[cut] = await _played(fresh, folder / f"cut-{cut.number}", recording, cut)

    async with asyncio.TaskGroup() as tasks:
        for cut in cuts:
            tasks.create_task(one(cut), name=f"cut-{cut.number}")
    for cut, findings in sorted(found.items(), key=lambda item: item[0].line):
        print(cut, findings.told())

    assert {cut: findings.faults for cut, findings in found.items() if findings.faults} == {}
    assert any(findings.uncertain for findings in found.values())


async def _played(fresh: Path, folder: Path, recording: Recording, cut: Cut) -> Findings:
    files = recording.disk.after(cut.line, random.Random(f"{cut}"), cut.keep)
    async with sinking() as sink, rebuilt(fresh, folder, sink, files) as office:
        if cut.night:
            office.night()
        await office.start()
        await office.serving(1)
        await office.settled(3 * PATIENCE_SECONDS)
        assert await office.stop() == 0
        findings = judged(office, sink, recording.told(cut.line))
        assert sink.surprises == []
        assert office.rows("PRAGMA integrity_check") == [("ok",)]
        if cut.number % 10 == 0:
            code, said = await office.congvu("audit", "verify")
            assert code == 0, said
    shutil.rmtree(folder)
    return findings
