"""The simulation's anchor: office time runs as far as it was let, in every process alike."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from store import Store, clock, worker
from store.account import entries_about
from store.lease import LONGEST

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # of the office
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # of the machine
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
MAX = None


async def begin(store: Store, speed: float | None) -> None:
    assert await store.write(clock.simulate, START, speed, NOW) is not None


async def office(store: Store, machine_now: datetime) -> datetime:
    return await store.write(clock.office_now, machine_now)


async def test_without_a_simulation_office_time_is_the_machines(store: Store) -> None:
    await store.write(clock.let_run, START, NOW)
    await store.write(clock.bound, START, NOW)

    assert await store.read(clock.anchor) is None
    assert await office(store, NOW) == NOW


async def test_a_snapshot_asks_for_office_time_and_locks_nothing(store: Store) -> None:
    await begin(store, None)

    assert await store.read(clock.office_now, NOW) == START


@pytest.mark.parametrize("speed", [60.0, MAX])
async def test_a_new_simulation_stands_at_its_start_until_it_is_let_run(
    store: Store, speed: float | None
) -> None:
    await begin(store, speed)

    assert await office(store, NOW + DAY) == START


async def test_at_a_speed_office_time_flows_and_waits_where_something_is_due(store: Store) -> None:
    await begin(store, 60)
    await store.write(clock.let_run, START + DAY, NOW)

    assert await office(store, NOW + 10 * SECOND) == START + 600 * SECOND
    assert await office(store, NOW + 30 * DAY) == START + DAY


async def test_time_lost_by_waiting_is_not_made_up(store: Store) -> None:
    await begin(store, 60)
    await store.write(clock.let_run, START + 60 * SECOND, NOW)
    later = NOW + DAY
    await store.write(clock.let_run, START + DAY, later)

    assert await office(store, later) == START + 60 * SECOND
    assert await office(store, later + SECOND) == START + 120 * SECOND


async def test_at_max_office_time_jumps_to_what_is_due_next_and_stands_there(store: Store) -> None:
    await begin(store, MAX)
    await store.write(clock.let_run, START + DAY, NOW)

    assert await office(store, NOW) == START + DAY
    assert await office(store, NOW + DAY) == START + DAY


@pytest.mark.parametrize(("speed", "later"), [(60.0, START + 60 * SECOND), (MAX, START)])
async def test_with_nothing_due_a_speed_flows_on_and_max_stands(
    store: Store, speed: float | None, later: datetime
) -> None:
    await begin(store, speed)
    await store.write(clock.let_run, None, NOW)

    assert await office(store, NOW + SECOND) == later


@pytest.mark.parametrize("speed", [60.0, MAX])
async def test_office_time_never_goes_back(store: Store, speed: float | None) -> None:
    await begin(store, speed)
    await store.write(clock.let_run, START + DAY, NOW)
    before = await office(store, NOW + SECOND)
    await store.write(clock.let_run, START - DAY, NOW + SECOND)
    await store.write(clock.bound, START, NOW + SECOND)

    assert await office(store, NOW + SECOND) == before
    assert await office(store, NOW - DAY) >= START, "nor with a machine's clock that is set back"


async def test_what_is_added_as_due_stops_a_clock_that_would_run_past(store: Store) -> None:
    await begin(store, 60)
    await store.write(clock.let_run, START + DAY, NOW)
    await store.write(clock.bound, START + 120 * SECOND, NOW + SECOND)

    assert await office(store, NOW + SECOND) == START + 60 * SECOND
    assert await office(store, NOW + DAY) == START + 120 * SECOND


async def test_what_is_added_as_due_further_on_changes_nothing(store: Store) -> None:
    await begin(store, 60)
    await store.write(clock.let_run, START + DAY, NOW)
    before = await store.read(clock.anchor)
    await store.write(clock.bound, START + 2 * DAY, NOW + SECOND)

    assert await store.read(clock.anchor) == before


async def test_letting_run_to_where_it_may_run_already_changes_nothing(store: Store) -> None:
    await begin(store, 60)
    await store.write(clock.let_run, START + DAY, NOW)
    before = await store.read(clock.anchor)
    await store.write(clock.let_run, START + DAY, NOW + SECOND)

    assert await store.read(clock.anchor) == before


async def test_every_process_hears_that_the_clock_was_let_run(pair: tuple[Store, Store]) -> None:
    await begin(pair[0], MAX)
    ear = pair[1].bell.ear("clock")
    await pair[0].write(clock.let_run, START + DAY, NOW)

    assert await ear.heard(5)
    assert await office(pair[1], NOW) == START + DAY


async def test_a_restart_with_the_same_start_goes_on_where_the_simulation_stands(
    store: Store,
) -> None:
    await begin(store, MAX)
    await store.write(clock.let_run, START + DAY, NOW)

    for start in (START, None):
        found = await store.write(clock.simulate, start, MAX, NOW + DAY)

        assert found is not None
        assert found.now(NOW + DAY) == START + DAY


async def test_a_change_of_speed_keeps_the_office_instant(store: Store) -> None:
    await begin(store, 60)
    await store.write(clock.let_run, START + DAY, NOW)
    await store.write(clock.simulate, None, MAX, NOW + SECOND)

    assert await office(store, NOW + DAY) == START + 60 * SECOND
    told = await store.read(entries_about, "clock")
    assert [entry.codes for entry in told] == [{"speed": "60"}, {"speed": "max"}]


async def test_a_simulation_cannot_begin_twice_or_without_a_start(store: Store) -> None:
    assert await store.write(clock.simulate, None, MAX, NOW) is None
    await begin(store, MAX)

    assert await store.write(clock.simulate, START + DAY, MAX, NOW) is None
    assert await office(store, NOW) == START


async def test_processes_that_start_at_once_begin_one_simulation(pair: tuple[Store, Store]) -> None:
    found = await asyncio.gather(
        *(store.write(clock.simulate, START, MAX, NOW) for store in pair for _ in range(5))
    )

    assert {anchor.now(NOW) if anchor else None for anchor in found} == {START}


async def test_a_store_that_is_served_keeps_its_kind_of_time(store: Store) -> None:
    await store.write(worker.join, "worker:w", NOW, LONGEST, NOW)
    assert await store.write(clock.simulate, START, MAX, NOW) is None

    await store.write(worker.leave, "worker:w", NOW, NOW)
    await begin(store, MAX)
    await store.write(worker.join, "worker:w", NOW, LONGEST, NOW)
    assert not await store.write(clock.end, NOW)

    await store.write(worker.leave, "worker:w", NOW, NOW)
    assert await store.write(clock.end, NOW)
    assert await store.read(clock.anchor) is None
