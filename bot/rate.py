"""The pace of all messages of the bot: Telegram takes about 30 a second in all (its FAQ on limits)."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram.ext import AIORateLimiter

BURST, BURST_SECONDS = 4, 0.16  # so many in a burst, and then evenly
MOST = 30  # that may reach Telegram within a second
SECOND = 1.0

# It logs every flood wait as an error with its traceback; for us that is a value.
logging.getLogger("telegram.ext.AIORateLimiter").setLevel(logging.CRITICAL)


class Rate(AIORateLimiter):
    """Lets messages begin evenly, and of those under way or answered within the last second be MOST at most.

    The second holds whatever happens on the way: where this process or the network stood still,
    what began evenly arrives together. Nothing is sent again: that stands in the store.
    """

    def __init__(self) -> None:
        super().__init__(overall_max_rate=BURST, overall_time_period=BURST_SECONDS)
        self._room = asyncio.Semaphore(MOST)

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Any:
        """What *callback* gives, once it is its turn; what goes to no chat has no turns."""
        called = self._within(callback) if "chat_id" in data else callback
        return await super().process_request(called, args, kwargs, endpoint, data, rate_limit_args)

    def _within(
        self, callback: Callable[..., Coroutine[Any, Any, Any]]
    ) -> Callable[..., Coroutine[Any, Any, Any]]:
        async def called(*args: Any, **kwargs: Any) -> Any:
            await self._room.acquire()
            try:
                return await callback(*args, **kwargs)
            finally:
                asyncio.get_running_loop().call_later(SECOND, self._room.release)

        return called
