"""Chats and the messages in them, as the Bot API writes them and as a person sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from demo.telegram_account import Account
from demo.telegram_keyboard import Keyboard, keyboard_json
from demo.telegram_text import Styled

Kind = Literal["private", "group", "supergroup"]
TYPING = timedelta(seconds=5)  # how long a chat action stands, unless a message comes first


SMALL = (90, 67)  # pixels of the size in which a picture is shown first


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was sent, with the path under which a bot downloads it.

    *sides* are width and height of one that was sent as a picture, in pixels.
    """

    file_id: str
    unique_id: str
    name: str
    mime: str
    octets: bytes
    path: str
    sides: tuple[int, int] | None = None

    def as_json(self) -> dict[str, Any]:
        """The field of a message in which the Bot API writes it: a Document, or PhotoSizes."""
        same = {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.octets),
        }
        if self.sides is None:
            return {"document": same | {"file_name": self.name, "mime_type": self.mime}}
        width, height = self.sides
        whole = same | {"width": width, "height": height}
        small = same | {"file_id": f"{self.file_id}-small", "width": SMALL[0], "height": SMALL[1]}
        return {"photo": [small, whole] if width > SMALL[0] else [whole]}


@dataclass(frozen=True, slots=True)
class Message:
    """One message; *content* is its text, or the caption of its document.

    *service* holds the fields of a message that nobody wrote (a member came,
    the group moved), and *notice* what people read in its place.
    """

    id: int
    at: datetime
    sender: Account
    content: Styled = field(default_factory=Styled)
    document: Document | None = None
    rows: Keyboard = ()
    edited_at: datetime | None = None
    reply_to: int | None = None
    silent: bool = False
    protected: bool = False
    reaction: str = ""
    service: Mapping[str, Any] = field(default_factory=dict)
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a press on a button got back: a toast, or an alert that must be closed."""

    query: str
    user_id: int
    at: datetime
    text: str
    alert: bool
    url: str | None


@dataclass(slots=True)
class Chat:
    """One chat. *opened*: the bot may write (the person wrote first; the bot is a member)."""

    id: int
    kind: Kind
    title: str
    members: dict[int, Account]
    opened: bool = False
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    action: str = ""
    action_until: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """The chat as the Bot API writes it."""
        if self.kind != "private":
            return {"id": self.id, "type": self.kind, "title": self.title}
        owner = self.members[self.id].as_json()
        names = {key: owner[key] for key in ("first_name", "username") if key in owner}
        return {"id": self.id, "type": "private"} | names

    def message_json(self, message: Message, with_reply: bool = True) -> dict[str, Any]:
        """*message* as the Bot API writes it."""
        made: dict[str, Any] = {
            "message_id": message.id,
            "date": int(message.at.timestamp()),
            "chat": self.as_json(),
            "from": message.sender.as_json(),
            **message.service,
            **_content_json(message),
        }
        if message.edited_at:
            made["edit_date"] = int(message.edited_at.timestamp())
        if message.rows:
            made["reply_markup"] = keyboard_json(message.rows)
        if message.protected:
            made["has_protected_content"] = True
        if with_reply and message.reply_to in self.messages:
            answered = self.messages[message.reply_to]
            made["reply_to_message"] = self.message_json(answered, with_reply=False)
        return made

    def act(self, action: str, now: datetime) -> None:
        """Shows that the bot is typing, or sending a file, for a few seconds."""
        self.action, self.action_until = action, now + TYPING

    def put(self, message: Message) -> None:
        """Shows *message*, new or changed; a new one of the bot's ends its typing."""
        if message.sender.is_bot and message.id not in self.messages:
            self.action_until = None
        self.messages[message.id] = message

    def doing(self, now: datetime) -> str:
        """The chat action that stands at *now*, "" for none."""
        return self.action if self.action_until and now < self.action_until else ""


def _content_json(message: Message) -> dict[str, Any]:
    text = "caption" if message.document else "text"
    entities = "caption_entities" if message.document else "entities"
    made: dict[str, Any] = {}
    if message.document:
        made |= message.document.as_json()
    if message.content.text:
        made[text] = message.content.text
    if message.content.entities:
        made[entities] = [entity.as_json() for entity in message.content.entities]
    return made


def seen(chat: Chat, now: datetime) -> dict[str, Any]:
    """What a person sees in *chat* at *now*: edits applied, deleted messages gone."""
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.title,
        "opened": chat.opened,
        "blocked": chat.blocked,
        "members": [member.as_json() for member in chat.members.values()],
        "action": chat.doing(now),
        "messages": [_seen_message(message) for message in chat.messages.values()],
        "answers": [_seen_answer(answer) for answer in chat.answers],
    }


def seen_in_list(chat: Chat) -> dict[str, Any]:
    """One line of the list of chats: its name and its last message."""
    last = next(reversed(chat.messages.values()), None)
    written = sum(message.sender.is_bot for message in chat.messages.values())
    return {
        "id": chat.id,
        "kind": chat.kind,
        "title": chat.title,
        "opened": chat.opened,
        "blocked": chat.blocked,
        "bot_messages": written,
        "last": None if last is None else _seen_message(last),
    }


def _seen_message(message: Message) -> dict[str, Any]:
    document = message.document
    return {
        "message_id": message.id,
        "from": "service" if message.service else "bot" if message.sender.is_bot else "person",
        "user_id": message.sender.id,
        "name": message.sender.name,
        "at": message.at.isoformat(),
        "edited_at": message.edited_at.isoformat() if message.edited_at else None,
        "text": message.notice or message.content.text,
        "entities": [entity.as_json() for entity in message.content.entities],
        "buttons": [[_seen_button(b.as_json()) for b in row] for row in message.rows],
        "document": None if document is None else _seen_document(document),
        "reply_to": message.reply_to,
        "silent": message.silent,
        "protected": message.protected,
        "reaction": message.reaction,
    }


def _seen_button(button: dict[str, Any]) -> dict[str, Any]:
    """{"text", and one of "data", "url", "copy"}."""
    if "callback_data" in button:
        return {"text": button["text"], "data": button["callback_data"]}
    if "copy_text" in button:
        return {"text": button["text"], "copy": button["copy_text"]["text"]}
    return button


def _seen_document(document: Document) -> dict[str, Any]:
    return {
        "name": document.name,
        "mime": document.mime,
        "size_bytes": len(document.octets),
        "sides": document.sides,
        "url": f"/emulator/files/{document.file_id}",
    }


def _seen_answer(answer: Answer) -> dict[str, Any]:
    return {
        "query": answer.query,
        "user_id": answer.user_id,
        "at": answer.at.isoformat(),
        "text": answer.text,
        "alert": answer.alert,
        "url": answer.url,
    }
