"""Who comes in, and to whom they are led: authentication first, then a handler for each thing one can say.

Everybody is known by the account that wrote or pressed, never by what a button
carries. Each handler's answer ends its update, with a line in the account.
"""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.agenda import AGENDA, show_agenda
from bot.cards import show_card, show_history
from bot.desk import Desk
from bot.groups import SILENCE, Groups
from bot.home import HELP, OVERDUE, TASKS, show_help, show_home
from bot.known import acknowledge
from bot.linking import Linking
from bot.listing import asked_for, listing
from bot.place import Name, Place, place
from bot.redaction import COMMAND
from bot.screen import Screen
from bot.visit import Visit, show
from bot.wish import wish
from store import chat as chats
from store import update as updates
from templates import LANGUAGES, word
from work.chat import Link

Answer = Callable[[Update, Visit], Coroutine[Any, Any, str]]
Handler = Callable[[Update, Visit], Coroutine[Any, Any, None]]
Door = Application[Any, Visit, Any, Any, Any, Any]

FIRST = -1  # the handlers' group that comes before all others
MINE = (
    filters.UpdateType.MESSAGE
)  # new ones alone: an old command that is edited is not given again


class Reception:
    """The handlers of one office."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._linking = Linking(desk)
        self._groups = Groups(desk)

    def open(self, application: Door) -> None:
        """Adds the handlers; all of them block, so that an update is over when its answer is."""
        add = application.add_handler
        add(TypeHandler(Update, self._authenticate), group=FIRST)
        commands: tuple[tuple[tuple[str, ...], Answer], ...] = (
            (("viec", "tasks"), self._leads_to(TASKS)),
            (("quahan", "overdue"), self._leads_to(OVERDUE)),
            (("nv", "task"), self._task),
            (("lich", "agenda"), self._leads_to(AGENDA)),
            (("trogiup", "help"), self._leads_to(HELP)),
            (("start",), self._start),
            (("lienket", "link"), self._linking.how),
            (("huylienket", "unlink"), self._linking.undo),
            ((COMMAND,), self._secret),
        )
        for names, answer in commands:
            add(CommandHandler(names, self._ending(answer), filters=MINE))
        add(CallbackQueryHandler(self._ending(self._pressed)))
        add(ChatMemberHandler(self._member, ChatMemberHandler.MY_CHAT_MEMBER))
        add(MessageHandler(MINE & filters.TEXT, self._ending(self._text)))
        add(MessageHandler(MINE, self._ending(self._anything)))

    async def _authenticate(self, update: Update, visit: Visit) -> None:
        """Lets through who is linked and writes in private; answers all others itself."""
        chat, user = update.effective_chat, update.effective_user
        heard = update.message or update.callback_query or update.my_chat_member
        if heard is None or chat is None or user is None:
            raise ApplicationHandlerStop  # a channel, or an old message that was edited
        await self._recognise(visit, user.id, user.language_code)
        if chat.type != ChatType.PRIVATE:
            answer = await self._groups.answer(update, visit, chat)
        elif update.my_chat_member is not None:
            return
        elif visit.link is None:
            answer = await self._linking.stranger(update, visit)
        else:
            if _is_back(update, visit.link):
                await self._desk.store.write(chats.unblock, user.id, self._desk.machine.now())
            return
        await self._end(update, visit, answer)
        raise ApplicationHandlerStop

    async def _recognise(self, visit: Visit, user_id: int, spoken: str | None) -> None:
        known = await self._desk.store.read(chats.of_user, user_id)
        visit.language = spoken if spoken in LANGUAGES else self._desk.settings.language
        if known is None:
            return
        visit.known, visit.language = known, known.person.language
        if known.stands(self._desk.office.now()):
            visit.link = known

    def _ending(self, answer: Answer) -> Handler:
        async def handle(update: Update, visit: Visit) -> None:
            await self._end(update, visit, await answer(update, visit))

        return handle

    async def _end(self, update: Update, visit: Visit, answer: str) -> None:
        number, now = update.update_id, self._desk.machine.now()
        if answer == SILENCE:
            await self._desk.store.write(updates.done, number, now)
            return
        person = None if visit.link is None else visit.link.person.id
        await self._desk.store.write(updates.answered, number, person, answer, now)

    async def _go(self, update: Update, visit: Visit, to: Place, toast: str = "") -> str:
        screen = await self._screen(_known(visit), to, toast)
        await show(update, screen)
        return screen.code

    async def _screen(self, link: Link, to: Place, toast: str = "") -> Screen:
        match to.name:
            case Name.LIST:
                return await listing(self._desk, link, asked_for(link, to), toast)
            case Name.CARD | Name.KNOWN:
                return replace(await show_card(self._desk, link, to), toast=toast)
            case Name.HISTORY:
                return await show_history(self._desk, link, to)
            case Name.AGENDA:
                return await show_agenda(self._desk, link)
            case Name.HELP:
                return show_help(self._desk, link)
            case Name.HOME:
                return await show_home(self._desk, link, toast=toast)

    def _leads_to(self, to: Place) -> Answer:
        async def answer(update: Update, visit: Visit) -> str:
            return await self._go(update, visit, to)

        return answer

    async def _task(self, update: Update, visit: Visit) -> str:
        """/nv 318; without a number it says how."""
        to = wish(" ".join(visit.args or ()))
        if to is not None and to.name is Name.CARD:
            return await self._go(update, visit, to)
        link = _known(visit)
        words = self._desk.say("which", {}, link.person.language)
        await show(update, Screen("which", words))
        return "which"

    async def _secret(self, update: Update, visit: Visit) -> str:
        """The answer to what bore a mark of secrecy; its words were not kept."""
        words = self._desk.say("secret", {}, _known(visit).person.language)
        await show(update, Screen("secret", words))
        return "secret"

    async def _start(self, update: Update, visit: Visit) -> str:
        if answer := await self._linking.heard(update, visit):
            return answer
        return await self._go(update, visit, Place(Name.HOME))

    async def _text(self, update: Update, visit: Visit) -> str:
        if answer := await self._linking.heard(update, visit):
            return answer
        said = update.message.text if update.message else None
        to = wish(said or "")
        return await (self._anything(update, visit) if to is None else self._go(update, visit, to))

    async def _anything(self, update: Update, visit: Visit) -> str:
        """What nobody understands gets an answer too, with what one can ask for."""
        await show(update, await show_home(self._desk, _known(visit), puzzled=True))
        return "puzzled"

    async def _pressed(self, update: Update, visit: Visit) -> str:
        query = update.callback_query
        to = place(query.data or "") if query is not None else None
        if to is None:
            stale = word("chat.stale", visit.language)
            return await self._go(update, visit, Place(Name.HOME), stale)
        if to.name is Name.KNOWN:
            said = await acknowledge(self._desk, _known(visit), to, update.update_id)
            return await self._go(update, visit, Place(Name.CARD, to.arg), said)
        return await self._go(update, visit, to)

    async def _member(self, update: Update, visit: Visit) -> None:
        """The person blocked the bot, or took that back: the link remembers it."""
        member, user = update.my_chat_member, update.effective_user
        if member is None or user is None:
            return
        away = member.new_chat_member.status == ChatMemberStatus.BANNED
        number, now = update.update_id, self._desk.machine.now()
        await self._desk.store.write(chats.member_changed, number, user.id, away, now)


def _is_back(update: Update, link: Link) -> bool:
    """Whether who blocked the bot has written since: the update that said so may have been lost."""
    message, since = update.message, link.blocked_at
    return message is not None and since is not None and message.date > since


def _known(visit: Visit) -> Link:
    if visit.link is None:
        raise RuntimeError("somebody came in who was not let in")
    return visit.link
