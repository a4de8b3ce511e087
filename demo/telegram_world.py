"""The state of the emulator: accounts, chats, files, presses that wait for an answer, updates."""

import hashlib
import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from demo.changes import Changes
from demo.telegram_account import Account
from demo.telegram_call import Upload
from demo.telegram_chat import Chat, Document, Message
from demo.telegram_picture import sides
from demo.telegram_refusal import Refused, bad, blocked
from demo.telegram_settings import Settings
from demo.telegram_text import Styled
from demo.telegram_updates import Updates, Webhook

QUERY_AGE = timedelta(seconds=15)  # Telegram's own limit is not published; bots see about this


@dataclass(frozen=True, slots=True)
class Query:
    """A press on a button, which may be answered once, and not too late."""

    id: str
    chat_id: int
    user_id: int
    at: datetime


class World:
    """Everything that stands on Telegram's side of one bot.

    All numbers start at the instant of the start, in seconds, so that a fresh
    emulator under an old store never gives an update's or message's number again.
    """

    def __init__(self, bot: Account, people: Iterable[Account], start: datetime) -> None:
        first = int(start.timestamp())
        self.bot = bot
        self.settings = Settings()
        self.updates = Updates(first)
        self.webhook = Webhook()
        self.changes = Changes()
        self.accounts: dict[int, Account] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, Document] = {}
        self._queries: dict[str, Query] = {}
        self._numbers = itertools.count(first)
        self._touched: dict[int, int] = {}
        for person in people:
            self.introduce(person)

    def introduce(self, person: Account) -> Chat:
        """The private chat of *person*, which is new, or takes over the new name."""
        self.accounts[person.id] = person
        chat = self.chats.setdefault(person.id, Chat(person.id, "private", "", {}))
        chat.title = person.name
        chat.members[person.id] = person
        self.touch(chat)
        return chat

    def gather(self, group: Chat) -> None:
        """Adds *group*."""
        self.chats[group.id] = group
        self.touch(group)

    def chat(self, chat_id: int | None) -> Chat:
        """The chat with that id; raises Refused, 404, where there is none."""
        if chat_id is None or chat_id not in self.chats:
            raise Refused(404, "Not Found: chat not found")
        return self.chats[chat_id]

    def open_chat(self, chat_id: int | None) -> Chat:
        """The chat with that id if the bot may write there; raises Refused as Telegram does."""
        if chat_id not in self.chats or chat_id is None:
            raise bad("chat not found")
        chat = self.chats[chat_id]
        if chat.blocked:
            raise blocked() if chat.kind == "private" else _not_member(chat, "was kicked from")
        if not chat.opened and chat.kind == "private":
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
        if not chat.opened:
            raise _not_member(chat, "is not a member of")
        return chat

    def touch(self, chat: Chat) -> None:
        """Tells those who watch that *chat* looks different."""
        self._touched[chat.id] = self.changes.count + 1
        self.changes.strike()

    async def different(self, chat: Chat, since: int) -> None:
        """Waits until *chat* looks different from what it did after *since* changes, or the end."""
        while self._touched[chat.id] <= since and not self.changes.closed:
            await self.changes.beyond(self.changes.count)

    def touched(self, since: int) -> list[int]:
        """The chats that changed after *since* changes."""
        return [chat_id for chat_id, count in self._touched.items() if count > since]

    def number(self) -> int:
        """A number that no message, query or file has had."""
        return next(self._numbers)

    def keep_picture(self, upload: Upload) -> Document:
        """The picture as it can be sent and downloaded; raises Refused for what is none."""
        size = sides(upload.octets)
        if size is None or not all(size):
            raise bad("IMAGE_PROCESS_FAILED")
        return self.keep(upload, "photos", size)

    def keep(
        self, upload: Upload, folder: str = "documents", size: tuple[int, int] | None = None
    ) -> Document:
        """The file as it can be sent and downloaded."""
        number = self.number()
        unique = hashlib.sha256(upload.octets).hexdigest()[:16]
        suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        path = f"{folder}/file_{number}.{suffix if suffix.isalnum() else 'bin'}"
        file_id = f"MOPHONG-{number}-{unique}"
        kept = Document(file_id, unique, upload.name, upload.mime, upload.octets, path, size)
        self.files[file_id] = kept
        return kept

    def ask(self, chat: Chat, user_id: int, now: datetime) -> Query:
        """A new press that waits for its answer."""
        query = Query(str(self.number()), chat.id, user_id, now)
        self._queries[query.id] = query
        return query

    def answered(self, query_id: str, now: datetime) -> Query:
        """The press with that id, for its one answer; raises Refused where it is too late."""
        query = self._queries.pop(query_id, None)
        if query is None or now - query.at > QUERY_AGE:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        return query

    def move(self, old: Chat, new_id: int, now: datetime) -> Chat:
        """The supergroup that *old* became, under its new id; both ends are told to the bot."""
        if old.kind != "group":
            raise bad("only a group can become a supergroup")
        if new_id >= 0 or new_id in self.chats:
            raise bad("the new chat id must be negative and free")
        new = replace(old, id=new_id, kind="supergroup", messages=dict(old.messages))
        self.tell(old, {"migrate_to_chat_id": new.id}, "Nhóm đã được nâng cấp", now)
        del self.chats[old.id]
        self.gather(new)
        self.touch(old)
        self.tell(new, {"migrate_from_chat_id": old.id}, "Nhóm đã được nâng cấp", now)
        return new

    def tell(self, chat: Chat, service: dict[str, Any], notice: str, now: datetime) -> None:
        """Puts a message in *chat* that nobody wrote, and lets the bot know."""
        sender = next(iter(chat.members.values()))
        message = Message(self.number(), now, sender, Styled(), service=service, notice=notice)
        chat.put(message)
        self.updates.add("message", chat.message_json(message))
        self.touch(chat)


def _not_member(chat: Chat, how: str) -> Refused:
    return Refused(403, f"Forbidden: bot {how} the {chat.kind} chat")
