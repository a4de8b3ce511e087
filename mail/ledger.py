"""One worker's book: begins and settlements of many letters in as few transactions as can be.

At most one of its transactions is under way; whatever comes meanwhile, and for some turns
of the loop after, goes into the next one, settlements before begins. Only the next hop
waits for them, and letters that begin one by one cost a twentieth more of the processor.
A settlement with a report goes by a transaction of its own, which begins wait for. So a
connection that took its next letter has the one before settled no later than that begins,
and a kill leaves one letter a connection of which nobody can know.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from schedules.clock import Clock
from store import Store
from store.company import after_turns
from store.failure import REMEDY, StoreFailed, reason
from store.spool import Advance, Key, Settlement, advance

log = structlog.get_logger()

RETRY_SECONDS = 1.0  # while the store does not take what was settled
GATHERING_TURNS = 25  # of the loop, for one transaction
GATHERING_SECONDS = 0.05  # at most, however much there is to do


@dataclass(slots=True, eq=False)
class _Page:
    """What goes into one transaction, and who waits for it."""

    settlements: list[Settlement] = field(default_factory=list)
    settled: list[asyncio.Future[frozenset[Key]]] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    begun: list[tuple[asyncio.Future[frozenset[Key]], Sequence[Key]]] = field(default_factory=list)


class Ledger:
    """Begins and settles for *holder*."""

    def __init__(self, store: Store, holder: str, clock: Clock) -> None:
        self._store = store
        self._holder = holder
        self._clock = clock
        self._open = _Page()
        self._written: _Page | None = None
        self._armed = False
        self._apart: set[asyncio.Future[None]] = set()  # one for each settlement with a report

    async def begin(self, keys: Sequence[Key]) -> frozenset[Key]:
        """Which of *keys* are ours and durably "sending" now; none when the store failed.

        One turn of the loop passes first: what the same connection brought before this
        is on its way to settle(), and so goes into the same transaction or an earlier one.
        """
        await asyncio.sleep(0)
        if self._apart:
            await asyncio.wait(self._apart)
        future: asyncio.Future[frozenset[Key]] = asyncio.get_running_loop().create_future()
        self._open.keys += keys
        self._open.begun.append((future, keys))
        self._arm()
        return await future

    async def settle(self, settlements: Sequence[Settlement]) -> Sequence[Settlement]:
        """Comes back once *settlements* are durable, with those that stand; tried again while the store fails."""
        future: asyncio.Future[frozenset[Key]] = asyncio.get_running_loop().create_future()
        self._open.settlements += settlements
        self._open.settled.append(future)
        self._arm()
        overtaken = await future
        return [one for one in settlements if one.key not in overtaken]

    async def settle_apart(self, settled: Awaitable[Sequence[Settlement]]) -> Sequence[Settlement]:
        """What *settled* gives, a transaction of its own; nothing begins before its end."""
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._apart.add(over)
        try:
            return await settled
        finally:
            self._apart.discard(over)
            over.set_result(None)

    def flush(self) -> None:
        """Hands over what was settled, without company, at the end of its holder; nothing begins any more."""
        page, self._open = self._open, _Page()
        if page.settlements:
            now = self._clock.now()
            self._store.write(advance, self._holder, page.settlements, (), now)

    def _arm(self) -> None:
        if not self._armed and self._written is None:
            self._armed = True
            until = asyncio.get_running_loop().time() + GATHERING_SECONDS
            after_turns(GATHERING_TURNS, self._write, until)

    def _write(self) -> None:
        self._armed = False
        page, self._open = self._open, _Page()
        if not (page.settled or page.begun):  # flushed meanwhile
            return
        self._written = page
        written = self._store.write(
            advance, self._holder, page.settlements, page.keys, self._clock.now()
        )
        written.add_done_callback(self._done)

    def _done(self, written: "asyncio.Future[Advance]") -> None:
        page, self._written = self._written or _Page(), None
        error = written.exception()
        if error is None:
            self._tell(page, written.result())
        elif isinstance(error, StoreFailed):
            self._turn_back(page, error)
        else:
            self._break(page, error)
        if self._open.settled or self._open.begun:
            self._arm()

    def _tell(self, page: _Page, done: Advance) -> None:
        for settled in page.settled:
            if not settled.done():
                settled.set_result(done.overtaken)
        for future, keys in page.begun:
            if not future.done():
                future.set_result(done.begun.intersection(keys))

    def _turn_back(self, page: _Page, error: BaseException) -> None:
        """Nothing may be sent now; what was sent is written down again a little later, before anything begins."""
        log.error(
            "ledger.failed",
            settlements=len(page.settlements),
            error=reason(error),
            remedy=REMEDY,
        )
        self._tell(_Page(begun=page.begun), Advance(frozenset(), frozenset()))
        self._open.settlements[:0] = page.settlements
        self._open.settled[:0] = page.settled
        if page.settled:
            self._armed = True
            asyncio.get_running_loop().call_later(RETRY_SECONDS, self._write)

    def _break(self, page: _Page, error: BaseException) -> None:
        futures: list[asyncio.Future[Any]] = [*page.settled, *(future for future, _ in page.begun)]
        for future in futures:
            if not future.done():
                future.set_exception(error)
