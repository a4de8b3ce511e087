"""The overview: right counts, by way of indexes, at a cost that does not grow."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from store import Store, Tx, overview, spool, worker
from store.engine import open_engines
from store.overview import Standing
from store.version import SCHEMA
from tests.store.letters import new_letter
from work.letter import State

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
W1 = "worker:1"


async def accept(
    store: Store, at: datetime, holder: str | None = None, hold: str | None = None
) -> int:
    new = new_letter("a@moh.gov.vn", "b@moh.gov.vn", hold=hold)
    accepted = await store.write(spool.accept, new, at, at + DAY, holder)
    assert accepted is not None
    return accepted.letter


async def settle(
    store: Store,
    letter: int,
    state: State,
    at: datetime,
    was: State = State.CLAIMED,
    again: datetime | None = None,
) -> None:
    key = spool.Key(letter, 0, 0)
    settlement = spool.Settlement(key, state, "2.0.0", "", was, again)
    await store.write(spool.settle, W1, (settlement,), at)


async def test_an_empty_store_has_nothing_to_tell(store: Store) -> None:
    found = await store.read(overview.overview, NOW)

    assert found == overview.Overview((), (), worker.Workers(0, 0))
    assert await store.read(overview.schema) == SCHEMA


async def test_open_recipients_are_counted_by_state_with_the_age_of_the_oldest(
    store: Store,
) -> None:
    deferred = await accept(store, NOW - 9 * MINUTE, W1)
    await settle(store, deferred, State.WAITING, NOW, again=NOW + MINUTE)
    await accept(store, NOW - 5 * MINUTE, hold="mark")
    await accept(store, NOW - 3 * MINUTE)
    await accept(store, NOW - 2 * MINUTE, W1)

    found = await store.read(overview.overview, NOW)

    assert found.open == (
        Standing(State.WAITING, 3, False, NOW - 9 * MINUTE),
        Standing(State.CLAIMED, 3, False, NOW - 9 * MINUTE),
        Standing(State.HELD, 2, False, NOW - 5 * MINUTE),
    )


async def test_settled_recipients_are_counted_over_the_last_hour(store: Store) -> None:
    for minutes, state in ((70, State.DELIVERED), (50, State.DELIVERED), (1, State.REFUSED)):
        letter = await accept(store, NOW - 90 * MINUTE, W1)
        await settle(store, letter, state, NOW - minutes * MINUTE)

    found = await store.read(overview.overview, NOW)

    assert found.settled == (
        Standing(State.DELIVERED, 1, False),
        Standing(State.REFUSED, 1, False),
    )


async def test_counting_stops_at_the_limit_and_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "COUNT_LIMIT", 3)
    for _ in range(2):
        letter = await accept(store, NOW)
        await accept(store, NOW, W1)
        await accept(store, NOW, W1)
        await settle(store, letter, State.DROPPED, NOW, was=State.WAITING)

    found = await store.read(overview.overview, NOW)

    assert [(s.recipients, s.capped) for s in found.open] == [(2, False), (3, True)]
    assert [(s.recipients, s.capped) for s in found.settled] == [(2, False)]


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_every_count_goes_by_an_index(url: str) -> None:
    engines = open_engines(url)
    asked: list[tuple[str, Any]] = []

    def remember(_c: Connection, _k: object, sql: str, params: Any, *_: object) -> None:
        asked.append((sql, params))

    with engines.reader.connect() as connection, connection.begin():
        event.listen(engines.reader, "before_cursor_execute", remember)
        overview.overview(Tx(connection, None), NOW)
        event.remove(engines.reader, "before_cursor_execute", remember)
        plans = [
            row[3]
            for sql, params in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", params)
        ]

    assert len(asked) > 4
    assert [plan for plan in plans if "SCAN recipient" in plan or "SCAN letter" in plan] == []
    assert [plan for plan in plans if "TEMP B-TREE FOR ORDER BY" in plan] == []
