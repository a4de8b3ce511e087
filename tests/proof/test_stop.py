"""A worker that was stopped for longer than its lease, and wakes: others have done its work, it does nothing twice."""

import asyncio
import fcntl
import os
import random
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.proof.judge import Told, judged
from tests.proof.office import SQLITE, Office
from tests.proof.sender import Sender
from tests.proof.sink import Sink, Stage, sinking
from tests.proof.waiting import until

LETTERS, MORE = 200, 20
HELD = 8  # answers held back: more than the five connections that one worker begins with, so both hold some
SECOND = "SELECT name FROM lease WHERE name LIKE 'worker:2-%'"
IN_HAND = "SELECT state, count(*) FROM recipient WHERE holder LIKE 'worker:2-%' GROUP BY state"


async def test_a_worker_that_wakes_begins_nothing_that_was_taken_from_it(
    fresh: Path, tmp_path: Path
) -> None:
    """Its lease is ended by hand: by its own reckoning it still has it, and only the rows stop it."""
    await stopped(fresh, tmp_path / "office", "answer", lambda office: office.night(SECOND))


@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_a_worker_that_slept_longer_than_its_lease_sends_nothing_more(
    fresh: Path, tmp_path: Path
) -> None:
    """Stopped when contents wait for their answers, and when begun letters wait to be sent."""
    stages: tuple[Stage, ...] = ("answer", "go")
    async with asyncio.TaskGroup() as tasks:
        for stage in stages:
            tasks.create_task(stopped(fresh, tmp_path / stage, stage, lambda _office: None))


async def stopped(
    fresh: Path, folder: Path, stage: Stage, meanwhile: Callable[[Office], None]
) -> None:
    """One office whose second worker is stopped at *stage*; fails unless every law holds."""
    async with sinking() as sink:
        office = await Office.copied(fresh, folder, sink.port, SQLITE)
        sender = Sender(office.port, random.Random(folder.name).randrange(1000))
        try:
            await office.start(2)
            await office.serving(2)
            sink.hold(stage)
            await _sent(sender, sink, LETTERS)
            hers = dict(office.rows(IN_HAND))
            caught = await _sleep(office, sink, meanwhile)
            sender.allow(MORE)
            await sender.run(LETTERS + MORE)
            await office.settled()
            assert await office.stop() == 0
        finally:
            await office.end()
        findings = judged(office, sink, Told(sender.letters, sender.receipts, sender.unanswered))
    print(stage, hers, caught, findings.told())

    assert findings.faults == {}
    assert sink.surprises == []
    assert hers["claimed"] > 0
    assert sum(findings.uncertain.values()) == hers["sending"] > 0
    assert caught == 0, "the worker that woke sent what others had sent meanwhile"


async def _sent(sender: Sender, sink: Sink, letters: int) -> None:
    """So many letters were accepted, and the sink keeps back what it can."""
    sender.allow(letters)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(sender.run(letters))
        await until(lambda: len(sender.receipts) == letters and sink.holding >= HELD)
        held = 0
        while held < sink.holding:
            held = sink.holding
            await asyncio.sleep(1)


async def _sleep(office: Office, sink: Sink, meanwhile: Callable[[Office], None]) -> int:
    """Stops the second worker until the first has sent everything; how much it sends when it wakes."""
    (second,) = office.processes() - {office.main}
    await _stop_between_commits(office, second)
    try:
        meanwhile(office)
        sink.let_go()
        await office.settled()
        before = len(sink.arrivals)
    finally:
        os.kill(second, signal.SIGCONT)
    await until(lambda: _joined(office) >= 2)
    await asyncio.sleep(2)  # for what it might send
    return len(sink.arrivals) - before


async def _stop_between_commits(office: Office, process: int) -> None:
    """A process that is stopped within a commit keeps every other from the SQLite file until it wakes."""
    while True:
        os.kill(process, signal.SIGSTOP)
        for _ in range(50):  # the other worker has its turns meanwhile
            if _nobody_writes(office):
                return
            await asyncio.sleep(0.02)
        os.kill(process, signal.SIGCONT)
        await asyncio.sleep(0.1)


def _nobody_writes(office: Office) -> bool:
    with (office.folder / "congvu.db.turn").open("rb") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _joined(office: Office) -> int:
    """How often the second worker took a lease; after it was lost it takes it again."""
    joined = ("worker.joined", "worker-2")
    return sum((line["event"], line.get("worker")) == joined for line in office.log())
