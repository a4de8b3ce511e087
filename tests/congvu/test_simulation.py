"""Which time the office lives in: as the store says, unless whoever starts the daemon says so too."""

from datetime import UTC, datetime, timedelta

import pytest

from congvu.simulation import Asked, ClockRefused, Speed, office_clock
from schedules.clock import MachineClock
from store import Store, clock, worker
from store.lease import LONGEST

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MACHINE = MachineClock()
DAY = timedelta(days=1)


async def test_unless_told_otherwise_it_is_the_machines(store: Store) -> None:
    office = await office_clock(store, MACHINE, Asked())

    assert not office.simulated
    assert abs(office.now() - MACHINE.now()) < timedelta(minutes=1)


async def test_a_simulation_begins_where_it_is_told(store: Store) -> None:
    office = await office_clock(store, MACHINE, Asked(START, "max"))

    assert office.simulated
    assert office.now() == START


async def test_a_restart_with_the_same_words_goes_on(store: Store) -> None:
    await office_clock(store, MACHINE, Asked(START, "max"))
    await store.write(clock.let_run, START + DAY, MACHINE.now())

    office = await office_clock(store, MACHINE, Asked(START, "max"))

    assert office.now() == START + DAY


async def test_a_start_alone_has_the_speed_of_real_time_or_keeps_the_one_it_has(
    store: Store,
) -> None:
    await office_clock(store, MACHINE, Asked(START))
    begun = await store.read(clock.anchor)
    await office_clock(store, MACHINE, Asked(None, 60.0))
    await office_clock(store, MACHINE, Asked(START))
    kept = await store.read(clock.anchor)

    assert begun is not None
    assert kept is not None
    assert (begun.speed, kept.speed) == (1.0, 60.0)


@pytest.mark.parametrize(("speed", "word"), [("max", "max"), (60.0, "60")])
async def test_a_simulated_store_is_not_served_in_real_time_by_mistake(
    store: Store, speed: Speed, word: str
) -> None:
    await office_clock(store, MACHINE, Asked(START, speed))

    words = f"stands at 2026-03-02.*--clock-speed {word}, or end"
    with pytest.raises(ClockRefused, match=words):
        await office_clock(store, MACHINE, Asked())


async def test_a_simulation_ends_when_it_is_told_and_nobody_serves_it(store: Store) -> None:
    await office_clock(store, MACHINE, Asked(START, "max"))
    now = MACHINE.now()
    await store.write(worker.join, "worker:1", now, LONGEST, now)
    with pytest.raises(ClockRefused, match="another daemon serves this store's simulation; stop"):
        await office_clock(store, MACHINE, Asked(None, "real"))
    await store.write(worker.leave, "worker:1", now, now)

    office = await office_clock(store, MACHINE, Asked(None, "real"))

    assert not office.simulated
    assert not (await office_clock(store, MACHINE, Asked())).simulated


async def test_a_simulation_cannot_begin_at_two_instants(store: Store) -> None:
    await office_clock(store, MACHINE, Asked(START, "max"))

    with pytest.raises(ClockRefused, match="began at 2026-03-02.*leave --clock-start out"):
        await office_clock(store, MACHINE, Asked(START + DAY, "max"))


async def test_it_goes_no_further_than_it_is_told_until_it_is_told_again(store: Store) -> None:
    await office_clock(store, MACHINE, Asked(START, "max", START + DAY))
    await store.write(clock.let_run, START + 3 * DAY, MACHINE.now())
    stood = (await office_clock(store, MACHINE, Asked(None, "max"))).now()
    await office_clock(store, MACHINE, Asked(None, "max", START + 2 * DAY))
    await store.write(clock.let_run, None, MACHINE.now())
    reached = (await office_clock(store, MACHINE, Asked(None, "max"))).now()

    assert (stood, reached) == (START + DAY, START + 2 * DAY)
    with pytest.raises(ClockRefused, match="is past 2026-03-03.*later --clock-until"):
        await office_clock(store, MACHINE, Asked(None, "max", START + DAY))


async def test_one_with_a_speed_stands_where_it_is_to_stop(store: Store) -> None:
    office = await office_clock(store, MACHINE, Asked(START, 1e6, START + DAY))
    await store.write(clock.let_run, None, MACHINE.now() - timedelta(seconds=5))
    found = await store.read(clock.anchor)

    assert not office.now() > START + DAY
    assert found is not None
    assert found.now(MACHINE.now() + DAY) == START + DAY


async def test_a_speed_alone_begins_nothing(store: Store) -> None:
    with pytest.raises(ClockRefused, match="not simulated; say where to begin with --clock-start"):
        await office_clock(store, MACHINE, Asked(None, "max"))


async def test_a_store_that_is_served_in_real_time_is_not_simulated_beside_it(store: Store) -> None:
    now = MACHINE.now()
    await store.write(worker.join, "worker:1", now, LONGEST, now)

    with pytest.raises(ClockRefused, match="another daemon serves this store in real time"):
        await office_clock(store, MACHINE, Asked(START, "max"))
