"""Makes and sends the files that were asked for: two at once, whoever else asks waits, and nobody else does.

What is asked for stands as a dialog at its last step until the file was sent, so a kill
loses nothing. Whether a file came whose sending had no answer nobody knows: the person is told.
One that was being sent at a kill is sent again, and the account names it as uncertain.
"""

import asyncio
from dataclasses import replace
from datetime import datetime

import structlog
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.desk import Desk
from bot.failure import is_gone, outcome
from bot.line import Line
from bot.produced import produced
from bot.reporting import KIND, MAKING
from bot.screen import File
from bot.visit import send_file, take_away
from store import Tx, chat, dialog
from templates import word
from work.chat import Link
from work.dialog import Dialog
from work.incident import new_incident
from work.outcome import Deferred, Uncertain

AT_ONCE = 2
ACTION_SECONDS = 4.0  # Telegram shows an action for five
SENDING = "sending"  # in the data of a dialog: from before its file is sent until that is over
AGAIN_SECONDS = 5.0  # before a file is made anew that could not be sent

log = structlog.get_logger()


class Files:
    """The files of one office, made by the process that answers."""

    def __init__(self, desk: Desk, line: Line) -> None:
        self._desk = desk
        self._line = line
        self._making: dict[int, asyncio.Task[None]] = {}
        self._resting: dict[int, float] = {}  # until when Telegram wants no file of that dialog

    async def begin(self, group: asyncio.TaskGroup) -> None:
        """Begins with what was asked for first, where there is room."""
        if len(self._making) >= AT_ONCE:
            return
        now, at = self._desk.machine.now(), asyncio.get_running_loop().time()
        self._resting = {number: until for number, until in self._resting.items() if until > at}
        for one in await self._desk.store.read(dialog.at_step, KIND, MAKING, now):
            idle = one.id not in self._making and one.id not in self._resting
            if idle and len(self._making) < AT_ONCE:
                self._making[one.id] = group.create_task(self._make(one), name=f"file:{one.id}")

    def stop(self) -> None:
        """Gives up what is being made; it is begun anew after the next start."""
        for task in self._making.values():
            task.cancel()

    async def _make(self, one: Dialog) -> None:
        try:
            link = await self._desk.store.read(chat.of_person, one.person)
            if link is None or link.blocked_at or not link.stands(self._desk.office.now()):
                await self._desk.store.write(dialog.end, one.id)
                return
            await self._made(one, link)
        finally:
            self._making.pop(one.id, None)
            self._desk.store.bell.sound(("updates",))

    async def _made(self, one: Dialog, link: Link) -> None:
        async with asyncio.TaskGroup() as group:
            acting = group.create_task(self._act(one, link), name=f"file-action:{one.id}")
            file = await self._tried(one, link)
            acting.cancel()
        if isinstance(file, Exception):
            await self._own_up(one, link, file)
            return
        now, office = self._desk.machine.now(), self._desk.office.now()
        if not await self._desk.store.write(_goes_now, one, link, now, office):
            return  # dropped meanwhile, or its chat is not theirs any more
        try:
            await self._send(link, file)
        except TelegramError as error:
            await self._unsent(one, link, error)
        else:
            code = "file" if isinstance(file, File) else file
            message = await self._desk.store.write(_sent, one, code, self._desk.machine.now())
            if message:
                await take_away(self._line.bot, link.chat_id, message)

    async def _tried(self, one: Dialog, link: Link) -> File | str | Exception:
        try:
            return await produced(self._desk, link, one)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on; logged with its id
            return error

    async def _send(self, link: Link, file: File | str) -> None:
        if isinstance(file, File):
            await send_file(self._line.bot, link.chat_id, file)
        else:
            words = word(f"report.{file}", link.person.language)
            await self._line.bot.send_message(link.chat_id, self._desk.marked(words))

    async def _act(self, one: Dialog, link: Link) -> None:
        """Shows that something is being made, for as long as it is; nothing depends on it."""
        picture = one.data["what"] != "export"
        action = ChatAction.UPLOAD_PHOTO if picture else ChatAction.UPLOAD_DOCUMENT
        while True:
            try:
                await self._line.bot.send_chat_action(link.chat_id, action)
            except TelegramError as error:
                log.info("chat.no-action", reason=type(error).__name__)
            await asyncio.sleep(ACTION_SECONDS)

    async def _unsent(self, one: Dialog, link: Link, error: TelegramError) -> None:
        became = outcome(error, self._desk.machine.now())
        log.warning(
            "chat.file-unsent", dialog=one.id, reason=type(error.__cause__ or error).__name__
        )
        if isinstance(became, Deferred):
            await self._desk.store.write(_mark, one, self._desk.machine.now(), False)
            wait = _seconds(became, self._desk.machine.now())
            self._resting[one.id] = asyncio.get_running_loop().time() + wait
            return
        now = self._desk.machine.now()
        if is_gone(error):
            await self._desk.store.write(chat.block, link.user_id, now)
        await self._desk.store.write(_sent, one, "unsent", now)
        if isinstance(became, Uncertain):
            await self._say(link, self._desk.marked(word("report.unsure", link.person.language)))

    async def _own_up(self, one: Dialog, link: Link, error: Exception) -> None:
        incident, now = new_incident(), self._desk.machine.now()
        log.error("chat.incident", incident=incident, dialog=one.id, exc_info=error)
        await self._desk.store.write(_sent, one, "incident", now)
        facts = {"incident": incident, "changed": False}
        await self._say(link, self._desk.say("trouble", facts, link.person.language))

    async def _say(self, link: Link, words: str) -> None:
        try:
            await self._line.bot.send_message(link.chat_id, words)
        except TelegramError as error:
            log.warning("chat.untold", reason=type(error).__name__)


def _goes_now(tx: Tx, one: Dialog, link: Link, now: datetime, office: datetime) -> bool:
    """Whether it is still asked for, in a chat that is still theirs: it may have been long in the making."""
    account = chat.of_person(tx, one.person)
    theirs = account is not None and account.chat_id == link.chat_id and account.stands(office)
    if not theirs:
        dialog.end(tx, one.id)
    return _mark(tx, one, now, True)


def _mark(tx: Tx, one: Dialog, now: datetime, sending: bool) -> bool:
    """Whether it is still asked for; from the commit on it is known whether it is being sent."""
    held = dialog.held(tx, one.id, one.person, now)
    if held is not None:
        dialog.go_on(tx, replace(held, data={**held.data, SENDING: sending}), now)
    return held is not None


def _sent(tx: Tx, one: Dialog, became: str, now: datetime) -> int:
    """Ends what was asked for, with a line in the account: who got which figures, never what they say.

    Gives the message that says it is being made; 0 where none is known.
    """
    last = dialog.held(tx, one.id, one.person, now)
    dialog.end(tx, one.id)
    days = {name: one.data[name] for name in ("since", "until") if name in one.data}
    what = {"what": one.data["what"], "became": became, **days}
    doubt = {"uncertain": 1} if one.data.get(SENDING) else {}
    tx.audit(now, "chat.exported", f"person:{one.person}", **what, **doubt)
    return 0 if last is None else int(last.data.get("message", 0))


def _seconds(became: Deferred, now: datetime) -> float:
    later = became.not_before
    return AGAIN_SECONDS if later is None else max((later - now).total_seconds(), AGAIN_SECONDS)
