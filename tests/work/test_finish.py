"""What must finish does, and the cancellation comes after it."""

import asyncio

import pytest

from work.finish import finish


async def test_it_gives_what_the_work_gives() -> None:
    async def work() -> int:
        await asyncio.sleep(0)
        return 7

    assert await finish(work()) == 7


async def test_a_cancelled_caller_leaves_only_after_the_work_is_done() -> None:
    begun, gate, done = asyncio.Event(), asyncio.Event(), []

    async def work() -> None:
        begun.set()
        await gate.wait()
        done.append("committed")

    async def caller() -> None:
        await finish(work())
        done.append("never")

    async with asyncio.TaskGroup() as group:
        task = group.create_task(caller())
        await begun.wait()
        for _ in range(3):
            task.cancel()
            await asyncio.sleep(0)
        assert not task.done()
        gate.set()

    assert task.cancelled()
    assert done == ["committed"]


async def test_a_deadline_of_the_caller_is_kept_after_the_work_is_done() -> None:
    done = []

    async def work() -> None:
        await asyncio.sleep(0.05)
        done.append("committed")

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await finish(work())

    assert done == ["committed"]


async def test_what_the_work_raises_is_raised_even_to_a_cancelled_caller() -> None:
    gate = asyncio.Event()

    async def work() -> None:
        await gate.wait()
        raise ValueError("a bug")

    async def caller() -> None:
        with pytest.raises(ValueError, match="a bug"):
            await finish(work())

    async with asyncio.TaskGroup() as group:
        task = group.create_task(caller())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        gate.set()


async def test_work_that_is_cancelled_itself_says_so() -> None:
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    future.cancel()

    with pytest.raises(asyncio.CancelledError):
        await finish(future)
