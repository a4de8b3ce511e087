"""The queue and its limits: the lease, the stop, what fits in hand, a store that fails, a bug."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from mail.consignment import Begin, Consignment
from mail.hands import Bounds
from store import Tx, claim, queue
from tests.mail.relaying import (
    HOLDER,
    NOW,
    QUICK,
    Waits,
    eventually,
    taken,
    working,
)
from work.letter import State
from work.outcome import Delivered, Outcome, Refused

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NO_SUCH = Refused("5.1.1", "mx.yte.gov.vn said: 550 5.1.1 No such user")


async def test_nothing_begins_once_the_lease_is_too_old(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:

        async def too_late(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
            worker.lease[0] = False
            assert not await begin()
            return (Delivered("never sent"),)

        worker.hop.answers["yte.gov.vn"] = too_late
        await worker.number()
        await worker.until(State.WAITING)
        assert [row.attempts for row in await worker.rows()] == [0]

        del worker.hop.answers["yte.gov.vn"]
        worker.lease[0] = True
        await worker.until(State.DELIVERED)


async def test_a_lease_that_grew_too_old_during_the_commit_sends_nothing(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:

        async def slow_commit(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
            beginning = asyncio.ensure_future(begin())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            worker.lease[0] = False
            assert not await beginning
            return (Delivered("never sent"),)

        worker.hop.answers["yte.gov.vn"] = slow_commit
        await worker.number()
        await worker.until(State.WAITING)


def take_from_us(tx: Tx) -> None:
    claim.take_over(tx, HOLDER, NOW, NOW)
    claim.claim(tx, "worker:other", NOW, 10)


async def test_what_another_took_over_is_not_sent(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:

        async def overtaken(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
            await worker.store.write(take_from_us)
            assert not await begin()
            return (Delivered("never sent"),)

        worker.hop.answers["yte.gov.vn"] = overtaken
        await worker.number()

        async def others() -> bool:
            return [row.holder for row in await worker.rows()] == ["worker:other"]

        await eventually(others)
        await asyncio.sleep(0.1)
        assert await worker.states() == [State.CLAIMED]


async def test_an_operators_hold_stops_a_letter_that_waits_in_hand(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:

        async def held(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
            letter = (await worker.rows())[0].letter_id
            await worker.store.write(queue.hold, letter, "root", NOW, NOW + DAY)
            assert not await begin()
            return (Delivered("never sent"),)

        worker.hop.answers["yte.gov.vn"] = held
        await worker.number()
        await worker.until(State.HELD)


async def test_a_stop_waits_for_what_is_being_sent_and_gives_the_rest_back(tmp_path: Path) -> None:
    bounds = replace(QUICK, porters=1)
    async with working(tmp_path, bounds=bounds) as worker:
        answer = worker.hop.answers["yte.gov.vn"] = Waits()
        sent, waiting = await worker.number(), await worker.number()
        await worker.until(State.SENDING, number=sent)

        worker.queue.stop()
        await asyncio.sleep(0.1)
        assert not worker.running.done()
        answer.released.set()
        await worker.running

        assert await worker.states(sent) == [State.DELIVERED]
        assert await worker.states(waiting) == [State.WAITING]


async def test_a_stopped_queue_leaves_letters_to_the_others(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        worker.queue.stop()
        await worker.running
        await worker.number()

        assert [(row.state, row.holder) for row in await worker.rows()] == [("waiting", None)]


async def test_of_what_was_being_sent_when_it_was_cut_off_nobody_can_know(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        worker.hop.answers["yte.gov.vn"] = Waits()
        await worker.number()
        await worker.until(State.SENDING)

        worker.running.cancel()
        await asyncio.wait({worker.running})

        assert await worker.states() == [State.UNCERTAIN]


async def test_what_a_lost_lease_set_free_while_in_hand_goes_once(tmp_path: Path) -> None:
    async with working(tmp_path, bounds=replace(QUICK, porters=1)) as worker:
        answer = worker.hop.answers["yte.gov.vn"] = Waits()
        sent, waiting = await worker.number(), await worker.number()
        await worker.until(State.SENDING, number=sent)

        repeat_at = NOW + HOUR
        assert await worker.store.write(claim.take_over, HOLDER, NOW, repeat_at) == (1, 1)
        await worker.until(State.CLAIMED, number=waiting)
        answer.released.set()

        await worker.until(State.DELIVERED, State.DELIVERED)
        assert answer.began == [True, True]


def sick(tx: Tx) -> None:
    trigger = "CREATE TEMP TRIGGER sick BEFORE UPDATE ON recipient"
    tx.run(text(f"{trigger} BEGIN SELECT RAISE(ABORT, 'sick'); END"))


def well(tx: Tx) -> None:
    tx.run(text("DROP TRIGGER sick"))


@pytest.mark.parametrize("outcome", [Delivered("ok"), NO_SUCH])
async def test_an_answer_is_kept_until_the_store_takes_it(tmp_path: Path, outcome: Outcome) -> None:
    async with working(tmp_path) as worker:

        async def and_then_sick(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
            assert await begin()
            await worker.store.write(sick)
            return (outcome,)

        worker.hop.answers["yte.gov.vn"] = and_then_sick
        number = await worker.number()
        await worker.until(State.SENDING, number=number)
        await asyncio.sleep(0.5)
        assert await worker.states(number) == [State.SENDING]

        await worker.store.write(well)
        settled = State.DELIVERED if outcome != NO_SUCH else State.REFUSED
        await worker.until(settled, number=number)
        assert len(worker.hop.letters["yte.gov.vn"]) == 1


async def test_nothing_is_sent_that_the_store_did_not_take_down(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        began: list[bool] = []

        async def sick_before(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
            first = not began
            if first:
                await worker.store.write(sick)
            began.append(await begin())
            if first:
                await worker.store.write(well)
            return (Delivered("ok"),)

        worker.hop.answers["yte.gov.vn"] = sick_before
        await worker.number()
        await worker.until(State.DELIVERED)

        assert began == [False, True]
        assert [row.attempts for row in await worker.rows()] == [1]


async def test_a_bug_that_one_letter_meets_stops_no_other(tmp_path: Path) -> None:
    async with working(tmp_path) as worker:
        failing = [True]

        async def trips(consignment: Consignment, begin: Begin) -> tuple[Outcome, ...]:
            if failing[0]:
                raise KeyError("a bug")
            return await taken(consignment, begin)

        worker.hop.answers["yte.gov.vn"] = trips
        number = await worker.number()
        other = await worker.number("a@x.vn")
        await worker.until(State.DELIVERED, number=other)

        failing[0] = False
        await worker.until(State.DELIVERED, number=number)


async def test_beyond_what_fits_in_hand_letters_wait_in_the_store_and_still_go(
    tmp_path: Path,
) -> None:
    bounds = Bounds(letters=3, porters=2, batch=2, tick_seconds=0.05)
    async with working(tmp_path, bounds=bounds) as worker:
        answer = worker.hop.answers["yte.gov.vn"] = Waits()
        for _ in range(10):
            await worker.number()
        states = await worker.states()
        assert states.count(State.WAITING) == 7, "accepting never waits for delivery"

        answer.released.set()
        await worker.until(*(State.DELIVERED,) * 10)


async def test_a_destination_that_takes_nothing_does_not_keep_the_others_waiting(
    tmp_path: Path,
) -> None:
    bounds = Bounds(letters=8, porters=2, batch=2, tick_seconds=0.05, stalled_seconds=0.2)
    async with working(tmp_path, bounds=bounds) as worker:
        answer = worker.hop.answers["dead.vn"] = Waits()
        for _ in range(20):
            await worker.number("a@dead.vn")
        other = await worker.number("a@alive.vn")

        await worker.until(State.DELIVERED, number=other)
        answer.released.set()


async def test_a_destination_is_not_stalled_that_keeps_nobody_waiting(tmp_path: Path) -> None:
    """It was told of again and again, as fast as the store could commit."""
    bounds = Bounds(letters=8, porters=2, batch=2, tick_seconds=0.05, stalled_seconds=0.2)
    async with working(tmp_path, bounds=bounds) as worker:
        answer = worker.hop.answers["slow.vn"] = Waits()
        with capture_logs() as lines:
            await worker.number("a@slow.vn")
            await worker.number("b@slow.vn")
            await asyncio.sleep(0.5)
        answer.released.set()

    assert [line for line in lines if line["event"] == "queue.stalled"] == []


async def test_loops_that_come_round_are_heard_of_and_one_that_hangs_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with working(tmp_path) as worker:

        async def hangs() -> float:
            await asyncio.sleep(3600)
            return 0.0

        async def heard() -> bool:
            return max(worker.queue.silence().values()) < 0.5

        await asyncio.sleep(0.6)
        await eventually(heard)
        monkeypatch.setattr(worker.queue, "_claim", hangs)

        async def missed() -> bool:
            silence = worker.queue.silence()
            return silence["claims"] > 0.5 > silence["sweeps"]

        assert worker.queue.silence().keys() == {"claims", "sweeps"}
        await eventually(missed)
        worker.running.cancel()
    assert worker.queue.silence() == {}
