"""A process as a worker: it holds its lease with time to spare, notices its loss, and inherits from the dead."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Callable, MutableMapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from congvu.parts.relay import hindrance
from congvu.worker import Worker
from mail.relay import NEARLY_FULL, STALLED
from mail.smtp.reply import Reply
from store import Store, claim, spool, worker
from tests.store.letters import new_letter

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TERM = timedelta(seconds=30)
TEN_MINUTES = timedelta(minutes=10)


class Hands:
    """The machine's two clocks, turned by hand; a beat takes no time of theirs."""

    def __init__(self) -> None:
        self.at = NOW
        self.seconds = 1000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.seconds


def made(store: Store, hands: Hands, term: timedelta = TERM, number: int = 1) -> Worker:
    return Worker(store, hands, number, TEN_MINUTES, term, hands.monotonic)


@asynccontextmanager
async def running(worker_run: Callable[[], Any]) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(worker_run())
        yield
        task.cancel()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - it polls what another task changes
            await asyncio.sleep(0.01)


async def living(store: Store, at: datetime) -> int:
    return (await store.read(worker.count, at)).living


async def test_it_holds_from_its_joining_until_two_thirds_of_the_term(store: Store) -> None:
    hands = Hands()
    mine = made(store, hands)
    assert not mine.holding(hands.seconds)

    await mine.join()

    assert mine.holding(hands.seconds + 19.9)
    assert not mine.holding(hands.seconds + 20)
    assert await living(store, NOW + TERM - timedelta(seconds=1)) == 1


async def test_the_time_that_a_renewal_took_counts_against_it(store: Store) -> None:
    hands = Hands()
    mine = made(store, hands)
    joining = asyncio.ensure_future(mine.join())
    await asyncio.sleep(0)
    hands.seconds += 15
    await joining

    assert mine.lease_age_seconds() == 15


async def test_each_process_has_a_name_of_its_own(store: Store) -> None:
    names = {made(store, Hands()).name for _ in range(10)}

    assert len(names) == 10
    assert all(name.startswith("worker:1-") for name in names)


async def test_it_renews_every_third_of_its_term(store: Store) -> None:
    hands = Hands()
    mine = made(store, hands, timedelta(seconds=0.03))
    await mine.join()

    async with running(mine.run):
        for _ in range(3):
            hands.seconds += 100
            await until(lambda: mine.holding(hands.seconds))


async def test_a_store_that_does_not_answer_is_told_of_until_it_does(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("congvu.worker.SLOW_SECONDS", 0.02)
    hands = Hands()
    mine = made(store, hands)
    await mine.join()
    hands.seconds += 100

    lines: list[MutableMapping[str, Any]]
    with structlog.testing.capture_logs() as lines, (tmp_path / "congvu.db.turn").open() as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # as a process does that stands still while it writes
        async with running(mine.run):
            await until(lambda: len(lines) > 2)
            held = mine.holding(hands.seconds)
            fcntl.flock(turn, fcntl.LOCK_UN)
            await until(lambda: mine.holding(hands.seconds))

    assert not held
    assert {line["event"] for line in lines[:3]} == {"store.slow"}
    assert "kill -CONT" in lines[0]["remedy"]


@pytest.mark.parametrize(
    ("room", "holding", "reply"),
    [(True, True, None), (True, False, STALLED), (False, True, NEARLY_FULL)],
)
def test_letters_are_put_off_while_they_cannot_be_kept(
    room: bool, holding: bool, reply: Reply | None
) -> None:
    assert hindrance(lambda: room, lambda: holding) == reply


async def test_an_orderly_end_gives_everything_back(store: Store) -> None:
    hands = Hands()
    mine = made(store, hands)
    async with mine.joined():
        await store.write(spool.accept, new_letter("a@moh.gov.vn"), NOW, NOW + TERM, mine.name)
        assert await living(store, NOW) == 1

    assert not mine.holding(hands.seconds)
    assert await living(store, NOW) == 0
    assert await store.read(claim.holders) == frozenset()


async def test_a_lost_lease_is_noticed_and_what_was_claimed_waits_again(store: Store) -> None:
    hands = Hands()
    mine = made(store, hands, timedelta(seconds=0.03))
    await mine.join()
    await store.write(spool.accept, new_letter("a@moh.gov.vn"), NOW, NOW + TERM, mine.name)

    with structlog.testing.capture_logs() as lines:
        hands.at += TERM
        async with running(mine.run):
            await until(lambda: "worker.joined" in {line["event"] for line in lines})
            held = mine.holding(hands.seconds)

    assert [line["event"] for line in lines][:2] == ["worker.lease-lost", "worker.joined"]
    assert held
    assert len(await store.write(claim.claim, "worker:other", hands.at, 10)) == 1


async def test_what_a_dead_worker_left_is_taken_over_and_told(store: Store) -> None:
    hands = Hands()
    dead, mine = made(store, hands, number=1), made(store, hands, timedelta(seconds=0.03), 2)
    await dead.join()
    accepted = await store.write(
        spool.accept, new_letter("a@moh.gov.vn"), NOW, NOW + TERM, dead.name
    )
    assert accepted is not None
    await store.write(spool.begin, dead.name, (spool.Key(accepted.letter, 0, 0),))
    await mine.join()

    lines: list[MutableMapping[str, Any]]
    with structlog.testing.capture_logs() as lines:
        async with running(mine.take_over):
            await asyncio.sleep(0.1)
            assert lines == [], "a living worker keeps its work"
            hands.at += TERM
            await mine.join()
            await until(lambda: "worker.taken-over" in {line["event"] for line in lines})

    (told,) = [line for line in lines if line["event"] == "worker.taken-over"]
    assert (told["holder"], told["uncertain"], told["log_level"]) == (dead.name, 1, "warning")
