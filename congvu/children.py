"""The other workers of `--workers N`: processes of the same program, each a loop of the parent.

A child ends when the pipe to it is closed, so one that is never told, because
the parent was killed, ends as well. It is in a process group of its own: a
signal from the terminal comes to it by the parent, once.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence

import structlog

from congvu.told import Told
from work.figures import Figures
from work.finish import finish

TELL_EVERY_SECONDS = 5.0
TOLD_LONGEST = 1 << 20  # octets of one line

log = structlog.get_logger()


class ChildEnded(Exception):
    """A worker's process ended although nobody asked it to."""


class NotBegun(Exception):
    """A worker's process ended, by *code*, before it had what it needs, and has said why on standard error."""

    def __init__(self, name: str, code: int) -> None:
        super().__init__(f"{name} ended with {_spelled(code)} before it could begin")
        self.code = code


class Child:
    """One worker's process; *arguments* are the command line behind the program's name."""

    def __init__(
        self, number: int, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        self.name = f"worker-{number}"
        self._command = (sys.executable, "-m", "congvu", *arguments)
        self._environment = dict(environment)
        self._process: asyncio.subprocess.Process | None = None
        self._asked = False
        self._reload_asked = False  # before the process could hear of it
        self._beginning: asyncio.Future[None] | None = None
        self._begun = False  # the process that runs
        self.told = Told()  # by the process that runs
        self._before = Figures()  # by those that ran before it

    def figures(self) -> Figures:
        """What the process, and those before it, have counted and told."""
        return Figures().merge(self._before).merge(self.told.figures)

    async def begun(self) -> None:
        """Waits until the first process has what it needs, such as its addresses; raises NotBegun when it ended before.

        It does not wait for one that was asked to end.
        """
        if self._asked or self._begun:
            return
        self._beginning = asyncio.get_running_loop().create_future()
        try:
            await self._beginning
        finally:
            self._beginning = None

    async def run(self) -> None:
        """Starts the process and waits for its end; raises ChildEnded when it was not asked for."""
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=TOLD_LONGEST,
            env=self._environment,
            process_group=0,
        )
        self._process = process
        log.info("child.started", child=self.name, pid=process.pid)
        if self._asked:
            self.drain()
        try:
            async with asyncio.TaskGroup() as tasks:
                hearing = tasks.create_task(self._hear(process.stdout), name=f"{self.name}-told")
                code = await process.wait()
                hearing.cancel()
        finally:
            self._before.merge(self.told.figures)
            self.told, self._begun = Told(), False
            self._process = None
            if process.returncode is None:
                process.kill()
                await finish(process.wait())
        log.info("child.ended", child=self.name, pid=process.pid, code=code)
        if not self._asked:
            await self._lost(code)

    async def _lost(self, code: int) -> None:
        if self._beginning is not None and not self._beginning.done():
            self._beginning.set_exception(NotBegun(self.name, code))
            await asyncio.Event().wait()  # not to be started again: who waits for it ends us
        raise ChildEnded(f"{self.name} ended with {_spelled(code)}")

    async def _hear(self, told: asyncio.StreamReader | None) -> None:
        """Keeps what the process tells last, a line each time; whatever else it writes is passed over."""
        sound = True
        while told is not None and not told.at_eof():
            try:
                if line := await told.readline():
                    self.told = Told.of(line)
                    self._begins()
            except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
                if sound:  # once: it may go on without end
                    log.warning("child.unheard", child=self.name, error=repr(error)[:200])
                sound = False

    def _begins(self) -> None:
        if self._begun:
            return
        self._begun = True
        if self._reload_asked:
            self.reload()
        self._let_go()

    def _let_go(self) -> None:
        if self._beginning is not None and not self._beginning.done():
            self._beginning.set_result(None)

    def drain(self) -> None:
        """Asks the process to finish and end."""
        self._asked = True
        self._let_go()
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def reload(self) -> None:
        """Lets the process read its configuration again, as soon as the signal does not end it."""
        self._reload_asked = not self._begun
        if self._process is not None and self._begun:
            self._process.send_signal(signal.SIGHUP)

    def abandon(self) -> None:
        """Ends the process at once."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)


def environment() -> dict[str, str]:
    """Our own, but for the service manager's socket: only the parent speaks for the service."""
    return {name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"}


async def tell(what: Callable[[], Told]) -> None:
    """Tells the parent on standard output, again and again; a parent that does not listen is not waited for.

    The first word says that this process has what it needs.
    """
    loop = asyncio.get_running_loop()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0) as out:
        transport, _ = await loop.connect_write_pipe(asyncio.BaseProtocol, out)
        try:
            while not transport.is_closing():
                if not transport.get_write_buffer_size():
                    transport.write(what().line())
                await asyncio.sleep(TELL_EVERY_SECONDS)
            await asyncio.Event().wait()  # the parent is gone, and we are about to end
        finally:
            transport.close()


def _spelled(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"code {code}"
