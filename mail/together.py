"""Waits of one kind, side by side."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


async def together(name: str, waits: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """What each of *waits* gives, in their order; where one fails the others end.

    Raises ExceptionGroup with what failed. *name* is that of their tasks.
    """
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one, name=f"{name}-{n}") for n, one in enumerate(waits, 1)]
    return [one.result() for one in tasks]
