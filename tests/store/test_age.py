"""No state keeps a letter beyond its time: each ends with its sender told, on both engines."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mail.policy import Decision
from mail.schedule import Schedule
from store import queue, suspension
from tests.mail.relaying import BINH, NOW, QUICK, Says, Waits, Worker, eventually, working
from work.letter import State
from work.outcome import Deferred, Uncertain
from work.suspension import Suspension

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MAX_AGE = Schedule().max_age
LATER = Deferred("4.2.1", "mx said: 450 4.2.1 Later", answer="450 4.2.1 Later")


@asynccontextmanager
async def office(url: str, folder: Path, **facts: object) -> AsyncIterator[Worker]:
    """A worker on a store of either engine."""
    async with working(folder, url=url, **facts) as worker:  # type: ignore[arg-type]
        yield worker


async def ended(worker: Worker, number: int, words: bytes) -> None:
    """The letter expires, and its sender is told so with *words*."""

    async def told() -> bool:
        return bool(worker.hop.letters["bn.gov.vn"])

    await worker.until(State.EXPIRED, number=number)
    await eventually(told)
    (report,) = worker.hop.letters["bn.gov.vn"]
    assert isinstance(report.body, bytes)
    assert b"Action: failed\r\nStatus: 5.4.7\r\n" in report.body
    assert words in report.body
    (row,) = await worker.rows(number)
    assert row.holder is None


async def test_one_that_waits_has_its_last_attempt_and_ends(url: str, tmp_path: Path) -> None:
    async with office(url, tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(LATER)
        number = await worker.number()
        await worker.until(State.WAITING)
        worker.clock.forward(MAX_AGE)

        await ended(worker, number, b"450 4.2.1 Later")


async def test_one_that_waits_and_that_nobody_tries_ends_an_hour_later(
    url: str, tmp_path: Path
) -> None:
    async with office(url, tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(LATER)
        number = await worker.number()
        await worker.until(State.WAITING)
        worker.lease[0] = False
        worker.clock.forward(MAX_AGE + HOUR - timedelta(seconds=1))
        await asyncio.sleep(0.3)
        assert await worker.states(number) == [State.WAITING]
        worker.clock.forward(timedelta(seconds=1))
        await worker.until(State.EXPIRED, number=number)
        worker.lease[0] = True

        await ended(worker, number, b"450 4.2.1 Later")


async def test_one_in_hand_ends_when_its_turn_comes(url: str, tmp_path: Path) -> None:
    async with office(url, tmp_path, bounds=replace(QUICK, porters=1)) as worker:
        busy = worker.hop.answers["yte.gov.vn"] = Waits()
        await worker.number()
        await worker.until(State.SENDING)
        number = await worker.number()
        await worker.until(State.CLAIMED, number=number)
        worker.clock.forward(MAX_AGE)
        worker.hop.answers["yte.gov.vn"] = Says(LATER, begins=False)
        busy.released.set()

        await ended(worker, number, b"450 4.2.1 Later")


async def test_one_that_is_being_sent_ends_with_its_answer(url: str, tmp_path: Path) -> None:
    async with office(url, tmp_path) as worker:
        gate = asyncio.Event()

        async def slow(consignment: object, begin: object) -> tuple[Deferred]:
            assert await begin()  # type: ignore[operator]
            await gate.wait()
            return (LATER,)

        worker.hop.answers["yte.gov.vn"] = slow
        number = await worker.number()
        await worker.until(State.SENDING)
        worker.clock.forward(2 * MAX_AGE)
        await asyncio.sleep(0.2)
        assert await worker.states(number) == [State.SENDING], "its answer is on the way"
        gate.set()

        await ended(worker, number, b"450 4.2.1 Later")


async def test_one_that_a_dead_worker_left_ends(url: str, tmp_path: Path) -> None:
    """Its lease ran out, so the row is free again, and as old as it is."""
    async with office(url, tmp_path) as worker:
        busy = worker.hop.answers["yte.gov.vn"] = Waits()
        number = await worker.number()
        await worker.until(State.SENDING)
        worker.running.cancel()
        await worker.until(State.UNCERTAIN, number=number)
    async with office(url, tmp_path) as second:
        second.clock.forward(MAX_AGE)
        await second.until(State.EXPIRED, State.DELIVERED)
        assert await second.kinds() == ["relayed", "dsn"]
    assert busy.began == [True]


@pytest.mark.parametrize("by_operator", [True, False])
async def test_one_that_is_held_has_an_age_of_its_own_and_ends(
    url: str, tmp_path: Path, by_operator: bool
) -> None:
    def hold(_: object) -> Decision:
        return Decision("hold", "first-contact")

    decide = {} if by_operator else {"decide": hold}
    async with office(url, tmp_path, **decide) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(LATER)
        number = await worker.number()
        held = Schedule().end(NOW, held=True)
        if by_operator:
            await worker.until(State.WAITING)
            await worker.store.write(queue.hold, number, "cli:0", NOW, held)
        await worker.until(State.HELD)
        worker.clock.forward(held - NOW - timedelta(seconds=1))
        await asyncio.sleep(0.2)
        assert await worker.states(number) == [State.HELD]
        worker.clock.forward(timedelta(seconds=1))

        await ended(worker, number, b"Action: failed")


async def test_one_of_a_suspended_domain_ends_although_nobody_resumes_it(
    url: str, tmp_path: Path
) -> None:
    async with office(url, tmp_path, schedule=Schedule(delay_after=30 * DAY)) as worker:
        asleep = Suspension("yte.gov.vn", NOW, NOW + 30 * DAY, "bảo trì", "cli:0")
        await worker.store.write(suspension.suspend, asleep)

        async def known() -> bool:
            return bool(worker.queue._suspended)

        await eventually(known)
        number = await worker.number(BINH)
        await worker.until(State.WAITING)
        worker.clock.forward(MAX_AGE + HOUR)

        await ended(worker, number, b"Action: failed")
        assert not worker.hop.letters["yte.gov.vn"], "it was never sent"


async def test_one_that_stands_uncertain_ends_and_says_that_nobody_knows(
    url: str, tmp_path: Path
) -> None:
    async with office(url, tmp_path, schedule=Schedule(uncertain_after=30 * DAY)) as worker:
        answer = worker.hop.answers["yte.gov.vn"] = Says(Uncertain("the line went dead"))
        number = await worker.number()
        await worker.until(State.UNCERTAIN)
        worker.clock.forward(MAX_AGE)

        await ended(worker, number, b"the line went dead")
        assert answer.asked == 1


async def test_one_for_later_and_one_that_was_released_count_from_then(
    url: str, tmp_path: Path
) -> None:
    async with office(url, tmp_path, schedule=Schedule(delay_after=30 * DAY)) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(LATER)
        later = await worker.number(release_at=NOW + 2 * DAY)
        held = await worker.number()
        await worker.until(State.WAITING, State.WAITING)
        await worker.store.write(queue.hold, held, "cli:0", NOW, NOW + 30 * DAY)
        worker.clock.forward(2 * DAY)
        now = worker.clock.now()
        await worker.store.write(queue.release, held, "cli:0", now, now + MAX_AGE)
        worker.clock.forward(MAX_AGE - timedelta(seconds=1))
        await asyncio.sleep(0.3)
        await worker.until(State.WAITING, number=later)  # and not their end, which would stay
        await worker.until(State.WAITING, number=held)
        worker.clock.forward(timedelta(seconds=1))

        await worker.until(State.EXPIRED, number=later)
        await worker.until(State.EXPIRED, number=held)
