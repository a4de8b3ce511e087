"""Waits for what another process does, by looking again and again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

LOOK_SECONDS = 0.05


async def until(
    look: Callable[[], Awaitable[T | None]], seconds: float, every: float = LOOK_SECONDS
) -> T:
    """What *look* gives once it is neither None nor false, looked for *every* so many seconds. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not (found := await look()):  # noqa: ASYNC110 - it asks another process
            await asyncio.sleep(every)
    return found
