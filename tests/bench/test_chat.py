"""Everybody asks at once, over many open tasks: no answer is lost, Telegram's limits are kept, an export delays nobody."""

from datetime import date
from pathlib import Path

import pytest

from bench.chat import LIMIT, measured, prepared
from bench.chat_crowd import percentile
from bench.chat_office import Filling

TODAY = date(2026, 11, 26)
LONGER = (
    3.0  # times, at most, beside an export: it is made on a core of its own where there are two
)


async def test_all_who_ask_at_once_are_answered_within_the_limits(tmp_path: Path) -> None:
    bench = prepared(tmp_path, f"sqlite:///{tmp_path}/congvu.db", Filling(90, 1_000, TODAY))
    async with bench.crowd() as crowd, bench.serving(crowd) as daemon:
        round_, _ = await measured(crowd, daemon, 0)

    assert len(round_.waits) == len(round_.asked) == 90
    assert len(round_.told) == 90, "and none twice"
    assert round_.most_in_a_second() <= LIMIT
    assert round_.per_chat == 1


@pytest.mark.proof
@pytest.mark.timeout(900)
async def test_an_export_of_everything_delays_nobody(tmp_path: Path) -> None:
    """The same crowd asks ten a second, without an export and beside one; each round is judged by its slow answers."""
    bench = prepared(tmp_path, f"sqlite:///{tmp_path}/congvu.db", Filling(400, 40_000, TODAY))
    async with bench.crowd() as crowd, bench.serving(crowd, "bench.unpaced") as daemon:
        alone, _ = await measured(crowd, daemon, 40)
        beside, _ = await measured(crowd, daemon, 40, exports=True)

    assert alone.lost == beside.lost == 0
    assert beside.files >= 1, "it came"
    ratio = percentile(beside.seconds, 0.99) / percentile(alone.seconds, 0.99)
    print(f"99th percentile beside an export: {ratio:.2f} times that without")
    assert ratio <= LONGER
