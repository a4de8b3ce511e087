"""Workers that die: what they had in hand goes to the others, and what nobody can know is said to be so."""

from datetime import UTC, datetime, timedelta

import pytest

from store import Store, claim, lease, spool, worker
from store.account import entries_about
from tests.store.letters import new_letter
from work.letter import Parcel

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TERM = timedelta(seconds=30)
LATER = NOW + TERM
REPEAT = LATER + timedelta(minutes=10)
W1, W2, UNKNOWN = "worker:1", "worker:2", "worker:3"


async def work_of(store: Store, name: str) -> int:
    """One letter to two people in the hands of worker *name*: one recipient is being sent."""
    new = new_letter("an@moh.gov.vn", "bình@moh.gov.vn")
    accepted = await store.write(spool.accept, new, NOW, REPEAT + TERM, name)
    assert accepted is not None
    key = spool.Key(accepted.letter, 0, 0)
    assert await store.write(spool.begin, name, (key,)) == {key}
    return accepted.letter


async def due(store: Store, at: datetime) -> tuple[Parcel, ...]:
    claimed = await store.write(claim.claim, W2, at, 100)
    return tuple(found.parcel for found in claimed)


async def test_a_worker_that_lives_keeps_its_work(pair: tuple[Store, Store]) -> None:
    one, two = pair
    await one.write(worker.join, W1, NOW, TERM, REPEAT)
    await work_of(one, W1)
    assert await one.write(worker.stay, W1, NOW + TERM / 2, TERM)

    assert await two.read(worker.gone, LATER) == frozenset()
    assert await two.write(worker.clear, LATER, REPEAT) == ()


async def test_a_dead_workers_work_goes_on_and_the_unknown_is_uncertain(
    pair: tuple[Store, Store],
) -> None:
    one, two = pair
    await one.write(worker.join, W1, NOW, TERM, REPEAT)
    letter = await work_of(one, W1)

    assert await two.read(worker.gone, LATER) == {W1}
    assert await two.write(worker.clear, LATER, REPEAT) == (worker.Left(W1, 1, 1),)
    assert [p.positions for p in await due(two, LATER)] == [(1,)]
    assert [p.positions for p in await due(two, REPEAT)] == [(0,)]
    told = await two.read(entries_about, f"letter:{letter}")
    assert [entry.event for entry in told] == ["accepted", "uncertain"]


async def test_it_is_taken_over_once(pair: tuple[Store, Store]) -> None:
    await pair[0].write(worker.join, W1, NOW, TERM, REPEAT)
    await work_of(pair[0], W1)

    cleared = [store.write(worker.clear, LATER, REPEAT) for store in pair]

    assert [await found for found in cleared if await found] == [(worker.Left(W1, 1, 1),)]


async def test_work_whose_holder_has_no_lease_is_found_as_well(store: Store) -> None:
    """A worker that was stopped between its last look at the lease and its commit, and then died."""
    await work_of(store, UNKNOWN)

    assert await store.read(worker.gone, NOW) == {UNKNOWN}
    assert await store.write(worker.clear, NOW, REPEAT) == (worker.Left(UNKNOWN, 1, 1),)


async def test_a_worker_that_lost_its_lease_is_told_and_begins_anew(
    pair: tuple[Store, Store],
) -> None:
    one, two = pair
    await one.write(worker.join, W1, NOW, TERM, REPEAT)
    await two.write(worker.clear, LATER, REPEAT)
    await work_of(one, W1)

    assert not await one.write(worker.stay, W1, LATER, TERM)
    assert await one.write(worker.join, W1, LATER, TERM, REPEAT) == worker.Left(W1, 1, 1)
    assert await one.write(worker.stay, W1, LATER, TERM)


async def test_an_orderly_stop_leaves_nothing_to_take_over(store: Store) -> None:
    await store.write(worker.join, W1, NOW, TERM, REPEAT)
    await work_of(store, W1)

    assert await store.write(worker.leave, W1, NOW, REPEAT) == worker.Left(W1, 1, 1)
    assert await store.read(worker.gone, REPEAT) == frozenset()
    assert await store.read(worker.count, NOW) == worker.Workers(0, 0)


async def test_workers_are_counted_by_their_leases(store: Store) -> None:
    await store.write(worker.join, W1, NOW, TERM, REPEAT)
    await store.write(worker.join, W2, NOW + TERM / 2, TERM, REPEAT)

    assert await store.read(worker.count, NOW) == worker.Workers(2, 0)
    assert await store.read(worker.count, LATER) == worker.Workers(1, 1)


async def test_a_name_that_somebody_else_holds_is_a_bug(store: Store) -> None:
    await store.write(lease.take, W1, W2, NOW, TERM)

    with pytest.raises(RuntimeError, match="another holder"):
        await store.write(worker.join, W1, NOW, TERM, REPEAT)
