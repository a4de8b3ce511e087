"""Company is waited for by turns of the loop, and no longer than was said."""

import asyncio
import time

from store.company import after_turns


async def test_so_many_turns_pass_and_no_more() -> None:
    called = asyncio.Event()
    after_turns(3, called.set)

    turns = 0
    while not called.is_set():
        turns += 1
        await asyncio.sleep(0)

    assert turns in (3, 4)


async def test_a_loop_at_rest_does_not_wait() -> None:
    assert min([await _seconds_at_rest() for _ in range(5)]) < 0.05


async def test_when_turns_are_long_the_time_ends_it() -> None:
    called = asyncio.Event()
    after_turns(1000, called.set, until=asyncio.get_running_loop().time() + 0.03)

    turns = 0
    while not called.is_set():
        turns += 1
        time.sleep(0.01)  # noqa: ASYNC251 - the loop is kept from turning
        await asyncio.sleep(0)

    assert turns < 10


async def _seconds_at_rest() -> float:
    called = asyncio.Event()
    begun = time.perf_counter()
    after_turns(25, called.set)
    await called.wait()
    return time.perf_counter() - begun
