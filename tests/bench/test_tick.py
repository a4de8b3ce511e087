"""An idle tick costs what is due, not what is stored: counted in instructions of SQLite, and timed over a million."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bench.tick_filled import fill
from schedules.ladder import Plan
from schedules.ladder_data import shipped_ladders
from schedules.official import official_calendar
from schedules.tick import has_work, release
from store import Store, Tx
from store.engine import driver, open_engines
from store.schema.notice import notice
from store.schema.work import rung
from store.trail import Trail
from tests import stores

NOW = datetime(2036, 10, 1, 2, tzinfo=UTC)
PLAN = Plan(official_calendar(), shipped_ladders())
ROOT = Path(__file__).parent.parent.parent


def filled(folder: Path, tasks: int) -> str:
    folder.mkdir()
    address = stores.empty_store(folder)
    engines = open_engines(address)
    with engines.writer.connect() as connection:
        fill(connection, tasks, PLAN.mark, NOW)
    engines.dispose()
    return address


def instructions(address: str) -> int:
    """How many instructions of its virtual machine SQLite needs for a tick with nothing due, and for a whole release."""
    engines, count = open_engines(address), 0

    def step() -> int:
        nonlocal count
        count += 1
        return 0

    with engines.writer.connect() as connection, connection.begin():
        trail = Trail("test")
        tx = Tx(connection, trail)
        driver(connection).set_progress_handler(step, 1)
        assert not has_work(tx, PLAN.mark, NOW)
        assert not release(tx, PLAN, NOW).more
        driver(connection).set_progress_handler(None, 1)
    engines.dispose()
    return count


def test_an_idle_tick_costs_the_same_however_many_tasks_are_open(tmp_path: Path) -> None:
    few = instructions(filled(tmp_path / "few", 100))
    many = instructions(filled(tmp_path / "many", 20_000))

    assert few > 20, "they are counted"
    assert many <= 2 * few


async def test_what_is_filled_is_what_the_tick_works_on(tmp_path: Path) -> None:
    store = Store.open(filled(tmp_path / "one", 10), "test")
    try:
        later = datetime(2036, 10, 10, 2, tzinfo=UTC)
        done = await store.write(release, PLAN, later)

        def counts(tx: Tx) -> tuple[int, int]:
            return tuple(tx.value(select(func.count()).select_from(t)) for t in (rung, notice))

        assert (await store.read(counts))[0] == 10
        assert done.notices == (await store.read(counts))[1] > 0
    finally:
        await store.close()


@pytest.mark.proof
@pytest.mark.timeout(1800)
async def test_an_idle_tick_over_a_million_tasks_is_in_time_and_at_most_twice_that_over_a_thousand() -> None:  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.tick", cwd=ROOT, stdout=subprocess.PIPE
    )
    told, _ = await process.communicate()

    assert process.returncode == 0, told.decode()
