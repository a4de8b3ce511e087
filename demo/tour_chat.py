"""A person at the chat page: writes to the bot, reads its answers, and links the account by a code from the mailbox."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

from demo.office import ChatPerson
from demo.tour_failure import StepFailed
from demo.tour_http import Pages
from demo.tour_wait import until

PATIENCE_SECONDS = 60.0
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")
_LINKED = "✅"


class ChatUser:
    """One account of the emulator, and the mailbox of its owner."""

    def __init__(self, person: ChatPerson, chat: Pages, mailbox: Pages) -> None:
        self.person = person
        self._chat = chat
        self._mailbox = mailbox

    async def link(self) -> None:
        """Proves by a code from the mailbox whose account this is. Raises StepFailed where that fails."""
        await self.ask("/start")
        before = (await self._mailbox.get("/api/mails"))["count"]
        await self.ask(self.person.mailbox)
        code = await self._code(before)
        answer = await self.ask(code)
        if _LINKED not in answer["text"]:
            raise StepFailed(f"the bot says to the code: {answer['text']}")

    async def ask(self, text: str) -> dict[str, Any]:
        """The bot's first answer to *text*, as the page shows it."""
        given = {"chat_id": self.person.id, "user_id": self.person.id, "text": text}
        mine = (await self._chat.post("/emulator/messages", given))["message_id"]
        return await self.message(lambda message: message["message_id"] > mine)

    async def message(self, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message of the bot that *fits*, once there is one."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            seen = await self._seen()
            while (found := next(filter(fits, _by_bot(seen)), None)) is None:
                seen = await self._seen(f"?after={seen['version']}")
        return found

    async def messages(self) -> list[dict[str, Any]]:
        """Everything that the bot has written here, as it stands now."""
        return _by_bot(await self._seen())

    async def _seen(self, after: str = "") -> dict[str, Any]:
        seen: dict[str, Any] = await self._chat.get(f"/emulator/chats/{self.person.id}{after}")
        return seen

    async def _code(self, before: int) -> str:
        """Six digits in a letter that came after number *before*."""
        path = f"/api/mails?to={self.person.mailbox}&after={before}"

        async def look() -> str | None:
            for head in (await self._mailbox.get(path))["mails"]:
                letter = await self._mailbox.get(f"/api/mails/{head['id']}")
                if found := _CODE.search(letter["text"]):
                    return found[0]
            return None

        return await until(look, PATIENCE_SECONDS)


def _by_bot(seen: dict[str, Any]) -> list[dict[str, Any]]:
    return [message for message in seen["messages"] if message["from"] == "bot"]
