"""A second channel, past the queue that may be stuck: a program of the operator's, with the message on its input."""

from collections.abc import Sequence

import structlog

from congvu.operator_program import LIMIT_SECONDS, NotRun, run

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
            code, _ = await run(self._command, message.encode(), self._limit_seconds)
        except NotRun as error:
            return f"it {error}"
        return f"it ended with {code}" if code else None
