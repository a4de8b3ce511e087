"""What a PostgreSQL server may do to a transaction: drop its connection, end it, let two wait for each other."""

import asyncio
import threading

import psycopg
import pytest
from sqlalchemy import func, make_url, select, update

from store import Store, Tx, engine
from store.schema.lease import lease as leases
from tests.store.test_writing import count_up, counter, names, put


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_server_that_drops_the_connection_costs_no_write(url: str, store: Store) -> None:
    await store.write(put, "before")
    address = make_url(url).render_as_string(hide_password=False)
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    )
    with psycopg.connect(address, autocommit=True) as killer:
        killer.execute(kill + " AND pid <> pg_backend_pid()")

    await store.write(put, "after")

    assert await store.read(names) == {"before", "after"}


@pytest.mark.parametrize("more", [True, False], ids=["before a statement", "before the commit"])
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_one_that_stands_still_within_a_transaction_loses_its_rows_to_the_others(
    pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch, more: bool
) -> None:
    monkeypatch.setattr(engine, "STILL_LIMIT_MS", 300)
    await pair[1].write(put, "counter")
    inside, moved = threading.Event(), threading.Event()

    def stands_still(tx: Tx) -> None:
        count_up(tx)
        inside.set()
        moved.wait(20)
        if more:
            tx.value(select(func.count()).select_from(leases))

    still = asyncio.ensure_future(pair[0].write(stands_still))
    await asyncio.to_thread(inside.wait, 5)
    async with asyncio.timeout(10):
        await pair[1].write(count_up)
    moved.set()
    await still

    assert await pair[1].read(counter) == 2


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_a_deadlock_between_processes_is_replayed(pair: tuple[Store, Store]) -> None:
    await asyncio.gather(pair[0].write(put, "a"), pair[0].write(put, "b"))
    met = threading.Barrier(2, timeout=5)

    def swap(tx: Tx, first: str, second: str) -> None:
        for name in (first, second):
            tx.one(tx.lock(select(leases).where(leases.c.name == name)))
            if not met.broken and tx.value(select(func.count()).select_from(leases)):
                try:
                    met.wait(0.5)
                except threading.BrokenBarrierError:
                    continue
        tx.run(update(leases).where(leases.c.name == first).values(holder=second))

    await asyncio.gather(pair[0].write(swap, "a", "b"), pair[1].write(swap, "b", "a"))

    found = await pair[0].read(lambda tx: {r.name: r.holder for r in tx.all(select(leases))})
    assert found == {"a": "b", "b": "a"}
