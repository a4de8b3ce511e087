"""Updates that nobody's own client would send, out of a seeded generator: as Telegram's JSON, for every screen and act."""

import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.acts import ACTS
from bot.commands import COMMANDS, OTHERS
from bot.place import Name
from bot.rooms import SCREENS

PLACES: tuple[Name, ...] = (*SCREENS, *ACTS)
COMMAND_NAMES = (
    *(name for one in COMMANDS for name in one.names),
    *itertools.chain(*OTHERS),
    "start",
)
GROUP, CHANNEL, BOT = -5001, -1001234567890, 100000001
SENT_AT = 1790000000

ZALGO = "n̷̛̲" + "̷" * 300
TEXTS = (
    "Ký tự dài " * 400,
    "ẩ" * 4096,
    "👨‍👩‍👧‍👦" * 500,
    "‮gnod oahk‬ ⁦x⁩",
    ZALGO * 12,
    "a​‌‍⁠﻿b",
    "\ud800",
    "x \udfff\ud83d y",
    "<b>đậm</i> & &amp; <script>",
    "*_[`](tg://user?id=1) ~|>",
    "\x00\x01\x7f\r\n\t",
    "   ",
    "' OR 1=1; --",
    "{{ task }} {% raw %}",
    "thuốc",
    "60 còn thiếu",
    "+5",
    "31/12/9999",
    "٦٠",
    "1" * 4000,
    "MẬT\nvăn bản",
    "x" * 4096,
)
NUMBERS = ("0", "1", "2", "7", "40", "999999999999999", "18446744073709551616", "-1", "1.5", "")
WORDS = (
    "me",
    "unit",
    "agency",
    "all",
    "yes",
    "no",
    "x",
    "vi",
    "en",
    "off",
    "0730",
    "file",
    "z" * 15,
)
CHOICES = (
    "", "x", "b", "at", "send", "yes", "no", "none", "text", "page", "to", "what", "of", "now",
    "dates", "whose", "day", "days", "month", "h", "d", "why", "less", "ask", "file", "receive",
    "known", "forget", "snooze", "remind", "me.late", "unit.soon.lead", "found.x", "a.b.c.d", "q" * 24,
)  # fmt: skip
PAGES = ("0", "1", "2", "3", "9999", "99999", "-1", "x")
BROKEN = (
    "", "v1", "v1:", "v0:card:1::1", "v2:card:1::1", "v1:card:1", "v1;card;1;;1", "v1:card:1::1:",
    "V1:CARD:1::1", "v1:nothing:1::1", "v1:card:１::1", "v1:card:1::१", "null", "{}", "\x00",
    "v1:card:../../etc::1", "x" * 64, "👍" * 16, "v1:card:" + "1" * 60 + "::1", "\ud800",
)  # fmt: skip


@dataclass
class Forger:
    """Makes updates from *chance*; *seen* is the data of buttons that anybody was shown."""

    chance: random.Random
    seen: Sequence[str]
    numbers: Iterator[int]

    def every_place(self, user: int) -> Iterator[dict[str, Any]]:
        """A press for each screen and each act, of what may be somebody else's."""
        for name in PLACES:
            yield self.press(user, self._placed(name))

    def any(self, user: int) -> dict[str, Any]:
        """One update of any kind."""
        kinds = (
            self._pressed,
            self._pressed,
            self._commanded,
            self._said,
            self._sent,
            self._elsewhere,
        )
        return self.chance.choice(kinds)(user)

    def press(self, user: int, data: str) -> dict[str, Any]:
        """A press on a message that may be out of reach, or be no message at all."""
        body: dict[str, Any] = {
            "id": str(next(self.numbers)), "from": self._person(user), "chat_instance": "1", "data": data,
        }  # fmt: skip
        chat = {"id": user, "type": "private", "first_name": "x"}
        number = self.chance.choice((0, 1, 2**31, 17))
        kind = self.chance.random()
        if kind < 0.8:
            sender = {"id": BOT, "is_bot": True, "first_name": "b"}
            message = {
                "message_id": number,
                "date": SENT_AT,
                "chat": chat,
                "from": sender,
                "text": "x",
            }
            body["message"] = message
        elif kind < 0.95:
            body["message"] = {"message_id": number, "date": 0, "chat": chat}
        else:
            body["inline_message_id"] = "abc"
        return self._update("callback_query", body)

    def _pressed(self, user: int) -> dict[str, Any]:
        kind = self.chance.random()
        if kind < 0.4 and self.seen:
            return self.press(user, self.chance.choice(self.seen))
        if kind < 0.7:
            return self.press(user, self._placed(self.chance.choice(PLACES)))
        whole = self.chance.choice((*BROKEN, *self.seen))
        cut = self.chance.randrange(len(whole) + 1)
        return self.press(
            user, self.chance.choice((whole, whole[:cut], whole[cut:], whole + whole))
        )

    def _placed(self, name: Name) -> str:
        arg = self.chance.choice((*NUMBERS, *WORDS, *map(str, range(1, 10))))
        if (name, arg) == (Name.UNLINK, "yes"):
            arg = "no"  # or there would be nobody left to forge for
        return f"v1:{name}:{arg}:{self.chance.choice(CHOICES)}:{self.chance.choice(PAGES)}"

    def _commanded(self, user: int) -> dict[str, Any]:
        name = self.chance.choice(COMMAND_NAMES)
        rest = (self.chance.choice(NUMBERS), self.chance.choice(TEXTS))
        text = " ".join((f"/{name}", *rest[: self.chance.randrange(3)]))
        entity = {"type": "bot_command", "offset": 0, "length": len(name) + 1}
        return self.message(user, text=text, entities=[entity])

    def _said(self, user: int) -> dict[str, Any]:
        return self.message(user, text=self.chance.choice(TEXTS))

    def _sent(self, user: int) -> dict[str, Any]:
        """A file that nobody can fetch, or something else than words."""
        name = self.chance.choice((*TEXTS, "../../x", "a.xlsx", "a" * 300 + ".pdf"))
        size = self.chance.choice((0, 5, 10**6, 10**10))
        file = {"file_id": "F", "file_unique_id": "U", "file_name": name, "file_size": size}
        other: dict[str, Any] = self.chance.choice(
            (
                {"document": file, "caption": self.chance.choice(TEXTS)},
                {"document": {"file_id": "F", "file_unique_id": "U"}},
                {"photo": [{"file_id": "F", "file_unique_id": "U", "width": 1, "height": 1}]},
                {"location": {"latitude": 1, "longitude": 2}},
                {"contact": {"phone_number": "0912", "first_name": self.chance.choice(TEXTS)}},
                {"dice": {"emoji": "🎲", "value": 3}},
                {},
            )
        )
        return self.message(user, **other)

    def _elsewhere(self, user: int) -> dict[str, Any]:
        """What was changed, handed on, or written where the bot is not alone with somebody."""
        text = self.chance.choice((*TEXTS, "/viec", "/nv 1", "/tiendo 1 60 x"))
        whole = self._commanded(user)["message"]
        group = {"id": GROUP, "type": "group", "title": self.chance.choice(TEXTS)}
        channel = {"id": CHANNEL, "type": "channel", "title": "x"}
        origin = {"type": "hidden_user", "sender_user_name": text, "date": SENT_AT}
        makes = (
            lambda: self._update("edited_message", {**whole, "edit_date": SENT_AT + 1}),
            lambda: self._update("message", {**whole, "forward_origin": origin}),
            lambda: self._update("message", {**whole, "chat": group}),
            lambda: self._update("message", {**whole, "chat": group, "text": text}),
            lambda: self._update("message", {**whole, "sender_chat": channel, "chat": group}),
            lambda: self._update("channel_post", {"message_id": 5, "date": SENT_AT, "chat": channel, "text": text}),
            lambda: self._update("edited_channel_post", {"message_id": 5, "date": SENT_AT, "chat": channel}),
            lambda: self._update("inline_query", {"id": "1", "from": self._person(user), "query": text, "offset": ""}),
            lambda: self._update("what_is_to_come", {"x": text}),
        )  # fmt: skip
        return self.chance.choice(makes)()

    def message(self, user: int, **content: Any) -> dict[str, Any]:
        """A message with that content."""
        chat = {"id": user, "type": "private", "first_name": self.chance.choice(TEXTS)}
        sender = self._person(user)
        body = {"message_id": next(self.numbers), "date": SENT_AT, "chat": chat, "from": sender}
        return self._update("message", {**body, **content})

    def _person(self, user: int) -> dict[str, Any]:
        names = {"first_name": self.chance.choice(TEXTS), "last_name": self.chance.choice(TEXTS)}
        language = self.chance.choice(("vi", "en", "xx", "", "z" * 4000))
        return {"id": user, "is_bot": False, "language_code": language, **names}

    def _update(self, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        return {"update_id": next(self.numbers), kind: body}


def numbered() -> Iterator[int]:
    """Numbers of updates, below those that the emulator gives."""
    return itertools.count(1000)
