"""Turns at the passwords: one at a time of each network, and nobody waits beyond the bounds."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from mail.turns import Turns


async def test_beyond_so_many_networks_one_more_is_put_off_until_another_has_left() -> None:
    turns = Turns(networks=2)
    async with turns.turn("192.0.2.1"):
        async with turns.turn("2001:db8::1") as second, turns.turn("198.51.100.1") as third:
            assert (second, third) == (True, False)
        async with turns.turn("198.51.100.1") as later:
            assert later


@pytest.mark.parametrize(
    ("neighbour", "waits"),
    [("192.0.2.9", True), ("192.0.3.1", False)],
)
async def test_only_clients_of_one_network_wait_for_each_other(neighbour: str, waits: bool) -> None:
    turns, came = Turns(), asyncio.Event()

    async def come() -> None:
        async with turns.turn(neighbour) as granted:
            assert granted
            came.set()

    async with asyncio.TaskGroup() as tasks, AsyncExitStack() as first:
        await first.enter_async_context(turns.turn("192.0.2.1"))
        tasks.create_task(come())
        for _ in range(5):
            await asyncio.sleep(0)
        assert came.is_set() is not waits
