"""All messages together keep to what Telegram takes in a second, also where they were held up on the way."""

import asyncio
from datetime import timedelta

from bench.chat_crowd import most_within
from bot.rate import MOST, Rate
from demo.clock import machine_now

JAM_SECONDS = 0.8


async def test_what_was_held_up_on_the_way_does_not_arrive_in_a_heap() -> None:
    """Without the limit on what is under way, the twenty held up and the next second's would make 45."""
    rate, arrived = Rate(), []
    jam = asyncio.get_running_loop().time() + JAM_SECONDS

    async def send() -> None:
        await asyncio.sleep(max(jam - asyncio.get_running_loop().time(), 0))
        arrived.append(machine_now())

    async with asyncio.TaskGroup() as group:
        for chat in range(3 * MOST):
            to = {"chat_id": chat}
            group.create_task(rate.process_request(send, (), {}, "sendMessage", to, None))

    assert len(arrived) == 3 * MOST
    assert most_within(arrived, timedelta(seconds=1)) <= MOST


async def test_what_goes_to_no_chat_waits_for_no_turn() -> None:
    rate, begun = Rate(), asyncio.get_running_loop().time()

    async def answer() -> None:
        return None

    for _ in range(3 * MOST):
        await rate.process_request(answer, (), {}, "answerCallbackQuery", {}, None)

    assert asyncio.get_running_loop().time() - begun < 1
