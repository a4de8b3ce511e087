"""What is old of the account goes at a checkpoint, signed, and what is left is walked from there."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Column, Executable, delete, func, select, update

from store import Store, Tx, cut, retention
from store.account import seal
from store.schema.account import account_cut, chain, checkpoint, entry
from store.verify import Fault, verify
from tests.store.sealing import KEY
from work.retention import Cut, Kind

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
KEPT_FROM = NOW + 5 * DAY


def tell(tx: Tx, at: datetime, number: int) -> None:
    tx.audit(at, "accepted", f"letter:{number}", octets=number)


async def ten_days(store: Store) -> None:
    """A chain a day, each of four lines, two of which each checkpoint covers."""
    for day in range(10):
        for half in range(2):
            at = NOW + day * DAY + half * timedelta(minutes=10)
            await store.write(tell, at, day)
            await store.write(tell, at, day)
            assert await store.write(seal, KEY, at) == 1


async def cleared(store: Store, kept_from: datetime = KEPT_FROM) -> int:
    rule = Cut(Kind.ACCOUNT, kept_from.date(), kept_from.date(), kept_from, kept_from)
    gone, ended = 0, False
    while not ended:
        step = await store.write(retention.step, rule, NOW + 10 * DAY, KEY)
        gone, ended = gone + step.gone, step.ended
    return gone


async def count(store: Store, column: Column[Any]) -> int:
    return await store.read(lambda tx: int(tx.value(select(func.count(column)))))


async def test_a_chain_ends_with_its_day(store: Store) -> None:
    await ten_days(store)

    report = await verify(store, KEY.holds)

    assert (report.chains, report.lines, report.checkpoints, report.faults) == (10, 40, 20, [])


async def test_a_clock_that_is_set_back_begins_another_chain(store: Store) -> None:
    for at in (NOW, NOW - timedelta(minutes=1), NOW - DAY):
        await store.write(tell, at, 1)

    assert await count(store, chain.c.id) == 2


async def test_what_is_old_goes_whole_and_the_rest_is_walked_from_there(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cut, "AT_ONCE", 3)
    await ten_days(store)
    assert await store.read(cut.due, KEPT_FROM) == 20

    assert await cleared(store) == 20, "the chains of five days"

    report = await verify(store, KEY.holds)
    assert report.faults == []
    assert (report.chains, report.lines, report.checkpoints) == (6, 21, 10)
    assert report.cut is not None
    said = report.cut.said()
    assert (said["chains"], said["lines"], said["kept_from"]) == (5, 20, "2026-11-29")
    assert (said["checkpoint"], report.cut.checkpoint) == (10, 10)
    assert await count(store, checkpoint.c.id) == 10


async def test_a_walk_in_the_middle_of_a_cut_passes_over_what_is_on_its_way_out(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cut, "AT_ONCE", 3)
    await ten_days(store)
    assert await store.write(cut.begin, KEPT_FROM, KEPT_FROM.date(), KEY, NOW)

    for _ in range(6):
        assert (await verify(store, KEY.holds)).faults == []
        await store.write(cut.step)


async def test_the_next_cut_goes_on_from_the_last(store: Store) -> None:
    await ten_days(store)
    await cleared(store)

    assert await cleared(store, KEPT_FROM + 3 * DAY) == 12

    report = await verify(store, KEY.holds)
    assert report.faults == []
    assert report.cut is not None
    assert report.cut.said()["checkpoint"] == 16


async def test_the_newest_checkpoint_and_what_no_checkpoint_covers_stay(store: Store) -> None:
    await ten_days(store)
    await store.write(tell, NOW - 9 * DAY, 99)  # never sealed

    await cleared(store, NOW + 1000 * DAY)

    report = await verify(store, KEY.holds)
    assert report.faults == []
    assert (report.checkpoints, report.last and report.last.number) == (1, 20)
    assert report.unsealed == 2, "that line, and the one that tells of the clearing"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (delete(account_cut), Fault("checkpoint", 11, "order")),
        (update(account_cut).values(checkpoint_id=9), Fault("cut", 1, "cut")),
        (update(account_cut).values(facts="{}"), Fault("cut", 1, "cut")),
        (update(account_cut).values(key_id="other"), Fault("cut", 1, "signature")),
        (delete(checkpoint).where(checkpoint.c.id == 11), Fault("checkpoint", 12, "order")),
    ],
)
async def test_a_forged_cut_is_found(store: Store, statement: Executable, expected: Fault) -> None:
    await ten_days(store)
    await cleared(store)
    await store.write(lambda tx: tx.run(statement))

    assert expected in (await verify(store, KEY.holds)).faults


async def test_lines_that_are_called_cut_but_are_vouched_for_are_missed(store: Store) -> None:
    await ten_days(store)
    await cleared(store)

    def hide(tx: Tx) -> str:
        name = str(tx.value(select(chain.c.id).where(chain.c.sealed_by == 20)))
        tx.run(update(chain).where(chain.c.id == name).values(cut_id=1))
        tx.run(delete(entry).where(entry.c.chain_id == name))
        return name

    name = await store.write(hide)

    assert Fault(name, 0, "head") in (await verify(store, KEY.holds)).faults
