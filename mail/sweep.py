"""What no bell tells of: letters whose time is over, rows that nobody works at, chunks that nobody needs."""

from datetime import timedelta

import structlog

from mail.bounce import Bounces, Told
from mail.hands import Hands, Place
from mail.schedule import Schedule
from mail.settling import Case, expiry, told_of
from schedules.clock import Clock
from store import Store, body, claim
from store.claim import Claimed
from store.failure import REMEDY, StoreFailed, reason
from store.spool import Key

log = structlog.get_logger()

BATCH = 100
LAST_CHANCE = timedelta(hours=1)  # for the last attempt of a letter whose time is over
ORPHANED_AFTER = timedelta(hours=1)  # chunks of a letter that never came in whole


class Sweep:
    """One worker's; several may sweep at once, each change is made once."""

    def __init__(
        self,
        store: Store,
        holder: str,
        clock: Clock,
        bounces: Bounces,
        schedule: Schedule,
        hands: Hands,
    ) -> None:
        self._store = store
        self._holder = holder
        self._clock = clock
        self._bounces = bounces
        self._schedule = schedule
        self._hands = hands
        self._missed: frozenset[Place] = frozenset()

    async def once(self) -> None:
        """Looks at everything once; what the store does not take now is found the next time."""
        try:
            await self._expire()
            await self._forsake()
            await self._clear()
        except StoreFailed as error:
            log.error("sweep.failed", error=reason(error), remedy=REMEDY)

    async def _expire(self) -> None:
        full = True
        while full:
            now = self._clock.now()
            old = await self._store.read(claim.overdue, now, now - LAST_CHANCE, BATCH)
            for claimed in old:
                await self._end(claimed)
            full = sum(len(one.past) for one in old) == BATCH

    async def _end(self, claimed: Claimed) -> None:
        told: list[Told] = []
        for case in _cases(claimed):
            settled = expiry(case, claimed.parcel.salt)
            told.append(Told(settled, told_of(claimed.parcel, case, settled)))
        stood = await self._bounces.settle(self._holder, claimed.parcel, told)
        if stood:
            log.info("letter.expired", letter=claimed.parcel.letter, recipients=len(stood))

    async def _forsake(self) -> None:
        """Twice seen in the store but not in hand: the answer to its commit was lost, or a bug dropped it."""
        unknown = await self._store.read(claim.places_of, self._holder) - self._hands.places
        lost, self._missed = unknown & self._missed, unknown
        if lost:
            now = self._clock.now()
            repeat_at = now + self._schedule.uncertain_after
            await self._store.write(claim.forsake, self._holder, lost, now, repeat_at)
            log.warning("queue.forsaken", recipients=len(lost))

    async def _clear(self) -> None:
        before = self._clock.now() - ORPHANED_AFTER
        if await self._store.read(body.orphans, before):
            await self._store.write(body.sweep, before, BATCH)


def _cases(claimed: Claimed) -> list[Case]:
    parcel = claimed.parcel
    return [
        Case(
            addressee,
            Key(parcel.letter, parcel.positions[i], parcel.attempts[i]),
            claimed.past[i].state,
            claimed.past[i],
            parcel.ready_at,
        )
        for i, addressee in enumerate(parcel.envelope.recipients)
    ]
