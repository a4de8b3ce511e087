"""Answers what was kept: in order within a chat, chats side by side, each update once.

An update whose answer fails by an error of ours is tried three times and then
set aside, so that what the chat wrote after it has its turn; its author is told
the incident's id. One that could not be answered because Telegram was not
reached waits, and after an hour is let go: nobody waits for it any more.

Which answers may come twice: after a crash between an answer and its commit a
read-only one is given again. It shows what is true then, and either edits the
same message or stands below the first. A change never comes twice. Where nobody
can know whether an answer had been given, the account calls it uncertain.
"""

import asyncio
from datetime import datetime, timedelta

import structlog
from telegram import Update
from telegram.error import RetryAfter, TelegramError

from bot.desk import Desk
from bot.failure import flood_wait, is_gone, is_the_line, outcome
from bot.files import Files
from bot.line import Line
from bot.raw import read
from bot.reception import Reception
from bot.returning import Returning
from bot.visit import Visit
from store import Tx, dialog, lease, link_code, update
from store import chat as chats
from work.chat import ANSWERING, UpdateState, Written
from work.finish import finish
from work.incident import new_incident
from work.outcome import Deferred

LEASE = ANSWERING
TERM = timedelta(seconds=15)
AT_ONCE = 16  # chats
DEADLINE_SECONDS = 25.0  # of one answer, a flood of others before it included
LOOK_AGAIN_SECONDS = 1.0
AGAIN = timedelta(seconds=2)  # before the next try of an answer
TIDY_EVERY = timedelta(hours=1)

log = structlog.get_logger()


class Answers:
    """The loop of one process; *holder* names it in the lease.

    One process answers for all: Telegram takes fewer messages than it can write.
    """

    def __init__(self, desk: Desk, line: Line, holder: str) -> None:
        self._desk = desk
        self._line = line
        self._holder = holder
        self._busy: set[int] = set()
        self._errors: dict[int, Exception] = {}
        self._doubtful: set[int] = set()  # updates that may have been answered
        self._stopping = False
        self._sure_until: datetime | None = None
        self._tidied: datetime | None = None
        self._files = Files(desk, line)
        self._returning = Returning(desk, line)
        self._reception = Reception(desk, doubtful=self._doubtful)
        self._reception.open(line.application)
        line.application.add_error_handler(self._note)

    async def run(self) -> None:
        """Answers at once when the bell rings "updates", until stop() is called."""
        if not await self._line.ready():
            return
        ear = self._desk.store.bell.ear("updates")
        try:
            async with asyncio.TaskGroup() as group:
                while not self._stopping:
                    if await self._holds():
                        await self._begin(group)
                        await self._files.begin(group)
                        await self._returning.begin(group)
                    await ear.heard(LOOK_AGAIN_SECONDS)
        finally:
            await finish(self._desk.store.write(lease.give_back, LEASE, self._holder))

    def stop(self) -> None:
        """Lets run() end after the answers it has begun."""
        self._stopping = True
        self._files.stop()
        self._look()

    async def _begin(self, group: asyncio.TaskGroup) -> None:
        """Begins an answer to the foremost update of each chat that is not being answered."""
        free = AT_ONCE - len(self._busy)
        if free <= 0:
            return
        now = self._desk.machine.now()
        busy = tuple(self._busy)
        for one in await self._desk.store.read(update.due, busy, now, free):
            self._busy.add(one.chat)
            group.create_task(self._answer(one), name=f"update:{one.id}")

    async def _answer(self, one: Written) -> None:
        try:
            error = await self._tried(one)
            ended = self._reception.ended(one.id)
            if error is not None:
                await self._failed(one, error)
            else:
                if not ended:
                    await self._desk.store.write(update.done, one.id, self._desk.machine.now())
                self._doubtful.discard(one.id)
        finally:
            self._busy.discard(one.chat)
            self._look()

    async def _tried(self, one: Written) -> Exception | None:
        """How the answer failed; the library hands what a handler raises to the error handler alone."""
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                written = Update.de_json(read(one.raw), self._line.bot)
                await self._line.application.process_update(written)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other chats go on; logged in _failed
            return error
        return self._errors.pop(one.id, None)

    async def _note(self, written: object, visit: Visit) -> None:
        if isinstance(written, Update) and visit.error is not None:
            self._errors[written.update_id] = visit.error

    async def _failed(self, one: Written, error: Exception) -> None:
        now = self._desk.machine.now()
        if not (isinstance(error, TelegramError) and isinstance(outcome(error, now), Deferred)):
            self._doubtful.add(one.id)
        if is_gone(error):
            await self._desk.store.write(chats.member_changed, one.id, one.chat, True, now)
        elif is_the_line(error):
            await self._put_off(one, error, now)
        else:
            await self._count(one, error, now)

    async def _put_off(self, one: Written, error: Exception, now: datetime) -> None:
        log.warning("chat.put-off", update=one.id, reason=type(error.__cause__ or error).__name__)
        wait = flood_wait(error) if isinstance(error, RetryAfter) else AGAIN
        if now - one.received_at > update.LONGEST_WAIT:
            await self._desk.store.write(update.answered, one.id, None, "let-go", now)
            return
        await self._desk.store.write(update.put_off, one.id, now + min(wait, update.LONGEST_WAIT))

    async def _count(self, one: Written, error: Exception, now: datetime) -> None:
        incident = new_incident()
        log.error("chat.incident", incident=incident, update=one.id, exc_info=error)
        again = now + AGAIN * (one.tries + 1)
        state = await self._desk.store.write(update.fail, one.id, incident, now, again)
        if state is UpdateState.SET_ASIDE and one.chat > 0:
            await self._own_up(one, incident)

    async def _own_up(self, one: Written, incident: str) -> None:
        """Tells who wrote that it could not be answered; nothing more can be done if that fails too."""
        link = await self._desk.store.read(chats.of_user, one.chat)
        language = self._desk.settings.language if link is None else link.person.language
        changed = await self._desk.store.read(update.has_changed, one.id)
        words = self._desk.say("trouble", {"incident": incident, "changed": changed}, language)
        try:
            await self._line.bot.send_message(one.chat, words)
        except TelegramError as error:
            log.warning("chat.untold", incident=incident, reason=type(error).__name__)

    async def _holds(self) -> bool:
        """Whether the lease is ours, renewed when half of it is over; its holder keeps house, too."""
        now = self._desk.machine.now()
        if self._sure_until is None or now >= self._sure_until:
            taken = await self._take(now)
            self._sure_until = now + TERM / 2 if taken else None
        if self._sure_until is not None:
            await self._tidy(now)
        return self._sure_until is not None

    async def _take(self, now: datetime) -> bool:
        store = self._desk.store
        if await store.read(lease.holder, LEASE, now) not in (None, self._holder):
            return False
        taken, begun = await store.write(_taken, self._holder, now)
        self._doubtful |= begun
        return taken

    async def _tidy(self, now: datetime) -> None:
        if self._tidied is None or now - self._tidied >= TIDY_EVERY:
            self._tidied = now
            await self._desk.store.write(_forget_old, now)

    def _look(self) -> None:
        self._desk.store.bell.sound(("updates",))


def _forget_old(tx: Tx, now: datetime) -> None:
    link_code.forget_old(tx, now)
    dialog.forget_old(tx, now)


def _taken(tx: Tx, holder: str, now: datetime) -> tuple[bool, frozenset[int]]:
    """Whether the lease is the holder's, and which answers may have been given by one who let it run out."""
    died = LEASE in lease.run_out(tx, LEASE, now)
    taken = lease.take(tx, LEASE, holder, now, TERM)
    return taken, update.foremost(tx) if taken and died else frozenset()
