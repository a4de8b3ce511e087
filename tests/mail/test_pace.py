"""How fast letters are taken in as work."""

import asyncio

from mail.pace import Pace


async def test_a_few_letters_wait_for_nothing_and_a_backlog_is_spread_over_time() -> None:
    loop, pace = asyncio.get_running_loop(), Pace(a_second=1000, at_once=3600_000)
    async with asyncio.timeout(60):  # of the hour that so many would take
        await pace.passed(3600_000)

    pace, begun = Pace(a_second=1000, at_once=10), loop.time()
    for _ in range(11):
        await pace.passed(10)
    assert loop.time() - begun >= 0.1
