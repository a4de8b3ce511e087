"""Two daemons on one store, killed again and again through a week: each due reminder is told once, or stands uncertain with a mail instead."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.proof.week_judge import judged
from tests.proof.week_ordeal import Ordeal, ordeal
from tests.proof.week_work import DUES, FULL, work

Url = Callable[[str], str]

SMALL = work(1, DUES[::3])
LARGE = work(2, DUES + 5 * FULL)


@pytest.mark.proof
@pytest.mark.timeout(300)
async def test_each_reminder_is_told_once_under_a_few_kills(
    fresh: Path, tmp_path: Path, url: Url
) -> None:
    async with ordeal(fresh, tmp_path / "week", url("sqlite"), 3, SMALL) as run:
        await run.endure(6, stop=False)
        await judge(run, cut=2)


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
async def test_each_reminder_is_told_once_under_many_kills(
    fresh: Path, tmp_path: Path, url: Url, store: str
) -> None:
    async with ordeal(fresh, tmp_path / "week", url(store), 1, LARGE) as run:
        await run.endure(200, stop=True)
        await judge(run, cut=50)

    assert set(run.stopped) == {"uncertain"}, "no lease ran out while its holder stood still"


async def judge(run: Ordeal, cut: int) -> None:
    """Waits for the end of the week, and fails unless each reminder came once."""
    await run.rest()
    findings = await judged(run)
    code, said = await run.twins.office.congvu("audit", "verify")
    print(run.strokes.told(), findings.told(), sep="\n")

    assert findings.faults == {}
    # One that stood still within a transaction kept the other one waiting, which has to say so.
    expected = {"store.slow"} if run.stopped else set()
    assert {event for daemon in run.twins.daemons for event in daemon.errors()} <= expected
    assert code == 0, said
    assert run.strokes.cut >= cut, "too few kills fell between a last octet and its settlement"
