"""Knows whether there is room to take more letters in, so that settling always has some."""

import time
from collections.abc import Callable

import structlog

LEAST_BYTES = 256 << 20
LOOK_AGAIN_SECONDS = 1.0

log = structlog.get_logger()


class Room:
    """Free space beside the store, looked at once a second at most.

    *free* gives it in octets, or None where the store keeps its own watch.
    """

    def __init__(
        self,
        free: Callable[[], int | None],
        size_limit_bytes: int,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.needed_bytes = max(LEAST_BYTES, 2 * size_limit_bytes)
        self._free = free
        self._monotonic = monotonic
        self._looked = self._told = float("-inf")
        self._found: int | None = None

    def free_bytes(self) -> int | None:
        """Free space as it was within the last second; None where it is not ours to watch."""
        now = self._monotonic()
        if now - self._looked >= LOOK_AGAIN_SECONDS:
            self._looked, self._found = now, self._free()
        return self._found

    def enough(self) -> bool:
        """Whether letters may be taken in; otherwise the answer is 452 4.3.1 (design, section 5)."""
        free = self.free_bytes()
        if free is None or free >= self.needed_bytes:
            return True
        if self._told < self._looked:
            self._told = self._looked
            log.error("relay.full", free_octets=free, remedy="make room on the store's disk")
        return False
