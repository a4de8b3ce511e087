"""Watches one folder of one mailbox for ever: whoever has its lease connects, takes what is there, and waits for more.

Whatever happens to the connection, the next one begins with a look at all that is there.
"""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import structlog

from mail.imap.box import Box, NoSecret
from mail.imap.drain import TOGETHER, Drain
from mail.imap.line import Line
from mail.imap.taker import Taker
from mail.imap.wire import Denied, Lost
from schedules.clock import Clock
from store import intake, lease, mailbox
from store.failure import REMEDY, StoreFailed, is_full, reason
from store.mailbox import Cursor
from work.finish import finish
from work.intake import Place

TERM = timedelta(seconds=45)  # of the lease: so long nobody watches after a process was killed
RENEWAL_SECONDS = 10.0
SLICE_SECONDS = 20.0  # of waiting: after it the server has to answer, and IDLE begins anew
LEAST_SECONDS = 1.0  # between two looks for new letters, however often a server announces some
LOOK_AGAIN_SECONDS = 5.0  # at a lease that another process has
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0
REFUSED_PAUSE_SECONDS = 300.0  # after a login that was refused: more of them may lock the account
# Codes of RFC 5530 §3 by which no password is wrong.
_PASSING = frozenset({"unavailable", "inuse", "serverbug", "contactadmin", "limit"})

MEND = "mend the password or token, then congvu intake retry --mailbox NAME"

log = structlog.get_logger()


class Watch:
    """One mailbox's loop in one process; *room* says whether there is space for letters."""

    def __init__(
        self, box: Box, taker: Taker, clock: Clock, holder: str,
        chance: random.Random, room: Callable[[], bool],
    ) -> None:  # fmt: skip
        self._box = box
        self._taker = taker
        self._store = taker.store
        self._clock = clock
        self._holder = holder
        self._chance = chance
        self._room = room
        self._lease = f"mailbox:{box.name}"
        self._pause = FIRST_PAUSE_SECONDS
        self._together = TOGETHER
        self._told = ""
        self._held_at = 0.0  # on the loop's clock
        self._begun = set[Place]()  # letters whose try this session counted and has not ended
        self._spared = set[Place]()  # those that are not at fault

    async def run(self) -> None:
        """Watches until it is cancelled; another process may go on at once."""
        try:
            while True:
                await self.once()
        finally:
            await finish(self._store.write(lease.give_back, self._lease, self._holder))

    async def once(self) -> None:
        """One connection from its beginning to its end, and the pause behind it; a pause alone while another process watches."""
        self._begun = set()
        try:
            if await self._holds():
                await self._session()
            else:
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
        except Denied as denied:
            await self._refused(denied)
        except NoSecret as missing:
            await self._troubled("no-secret", REFUSED_PAUSE_SECONDS, str(missing))
        except Lost as lost:
            self._together = 1
            await self._troubled(lost.reason, 0.0)
        except OSError as error:
            await self._troubled(type(error).__name__.lower(), 0.0, error.strerror or "")
        except StoreFailed as error:
            log.error("mailbox.unkept", mailbox=self._box.name, error=reason(error), remedy=REMEDY)
            self._spared |= self._begun if await self._is_away(error) else set()
            await self._paused(0.0)

    async def _session(self) -> None:
        box = self._box
        line = await Line.open(box.host, box.port, box.tls)
        try:
            login = line.login_by_token if box.by_token else line.login
            await login(box.user, await box.secret())
            found = await line.select(box.folder)
            cursor = await self._store.write(mailbox.enter, box.key, *found, self._clock.now())
            if cursor.renumbered:
                log.warning("mailbox.renumbered", mailbox=box.name, validity=cursor.validity)
            await self._store.write(mailbox.spare, tuple(self._spared))
            self._spared.clear()
            drain = Drain(line, self._taker, box, cursor, self._clock, self._keep)
            self._begun = drain.begun
            await drain.all(self._together)
            log.info("mailbox.watched", mailbox=box.name, idle=line.can("IDLE"))
            await self._wait(line, drain, cursor)
        finally:
            line.close()

    async def _wait(self, line: Line, drain: Drain, cursor: Cursor) -> None:
        """Goes on with what comes, until something goes wrong."""
        loop, poll = asyncio.get_running_loop(), self._box.poll.total_seconds()
        begun = looked_at = sought_at = loop.time()
        self._together = TOGETHER
        while True:
            if loop.time() - begun >= SLICE_SECONDS:  # some turn us out as soon as we are in
                self._pause, self._told = FIRST_PAUSE_SECONDS, ""
            await self._keep()
            await self._store.write(mailbox.prove, self._box.key, self._clock.now())
            await drain.again()
            left = max(poll - (loop.time() - looked_at), 0.0)
            if not line.news:
                await self._rest(line, min(left, SLICE_SECONDS))
            if due := loop.time() - looked_at >= poll:
                looked_at = loop.time()
                await self._same(line, cursor)
            if line.news or due:
                await asyncio.sleep(sought_at + LEAST_SECONDS - loop.time())
                await drain.new()
                sought_at = loop.time()

    async def _same(self, line: Line, cursor: Cursor) -> None:
        """Opens the folder anew; raises Denied where it is gone, Lost where another bears its name now.

        Cyrus says nothing of either, and goes on with the folder that nobody else sees.
        """
        if (await line.select(self._box.folder)).validity != cursor.validity:
            raise Lost("another-folder")

    async def _rest(self, line: Line, seconds: float) -> None:
        if line.can("IDLE"):
            await line.idle(seconds)
        else:
            await asyncio.sleep(seconds)
            await line.noop()

    async def _keep(self) -> None:
        """Says that mailbox and server are alive; raises Lost where another watches now, or nothing can be kept."""
        if not self._room():
            raise Lost("no-room")
        if asyncio.get_running_loop().time() - self._held_at < RENEWAL_SECONDS:
            return
        if not await self._holds():
            raise Lost("another-has-it")
        await self._store.write(mailbox.prove, self._box.key, self._clock.now())

    async def _holds(self) -> bool:
        at, now = asyncio.get_running_loop().time(), self._clock.now()
        held = await self._store.write(lease.take, self._lease, self._holder, now, TERM)
        self._held_at = at if held else 0.0
        return held

    async def _refused(self, denied: Denied) -> None:
        """Rests; after a login that was refused for long, so that nobody locks the account."""
        login = denied.command in ("AUTHENTICATE", "LOGIN") and denied.reason not in _PASSING
        await self._troubled(
            f"{denied.command.lower()}-{denied.reason}", REFUSED_PAUSE_SECONDS if login else 0.0
        )

    async def _troubled(self, why: str, at_least_seconds: float, said: str = "") -> None:
        """Tells of each kind of trouble once, and rests; a person's word ends the rest."""
        box = self._box
        if why != self._told:
            facts = {"mailbox": box.name, "reason": why, "said": said}
            if at_least_seconds:
                log.error("mailbox.refused", **facts, remedy=f"congvu check says more; {MEND}")
            else:
                log.warning("mailbox.lost", **facts)
        self._told = why
        with suppress(*StoreFailed):
            await self._store.write(mailbox.trouble, box.key, why)
            await self._store.write(lease.give_back, self._lease, self._holder)
        await self._paused(at_least_seconds)

    async def _is_away(self, error: Exception) -> bool:
        """Whether the store fails whatever it is given, so that no letter is at fault.

        Behind what it asks, it is known which of the tries were counted that were still on their way.
        """
        try:
            await self._holds()
        except StoreFailed:
            return True
        return is_full(error)

    async def _paused(self, at_least_seconds: float) -> None:
        """Rests, longer each time; a person's word ends that."""
        seconds = max(self._pause, at_least_seconds) * self._chance.uniform(0.5, 1.5)
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        await self._store.bell.ear(intake.RETRY).heard(seconds)
