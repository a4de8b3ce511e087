"""Programs of the operator's: each in a process group of its own, within a time, and without our secrets."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence

from work.finish import finish

LIMIT_SECONDS = 30.0  # for the program; then it is killed with all that it started
KILLED_SECONDS = 5.0  # for what was killed to end
_ENVIRONMENT = ("PATH", "LANG", "HOME", "TZ")  # what it gets of ours, which holds secrets


class NotRun(Exception):
    """It could not be started, or did not end in time; the words go on after its name."""


async def run(
    command: Sequence[str], told: bytes | None = None, limit_seconds: float = LIMIT_SECONDS
) -> tuple[int, bytes]:
    """Its exit code (below 0 a signal), and what it printed where it was *told* nothing; raises NotRun."""
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=nothing if told is None else pipe,
            stdout=pipe if told is None else nothing,
            stderr=nothing,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            process_group=0,
        )
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise NotRun(f"cannot be started: {reason}") from None
    try:
        async with asyncio.timeout(limit_seconds):
            printed, _ = await process.communicate(told)
            return await process.wait(), printed or b""
    except TimeoutError:
        raise NotRun(f"did not end within {limit_seconds:g} seconds") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            await finish(_ended(process))


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Waits for what was killed, but not for ever: what sudo started is another user's, and goes on."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(KILLED_SECONDS):
            await process.wait()
