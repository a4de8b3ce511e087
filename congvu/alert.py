"""A second channel, past the queue that may be stuck: a program of the operator's, with the message on its input."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Sequence

import structlog

from work.finish import finish

LIMIT_SECONDS = 30.0  # for the program; then it is killed with all that it started
KILLED_SECONDS = 5.0  # for what was killed to end
_ENVIRONMENT = ("PATH", "LANG", "HOME", "TZ")  # what it gets of ours, which holds secrets

log = structlog.get_logger()


class Alert:
    """Runs *command*; without one nobody is told but by the log."""

    def __init__(self, command: Sequence[str], limit_seconds: float = LIMIT_SECONDS) -> None:
        self._command = tuple(command)
        self._limit_seconds = limit_seconds

    async def tell(self, message: str) -> str | None:
        """None once the program took *message*, or where there is none; else why it did not."""
        fault = await self.run(message)
        if fault:
            remedy = "try it by hand as the daemon's user, then congvu check --alert"
            log.error("alert.failed", program=self._command[0], reason=fault, remedy=remedy)
        return fault

    async def run(self, message: str) -> str | None:
        """The same, and the log says nothing of it."""
        if not self._command:
            return None
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                process_group=0,
            )
        except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
            return f"it cannot be started: {getattr(error, 'strerror', None) or error}"
        try:
            async with asyncio.timeout(self._limit_seconds):
                await process.communicate(message.encode())
        except TimeoutError:
            return f"it did not end within {self._limit_seconds:g} seconds"
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
                await finish(_ended(process))
        return f"it ended with {process.returncode}" if process.returncode else None


async def _ended(process: asyncio.subprocess.Process) -> None:
    """Waits for what was killed, but not for ever: what sudo started is another user's, and goes on."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(KILLED_SECONDS):
            await process.wait()
