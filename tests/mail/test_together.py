"""Waits side by side: all of them, in their order, or none."""

import asyncio

import pytest

from mail.together import together


async def test_each_gives_what_it_is_asked_for_in_its_order() -> None:
    async def later(number: int) -> int:
        await asyncio.sleep(0.02 / number)
        return number

    assert await together("number", (later(number) for number in (1, 2, 3))) == [1, 2, 3]
    assert await together("number", ()) == []


async def test_where_one_fails_no_other_goes_on() -> None:
    ended = asyncio.Event()

    async def waits() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def fails() -> None:
        await asyncio.sleep(0)
        raise OSError("no route")

    with pytest.raises(ExceptionGroup) as failed:
        await together("wait", (waits(), fails()))

    assert [type(one) for one in failed.value.exceptions] == [OSError]
    assert ended.is_set()
