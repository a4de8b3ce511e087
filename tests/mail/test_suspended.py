"""A suspended domain: its letters wait, others go, and what waits goes once it is resumed."""

from datetime import timedelta
from pathlib import Path

from store import suspension
from tests.mail.relaying import BINH, NOW, Says, Waits, Worker, eventually, working
from work.letter import State
from work.outcome import Delivered
from work.suspension import Suspension

HOUR = timedelta(hours=1)
HOA = "hoa@sl.gov.vn"


def yte(until: timedelta | None = None) -> Suspension:
    return Suspension("yte.gov.vn", NOW, NOW + until if until else None, "bảo trì", "cli:0")


async def known(worker: Worker, *domains: str) -> None:
    """Comes back once the worker has heard of what is suspended."""

    async def so() -> bool:
        return set(worker.queue._suspended) == set(domains)

    await eventually(so)


async def test_letters_for_it_wait_and_others_go(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        await worker.store.write(suspension.suspend, yte())
        await known(worker, "yte.gov.vn")

        both = await worker.number(BINH, HOA)
        alone = await worker.number(BINH)
        await worker.until(State.WAITING, State.DELIVERED, number=both)
        await worker.until(State.WAITING, number=alone)

        assert not worker.hop.letters["yte.gov.vn"]
        row, *_ = await worker.rows(alone)
        assert (row.attempts, row.hold, row.not_before) == (0, "suspended:yte.gov.vn", NOW + HOUR)


async def test_once_it_is_resumed_they_go_at_once(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        await worker.store.write(suspension.suspend, yte())
        await known(worker, "yte.gov.vn")
        numbers = [await worker.number(BINH) for _ in range(3)]
        await worker.until(*[State.WAITING] * 3)

        assert await worker.store.write(suspension.resume, "yte.gov.vn", "cli:0", NOW) == 3
        await worker.until(*[State.DELIVERED] * 3)

    assert len(worker.hop.letters["yte.gov.vn"]) == len(numbers)


async def test_it_ends_at_its_time(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        await worker.store.write(suspension.suspend, yte(2 * HOUR))
        await known(worker, "yte.gov.vn")
        await worker.number(BINH)
        await worker.until(State.WAITING)

        worker.clock.forward(2 * HOUR)
        await worker.until(State.DELIVERED)


async def test_what_stands_in_line_is_kept_back_as_well(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        busy = worker.hop.answers["yte.gov.vn"] = Waits()
        begun = [await worker.number(BINH) for _ in range(200)]
        await eventually(lambda: _many(busy))
        await worker.store.write(suspension.suspend, yte())
        await known(worker, "yte.gov.vn")
        worker.hop.answers["yte.gov.vn"] = Says(Delivered("late"))
        busy.released.set()

        async def settled() -> bool:
            return set(await worker.states()) <= {State.DELIVERED, State.WAITING}

        await eventually(settled)
        delivered = (await worker.states()).count(State.DELIVERED)

        assert 0 < delivered == len(busy.began) < len(begun)


async def _many(busy: Waits) -> bool:
    return len(busy.began) >= 10
