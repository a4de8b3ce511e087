"""A suspended domain: its letters wait, others go, and what waits goes once it is resumed."""

import asyncio
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from mail.consignment import Consignment
from store import suspension
from tests.mail.relaying import BINH, NOW, Says, Waits, Worker, eventually, working
from work.letter import Addressee, State
from work.outcome import Delivered, Uncertain
from work.suspension import Suspension

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
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


async def test_its_senders_are_told_of_the_delay_while_it_lasts(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        await worker.store.write(suspension.suspend, yte(3 * DAY))
        await known(worker, "yte.gov.vn")
        told = await worker.number(BINH)
        quiet = await worker.number(Addressee(BINH, frozenset({"FAILURE"})))
        nobody = await worker.number(BINH, sender="")
        for number in (told, quiet, nobody):
            await worker.until(State.WAITING, number=number)
        rows = [(await worker.rows(number))[0] for number in (told, quiet, nobody)]
        assert [row.not_before - NOW for row in rows] == [4 * HOUR, 3 * DAY, 3 * DAY]

        worker.clock.forward(4 * HOUR)
        await eventually(lambda: _reported(worker))
        (row,) = await worker.rows(told)
        (report,) = worker.hop.letters["bn.gov.vn"]

        assert (row.state, row.attempts, row.delay_told) == (State.WAITING, 0, True)
        assert (row.not_before, row.hold) == (NOW + 3 * DAY, "suspended:yte.gov.vn")
        assert isinstance(report.body, bytes)
        assert b"Action: delayed\r\nStatus: 4.3.2\r\n" in report.body
        assert b"Will-Retry-Until: Sun, 29 Nov 2026" in report.body
        worker.clock.forward(2 * DAY)
        await asyncio.sleep(0.2)
        assert await worker.kinds() == ["relayed", "relayed", "relayed", "dsn"], "once"


async def test_one_that_is_resumed_goes_although_it_was_told_late(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        await worker.store.write(suspension.suspend, yte(3 * DAY))
        await known(worker, "yte.gov.vn")
        number = await worker.number(BINH)
        await worker.until(State.WAITING)
        worker.clock.forward(4 * HOUR)
        await eventually(lambda: _reported(worker))

        assert await worker.store.write(suspension.resume, "yte.gov.vn", "cli:0", NOW) == 1
        await worker.until(State.DELIVERED, number=number)


async def test_what_stood_uncertain_before_is_never_said_not_to_have_been_taken(
    tmp_path: Path,
) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Says(Uncertain("the connection was lost"))
        number = await worker.number(BINH)
        await worker.until(State.UNCERTAIN, number=number)
        await worker.store.write(suspension.suspend, yte())
        await known(worker, "yte.gov.vn")
        worker.clock.forward(HOUR)
        await worker.until(State.WAITING, number=number)
        worker.clock.forward(timedelta(days=6))
        await worker.until(State.EXPIRED, number=number)
        await eventually(lambda: _reported(worker, b"failed"))

        report = worker.hop.letters["bn.gov.vn"][-1]
        text = message_from_bytes(_octets(report), policy=default).get_body()
        assert text is not None
        assert "Nobody can know whether" in text.get_content()


async def _reported(worker: Worker, action: bytes = b"delayed") -> bool:
    reports = worker.hop.letters["bn.gov.vn"]
    return any(b"Action: " + action in _octets(report) for report in reports)


def _octets(report: Consignment) -> bytes:
    assert isinstance(report.body, bytes)
    return report.body
