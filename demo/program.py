"""What the demo's peers share when they run as programs of their own."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import structlog

from demo.loopback import require_loopback


def listen_address(given: str) -> tuple[str, int]:
    """Host and port of "HOST:PORT"; raises ValueError with a sentence for the operator.

    >>> listen_address("127.0.0.1:8081"), listen_address("[::1]:0")
    (('127.0.0.1', 8081), ('::1', 0))
    """
    host, colon, port = given.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:
        raise ValueError(f"Give --listen as HOST:PORT, for example 127.0.0.1:8081, not {given}.")
    host = host.removeprefix("[").removesuffix("]")
    require_loopback(host)
    return host, int(port)


def say(line: str) -> None:
    """Prints *line* at once, so that a program that waits for it sees it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def log_to_stderr() -> None:
    """Leaves standard output to what was said, which a parent may read no further than one line."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))


def run_until_told(serving: Coroutine[Any, Any, None]) -> None:
    """Runs *serving* until SIGTERM or SIGINT."""
    asyncio.run(_until_told(serving))


async def _until_told(serving: Coroutine[Any, Any, None]) -> None:
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: task and task.cancel())
    with suppress(asyncio.CancelledError):
        await serving
