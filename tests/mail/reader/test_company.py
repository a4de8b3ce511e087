"""Letters that are ready wait for others to share a commit with, and never for long."""

import asyncio

import pytest

from mail.reader.company import Company

LONG = 3600.0  # seconds: a test that waited for them would not end in its time


async def test_as_many_as_share_a_commit_go_on_together() -> None:
    company, gone = Company(3, LONG), list[int]()

    async def ready(number: int) -> None:
        await company.joined(9)
        gone.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(2):
            group.create_task(ready(number))
        await asyncio.sleep(0.05)
        assert gone == [], "they wait for a third"
        group.create_task(ready(2))
    assert sorted(gone) == [0, 1, 2]


async def test_who_is_alone_waits_for_nobody_and_others_only_for_a_moment() -> None:
    await Company(3, LONG).joined(1)
    await Company(3, 0.01).joined(9)


async def test_one_that_was_cancelled_keeps_nobody() -> None:
    company = Company(2, LONG)
    first = asyncio.ensure_future(company.joined(9))
    await asyncio.sleep(0)
    first.cancel()
    await company.joined(9)
    with pytest.raises(asyncio.CancelledError):
        await first
