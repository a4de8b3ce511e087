"""Who comes in, and to whom they are led: authentication first, then a handler for each thing one can say.

Everybody is known by the account that wrote or pressed, never by what a button
carries. Each handler's answer ends its update, with a line in the account.
"""

import html
from collections.abc import Callable, Container, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from telegram import Update
from telegram.constants import ChatAction, ChatMemberStatus, ChatType
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

from bot import filing, spoken
from bot.acts import ACTS, COURSES, Does, drop, hear, needs
from bot.attached import bar
from bot.commands import CANCEL, COMMANDS, LINK, UNLINK, Command
from bot.contents import looked
from bot.course import ASIDE, ASSENTS, CANCELS, Heard, Scene, listening, unsure
from bot.desk import Desk
from bot.groups import SILENCE, Groups
from bot.linking import Linking
from bot.outcome import Outcome, once
from bot.place import Name, Place, Wish, place
from bot.redaction import COMMAND
from bot.rooms import SCREENS
from bot.screen import Screen
from bot.sent import Fetched, Sent, fetch, sent
from bot.speech.meaning import UNCLEAR
from bot.visit import Visit, show, take_away
from bot.wish import wanted, wish
from store import Tx, dialog
from store import chat as chats
from store import update as updates
from store.update import changed
from templates import LANGUAGES, word
from work.chat import Link

Answer = Callable[[Update, Visit], Coroutine[Any, Any, str]]
Handler = Callable[[Update, Visit], Coroutine[Any, Any, None]]
Changes = Callable[[Scene, int], Outcome | None]
Knows = Callable[[Tx, int], Link | None]
Door = Application[Any, Visit, Any, Any, Any, Any]

HOME = Wish(Place(Name.HOME))
SHEET = filters.Document.FileExtension("xlsx")
FIRST = -1  # the handlers' group that comes before all others
# New ones alone: an old command that is edited is not given again.
MINE = filters.UpdateType.MESSAGE
_FILE = filters.Document.ALL | filters.PHOTO


class Reception:
    """The handlers of one office; *knows* is how an account is known, and *linking* how it comes to be.

    *doubtful* holds the numbers of updates whose answer may have been given before.
    """

    def __init__(
        self,
        desk: Desk,
        knows: Knows = chats.of_user,
        linking: Linking | None = None,
        doubtful: Container[int] = (),
    ) -> None:
        self._doubtful = doubtful
        self._desk = desk
        self._knows = knows
        self._linking = linking or Linking(desk)
        self._groups = Groups(desk)
        self._ended: set[int] = set()  # updates whose end stands in the store

    def ended(self, number: int) -> bool:
        """Whether the update's end stands in the store with its answer; asked once."""
        there = number in self._ended
        self._ended.discard(number)
        return there

    def open(self, application: Door) -> None:
        """Adds the handlers; all of them block, so that an update is over when its answer is."""
        add = application.add_handler
        add(TypeHandler(Update, self._authenticate), group=FIRST)
        own: tuple[tuple[tuple[str, ...], Answer], ...] = (
            (("start",), self._start),
            (LINK, self._linking.how),
            (UNLINK, self._linking.sure),
            (CANCEL, self._drop),
            ((COMMAND,), self._secret),
        )
        for names, answer in (*own, *((one.names, self._asking(one)) for one in COMMANDS)):
            add(CommandHandler(names, self._ending(answer), filters=MINE))
        add(CallbackQueryHandler(self._ending(self._pressed)))
        add(ChatMemberHandler(self._member, ChatMemberHandler.MY_CHAT_MEMBER))
        add(MessageHandler(MINE & filters.TEXT, self._ending(self._text)))
        add(MessageHandler(MINE & _FILE, self._ending(self._file)))
        add(MessageHandler(MINE, self._ending(self._puzzled)))

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
        known = await self._desk.store.read(self._knows, user_id)
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
        else:
            who = None if visit.link is None else self._desk.who(visit.link.person.id)
            again = number in self._doubtful
            await self._desk.store.write(updates.answered, number, who, answer, now, again)
        self._ended.add(number)

    async def _go(self, update: Update, visit: Visit, wish: Wish, said: str = "") -> str:
        """Does what is wished for where that changes something, and shows where it leads."""
        link, act = _known(visit), ACTS.get(wish.to.name)
        if act is not None:
            whole = replace(wish, fetched=await self._fetched(visit, wish))
            done = partial(_once, act=act, wish=whole)
            return await self._change(update, visit, done)
        screen = await SCREENS[wish.to.name](self._desk, link, wish)
        said = said or screen.toast
        if update.callback_query is None and said:  # over the chat is for who presses alone
            screen = replace(screen, text=f"{html.escape(said)}\n\n{screen.text}")
        message = await show(update, replace(screen, toast=said))
        if screen.passing:
            await self._pass(visit, screen.passing, message)
        return screen.code

    async def _pass(self, visit: Visit, number: int, message: int) -> None:
        """Lets the dialog know which *message* goes with its end; that came already, where it is over."""
        link, now = _known(visit), self._desk.machine.now()

        def note(tx: Tx) -> bool:
            one = dialog.held(tx, number, link.person.id, now)
            if one is not None:
                dialog.go_on(tx, replace(one, data={**one.data, "message": message}), now)
            return one is not None

        if not await self._desk.store.write(note):
            await take_away(visit.bot, link.chat_id, message)

    async def _fetched(self, visit: Visit, wish: Wish) -> Fetched | None:
        """The files that it takes to do what is wished for; the chat says that something is under way."""
        desk, link, now = self._desk, _known(visit), self._desk.machine.now()
        wanted = await desk.store.read(lambda tx: needs(Scene(tx, desk, link, now), wish))
        if not wanted:
            return None
        await visit.bot.send_chat_action(link.chat_id, ChatAction.TYPING)
        return await looked(desk.contents, await fetch(visit.bot, wanted), desk.today)

    async def _change(
        self, update: Update, visit: Visit, do: Changes, otherwise: Answer | None = None
    ) -> str:
        """Shows the outcome of what *do* changes, however often this update is answered.

        *otherwise* answers where it changes nothing.
        """
        desk, link, now = self._desk, _known(visit), self._desk.machine.now()

        def change(tx: Tx) -> Outcome | None:
            return do(Scene(tx, desk, link, now), update.update_id)

        outcome = await desk.store.write(change)
        if outcome is None:
            return await (otherwise or self._puzzled)(update, visit)
        return await self._go(update, visit, Wish(outcome.to, outcome.said), outcome.said)

    def _asking(self, command: Command) -> Answer:
        async def answer(update: Update, visit: Visit) -> str:
            return await self._go(update, visit, command.asks(" ".join(visit.args or ())))

        return answer

    async def _drop(self, update: Update, visit: Visit) -> str:
        """/huy: drops what the person was in the middle of."""
        return await self._change(update, visit, partial(_once, act=_dropped, wish=HOME))

    async def _secret(self, update: Update, visit: Visit) -> str:
        """The answer to what bore a mark of secrecy; its words were not kept, nor are files sent with it."""
        desk, link, now = self._desk, _known(visit), self._desk.machine.now()
        if album := update.message.media_group_id if update.message else None:
            await desk.store.write(lambda tx: _bar(Scene(tx, desk, link, now), album))
        words = desk.say("secret", {}, link.person.language)
        await show(update, Screen("secret", words))
        return "secret"

    async def _start(self, update: Update, visit: Visit) -> str:
        if answer := await self._linking.heard(update, visit):
            return answer
        return await self._go(update, visit, HOME)

    async def _text(self, update: Update, visit: Visit) -> str:
        """Plain words: a code, an answer in a dialog, or a wish."""
        if answer := await self._linking.heard(update, visit):
            return answer
        said = (update.message.text if update.message else None) or ""
        return await self._change(update, visit, partial(_heard, heard=Heard(said)))

    async def _file(self, update: Update, visit: Visit) -> str:
        """A document or a photo: an answer in a dialog that takes files, or a filled sheet."""
        caption = (update.message.caption if update.message else None) or ""
        heard = Heard(caption, file=sent(update.message))
        sheet = update.message is not None and SHEET.filter(update.message)
        do = partial(_heard, heard=heard, alone=not sheet)
        return await self._change(update, visit, do, self._sheet if sheet else None)

    async def _sheet(self, update: Update, visit: Visit) -> str:
        """A filled sheet: asks whether it is to be sent, or says what is wrong with it."""
        link, given = _known(visit), sent(update.message)
        if given is None or given.size > filing.MOST:
            screen: Screen | filing.Taken = filing.too_large(self._desk, link)
        else:
            screen = await self._read(visit, link, given)
        if isinstance(screen, Screen):
            await show(update, screen)
            return screen.code
        return await self._change(update, visit, partial(_filed, taken=screen))

    async def _read(self, visit: Visit, link: Link, given: Sent) -> Screen | filing.Taken:
        fetched = await fetch(visit.bot, (given,))
        if fetched.missing:
            return filing.lost(self._desk, link)
        (file,) = fetched.files.files
        return await filing.read(self._desk, link, file.name, file.body)

    async def _puzzled(self, update: Update, visit: Visit) -> str:
        """What is no answer in a dialog is a wish, or gets what one can ask for."""
        said = (update.message.text if update.message else None) or ""
        one = wanted(said)
        if one.aim == "cancel":
            return await self._drop(update, visit)
        if one.aim == "link":
            return await self._linking.how(update, visit)
        found = await spoken.answer(self._desk, _known(visit), one)
        if isinstance(found, Wish):
            return await self._go(update, visit, found)
        await show(update, found)
        return found.code

    async def _pressed(self, update: Update, visit: Visit) -> str:
        query = update.callback_query
        to = place(query.data or "") if query is not None else None
        if to is None:
            return await self._go(update, visit, HOME, word("chat.stale", visit.language))
        if (to.name, to.arg) == (Name.UNLINK, "yes"):
            return await self._linking.undo(update, visit)
        return await self._go(update, visit, Wish(to))

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


def _once(scene: Scene, number: int, *, act: Does, wish: Wish) -> Outcome:
    return once(scene.tx, number, lambda _: act(scene, wish))


def _filed(scene: Scene, number: int, *, taken: filing.Taken) -> Outcome:
    return once(scene.tx, number, lambda _: filing.begin(scene, taken))


def _dropped(scene: Scene, _: Wish) -> Outcome:
    return drop(scene)


def _bar(scene: Scene, album: str) -> None:
    one = listening(scene, COURSES, file=True)
    if one is not None:
        bar(scene, one, album)


def _heard(scene: Scene, number: int, *, heard: Heard, alone: bool = False) -> Outcome | None:
    """What becomes of plain words, or a file, in a dialog; None, and nothing is changed, where none waits for them.

    A file that stands *alone* is answered all the same.
    """
    is_open, before = changed(scene.tx, number)
    if before is not None:
        return Outcome.read(before)
    file = heard.file is not None
    one = listening(scene, COURSES, file=file) if is_open else None
    word = "" if file else heard.text.strip().strip(".!").casefold()
    if one is None:
        if alone:
            return Outcome(HOME.to, scene.word("file.alone"))
        return unsure(scene, COURSES) if word in ASSENTS else None
    said = Heard(choice=ASIDE) if word in CANCELS else heard
    outcome = hear(scene, one.id, said)
    if outcome.is_again and not file and _asks_for_something(heard.text):
        scene.goes(one, one.step, aside=True)
        return None
    return once(scene.tx, number, lambda _: outcome)


def _asks_for_something(text: str) -> bool:
    """Whether words that are no answer lead somewhere by themselves; a number alone does not."""
    one = wanted(text)
    if one.aim == UNCLEAR or one.lacks or len(text.split()) == 1:
        return False
    return one.aim == "cancel" or wish(one) is not None


def _known(visit: Visit) -> Link:
    if visit.link is None:
        raise RuntimeError("somebody came in who was not let in")
    return visit.link
