"""For the few lines that must finish although their task is cancelled."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def finish(work: Awaitable[T]) -> T:
    """What *work* gives; a cancellation that comes meanwhile is passed on once it is done.

    ``await finish(store.write(give_back, …))``: the caller cannot leave before the
    commit. Raises what *work* raised, even if the caller was cancelled.
    """
    inner = asyncio.ensure_future(work)  # noqa: TID251 - waited for below, whatever happens
    cancelled: asyncio.CancelledError | None = None
    while not inner.done():
        try:
            await asyncio.wait((inner,))
        except asyncio.CancelledError as error:
            cancelled = error
    result = inner.result()
    if cancelled is not None:
        raise cancelled
    return result
