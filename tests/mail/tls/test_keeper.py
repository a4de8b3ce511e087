"""What is learned of domains reaches the store, the other processes, and the next start."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from mail.tls.keeper import Keeper
from mail.tls.memory import Memory
from store import Store, tls
from tests.mail.relaying import NOW, SetClock, eventually
from work.tls import Kept, Policy

DAY = timedelta(days=1)
KEPT = Kept("a.vn", "1", Policy("enforce", ("mx.a.vn",), DAY), NOW)


async def nothing() -> None:
    """No policy grows old here."""


@asynccontextmanager
async def keeping(store: Store) -> AsyncIterator[Memory]:
    memory = Memory()
    keeper = Keeper(store, memory, SetClock(), nothing)
    await keeper.load()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(keeper.run())
        await asyncio.sleep(0)
        yield memory
        running.cancel()


async def test_a_policy_is_known_to_other_processes_soon(pair: tuple[Store, Store]) -> None:
    async with keeping(pair[0]) as one, keeping(pair[1]) as two:
        one.policies.put(KEPT)

        async def known() -> bool:
            return two.policies.get("a.vn", NOW) == KEPT

        await eventually(known)


async def test_what_was_not_written_yet_is_written_at_the_stop(
    pair: tuple[Store, Store],
) -> None:
    async with keeping(pair[0]) as memory:
        memory.policies.put(KEPT)

    assert await pair[1].read(tls.policies, NOW) == (KEPT,)
    async with keeping(pair[1]) as later:
        assert later.policies.get("a.vn", NOW) == KEPT
        assert later.policies.get("a.vn", NOW + DAY) is None
