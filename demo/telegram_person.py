"""What people do: write, send a file, change what they wrote, press a button, block the bot."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from demo.telegram_account import Account
from demo.telegram_call import Upload
from demo.telegram_chat import Chat, Message
from demo.telegram_keyboard import shows
from demo.telegram_refusal import Refused, bad
from demo.telegram_text import MAX_TEXT, Styled, styled, units
from demo.telegram_world import World

_COMMAND = re.compile(r"/\w+(?:@(\w+))?(?!\w)")


@dataclass(frozen=True, slots=True)
class Written:
    """What a person sends: words, a file with or without words, as an answer or not."""

    text: str = ""
    upload: Upload | None = None
    is_picture: bool = False
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button that a person presses: the data it carries, and where.

    *unseen*: pressed although no message shows it, as an old client can.
    """

    data: str
    message_id: int | None = None
    unseen: bool = False


def write(world: World, chat: Chat, user_id: int, written: Written, now: datetime) -> Message:
    """The new message; the bot gets an update of it where it may see it."""
    author = _author(chat, user_id)
    content = _content(written)
    chat.opened = chat.opened or chat.kind == "private"
    keep = world.keep_picture if written.is_picture else world.keep
    document = keep(written.upload) if written.upload else None
    message = Message(world.number(), now, author, content, document, reply_to=written.reply_to)
    _tell(world, chat, "message", message)
    return message


def rewrite(world: World, chat: Chat, message_id: int, text: str, now: datetime) -> Message:
    """The person's own message with other words; the bot gets an edited_message."""
    old = chat.messages.get(message_id)
    if old is None or old.sender.is_bot or old.service:
        raise Refused(404, "Not Found: no such message of a person in this chat")
    _author(chat, old.sender.id)
    message = replace(old, content=_content(Written(text, None)), edited_at=now)
    _tell(world, chat, "edited_message", message)
    return message


def press(world: World, chat: Chat, user_id: int, pressed: Pressed, now: datetime) -> str:
    """The id of the press, on the newest message that fits; raises Refused where none does."""
    presser = _author(chat, user_id)
    there = [m for m in chat.messages.values() if m.sender.is_bot]
    there = [m for m in there if pressed.message_id in (None, m.id)]
    if not pressed.unseen:
        there = [m for m in there if shows(m.rows, pressed.data)]
    if not there:
        raise Refused(409, "Conflict: no such button is on screen (force presses it all the same)")
    message = there[-1]
    query = world.ask(chat, presser.id, now)
    body = {
        "id": query.id,
        "from": presser.as_json(),
        "message": chat.message_json(message),
        "chat_instance": str(abs(chat.id) + 10**15),
        "data": pressed.data,
    }
    world.updates.add("callback_query", body)
    return query.id


def block(world: World, chat: Chat, blocking: bool, now: datetime) -> None:
    """Blocks the bot, removes it from a group, or takes it back; the bot gets my_chat_member."""
    if chat.blocked == blocking:
        return
    chat.blocked = blocking
    _membership(world, chat, not blocking, now)
    world.touch(chat)


def found_group(
    world: World, group_id: int, title: str, members: Iterable[int], now: datetime
) -> Chat:
    """A new group of known people that has the bot in it."""
    people = {number: world.accounts[number] for number in members if number in world.accounts}
    if group_id >= 0 or group_id in world.chats or not people or not title.strip():
        raise bad("a group needs a free negative id, a title and members who are known")
    group = Chat(group_id, "group", title.strip(), people, opened=True)
    world.gather(group)
    _membership(world, group, True, now)
    service = {"new_chat_members": [world.bot.as_json()]}
    world.tell(group, service, f"{world.bot.name} đã được thêm vào nhóm", now)
    return group


def _author(chat: Chat, user_id: int) -> Account:
    if user_id not in chat.members:
        raise Refused(404, "Not Found: no such person in this chat")
    if chat.blocked:
        raise Refused(409, "Conflict: the bot is blocked in this chat; unblock it first")
    return chat.members[user_id]


def _content(written: Written) -> Styled:
    content = styled(written.text, "")
    if not content.text and written.upload is None:
        raise bad("a message needs text, data, a document or a photo")
    if units(content.text) > MAX_TEXT:
        raise bad("message is too long")
    return content


def _tell(world: World, chat: Chat, kind: str, message: Message) -> None:
    chat.put(message)
    world.touch(chat)
    if chat.kind == "private" or _concerns_bot(world, chat, message):
        world.updates.add(kind, chat.message_json(message))


def _concerns_bot(world: World, chat: Chat, message: Message) -> bool:
    """In a group a bot sees only commands, mentions and answers to it (privacy mode)."""
    text, name = message.content.text, str(world.bot.username)
    command = _COMMAND.match(text)
    if command:
        return command[1] is None or command[1].lower() == name.lower()
    answered = chat.messages.get(message.reply_to or 0)
    return f"@{name}".lower() in text.lower() or (answered is not None and answered.sender.is_bot)


def _membership(world: World, chat: Chat, is_in: bool, now: datetime) -> None:
    outside = "kicked" if not is_in or chat.kind == "private" else "left"
    body: dict[str, Any] = {
        "chat": chat.as_json(),
        "from": next(iter(chat.members.values())).as_json(),
        "date": int(now.timestamp()),
        "old_chat_member": membership(world.bot, outside if is_in else "member"),
        "new_chat_member": membership(world.bot, "member" if is_in else outside),
    }
    world.updates.add("my_chat_member", body)


def membership(who: Account, status: str) -> dict[str, Any]:
    """A ChatMember: "member", "left" or "kicked" (for good)."""
    return {"user": who.as_json(), "status": status} | (
        {"until_date": 0} if status == "kicked" else {}
    )
