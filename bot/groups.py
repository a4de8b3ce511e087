"""Groups: the bot leaves them at once, or answers with counts; whatever is a person's stays private."""

import re

from telegram import Chat, Update
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

from bot.buttons import private
from bot.desk import Desk
from bot.screen import Screen
from bot.visit import Visit, send, toast
from schedules.counts import counted
from schedules.scope import scopes, wanted
from store import Tx
from templates import word
from work.chat import Link

SILENCE = ""  # the answer where nobody spoke to the bot
ASKING = frozenset({"viec", "tasks", "quahan", "overdue"})

_COMMAND = re.compile(r"/([a-z0-9_]{1,32})(?:@(\w+))?(?:\s.*)?", re.DOTALL)
_OUTSIDE = (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


class Groups:
    """Answers what is said to the bot before others."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, update: Update, visit: Visit, chat: Chat) -> str:
        """The code of the answer; silence where nobody spoke to the bot."""
        if self._desk.settings.groups == "leave":
            return await _leave(update, chat)
        if update.callback_query is not None:
            await toast(update.callback_query, word("chat.private-only", visit.language))
            return "group-press"
        command = _command(update, visit)
        if command is None and not _mentioned(update, visit):
            return SILENCE
        if visit.link is None or command not in ASKING:
            return await self._send_away(update, visit)
        return await self._count(update, visit, visit.link)

    async def _count(self, update: Update, visit: Visit, link: Link) -> str:
        """Counts of the widest scope that the asker may ask for, and no name."""
        desk, scope = self._desk, scopes(link)[-1]

        def look(tx: Tx) -> dict[str, int]:
            return counted(tx, wanted(link, scope), desk.now, desk.calendar).facts()

        facts = {**await desk.store.read(look), "scope": scope}
        return await self._say(update, visit, "group-counts", facts)

    async def _send_away(self, update: Update, visit: Visit) -> str:
        return await self._say(update, visit, "group-private", {"linked": visit.link is not None})

    async def _say(
        self, update: Update, visit: Visit, template: str, facts: dict[str, object]
    ) -> str:
        words = self._desk.say(template, facts, visit.language)
        button = private(visit.bot.username, visit.language)
        await send(update, Screen(template, words, ((button,),)))
        return template


async def _leave(update: Update, chat: Chat) -> str:
    member = update.my_chat_member
    if member is not None and member.new_chat_member.status in _OUTSIDE:
        return "group-left"
    try:
        await chat.leave()
    except (Forbidden, BadRequest):  # it is out already
        return "group-left"
    return "group-leave"


def _command(update: Update, visit: Visit) -> str | None:
    message = update.message
    found = _COMMAND.fullmatch(message.text) if message and message.text else None
    if found is None or found[2] not in (None, visit.bot.username):
        return None
    return found[1]


def _mentioned(update: Update, visit: Visit) -> bool:
    message = update.message
    if message is None:
        return False
    answered = message.reply_to_message
    to_us = answered is not None and answered.from_user == visit.bot.bot
    return to_us or f"@{visit.bot.username}".lower() in (message.text or "").lower()
