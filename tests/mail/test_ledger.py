"""A worker's book: what shares a commit, and what becomes of a page when the store or the worker fails."""

import asyncio
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
