"""Keeps the daemon's loops running: one TaskGroup, each loop by name, restarted with back-off, drained at the end.

A loop runs until it is cancelled, or until it was asked to drain and has
finished what was under way. That it fails, or returns by itself, is logged with
an incident's id and told by health and readiness; the others go on.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from types import TracebackType

import structlog

from work.incident import new_incident

FIRST_PAUSE_SECONDS = 1.0  # before a restart; doubled by each failure in a row
LONGEST_PAUSE_SECONDS = 60.0
HEALTHY_AFTER_SECONDS = 60.0  # of running, after which a failure counts as the first again

log = structlog.get_logger()

Run = Callable[[], Awaitable[None]]


class LoopReturned(Exception):
    """A loop ended by itself, although nobody asked it to."""


@dataclass(frozen=True, slots=True)
class LoopHealth:
    """How one loop is: *healthy* while it runs, and after a failure once it has run as long as it paused.

    *incident* is the id of its last failure.
    """

    name: str
    healthy: bool
    restarts: int
    incident: str | None


class _Phase(Enum):
    RUNNING = "running"
    PAUSING = "pausing"
    ENDED = "ended"


class Supervisor:
    """Runs loops from ``async with`` on; leaving the block waits for a stop, then drains."""

    def __init__(self, drain: timedelta) -> None:
        self._drain_seconds = drain.total_seconds()
        self._loops: list[_Loop] = []
        self._group = asyncio.TaskGroup()
        self._stopping = asyncio.Event()
        self._reloads: list[Callable[[], None]] = []
        self._reloaded = False

    async def __aenter__(self) -> "Supervisor":
        """Loops may be added from here on."""
        await self._group.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Waits to be stopped and drains; after an exception of the block all loops are cancelled."""
        if error is not None:
            with contextlib.suppress(BaseExceptionGroup):  # holds nothing but *error* itself
                await self._group.__aexit__(kind, error, traceback)
            return
        try:
            await self._stopping.wait()
            await self._drain()
        except BaseException as failure:
            await self._group.__aexit__(type(failure), failure, failure.__traceback__)
            raise
        await self._group.__aexit__(None, None, None)

    def add(
        self,
        name: str,
        run: Run,
        *,
        drain: Callable[[], None] | None = None,
        last: bool = False,
    ) -> None:
        """Starts the loop *run*, unless a stop was asked for before.

        At the stop *drain* asks it to finish what is under way and return; without
        *drain* it is cancelled at once. One that is needed by the others to the
        end, such as a heartbeat, is *last*: it is stopped after they have ended.
        """
        if self._stopping.is_set():
            return
        loop = _Loop(name, run, drain, last, self._stopping)
        self._loops.append(loop)
        loop.task = self._group.create_task(loop.keep(), name=name)

    def on_reload(self, reload: Callable[[], None]) -> None:
        """Lets *reload* be called whenever the configuration is to be read again; at once if that was asked before."""
        self._reloads.append(reload)
        if self._reloaded:
            _reload(reload)

    def reload(self) -> None:
        """Reads again what can be read again; what fails stays as it was."""
        log.info("reload")
        self._reloaded = True
        for reload in self._reloads:
            _reload(reload)

    def stop(self) -> None:
        """Asks for an orderly end; asking twice changes nothing."""
        if not self._stopping.is_set():
            log.info("stopping")
        self._stopping.set()

    @property
    def stopping(self) -> bool:
        """Whether an end was asked for."""
        return self._stopping.is_set()

    def health(self) -> tuple[LoopHealth, ...]:
        """How each loop is at this moment."""
        now = asyncio.get_running_loop().time()
        return tuple(loop.health(now) for loop in self._loops)

    async def _drain(self) -> None:
        until = asyncio.get_running_loop().time() + self._drain_seconds
        for last in (False, True):
            loops = [loop for loop in self._loops if loop.last is last]
            for loop in loops:
                loop.end()
            await _ended(loops, until)
        log.info("stopped")


async def _ended(loops: Iterable["_Loop"], until: float) -> None:
    """Waits until *loops* have ended, and cancels those that have not at *until*."""
    tasks = {loop.task: loop.name for loop in loops if loop.task is not None}
    if not tasks:
        return
    seconds = until - asyncio.get_running_loop().time()
    _, late = await asyncio.wait(tasks, timeout=max(0, seconds))
    if late:
        log.warning("drain.overdue", loops=sorted(tasks[task] for task in late))
        for task in late:
            task.cancel()
        await asyncio.wait(late)


class _Loop:
    """One loop, and what the supervisor knows of it."""

    def __init__(
        self,
        name: str,
        run: Run,
        drain: Callable[[], None] | None,
        last: bool,
        stopping: asyncio.Event,
    ) -> None:
        self.name = name
        self.last = last
        self.task: asyncio.Task[None] | None = None
        self._run = run
        self._ask_to_drain = drain
        self._stopping = stopping
        self._phase = _Phase.RUNNING
        self._since = asyncio.get_running_loop().time()
        self._paused = 0.0
        self._restarts = 0
        self._incident: str | None = None

    async def keep(self) -> None:
        """Runs the loop again and again, until the stop."""
        try:
            while (error := await self._once()) is not None:
                pause = self._failed(error)
                if self._stopping.is_set() or _cancelled():
                    return
                self._phase = _Phase.PAUSING
                await asyncio.sleep(pause)
                self._restarts += 1
        finally:
            self._phase = _Phase.ENDED

    def end(self) -> None:
        """Asks the loop to finish, or cancels it where there is nothing to finish."""
        if self.task is None:
            return
        if self._ask_to_drain is None or self._phase is not _Phase.RUNNING:
            self.task.cancel()
            return
        try:
            self._ask_to_drain()
        except Exception:
            log.exception("drain.failed", loop=self.name, incident=new_incident())
            self.task.cancel()

    def health(self, now: float) -> LoopHealth:
        """How it is at *now* of the event loop's clock."""
        proved = now - self._since >= self._paused
        healthy = self._phase is _Phase.RUNNING and proved
        return LoopHealth(self.name, healthy, self._restarts, self._incident)

    async def _once(self) -> Exception | None:
        """How the loop failed; None when it returned because it was asked to."""
        self._phase, self._since = _Phase.RUNNING, asyncio.get_running_loop().time()
        runner = await self._run_apart()
        if runner.cancelled():
            if _cancelled():
                raise asyncio.CancelledError
            return LoopReturned(f"{self.name} was cancelled from inside")
        match runner.exception():
            case None:
                asked = self._stopping.is_set()
                return None if asked else LoopReturned(f"{self.name} returned by itself")
            case Exception() as error:
                return error
            case fatal:
                raise fatal

    async def _run_apart(self) -> asyncio.Task[None]:
        """The task that ran the loop, ended; a cancellation of ours is handed on to it.

        A task of its own, because a TaskGroup of the loop that fails on Python 3.11
        leaves its parent marked as cancelled.
        """
        runner = asyncio.get_running_loop().create_task(_awaited(self._run()), name=self.name)
        while not runner.done():
            try:
                await asyncio.wait({runner})
            except asyncio.CancelledError:
                runner.cancel()
        return runner

    def _failed(self, error: Exception) -> float:
        """Logs the failure; how many seconds to pause."""
        ran = asyncio.get_running_loop().time() - self._since
        first = self._paused == 0 or ran >= HEALTHY_AFTER_SECONDS
        pause = FIRST_PAUSE_SECONDS if first else min(self._paused * 2, LONGEST_PAUSE_SECONDS)
        self._paused, self._incident = pause, new_incident()
        log.error(
            "loop.failed",
            loop=self.name,
            incident=self._incident,
            again_in_seconds=pause,
            remedy="see the reason below; report it when it comes again",
            exc_info=error,
        )
        return pause


async def _awaited(loop: Awaitable[None]) -> None:
    await loop


def _cancelled() -> bool:
    """Whether the running task was asked to end, whatever its loop made of that."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _reload(reload: Callable[[], None]) -> None:
    try:
        reload()
    except Exception:
        log.exception("reload.failed", incident=new_incident())
