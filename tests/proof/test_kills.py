"""SIGKILL at seeded moments while letters come and go: all that got a 250 arrive, and what came twice was known."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.proof.judge import Told, judged, last_words
from tests.proof.ordeal import STROKES, Ordeal, Stroke, ordeal

Url = Callable[[str], str]

STORES = [("sqlite", 1), ("sqlite", 2), ("postgresql", 2)]
FEW = [Stroke("child", "held"), Stroke("parent", "accepted"), Stroke("all", "held")]
ONE = [Stroke("all", "held")]
MANY = [Stroke("all", moment) for moment in ("arrived", "held") * 4]
EXPECTED = {"child.ended", "key.unseen", "loop.failed", "worker.taken-over", "worker.lease-lost"}
"""Beside these no warning may be logged: a killed child is a failed loop of its parent."""


@pytest.mark.parametrize("store", ["sqlite", pytest.param("postgresql", marks=pytest.mark.proof)])
async def test_nothing_is_lost_under_a_few_kills(
    fresh: Path, tmp_path: Path, url: Url, store: str
) -> None:
    async with ordeal(fresh, tmp_path / "office", url(store), 11, workers=2) as run:
        await run.endure(300, FEW, nights=1.0)
        await judge(run)


@pytest.mark.proof
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [1])
@pytest.mark.parametrize(("store", "workers"), STORES)
async def test_nothing_is_lost_under_many_kills(
    fresh: Path, tmp_path: Path, url: Url, store: str, workers: int, seed: int
) -> None:
    async with ordeal(fresh, tmp_path / "office", url(store), seed, workers) as run:
        await run.endure(2000, run.chance.sample(STROKES * 2, 24), nights=0.5)
        await judge(run)


@pytest.mark.parametrize(
    ("letters", "nights", "kills"),
    [(100, 1.0, ONE), pytest.param(1200, 1.0, MANY, marks=pytest.mark.proof)],
    ids=["one", "many"],
)
async def test_of_letters_that_are_reported_one_a_connection_comes_again_as_well(
    fresh: Path, tmp_path: Path, url: Url, letters: int, nights: float, kills: list[Stroke]
) -> None:
    """What is settled with a report takes another way through the store."""
    async with ordeal(fresh, tmp_path / "office", url("sqlite"), 8, workers=1) as run:
        run.sender.asks = " NOTIFY=SUCCESS"
        await run.endure(letters, kills, nights)
        assert await run.office.stop() == 0
        again, not_last = last_words(run.sink)
        arrived = {one.message_id for one in run.sink.arrivals}

        assert (set(again.values()), not_last) == ({1}, [])
        assert run.sender.receipts.keys() <= arrived


async def judge(run: Ordeal) -> None:
    """Ends the daemon in order, and fails unless every law held."""
    assert await run.office.stop() == 0
    sender = run.sender
    findings = judged(
        run.office, run.sink, Told(sender.letters, sender.receipts, sender.unanswered)
    )
    again, not_last = last_words(run.sink)
    open_at_kills = frozenset[int]().union(*(kill.open for kill in run.kills))
    code, said = await run.office.congvu("audit", "verify")
    print(run.told(), findings.told(), sep="\n")

    assert findings.faults == {}
    assert (run.sink.surprises, run.sender.refused) == ([], {})
    assert code == 0, said
    assert set(again.values()) <= {1}, "more than one letter of a connection came again"
    assert not_last == [], "a letter came again that was not the last of its connection"
    assert again.keys() <= open_at_kills, "a letter came again whose connection nobody killed"
    assert len(findings.uncertain) >= run.caught > 0, "no kill fell between last octet and answer"
    assert run.office.complaints() <= EXPECTED
