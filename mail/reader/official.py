"""Letters that bring official documents, and all that are of no other sort: what they ask for is registered or proposed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from mail.reader.came import Came, Settle
from mail.reader.reply_heard import answers_ours
from mail.reader.reply_judged import UNSIGNED
from papers.opened import Place
from schedules.clock import Clock
from store import Store, Tx, scan
from store.proposing import Proposing, Sent, ready
from work.intake import SetAside
from work.lately import Lately
from work.official.found import Read
from work.official.letter import Letter
from work.official.scan import pictures
from work.proposal import Desk

AT_ONCE = 2  # letters that are read side by side: one that takes long keeps no other waiting
SECONDS = 60.0  # for one of them, from its turn on

Reads = Callable[[Letter, datetime], Read]
"""What an official letter that came at an instant says; it may take a while, and waits for nothing."""

Unread = Callable[[Came, datetime], Awaitable[None]]
"""Tells the sender of such a letter that nothing was found in it, where that is to be told."""


class Official:
    """The handler that answers for every letter; it stands last.

    Where *scans* are read, pictures in a letter are asked for, and the letter comes again with what they say.
    """

    def __init__(
        self,
        store: Store,
        reads: Reads,
        desks: Callable[[Tx, datetime], Desk],
        clock: Clock,
        domain: str,
        unread: Unread,
        scans: bool = False,
    ) -> None:
        self._store = store
        self._reads = reads
        self._desks = desks
        self._clock = clock
        self._domain = domain
        self._unread = unread
        self._scans = scans
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._lately = Lately[Desk]()
        self._asking = asyncio.Lock()

    async def settle(self, came: Came) -> Settle:
        """Reads the letter, and has what it says decided in the transaction that counts it as read.

        Raises TimeoutError where reading takes too long, its turn not counted, and SetAside for a file without
        a document in answer to a letter of ours, from *domain*; what *unread* tells its sender is told before.
        """
        desk = await self._known()
        received = office_time(came.intake.received_at, desk)
        try:
            async with self._turn, asyncio.timeout(SECONDS):
                return await asyncio.to_thread(self._ready, came, received, desk)
        except SetAside:
            await self._unread(came, self._clock.now())
            raise

    def _ready(self, came: Came, received: datetime, desk: Desk) -> Settle:
        self._store.give_way()
        sent = Sent.of(came.intake, came.letter)
        read = self._reads(came.letter, received)
        is_nothing = not read.asks and not any(one.number for one in read.papers)
        if is_nothing and answers_ours(came.letter, self._domain):
            raise SetAside(UNSIGNED)  # somebody meant it for a task or a report
        proposing = Proposing(sent, ready(sent, read, desk), desk)
        unseen = pictures(came.letter) if self._scans else ()
        return _asking(proposing, came.intake.id, unseen) if unseen else proposing

    async def _known(self) -> Desk:
        async with self._asking:  # one asks the store, for all who wait
            now = self._clock.now()
            known = self._lately.at(now)
            if known is not None:
                return known
            return self._lately.keep(await self._store.read(self._desks, now), now)


def _asking(proposing: Proposing, number: int, places: tuple[Place, ...]) -> Settle:
    def settle(tx: Tx, now: datetime) -> str | None:
        reason = proposing(tx, now)
        if reason is None:
            scan.ask(tx, number, places)
        return reason

    return settle


def office_time(received: datetime, desk: Desk) -> datetime:
    """The same hour of the office's day where its time is simulated, and behind the machine's."""
    at = received.astimezone(desk.office.zone)
    today = desk.office.today
    return at if at.date() <= today else datetime.combine(today, at.timetz())
