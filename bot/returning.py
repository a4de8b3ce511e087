"""Carries out the rejections that were confirmed: the letter goes back with a report, which the mail door writes.

A rejection stands as a dialog at its last step until it was carried out and told of, so that a
kill between the two repeats the telling alone, which the account names as uncertain: a letter is
decided on once.
"""

import asyncio
from dataclasses import replace
from datetime import datetime

import structlog
from telegram.error import TelegramError

from bot.course import Scene
from bot.desk import Desk
from bot.letters import KIND, RETURNING, barred, letter_place
from bot.line import Line
from bot.screen import Button, keyboard
from store import Tx, chat, dialog
from store.approval import Barred
from templates import word
from work import receipt
from work.approval import Bar, Decision
from work.chat import Link
from work.dialog import Dialog

TOLD = "told"  # in the data of a dialog: from before the person is told

log = structlog.get_logger()


class Returning:
    """The rejections of one office, carried out by the process that answers."""

    def __init__(self, desk: Desk, line: Line) -> None:
        self._desk = desk
        self._line = line
        self._busy: set[int] = set()

    async def begin(self, group: asyncio.TaskGroup) -> None:
        """Begins with each that is not being carried out."""
        if self._desk.letters is None:
            return
        now = self._desk.machine.now()
        for one in await self._desk.store.read(dialog.at_step, KIND, RETURNING, now):
            if one.id not in self._busy:
                self._busy.add(one.id)
                group.create_task(self._return(one), name=f"return:{one.id}")

    async def _return(self, one: Dialog) -> None:
        try:
            link = await self._desk.store.read(chat.of_person, one.person)
            if link is not None and link.stands(self._desk.office.now()):
                words = await self._said(link, one)
                await self._desk.store.write(_telling, one, self._desk.machine.now())
                await self._tell(link, one, words)
            await self._desk.store.write(_over, one, self._desk.machine.now())
        finally:
            self._busy.discard(one.id)

    async def _said(self, link: Link, one: Dialog) -> str:
        letters, now, person = self._desk.letters, self._desk.machine.now(), link.person
        if letters is None:
            raise RuntimeError("a rejection was begun where nobody carries it out")
        by = f"person:{person.id}"
        done = await letters.reject(one.subject, person.email, by, one.data["reason"], now)
        if isinstance(done, Barred) and not _is_own(done, person.id):

            def why(tx: Tx) -> str:
                return barred(Scene(tx, self._desk, link, now), done, one.subject)

            return await self._desk.store.read(why)
        return word("letter.rejected", person.language).format(receipt=receipt.encode(one.subject))

    async def _tell(self, link: Link, one: Dialog, words: str) -> None:
        opens = Button(word("letter.open", link.person.language), letter_place(one.subject))
        try:
            await self._line.bot.send_message(
                link.chat_id, self._desk.marked(words), reply_markup=keyboard(((opens,),))
            )
        except TelegramError as error:
            log.warning("chat.untold", dialog=one.id, reason=type(error).__name__)


def _telling(tx: Tx, one: Dialog, now: datetime) -> None:
    dialog.go_on(tx, replace(one, data={**one.data, TOLD: True}), now)


def _over(tx: Tx, one: Dialog, now: datetime) -> None:
    """Ends it, with a line in the account where it may have been told of before."""
    dialog.end(tx, one.id)
    if one.data.get(TOLD):
        tx.audit(now, "chat.told-again", f"person:{one.person}", screen="letter", uncertain=1)


def _is_own(found: Barred, person: int) -> bool:
    """Whether it is their own rejection that stands, from before a kill."""
    asked = found.asked
    return (
        found.why is Bar.DECIDED
        and asked is not None
        and asked.decision is Decision.REJECTED
        and asked.approver == person
    )
