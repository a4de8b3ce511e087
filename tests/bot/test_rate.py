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
    """Where a message more could not begin, because as many as may be are under way."""
    rate, full, free = Rate(), asyncio.Event(), asyncio.Event()
    begun: list[str] = []

    async def send() -> None:
        begun.append("message")
        if len(begun) == MOST:
            full.set()
        await free.wait()

    async def answer() -> None:
        begun.append("answer")

    async with asyncio.TaskGroup() as group:
        for chat in range(MOST + 1):
            to = {"chat_id": chat}
            group.create_task(rate.process_request(send, (), {}, "sendMessage", to, None))
        await full.wait()
        await rate.process_request(answer, (), {}, "answerCallbackQuery", {}, None)
        free.set()

    assert begun == ["message"] * MOST + ["answer", "message"]
