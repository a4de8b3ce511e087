"""Work whose length a stranger decides: short work at once, long work in a thread, so that the loop goes on."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

LARGEST_HEADER = 256 * 1024  # octets; no longer one is accepted
MOST_LINES = 5_000  # of a header; taking more apart would be one long step, in whatever thread
AT_ONCE_OCTETS = 16 * 1024  # the worst header of that length takes some ten milliseconds
THREADS = 2  # each that computes may keep the loop waiting for 5 ms, Python's switch interval

_THREADS = ThreadPoolExecutor(THREADS, "authentication")


def overlong(header: bytes) -> str | None:
    """Why *header* is not looked at at all."""
    if len(header) > LARGEST_HEADER:
        return f"the header is longer than {LARGEST_HEADER} octets"
    if header.count(b"\n") > MOST_LINES:
        return f"the header has more than {MOST_LINES} lines"
    return None


async def aside(octets: int, work: Callable[[], T]) -> T:
    """What *work* gives, which looks at so many *octets*."""
    if octets <= AT_ONCE_OCTETS:
        return work()
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work)
