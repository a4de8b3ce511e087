"""Linking an account: the official mailbox is asked, and a code from there comes back to the chat.

Whatever address is written, the answer is the same, so that nobody learns here
who works in the office.
"""

import re
import secrets

from telegram import Update

from bot.commands import UNLINK
from bot.desk import Desk
from bot.home import menu
from bot.place import Name, Place, Wish
from bot.preferences import show_link, show_unlink
from bot.screen import Screen
from bot.visit import Visit, send, show
from store import link_code
from store.link_code import Ask, Asked, Brought, Linked, Nothing
from templates import word

SALT_OCTETS = 16
TOKEN_OCTETS = 24  # 32 characters; Telegram takes 64 after "start"
UNDOING = tuple(f"/{name}" for name in UNLINK)

_MAILBOX = re.compile(
    r"[^\s<>()\[\],;:@\"]{1,64}@[^\s<>()\[\],;:@\"]{1,255}\.[^\s<>()\[\],;:@\".]+"
)
_CODE = re.compile(r"\d{6}")
_START = re.compile(r"/(?:start)(?:@\w+)?\s+([A-Za-z0-9_-]{1,64})")


class Linking:
    """The conversation by which an account becomes a person's, and stops being it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def heard(self, update: Update, visit: Visit) -> str | None:
        """The code of the answer, where something that belongs to linking was written; else None."""
        text = _text(update)
        if token := _START.fullmatch(text):
            return await self._bring(update, visit, token[1])
        if mailbox := _mailbox(text, alone=visit.link is not None):
            return await self._ask(update, visit, mailbox.lower())
        digits = re.sub(r"[\s-]", "", text)
        if _CODE.fullmatch(digits) and await self._waits(update):
            return await self._bring(update, visit, digits)
        return None

    async def stranger(self, update: Update, visit: Visit) -> str:
        """Answers somebody of whom nothing is known, or no more; with how to link, whatever they ask."""
        if update.message is not None and (code := await self.heard(update, visit)):
            return code
        text = _text(update)
        if visit.known is not None and text.startswith(UNDOING):
            return await self.undo(update, visit)
        await show(update, self._hint(visit, first=text.startswith("/start")))
        return "hint"

    async def how(self, update: Update, visit: Visit) -> str:
        """Tells somebody who is linked how long, and how to link anew."""
        link = visit.link
        if link is None:
            return await self.stranger(update, visit)
        screen = await show_link(self._desk, link, Wish(Place(Name.LINK)))
        await send(update, screen)
        return screen.code

    async def sure(self, update: Update, visit: Visit) -> str:
        """Asks somebody who is linked whether that is to end."""
        if visit.link is None:
            return await self.stranger(update, visit)
        screen = await show_unlink(self._desk, visit.link, Wish(Place(Name.UNLINK)))
        await send(update, screen)
        return screen.code

    async def undo(self, update: Update, visit: Visit) -> str:
        """Forgets the account; the outbox says so, to the chat and to the mailbox."""
        now = self._desk.machine.now()
        if visit.known is not None:
            person = visit.known.person.id
            await self._desk.store.write(link_code.unlink, update.update_id, person, now)
        if update.callback_query is not None:
            await show(update, Screen("unlinking", self._desk.say("unlinking", {}, visit.language)))
        return "unlinked"

    def _hint(self, visit: Visit, *, first: bool) -> Screen:
        settings = self._desk.settings
        facts = {
            "office": settings.office,
            "domain": settings.domain,
            "first": first,
            "lapsed": visit.known is not None,
        }
        words = self._desk.say("hint", facts, visit.language)
        return Screen("hint", words, toast=word("chat.not-linked", visit.language))

    async def _ask(self, update: Update, visit: Visit, email: str) -> str:
        chat, token = update.effective_chat, secrets.token_urlsafe(TOKEN_OCTETS)
        if chat is None:
            return "nobody"
        wish = Ask(
            update=update.update_id,
            chat=chat.id,
            email=email,
            code=f"{secrets.randbelow(10**6):06d}",
            token=token,
            salt=secrets.token_bytes(SALT_OCTETS),
            link=f"https://t.me/{visit.bot.username}?start={token}",
        )
        asked = await self._desk.store.write(link_code.ask, wish, self._desk.machine.now())
        return await self._say(
            update, visit, "code-sent" if asked is Asked.SENT else "code-too-often"
        )

    async def _waits(self, update: Update) -> bool:
        chat = update.effective_chat
        now = self._desk.machine.now()
        return chat is not None and await self._desk.store.read(link_code.waits, chat.id, now)

    async def _bring(self, update: Update, visit: Visit, secret: str) -> str:
        chat, user = update.effective_chat, update.effective_user
        if chat is None or user is None:
            return "nobody"
        brought = Brought(update.update_id, chat.id, user.id, secret)
        zone, now = self._desk.calendar.zone, self._desk.machine.now()
        verdict = await self._desk.store.write(link_code.bring, brought, zone, now)
        if isinstance(verdict, Linked):
            return "linked"
        if isinstance(verdict, Nothing):
            return await self._say(update, visit, "code-gone")
        return await self._say(update, visit, "code-wrong", left=verdict.left)

    async def _say(self, update: Update, visit: Visit, template: str, **facts: int) -> str:
        minutes = int(link_code.VALID.total_seconds() // 60)
        limits = {"minutes": minutes, "codes": link_code.AN_HOURS_CODES}
        words = self._desk.say(template, {**limits, **facts}, visit.language)
        rows = menu(visit.language) if visit.link is not None else ()
        await send(update, Screen(template, words, rows))
        return template


def _mailbox(text: str, *, alone: bool) -> str | None:
    """The mail address in *text*; *alone*: only where nothing else was written."""
    found = _MAILBOX.fullmatch(text) if alone else _MAILBOX.search(text)
    return None if found is None else found[0]


def _text(update: Update) -> str:
    message = update.message
    return "" if message is None or message.text is None else message.text.strip()
