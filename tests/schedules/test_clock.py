"""The clocks: the machine's, and an office time that every process shares."""

import asyncio
from datetime import UTC, datetime, timedelta

from schedules.clock import MachineClock, OfficeClock
from store import Store, clock

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


class Hand:
    """A machine's clock that is turned by hand."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at


def test_the_machines_time_is_aware_and_passes() -> None:
    machine = MachineClock()
    first = machine.now()

    assert first.tzinfo is UTC
    assert machine.now() >= first


def test_without_a_simulation_the_office_lives_in_the_machines_time() -> None:
    machine = Hand()
    office = OfficeClock(machine)

    assert not office.simulated
    assert office.now() == NOW
    machine.at += DAY
    assert office.now() == NOW + DAY


async def test_a_clock_that_is_let_run_in_one_process_runs_in_the_others(
    pair: tuple[Store, Store],
) -> None:
    machine = Hand()
    began = await pair[0].write(clock.simulate, START, None, NOW)
    office = OfficeClock(machine, began)
    assert office.simulated
    assert office.now() == START

    async with asyncio.TaskGroup() as group:
        following = group.create_task(office.follow(pair[1]))
        await pair[0].write(clock.let_run, START + DAY, NOW)
        async with asyncio.timeout(20):
            while office.now() < START + DAY:  # noqa: ASYNC110 - another task changes it
                await asyncio.sleep(0.01)
        following.cancel()

    assert office.now() == START + DAY


async def test_a_clock_with_a_speed_flows_by_the_machines_time(pair: tuple[Store, Store]) -> None:
    machine = Hand()
    await pair[0].write(clock.simulate, START, 3600.0, NOW)
    await pair[0].write(clock.let_run, START + DAY, NOW)
    office = OfficeClock(machine, await pair[0].read(clock.anchor))

    machine.at += timedelta(seconds=2)
    assert office.now() == START + timedelta(hours=2)
    machine.at += timedelta(hours=2)
    assert office.now() == START + DAY
