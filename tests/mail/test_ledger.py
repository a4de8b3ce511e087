"""A worker's book: what shares a commit, and what becomes of a page when the store or the worker fails."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from mail import ledger as module
from mail.ledger import Ledger
from schedules.clock import MachineClock
from store.spool import Advance, Key, Settlement
from work.letter import State

A, B = Key(1, 0, 1), Key(2, 0, 0)
SETTLED = Settlement(A, State.DELIVERED, "2.0.0", "250 ok")
FULL = OperationalError("COMMIT", None, Exception("database or disk is full"))


class Pages:
    """The store, as a ledger sees it: every page that it was asked to write, and how each ends."""

    def __init__(self, *ends: BaseException) -> None:
        self.pages: list[tuple[list[Key], list[Key]]] = []
        self._ends = list(ends)

    def write(
        self,
        _function: Callable[..., Any],
        _holder: str,
        settlements: Sequence[Settlement],
        keys: Sequence[Key],
        _now: object,
    ) -> asyncio.Future[Advance]:
        self.pages.append(([one.key for one in settlements], list(keys)))
        future: asyncio.Future[Advance] = asyncio.get_running_loop().create_future()
        if self._ends:
            future.set_exception(self._ends.pop())
        else:
            future.set_result(Advance(frozenset(keys), frozenset()))
        return future


def made(store: Pages) -> Ledger:
    return Ledger(store, "worker:1", MachineClock())  # type: ignore[arg-type]


async def test_what_comes_within_a_moment_shares_one_page() -> None:
    store = Pages()
    book = made(store)

    stood, begun = await asyncio.gather(book.settle([SETTLED]), book.begin([B]))

    assert store.pages == [([A], [B])]
    assert (list(stood), begun) == ([SETTLED], frozenset({B}))


async def test_what_comes_some_turns_of_the_loop_later_goes_along() -> None:
    store = Pages()
    book = made(store)

    async with asyncio.TaskGroup() as group:
        for number in range(4):
            group.create_task(book.begin([Key(number, 0, 0)]))
            for _ in range(5):
                await asyncio.sleep(0)

    assert store.pages == [([], [Key(number, 0, 0) for number in range(4)])]


async def test_nothing_begins_before_a_settlement_with_a_report_is_over() -> None:
    store = Pages()
    book = made(store)
    reported = asyncio.get_running_loop().create_future()

    async with asyncio.TaskGroup() as group:
        group.create_task(book.settle_apart(reported))
        begun = group.create_task(book.begin([B]))
        await asyncio.sleep(2 * module.GATHERING_SECONDS)
        assert store.pages == []
        reported.set_result([SETTLED])

    assert begun.result() == {B}


async def test_long_turns_are_not_waited_for() -> None:
    store = Pages()
    book = made(store)
    waiting = asyncio.ensure_future(book.begin([B]))

    turns = 0
    while not store.pages:
        turns += 1
        time.sleep(0.03)  # noqa: ASYNC251 - the loop has much to do
        await asyncio.sleep(0)

    assert turns < 6
    assert await waiting == {B}


async def test_nothing_begins_before_what_the_store_did_not_take_is_settled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "RETRY_SECONDS", 0.1)
    store = Pages(FULL)
    book = made(store)

    async with asyncio.TaskGroup() as group:
        group.create_task(book.settle([SETTLED]))
        while not store.pages:  # noqa: ASYNC110 - the ledger writes by a timer of its own
            await asyncio.sleep(0)
        group.create_task(book.begin([B]))

    assert store.pages == [([A], []), ([A], [B])]


async def test_at_the_end_what_was_settled_is_handed_over_at_once() -> None:
    store = Pages()
    book = made(store)
    waiting = asyncio.ensure_future(book.settle([SETTLED]))
    await asyncio.sleep(0)

    book.flush()

    assert store.pages == [([A], [])]
    waiting.cancel()
    await asyncio.sleep(2 * module.GATHERING_SECONDS)
    assert len(store.pages) == 1
