"""How fast letters are taken in as work: what a backlog would use more is left to the relay and to who asks in the chat."""

import asyncio
import math

A_SECOND = 51.0  # letters; 20,000 are in within seven minutes
AT_ONCE = 30  # that nobody waits for after a quiet time


class Pace:
    """Lets so many letters a second pass, whoever brings them."""

    def __init__(self, a_second: float = A_SECOND, at_once: int = AT_ONCE) -> None:
        self._each_seconds = 1 / a_second
        self._ahead_seconds = at_once / a_second
        self._next = -math.inf  # when the next one would be due, on the loop's clock

    async def passed(self, count: int) -> None:
        """Waits until *count* letters more are not too many."""
        now = asyncio.get_running_loop().time()
        self._next = max(self._next, now - self._ahead_seconds) + count * self._each_seconds
        await asyncio.sleep(max(self._next - now, 0.0))
