"""The chat without Telegram: python-telegram-bot's own types and our handlers, and a window in place of the Bot API.

The window is where the library hands over what it would have sent. Nothing leaves the
process, no token is needed; whoever sits there is known by who opened it, not by an account.
"""

import itertools
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.constants import ParseMode
from telegram.ext import Application, ApplicationBuilder, ContextTypes, Defaults
from telegram.request import BaseRequest, RequestData

from bot.desk import Desk
from bot.linking import Linking
from bot.reception import Reception
from bot.redaction import Kept, kept
from bot.screen import Screen
from bot.visit import Visit, show
from store import Tx, secrecy, update
from store import chat as chats
from store.update import Received
from work.chat import Link

_NO_TOKEN = "0:console"  # noqa: S105 - the library wants one; it goes nowhere
_BOT = {"id": 0, "is_bot": True, "first_name": "Congvu", "username": "congvu"}
_NUMBERS = 2**62


@dataclass(frozen=True, slots=True)
class Shown:
    """What the window shows: *text* as Telegram's HTML, its buttons row by row; or a *toast* alone."""

    text: str = ""
    rows: tuple[tuple[Mapping[str, Any], ...], ...] = ()
    toast: str = ""


class Window(BaseRequest):
    """The far end of the library: what would be sent to Telegram is *shown*."""

    def __init__(self, shows: Callable[[Shown], None]) -> None:
        self._shows = shows
        self._messages = itertools.count(1)

    @property
    def read_timeout(self) -> float | None:
        """None: nobody is waited for."""
        return None

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """Nor to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """The answer that the Bot API would give."""
        told = {} if request_data is None else request_data.parameters
        result = self._result(url.rsplit("/", 1)[-1], told)
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _result(self, name: str, told: Mapping[str, Any]) -> Any:
        if name == "getMe":
            return _BOT
        if name == "answerCallbackQuery":
            if words := told.get("text"):
                self._shows(Shown(toast=str(words)))
            return True
        if "text" not in told and "caption" not in told:
            return True
        text, markup = str(told.get("text") or told["caption"]), told.get("reply_markup") or {}
        rows = tuple(tuple(row) for row in markup.get("inline_keyboard", ()))
        self._shows(Shown(text, rows))
        return {**_message(next(self._messages), told["chat_id"]), "from": _BOT, "text": text}


class Console:
    """One person's chat at a terminal, by their rights and no more."""

    def __init__(self, desk: Desk, person: Link, shows: Callable[[Shown], None]) -> None:
        self._desk = desk
        self._person = person
        self._errors: list[Exception] = []
        window = Window(shows)
        builder = (
            ApplicationBuilder()
            .token(_NO_TOKEN)
            .request(window)
            .get_updates_request(window)
            .updater(None)
            .job_queue(None)
            .defaults(Defaults(parse_mode=ParseMode.HTML, tzinfo=desk.calendar.zone))
            .context_types(ContextTypes(context=Visit))
        )
        self._application: Application[Any, Visit, Any, Any, Any, Any] = builder.build()
        Reception(desk, self._known, NoAccount(desk)).open(self._application)
        self._application.add_error_handler(self._note)

    async def open(self) -> None:
        """Makes ready; what a console that died had begun is let go."""
        await self._application.initialize()
        await self._desk.store.write(update.leave, self._chat, self._desk.machine.now())

    async def close(self) -> None:
        """Ends it."""
        await self._application.shutdown()

    async def say(self, text: str) -> None:
        """Answers what was written. Raises what a handler raised."""
        length = len(text.split(maxsplit=1)[0]) if text.startswith("/") else 0
        command = {"type": "bot_command", "offset": 0, "length": length}
        more = {"entities": [command]} if length else {}
        said = {**_message(1, self._chat), "from": self._who(), "text": text, **more}
        await self._answer({"message": said})

    async def press(self, data: str) -> None:
        """Answers a press on the button that carries *data*. Raises what a handler raised."""
        under = {**_message(1, self._chat), "from": _BOT, "text": "-"}
        query = {"id": "0", "chat_instance": "0", "from": self._who(), "data": data}
        await self._answer({"callback_query": {**query, "message": under}})

    @property
    def _chat(self) -> int:
        return -self._person.person.id

    async def _answer(self, said: Mapping[str, Any]) -> None:
        """What bears a mark of secrecy is not even handed on; the row keeps no words at all."""
        desk, now = self._desk, self._desk.machine.now()
        found = kept({"update_id": 0, **said}, desk.discretion, desk.today)
        if found is None:
            raise RuntimeError("an update lost its number")
        number = -1 - secrets.randbelow(_NUMBERS)
        await desk.store.write(self._keep, Received(number, self._chat, "{}"), found, now)
        read = Update.de_json(
            {**json.loads(found.update.raw), "update_id": number}, self._application.bot
        )
        try:
            await self._application.process_update(read)
        finally:
            await desk.store.write(update.done, number, desk.machine.now())
        if self._errors:
            raise self._errors.pop()

    def _keep(self, tx: Tx, row: Received, found: Kept, now: datetime) -> None:
        if found.seen is not None:
            person = self._person.person
            met = replace(found.seen, sender=person.email, agency=person.agency)
            secrecy.met(tx, met, now)
        update.put(tx, [row], now)

    def _who(self) -> dict[str, Any]:
        person = self._person.person
        return {"id": person.id, "is_bot": False, "first_name": "-"}

    def _known(self, tx: Tx, user: int) -> Link | None:
        return chats.present(tx, user)

    async def _note(self, _: object, visit: Visit) -> None:
        if visit.error is not None:
            self._errors.append(visit.error)


class NoAccount(Linking):
    """At a console nothing is linked, and nothing has to be."""

    async def heard(self, update: Update, visit: Visit) -> str | None:
        """Nothing that is written here belongs to linking."""
        return None

    async def how(self, update: Update, visit: Visit) -> str:
        """Says so."""
        await show(update, Screen("no-account", self._desk.say("no-account", {}, visit.language)))
        return "no-account"

    async def sure(self, update: Update, visit: Visit) -> str:
        """Says so."""
        return await self.how(update, visit)

    async def undo(self, update: Update, visit: Visit) -> str:
        """Says so; the link of the person's telephone stays."""
        return await self.how(update, visit)


def _message(number: int, chat: int) -> dict[str, Any]:
    return {"message_id": number, "date": 0, "chat": {"id": chat, "type": "private"}}
