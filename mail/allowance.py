"""What this worker has in hand of the allowances of all workers, so that a letter costs no question to the store.

A slice that is used up is filled from the store; what is not used goes back when another worker
got too little, and at the end. What the sender was told was not taken does not count. A worker
that dies takes its slices with it until the window ends: it errs to the strict side (store/allowance).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

import structlog

from mail.rule import Limit, Window, window
from schedules.clock import Clock
from store import Store, allowance, correspondent
from store.failure import StoreFailed, reason
from work.allowance import Ask, Key, Share
from work.finish import finish

PAUSES = (
    0.05,
    0.15,
    0.4,
)  # seconds for others to give back what they have in hand, once they were asked
SHUT = timedelta(minutes=1)  # for which nobody asks again after nothing was left
SWEEP_EVERY = timedelta(hours=1)
WINDOWS_KEPT = timedelta(days=2)

log = structlog.get_logger()


class Want(NamedTuple):
    """What one letter needs of one allowance."""

    key: Key
    limit: Limit
    number: int


class Short(NamedTuple):
    """That *left* is less than the letter needs, and when there is more."""

    want: Want
    left: int
    again_at: datetime


@dataclass(slots=True)
class Slice:
    """What this worker may use of an allowance in one window."""

    window: Window
    most: int
    left: int = 0
    shut_until: datetime | None = None


Taken = list[tuple[Slice, int]]


class Allowances:
    """One worker's; `run` gives back what others need, and forgets what is old."""

    def __init__(self, store: Store, clock: Clock, zone: tzinfo, kept: timedelta) -> None:
        """*kept* is how long somebody is remembered as written to; days are those of *zone*."""
        self._store = store
        self._clock = clock
        self._zone = zone
        self._kept = kept
        self._slices: dict[Key, Slice] = {}
        self._swept_at: datetime | None = None

    async def take(self, wants: Sequence[Want], now: datetime, taken: Taken) -> Short | None:
        """Adds what was taken to *taken*; what is short instead, and then nothing is kept."""
        try:
            for want in wants:
                held = self._slice(want.key, want.limit, now)
                if held.left < want.number:
                    left = await self._fill(held, want, now)
                    if left is not None:
                        self.undo(taken)
                        return Short(want, left, held.window.closes_at)
                held.left -= want.number
                taken.append((held, want.number))
        except StoreFailed:
            self.undo(taken)
            raise
        return None

    def undo(self, taken: Taken) -> None:
        """Takes it back into the hand: the letter was not kept."""
        while taken:
            held, number = taken.pop()
            held.left += number

    def shut(self, key: Key, limit: Limit, now: datetime) -> datetime | None:
        """When there is more of an allowance of which nothing was left a moment ago; None while there may be some."""
        held = self._slice(key, limit, now)
        if held.left or held.shut_until is None or held.shut_until <= now:
            return None
        return held.window.closes_at

    async def run(self) -> None:
        """Gives back what others ask for and forgets what is old, until it is cancelled; then gives back all."""
        ear = self._store.bell.ear(allowance.TOPIC)
        try:
            while True:
                await ear.heard(SWEEP_EVERY.total_seconds())
                await self.give_back()
                await self.sweep(self._clock.now())
        finally:
            await finish(self.give_back())

    async def give_back(self) -> None:
        """Lets others have all that is in hand; where the store does not answer it counts as used."""
        now, unused = self._clock.now(), []
        for key, held in self._slices.items():
            if held.left and now < held.window.closes_at:
                unused.append((Ask(key, held.window.opens_at, held.most), held.left))
            held.left = 0
        self._slices = {k: held for k, held in self._slices.items() if now < held.window.closes_at}
        try:
            if unused:
                await self._store.write(allowance.give_back, unused)
        except StoreFailed as error:
            log.warning("allowance.lost", allowances=len(unused), error=reason(error))

    async def sweep(self, now: datetime) -> None:
        """Forgets windows that are over, and recipients that nobody wrote to for long."""
        if self._swept_at is not None and now < self._swept_at + SWEEP_EVERY:
            return
        self._swept_at, before = now, now - self._kept
        try:
            if await self._store.read(allowance.any_before, now - WINDOWS_KEPT):
                await self._store.write(allowance.sweep, now - WINDOWS_KEPT)
            while await self._store.read(correspondent.any_before, before):
                await self._store.write(correspondent.forget, before)
        except StoreFailed as error:  # the next one finds the same
            log.warning("allowance.unswept", error=reason(error))

    def _slice(self, key: Key, limit: Limit, now: datetime) -> Slice:
        held = self._slices.get(key)
        if held is None or now >= held.window.closes_at:
            held = Slice(window(limit.measure, now, self._zone), limit.most)
            self._slices[key] = held
        held.most = limit.most
        return held

    async def _fill(self, held: Slice, want: Want, now: datetime) -> int | None:
        """What is left for all where that is too little; None once *held* has enough."""
        if held.shut_until is not None and now < held.shut_until:
            return held.left
        for pause in (0, *PAUSES):
            if pause:
                await asyncio.sleep(pause)
            share = await self._ask(held, want)
            if held.left >= want.number:
                return None
        if not share.left and not held.left:
            held.shut_until = min(now + SHUT, held.window.closes_at)
        return share.left + held.left

    async def _ask(self, held: Slice, want: Want) -> Share:
        """What the store gave to *held*, and what is left there."""
        ask = Ask(want.key, held.window.opens_at, want.limit.most)
        need = max(want.number - held.left, 0)  # another letter may have brought some
        share = await self._store.write(allowance.take, ask, need)
        held.left += share.granted
        return share
