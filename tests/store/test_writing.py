"""Transactions: grouped, re-runnable, never lost, never half done."""

import asyncio
import collections
import shutil
import threading
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy.exc
from sqlalchemy import Connection, select, text, update

from store import Store, Tx, lease
from store.schema.account import entry
from store.schema.lease import lease as leases
from store.siblings import Datagrams
from store.together import Together

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LONG = lease.LONGEST


def put(tx: Tx, name: str) -> str:
    tx.run(leases.insert().values(name=name, holder="0", expires_at=NOW))
    tx.audit(NOW, "put", name)
    return name


def fail(tx: Tx) -> None:
    put(tx, "never")
    raise ValueError("a bug")


def names(tx: Tx) -> set[str]:
    return {row.name for row in tx.all(select(leases.c.name))}


def count_up(tx: Tx) -> None:
    row = tx.one(tx.lock(select(leases.c.holder).where(leases.c.name == "counter")))
    assert row is not None
    new = str(int(row.holder) + 1)
    tx.run(update(leases).where(leases.c.name == "counter").values(holder=new))


def counter(tx: Tx) -> int:
    return int(tx.value(select(leases.c.holder).where(leases.c.name == "counter")))


@asynccontextmanager
async def busy(store: Store) -> AsyncIterator[None]:
    """The store's writer is inside a transaction while the block runs."""
    inside, gate = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        inside.set()
        gate.wait(10)

    held = store.write(hold)
    assert await asyncio.to_thread(inside.wait, 10)
    try:
        yield
    finally:
        gate.set()
        await held


async def test_who_computes_lets_a_commit_be(
    pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.store.YIELD_SECONDS", 60)
    async with busy(pair[0]):
        other = asyncio.create_task(asyncio.to_thread(pair[1].give_way))
        await other  # another process computes on
        own = asyncio.create_task(asyncio.to_thread(pair[0].give_way))
        done, _ = await asyncio.wait([own], timeout=0.05)
        assert not done

    await own


async def test_what_was_written_is_seen_by_another_process(pair: tuple[Store, Store]) -> None:
    one, two = pair

    assert await one.write(put, "a") == "a"

    assert await two.read(names) == {"a"}


async def test_a_function_that_raises_fails_alone(store: Store) -> None:
    writes = [store.write(put, f"n{i}") for i in range(10)]
    broken = store.write(fail)
    writes += [store.write(put, f"n{i}") for i in range(10, 20)]

    with pytest.raises(ValueError, match="a bug"):
        await broken
    await asyncio.gather(*writes)

    assert await store.read(names) == {f"n{i}" for i in range(20)}


@Together
def put_all(tx: Tx, asked: Sequence[tuple[str]]) -> Sequence[tuple[str, int]]:
    if ("bad",) in asked:
        raise ValueError("a bug")
    return [(put(tx, name), len(asked)) for (name,) in asked]


async def test_calls_side_by_side_are_answered_together_each_with_its_own(store: Store) -> None:
    before = [store.write(put_all, f"a{i}") for i in range(5)]
    between = store.write(put, "b")
    after = [store.write(put_all, f"c{i}") for i in range(3)]

    assert await asyncio.gather(*before) == [(f"a{i}", 5) for i in range(5)]
    assert await between == "b"
    assert await asyncio.gather(*after) == [(f"c{i}", 3) for i in range(3)]
    assert len(await store.read(names)) == 9


async def test_of_calls_side_by_side_one_that_raises_fails_alone(store: Store) -> None:
    writes = [store.write(put_all, name) for name in ("a", "bad", "c")]

    found = await asyncio.gather(*writes, return_exceptions=True)

    assert (found[0], found[2]) == (("a", 1), ("c", 1))
    assert isinstance(found[1], ValueError)
    assert await store.read(names) == {"a", "c"}


async def test_a_function_that_raises_even_a_cancellation_leaves_the_writer_at_work(
    store: Store,
) -> None:
    def cancelled(tx: Tx) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await store.write(cancelled)

    assert await store.write(put, "after") == "after"


async def test_a_rolled_back_function_leaves_no_line_in_the_account(store: Store) -> None:
    good, bad = store.write(put, "good"), store.write(fail)
    await asyncio.gather(good, bad, return_exceptions=True)

    subjects = await store.read(lambda tx: [row.subject for row in tx.all(select(entry.c.subject))])

    assert subjects == ["good"]


async def test_a_cancelled_waiter_does_not_cancel_its_transaction(store: Store) -> None:
    waiter = store.write(put, "kept")
    waiter.cancel()
    await store.write(put, "after")

    assert "kept" in await store.read(names)


async def test_waiting_transactions_share_commits(store: Store) -> None:
    groups = collections.Counter[Tx]()

    async with busy(store):
        rest = [store.write(lambda tx: groups.update([tx])) for _ in range(200)]
        await asyncio.sleep(0.05)
    await asyncio.gather(*rest)

    assert [*groups.values()] == [128, 72]


async def test_a_group_takes_no_more_octets_than_its_limit(store: Store) -> None:
    groups = collections.Counter[Tx]()

    async with busy(store):
        rest = [store.write(lambda tx: groups.update([tx]), octets=300_000) for _ in range(6)]
        await asyncio.sleep(0.05)
    await asyncio.gather(*rest)

    assert [*groups.values()] == [3, 3]


async def test_what_a_few_turns_of_the_loop_bring_shares_a_commit(store: Store) -> None:
    groups = set[Tx]()

    first = store.write(groups.add)
    await asyncio.sleep(0)
    time.sleep(0.05)  # noqa: ASYNC251 - one long turn of the loop, in which the writer could act
    second = store.write(groups.add)
    await asyncio.gather(first, second)

    assert len(groups) == 1


async def test_what_comes_while_another_process_writes_goes_along(
    pair: tuple[Store, Store],
) -> None:
    one, two = pair
    turns = one.free_bytes() is not None  # on PostgreSQL nobody waits for a turn
    groups = set[Tx]()

    async with busy(two):
        first = one.write(groups.add)
        await asyncio.sleep(0.2)  # its writer waits for the turn by now
        second = one.write(groups.add)
        await asyncio.sleep(0.05)
    await asyncio.gather(first, second)

    assert len(groups) == (1 if turns else 2)


async def test_two_processes_lose_no_update(pair: tuple[Store, Store]) -> None:
    await pair[0].write(put, "counter")

    await asyncio.gather(*(store.write(count_up) for store in pair for _ in range(200)))

    assert await pair[0].read(counter) == 400


async def test_a_read_cannot_change_anything(store: Store) -> None:
    with pytest.raises(sqlalchemy.exc.DBAPIError):
        await store.read(put, "sly")

    assert await store.read(names) == set()


async def test_a_read_that_takes_longer_than_a_second_is_ended(store: Store) -> None:
    on_sqlite = store.free_bytes() is not None
    counting = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000000)"
        " SELECT count(*) FROM n"
    )
    slow = counting if on_sqlite else "SELECT pg_sleep(30)"
    started = asyncio.get_running_loop().time()

    with pytest.raises(sqlalchemy.exc.OperationalError):
        await store.read(lambda tx: tx.value(text(slow)))

    assert asyncio.get_running_loop().time() - started < 10
    assert await store.read(names) == set(), "the thread reads on"


async def test_a_ring_is_heard_in_every_process_after_the_commit(pair: tuple[Store, Store]) -> None:
    one, two = pair
    ears = [one.bell.ear("queue"), two.bell.ear("queue")]
    other = two.bell.ear("notices")

    await one.write(lambda tx: tx.ring("queue"))

    assert [await ear.heard(5) for ear in ears] == [True, True]
    assert not await other.heard(0.05)


async def test_a_transaction_that_is_rolled_back_rings_nothing(store: Store) -> None:
    ear = store.bell.ear("queue")

    def ring_and_fail(tx: Tx) -> None:
        tx.ring("queue")
        raise ValueError

    with pytest.raises(ValueError):
        await store.write(ring_and_fail)

    assert not await ear.heard(0.05)


class Broken:
    """Takes a ring nowhere."""

    def announce(self, connection: Connection, topics: Iterable[str]) -> None:
        """Nothing."""

    def send(self, topics: Iterable[str]) -> None:
        raise PermissionError("the other process belongs to another user")

    def close(self) -> None:
        """Nothing."""


async def test_a_ring_that_fails_after_the_commit_runs_nothing_again(url: str) -> None:
    store = Store.open(url, "test:one")
    store.bell.close()
    store.bell.carry(Broken())

    writes = [store.write(put_and_ring, name) for name in ("a", "b")]

    assert await asyncio.gather(*writes) == ["a", "b"]
    assert await store.read(names) == {"a", "b"}
    await store.close()


def put_and_ring(tx: Tx, name: str) -> str:
    tx.ring("queue")
    return put(tx, name)


async def test_a_socket_of_another_user_does_not_stop_the_ring(tmp_path: Path) -> None:
    heard = threading.Event()
    one, two = (
        Datagrams(tmp_path / "congvu.db", sound)
        for sound in (lambda _: None, lambda _: heard.set())
    )
    foreign = tmp_path / "congvu.db.bells/0-foreign"
    foreign.mkdir()  # sendto() fails as it does for a socket without permission: with OSError

    one.send(["queue"])

    assert heard.wait(5)
    one.close()
    two.close()


async def test_a_ring_is_remembered_until_it_is_heard(store: Store) -> None:
    ear = store.bell.ear("queue")
    await store.write(lambda tx: tx.ring("queue"))
    await asyncio.sleep(0.05)

    assert await ear.heard(0.01)
    assert not await ear.heard(0.01)


async def test_a_lease_has_one_holder_until_it_runs_out(pair: tuple[Store, Store]) -> None:
    one, two = pair
    term = timedelta(seconds=30)

    assert await one.write(lease.take, "tick", "A", NOW, term)
    assert not await two.write(lease.take, "tick", "B", NOW, term)
    assert await one.write(lease.renew, "tick", "A", NOW + term / 2, term)
    assert not await two.write(lease.take, "tick", "B", NOW + term, term)
    assert await two.write(lease.take, "tick", "B", NOW + term * 2, term)
    assert not await one.write(lease.renew, "tick", "A", NOW + term * 2, term)


async def test_a_lease_that_ran_out_is_not_renewed_even_if_nobody_took_it(store: Store) -> None:
    await store.write(lease.take, "tick", "A", NOW, timedelta(seconds=30))

    assert not await store.write(lease.renew, "tick", "A", NOW + LONG, LONG)
    assert await store.write(lease.run_out, "ti", NOW + LONG) == ("tick",)


async def test_of_many_that_reach_for_a_lease_one_gets_it(pair: tuple[Store, Store]) -> None:
    wants = [
        store.write(lease.take, "tick", f"{number}-{i}", NOW, LONG)
        for i in range(20)
        for number, store in enumerate(pair)
    ]

    assert sum(await asyncio.gather(*wants)) == 1


async def test_a_process_ends_although_somebody_removed_the_folder_of_bells(tmp_path: Path) -> None:
    bell = Datagrams(tmp_path / "congvu.db", lambda _: None)
    shutil.rmtree(tmp_path / "congvu.db.bells")
    bell.send(["queue"])

    await asyncio.wait_for(asyncio.to_thread(bell.close), 10)


async def test_a_store_is_closed_at_once(url: str) -> None:
    """On PostgreSQL it took half a second: the listener looked up so often to see whether it should end."""
    took = []
    for _ in range(5):
        store = Store.open(url, "test:closing")
        began = time.monotonic()
        await store.close()
        took.append(time.monotonic() - began)

    assert min(took) < 0.2, "a busy machine may hold up some of them"
