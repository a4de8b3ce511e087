"""The loop that clears away: once a day of the office, one process at a time, in steps that leave room."""

import asyncio
import contextlib
from collections.abc import MutableMapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from schedules import clearance
from schedules.clearance import LEASE, TERM, Clearance
from schedules.clock import OfficeClock
from schedules.official import official_calendar
from schedules.retention import retention
from store import Store, lease
from store import retention as kept
from store.schema.spool import letter
from tests.store.sealing import KEY
from tests.store.test_retention import OLD, left, settled
from tests.store.test_tick import Machine

NOW = datetime(2027, 11, 25, 18, tzinfo=UTC)  # an hour into the 26th in Hà Nội
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearance, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(kept, "WINDOW", 2)


def one(store: Store, machine: Machine, holder: str = "w1") -> Clearance:
    return Clearance(
        store, retention(), official_calendar(), machine, OfficeClock(machine), holder, KEY
    )


def told(lines: Sequence[MutableMapping[str, Any]]) -> list[tuple[Any, ...]]:
    """What an operator reads."""
    keys = ("event", "kind", "gone", "kept_from")
    told = [line for line in lines if line["log_level"] == "info"]
    return [tuple(line[key] for key in keys) for line in told]


async def test_what_is_old_goes_once_a_day_and_is_told_in_one_line(store: Store) -> None:
    machine = Machine(NOW - DAY)
    loop = one(store, machine)
    await settled(store, *[OLD] * 4)
    with capture_logs() as lines:
        await loop.once()
    assert (len(await left(store, letter.c.id)), told(lines)) == (4, []), "not a day too early"

    machine.time = NOW
    with capture_logs() as lines:
        await loop.once()
        await settled(store, *[OLD] * 2)
        await loop.once()
    assert told(lines) == [("retention.cleared", "letters", 3, "2026-11-26")]
    assert len(await left(store, letter.c.id)) == 3

    machine.time = NOW + DAY
    await loop.once()
    assert len(await left(store, letter.c.id)) == 1


async def test_of_two_processes_one_clears_and_the_next_takes_over_where_it_was(
    store: Store,
) -> None:
    machine = Machine(NOW)
    await settled(store, *[OLD] * 5)
    assert await store.write(lease.take, LEASE, "other", NOW, TERM)

    await one(store, machine).once()
    assert len(await left(store, letter.c.id)) == 5

    machine.time = NOW + TERM
    await one(store, machine).once()
    assert len(await left(store, letter.c.id)) == 1


async def test_one_that_is_stopped_lets_the_next_one_go_on_at_once(store: Store) -> None:
    await settled(store, *[OLD] * 3)
    running = asyncio.ensure_future(one(store, Machine(NOW)).run())
    while len(await left(store, letter.c.id)) > 1:  # noqa: ASYNC110 - no event
        await asyncio.sleep(0.01)
    assert await store.read(lease.holder, LEASE, NOW) == "w1"

    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running

    assert await store.read(lease.holder, LEASE, NOW) is None
