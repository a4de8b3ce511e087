"""What workers have in hand of allowances: quick, exact when asked to be, and honest when one dies."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

import mail.allowance
from mail.allowance import SHUT, Allowances, Short, Taken, Want
from mail.rule import Limit
from store import Store
from store.failure import StoreFailed
from work.allowance import Key, Measure

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MIDNIGHT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
SICK = "CREATE TEMP TRIGGER sick BEFORE INSERT ON allowance BEGIN SELECT RAISE(ABORT, 'x'); END"
KEY = Key("bn-day", Measure.LETTERS_DAY, "agency:H05")


class Clock:
    """It stands still."""

    def now(self) -> datetime:
        return NOW


def want(number: int = 1, most: int = 20, key: Key = KEY) -> Want:
    return Want(key, Limit(key.measure, most), number)


@asynccontextmanager
async def workers(url: str, count: int) -> AsyncIterator[list[Allowances]]:
    """So many on one store, each with a store and a loop of its own."""
    stores = [Store.open(url, f"test:{number}") for number in range(count)]
    made = [Allowances(store, Clock(), ZONE, timedelta(days=365)) for store in stores]
    running = [asyncio.ensure_future(one.run()) for one in made]
    await asyncio.sleep(0)
    yield made
    for task in running:
        task.cancel()
    await asyncio.wait(running)
    for store in stores:
        await store.close()


async def used(one: Allowances, times: int, number: int = 1) -> int:
    """How many letters of *times* were let in."""
    return sum([await one.take([want(number)], NOW, []) is None for _ in range(times)])


def writes(one: Allowances, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what is written to its store from now on."""
    asked: list[str] = []
    write = one._store.write

    def noted(function: Callable[..., object], *args: object, octets: int = 0) -> object:
        asked.append(getattr(function, "__name__", "?"))
        return write(function, *args, octets=octets)

    monkeypatch.setattr(one._store, "write", noted)
    return asked


async def test_most_letters_ask_the_store_nothing(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workers(database, 1) as (one,):
        asked = writes(one, monkeypatch)
        for _ in range(500):
            assert await one.take([want(most=100_000)], NOW, []) is None

    assert asked.count("take") == 5


async def test_a_worker_alone_uses_exactly_what_is_allowed(database: str) -> None:
    async with workers(database, 1) as (one,):
        assert await used(one, 25) == 20
        assert await one.take([want()], NOW, []) == Short(want(), 0, MIDNIGHT)


async def test_workers_together_use_exactly_what_is_allowed(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one has in hand and does not need goes to who needs it."""
    async with workers(database, 3) as made:
        for one in made:
            assert await used(one, 1) == 1
        with monkeypatch.context() as patient:
            patient.setattr(mail.allowance, "PAUSES", (0.05,) * 200)
            assert await used(made[0], 17) == 17

        assert [await used(one, 2) for one in made] == [0, 0, 0]


async def test_letters_that_come_at_once_use_no_more_than_is_allowed(database: str) -> None:
    async with workers(database, 2) as made:
        asked = [one.take([want()], NOW, []) for _ in range(30) for one in made]
        answers = await asyncio.gather(*asked)

    assert answers.count(None) == 20


async def test_a_worker_that_dies_takes_what_it_had_in_hand_with_it_and_no_more(
    database: str,
) -> None:
    async with workers(database, 2) as (dead, living):
        assert await used(dead, 1) == 1
        dead._slices.clear()  # it had two in hand, of which it used one

        assert await used(living, 25) == 18


async def test_at_an_orderly_end_nothing_stays_in_hand(database: str) -> None:
    async with workers(database, 1) as (one,):
        await used(one, 1)
    async with workers(database, 1) as (after,):
        assert await used(after, 25) == 19


async def test_what_was_not_kept_does_not_count(database: str) -> None:
    async with workers(database, 1) as (one,):
        taken: Taken = []
        assert await one.take([want(20)], NOW, taken) is None
        one.undo(taken)

        assert await used(one, 25) == 20


async def test_if_one_allowance_is_too_small_nothing_is_used_of_the_others(database: str) -> None:
    tight = want(5, 3, Key("tight", Measure.RECIPIENTS_DAY, "agency:H05"))
    async with workers(database, 1) as (one,):
        assert await one.take([want(), tight], NOW, []) == Short(tight, 3, MIDNIGHT)

        assert await used(one, 25) == 20


async def test_a_smaller_letter_passes_where_a_larger_one_did_not(database: str) -> None:
    async with workers(database, 1) as (one,):
        await used(one, 15)

        assert await one.take([want(6)], NOW, []) == Short(want(6), 5, MIDNIGHT)
        assert await one.take([want(5)], NOW, []) is None


async def test_tomorrow_there_is_all_of_it_again(database: str) -> None:
    async with workers(database, 1) as (one,):
        assert await used(one, 25) == 20

        assert await one.take([want(20)], MIDNIGHT, []) is None


async def test_who_was_told_that_nothing_is_left_is_told_so_for_a_minute_without_the_store(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = want().limit
    async with workers(database, 1) as (one,):
        assert await used(one, 20) == 20
        assert one.shut(KEY, limit, NOW) is None, "nobody knows yet"
        assert await used(one, 1) == 0
        asked = writes(one, monkeypatch)

        assert one.shut(KEY, limit, NOW) == MIDNIGHT
        assert await used(one, 5) == 0
        assert asked == []
        assert one.shut(KEY, limit, NOW + SHUT) is None


async def test_a_raised_limit_counts_at_once_and_what_was_used_stays_used(database: str) -> None:
    async with workers(database, 1) as (one,):
        assert await used(one, 20) == 20

        assert await one.take([want(11, 30)], NOW, []) == Short(want(11, 30), 10, MIDNIGHT)
        assert await one.take([want(10, 30)], NOW, []) is None


async def test_a_store_that_fails_costs_nothing_of_what_is_in_hand(database: str) -> None:
    other = want(1, 5, Key("other", Measure.LETTERS_HOUR, "agency:H05"))
    async with workers(database, 1) as (one,):
        await used(one, 1)

        await one._store.write(lambda tx: tx.run(text(SICK)))
        with pytest.raises(StoreFailed):
            await one.take([want(), other], NOW, [])
        await one._store.write(lambda tx: tx.run(text("DROP TRIGGER sick")))

        assert await used(one, 25) == 19
