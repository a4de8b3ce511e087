"""Judges the signatures in letters after their 250, one letter after the other; nobody waits for it.

It has the letter's octets from who took it: what is delivered is not kept. Where too many
wait, or the daemon dies, a letter stays without a result, and none is ever taken for a good one.
"""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import datetime

import structlog

from mail.content import Content
from mail.header import Header
from mail.smime.judge import Reads, judge
from mail.smime.search import find, may_be_signed
from mail.smime.trust import Trust
from schedules.clock import Clock
from store import Store, signature
from store.failure import StoreFailed, reason
from work.signature import Judgement

log = structlog.get_logger()

LETTERS = 200  # that wait
OCTETS = 256 << 20  # of those, in memory and in files without a name
LONG_LETTERS = 40  # of those, each with a file


@dataclass(frozen=True, slots=True)
class _Waiting:
    letter: int
    content: Content
    own: Judgement | None
    came_at: datetime


class Checker:
    """`consider` lets a letter wait, `run` judges; `trust` may be changed meanwhile."""

    def __init__(self, store: Store, opener: Reads, trust: Trust, clock: Clock) -> None:
        self.trust = trust
        self._store = store
        self._opener = opener
        self._clock = clock
        self._waiting: deque[_Waiting] = deque()
        self._octets = 0
        self._files = 0
        self._come = asyncio.Event()
        self._stopping = False

    def consider(
        self,
        letter: int,
        top: Header,
        content: Content,
        own: Judgement | None = None,
        *,
        outside: bool = False,
    ) -> None:
        """Has *letter* looked at once there is time; *own* is what our own signature was found to be worth.

        Half of the room is kept from those that come from *outside*: strangers can make each take its time.
        """
        if own is None and not may_be_signed(top):
            return
        long = content.octets is None
        if not self._has_room(content.size_bytes, long=long, share=2 if outside else 1):
            log.warning("letter.unchecked", letter=letter, waiting=len(self._waiting))
            return
        self._octets += content.size_bytes
        self._files += long
        kept = content.kept() if long else content
        self._waiting.append(_Waiting(letter, kept, own, self._clock.now()))
        self._come.set()

    def _has_room(self, octets: int, *, long: bool, share: int) -> bool:
        bounds = (
            len(self._waiting) < LETTERS // share,
            self._octets + octets <= OCTETS // share,
            not long or self._files < LONG_LETTERS // share,
        )
        return all(bounds)

    def stop(self) -> None:
        """Ends `run` once nothing waits any more."""
        self._stopping = True
        self._come.set()

    async def run(self) -> None:
        """Judges what waits, until it is stopped."""
        try:
            while True:
                while self._waiting:
                    await self._next()
                if self._stopping:
                    return
                self._come.clear()
                await self._come.wait()
        except asyncio.CancelledError:
            while self._waiting:
                self._forget(self._waiting.popleft())
            raise

    async def _next(self) -> None:
        waiting = self._waiting.popleft()
        try:
            judgements = await self._judged(waiting)
        finally:
            self._forget(waiting)
        if judgements:
            await self._keep(waiting.letter, judgements)

    async def _judged(self, waiting: _Waiting) -> tuple[Judgement, ...]:
        found = await asyncio.to_thread(find, waiting.content.chunks())
        if waiting.own is None:
            return await judge(found, self.trust, self._opener, waiting.came_at)
        others = found.without("0")  # which was judged before it was kept
        return waiting.own, *await judge(others, self.trust, self._opener, waiting.came_at)

    async def _keep(self, letter: int, judgements: tuple[Judgement, ...]) -> None:
        verdicts = signature.summary(judgements)
        try:
            await self._store.write(signature.keep, letter, judgements, self._clock.now())
        except StoreFailed as error:
            log.warning("letter.unchecked", letter=letter, error=reason(error))
            return
        log.info("letter.signatures", letter=letter, verdicts=verdicts)

    def _forget(self, waiting: _Waiting) -> None:
        self._octets -= waiting.content.size_bytes
        if waiting.content.octets is None:
            self._files -= 1
            waiting.content.close()
