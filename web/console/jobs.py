"""Work that takes longer than a page may: begun by a form, told of while it runs, its last outcome kept."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from work.incident import new_incident

MOST_KEPT = 200  # outcomes; each is of a domain, or of the account

log = structlog.get_logger()

Work = Callable[[], Awaitable[Any]]


@dataclass(slots=True)
class Job:
    """One piece of work: *outcome* once it is done, *incident* where it failed; *told* is what it says meanwhile."""

    began: datetime
    told: Any = None
    outcome: Any = None
    incident: str = ""
    done: bool = False
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class Jobs:
    """Runs each piece by its name, one at a time of the same name."""

    def __init__(self) -> None:
        self._known: dict[str, Job] = {}
        self._waiting: asyncio.Queue[tuple[str, Job, Work]] = asyncio.Queue(MOST_KEPT)

    def of(self, name: str) -> Job | None:
        """The job of that name that runs, or ran last."""
        return self._known.get(name)

    def start(self, name: str, work: Work, now: datetime, told: Any = None) -> bool:
        """Whether it was begun; not where one of the name still runs, or too many wait."""
        before = self._known.get(name)
        if (before is not None and not before.done) or self._waiting.full():
            return False
        self._known.pop(name, None)
        self._known[name] = job = Job(now, told)
        self._waiting.put_nowait((name, job, work))
        self._forget()
        return True

    async def wait(self, name: str, seconds: float) -> None:
        """Returns once the job of that name is done, or so much time went by."""
        job = self._known.get(name)
        if job is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await job.ended.wait()

    def drop(self, name: str) -> None:
        """Forgets the outcome of that name."""
        job = self._known.get(name)
        if job is not None and job.done:
            del self._known[name]

    def keep(self, kind: str, most: int) -> None:
        """Forgets outcomes whose name begins with *kind*, the oldest first, until *most* of them are left."""
        done = [name for name, job in self._known.items() if job.done and name.startswith(kind)]
        for name in done[: max(len(done) - most, 0)]:
            del self._known[name]

    async def run(self) -> None:
        """A loop of the supervisor; what runs ends with it."""
        async with asyncio.TaskGroup() as group:
            while True:
                name, job, work = await self._waiting.get()
                group.create_task(_done(name, job, work), name=f"console-job-{name}")

    def _forget(self) -> None:
        for name in [name for name, job in self._known.items() if job.done][:-MOST_KEPT]:
            del self._known[name]


async def _done(name: str, job: Job, work: Work) -> None:
    try:
        job.outcome = await work()
    except Exception:
        job.incident = new_incident()
        log.exception("console.job-failed", job=name, incident=job.incident)
    finally:
        job.done = True
        job.ended.set()
