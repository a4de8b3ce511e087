"""The loop over the tray: letters are read side by side, each within its time, and what is to be done about one is one commit.

What cannot be read is set aside with a code, for a person; what a reader dies of is counted before it begins (store/tray).
"""

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from mail.pace import Pace
from mail.reader.came import Came, Handler, Settle
from mail.reader.company import Company
from mail.reader.letter import Opens, letter
from mail.reader.scans import with_read_scans
from schedules.clock import Clock
from store import Store, body, tray
from store.directory.change import Overtaken
from store.failure import REMEDY, StoreAway, is_full
from store.failure import reason as said_by
from store.intake import TOPIC
from store.together import Together
from store.tx import Tx
from store.writer import CommitUnknown
from work.incident import new_incident
from work.intake import Intake, SetAside

ROOM = 32  # letters in hand at once
LONG_AT_ONCE = 2  # of those that stand in chunks: each is held in memory
FILES_SECONDS = 30.0  # for all files in one letter
SECONDS = 600.0  # for one letter, with the time for which others keep it waiting
TERM = timedelta(minutes=2)  # whoever has not said for so long that a letter is in hand is dead
RENEWAL_SECONDS = 30.0
POLL_SECONDS = 30.0  # without a ring: for letters of a reader that died
TOGETHER = 16  # letters that are counted as read in one commit
COMPANY_SECONDS = 0.35  # for which one that is ready waits for others
OVERTAKEN_MOST = 3  # times in a row, by others who keep the same document
AWAY_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # before each new try while the store is away

_PASSING = (*StoreAway, CommitUnknown)
log = structlog.get_logger()
T = TypeVar("T")


class Reading:
    """Reads what is in the tray, as long as it runs; one whose loop ends gives back what it had."""

    def __init__(
        self,
        store: Store,
        opener: Opens,
        handlers: Sequence[Handler],
        clock: Clock,
        holder: str,
    ) -> None:
        self._store = store
        self._opener = opener
        self._handlers = handlers
        self._clock = clock
        self._holder = holder
        self._long = asyncio.Semaphore(LONG_AT_ONCE)
        self._pace = Pace()
        self._hand = set[asyncio.Task[None]]()
        self._company = Company(TOGETHER, COMPANY_SECONDS)
        self._end = Together(self._end_all)  # those that are ready together share statements

    async def run(self) -> None:
        """Reads until it is cancelled."""
        ear, hand = self._store.bell.ear(TOPIC), self._hand

        def let_go(task: asyncio.Task[None]) -> None:
            hand.discard(task)
            ear.strike()  # there is room

        # What a loop before had in hand that ended as the store was away.
        await _patiently(self._given_back, CommitUnknown)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep(), name="intake-lease")
                while True:
                    free = ROOM - len(hand)
                    # Several at once: they share the commit that begins them.
                    taken = await self._take(free, bool(hand)) if free * 2 >= ROOM else ()
                    for one, octets in taken:
                        task = group.create_task(self._one(one, octets), name=f"intake:{one.id}")
                        task.add_done_callback(let_go)
                        hand.add(task)
                    if taken:
                        await self._pace.passed(len(taken))
                    else:
                        await ear.heard(POLL_SECONDS)
        finally:
            self._given_back()

    def _given_back(self) -> Awaitable[int]:
        return self._store.write(tray.give_back, self._holder)

    async def _keep(self) -> None:
        """Says again and again that whoever has these letters is alive: a long one may wait for others."""
        while True:
            await asyncio.sleep(RENEWAL_SECONDS)
            if self._hand:
                await _patiently(self._renewed, CommitUnknown)

    async def _renewed(self) -> int:
        return await self._store.write(tray.renew, self._holder, self._clock.now() + TERM)

    async def _take(self, most: int, busy: bool) -> tuple[tuple[Intake, bytes | None], ...]:
        """The next letters, with the octets of those that are short."""
        mine = self._holder, self._clock.now(), TERM, most, busy
        taken = await _patiently(lambda: self._store.write(tray.take, *mine))
        if not taken:
            return ()
        bodies = [one.body for one in taken if one.body]
        held = await _patiently(lambda: self._store.read(body.short, bodies))
        return tuple((one, held.get(one.body or 0)) for one in taken)

    async def _one(self, one: Intake, octets: bytes | None) -> None:
        try:
            await self._as_often_as_needed(one.id, lambda: self._whole(one, octets))
        except SetAside as why:
            reason = why.reason
        except TimeoutError:
            reason = "too-slow"
        except Exception:
            log.exception("intake.failed", intake=one.id, incident=new_incident())
            reason = "failed"
        else:
            return
        put = one.id, self._holder, reason, self._clock.now()
        await _patiently(
            lambda: self._store.write(tray.put_aside, *put), CommitUnknown, intake=one.id
        )
        log.warning("intake.aside", intake=one.id, reason=reason)

    async def _as_often_as_needed(self, number: int, do: Callable[[], Awaitable[None]]) -> None:
        """Does what is done once, however often it is tried, as a letter that counts as read is ours no more.

        A try is the letter's fault where the store takes something else behind it: absences of any
        length are not, nor is a full disk, on which what is there already may still be changed.
        """
        pauses, faults = _pauses(), 0
        while True:
            try:
                return await do()
            except _PASSING as error:
                faults += not is_full(error)
                if faults > len(AWAY_SECONDS):
                    raise
                await _rest(next(pauses), error, intake=number)
                await _patiently(self._renewed, CommitUnknown)

    async def _whole(self, one: Intake, octets: bytes | None) -> None:
        if octets is not None:
            await self._read(one, octets)
            return
        async with self._long:
            await self._read(one, await self._store.read(body.whole, one.body or 0))

    async def _read(self, one: Intake, octets: bytes) -> None:
        async with asyncio.timeout(SECONDS):
            settle = await self._settled(one, octets)
        await self._company.joined(len(self._hand))
        for again in range(OVERTAKEN_MOST):
            try:
                left = await self._store.write(self._end, one.id, settle, self._clock.now())
            except Overtaken:
                if again == OVERTAKEN_MOST - 1:
                    raise
            else:
                break
        if left is not None:
            raise SetAside(left)

    async def _settled(self, one: Intake, octets: bytes) -> Settle:
        """What the first handler that knows this sort of letter would have done."""
        read = await letter(octets, self._opener, FILES_SECONDS)
        came = Came(one, octets, await with_read_scans(self._store, one, read))
        for handler in self._handlers:
            settle = await handler.settle(came)
            if settle is not None:
                return settle
        raise SetAside("unknown-sort")

    def _end_all(self, tx: Tx, calls: Sequence[tuple[int, Settle, datetime]]) -> list[str | None]:
        """Why each letter is set aside; None where it was read, or is somebody else's by now, and nothing is done."""
        return tray.settle_all(tx, self._holder, calls)


async def _patiently(do: Callable[[], Awaitable[T]], *also: type[Exception], **of: int) -> T:
    """What *do* gives, tried again, at last with the longest pause, while the store is away or it raises one of *also*."""
    passing: tuple[type[Exception], ...] = (*StoreAway, *also)
    pauses = _pauses()
    while True:
        try:
            return await do()
        except passing as error:
            await _rest(next(pauses), error, **of)


async def _rest(seconds: float, error: Exception, **of: int) -> None:
    """Tells why, and of which letter: as an error once the store is away for so long that somebody has to look."""
    said = said_by(error)
    if seconds < AWAY_SECONDS[-1]:
        log.warning("intake.waits", error=said, remedy=REMEDY, **of)
    else:
        log.error("intake.waits", error=said, remedy=REMEDY, **of)
    await asyncio.sleep(seconds)


def _pauses() -> Iterator[float]:
    return itertools.chain(AWAY_SECONDS, itertools.repeat(AWAY_SECONDS[-1]))
