"""The methods of the Bot API, as a bot calls them; each gives its result or raises Refused."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from demo.telegram_call import Call, Upload
from demo.telegram_chat import Answer, Chat, Document, Message
from demo.telegram_keyboard import keyboard
from demo.telegram_person import membership
from demo.telegram_refusal import Refused, bad
from demo.telegram_text import MAX_CAPTION, MAX_TEXT, Styled, styled, units
from demo.telegram_world import World

Method = Callable[[World, Call, datetime], Any]

MAX_ANSWER = 200
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024
DELETABLE = timedelta(hours=48)
_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_ATTACHED = re.compile(r"attach://(.+)")


def get_me(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """The bot's own account."""
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_webhook(world: World, call: Call, now: datetime) -> bool:
    """True for an empty URL, which means no webhook; this emulator pushes nothing."""
    if call.text("url"):
        raise bad("bad webhook: this emulator pushes no updates, use getUpdates")
    return delete_webhook(world, call, now)


def delete_webhook(world: World, call: Call, now: datetime) -> bool:
    """True; there never is one, but what waits may be dropped by the way."""
    if call.flag("drop_pending_updates"):
        world.updates.drop()
    return True


def get_webhook_info(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """That no webhook is set, and how many updates wait."""
    info = {
        "url": "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    allowed = world.updates.allowed
    return info | ({"allowed_updates": list(allowed)} if allowed else {})


def send_message(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """The message as it was sent."""
    chat = world.open_chat(call.chat_id)
    content = _styled(call, "text", MAX_TEXT)
    if not content.text:
        raise bad("message text is empty")
    return _sent(world, chat, call, content, None, now)


def send_document(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """The message with the file, which came with the call or was sent before."""
    chat = world.open_chat(call.chat_id)
    caption = _styled(call, "caption", MAX_CAPTION)
    return _sent(world, chat, call, caption, _document(world, call), now)


def edit_message_text(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """The message with other words and buttons; without buttons, those it had are gone."""
    chat, old = _own(world, call, "edit")
    if old.document is not None:
        raise bad("there is no text in the message to edit")
    content = _styled(call, "text", MAX_TEXT)
    if not content.text:
        raise bad("message text is empty")
    rows = keyboard(call.value("reply_markup"))
    return _edited(world, chat, old, replace(old, content=content, rows=rows), now)


def edit_message_reply_markup(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """The message with other buttons, or none."""
    chat, old = _own(world, call, "edit")
    rows = keyboard(call.value("reply_markup"))
    return _edited(world, chat, old, replace(old, rows=rows), now)


def delete_message(world: World, call: Call, now: datetime) -> bool:
    """True once nobody sees the message any more."""
    chat = world.open_chat(call.chat_id)
    message = chat.messages.get(call.integer("message_id", 0) or 0)
    if message is None:
        raise bad("message to delete not found")
    foreign = chat.kind != "private" and not message.sender.is_bot
    if foreign or now - message.at > DELETABLE:
        raise bad("message can't be deleted for everyone")
    del chat.messages[message.id]
    world.touch(chat)
    return True


def answer_callback_query(world: World, call: Call, now: datetime) -> bool:
    """True once the person who pressed sees the answer."""
    text = call.text("text")
    if len(text) > MAX_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    query = world.answered(call.text("callback_query_id"), now)
    chat = world.chats.get(query.chat_id)
    if chat is not None:
        url = call.text("url") or None
        answer = Answer(query.id, query.user_id, now, text, call.flag("show_alert"), url)
        chat.answers.append(answer)
        world.touch(chat)
    return True


def send_chat_action(world: World, call: Call, now: datetime) -> bool:
    """True once the person sees what the bot is doing."""
    chat = world.open_chat(call.chat_id)
    if call.text("action") not in _ACTIONS:
        raise bad("wrong parameter action in request")
    chat.act(call.text("action"), now)
    world.touch(chat)
    return True


def get_file(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """Where to download a file; for files a bot may download."""
    document = world.files.get(call.text("file_id"))
    if document is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(document.octets) > MAX_DOWNLOAD_BYTES:
        raise bad("file is too big")
    return {
        "file_id": document.file_id,
        "file_unique_id": document.unique_id,
        "file_size": len(document.octets),
        "file_path": document.path,
    }


def get_chat(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """What there is to know of a chat."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return world.open_chat(call.chat_id).as_json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }


def get_chat_member(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """Whether somebody belongs to a chat."""
    chat = world.open_chat(call.chat_id)
    user_id = call.integer("user_id", 0) or 0
    if user_id == world.bot.id:
        return membership(world.bot, "member")
    if user_id not in world.accounts:
        raise bad("user not found")
    return membership(world.accounts[user_id], "member" if user_id in chat.members else "left")


def leave_chat(world: World, call: Call, now: datetime) -> bool:
    """True once the bot has left the group."""
    chat = world.open_chat(call.chat_id)
    if chat.kind == "private":
        raise bad("chat member status can't be changed in private chats")
    chat.opened = False
    world.touch(chat)
    return True


def say_yes(world: World, call: Call, now: datetime) -> bool:
    """True; logOut and close change nothing where one server is all there is."""
    return True


def methods(world: World) -> Mapping[str, Method]:
    """Every method but getUpdates, which waits, by its name in lower case."""
    return {
        "getme": get_me,
        "setwebhook": set_webhook,
        "deletewebhook": delete_webhook,
        "getwebhookinfo": get_webhook_info,
        "sendmessage": send_message,
        "senddocument": send_document,
        "editmessagetext": edit_message_text,
        "editmessagereplymarkup": edit_message_reply_markup,
        "deletemessage": delete_message,
        "answercallbackquery": answer_callback_query,
        "sendchataction": send_chat_action,
        "getfile": get_file,
        "getchat": get_chat,
        "getchatmember": get_chat_member,
        "leavechat": leave_chat,
        "logout": say_yes,
        "close": say_yes,
    } | {name: _of_settings(method) for name, method in world.settings.methods().items()}


def _of_settings(method: Callable[[Call], Any]) -> Method:
    def call_it(world: World, call: Call, now: datetime) -> Any:
        return method(call)

    return call_it


def _styled(call: Call, name: str, limit: int) -> Styled:
    given = call.value("entities" if name == "text" else "caption_entities") or ()
    content = styled(call.text(name), call.text("parse_mode"), given)
    if units(content.text) > limit:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    return content


def _sent(
    world: World, chat: Chat, call: Call, content: Styled, file: Document | None, now: datetime
) -> dict[str, Any]:
    rows = keyboard(call.value("reply_markup"))
    message = Message(
        world.number(),
        now,
        world.bot,
        content,
        file,
        rows,
        reply_to=_reply_to(chat, call),
        silent=call.flag("disable_notification"),
        protected=call.flag("protect_content"),
    )
    chat.put(message)
    world.touch(chat)
    return chat.message_json(message)


def _reply_to(chat: Chat, call: Call) -> int | None:
    given = call.value("reply_parameters")
    if not isinstance(given, Mapping):
        return None
    number = given.get("message_id")
    if isinstance(number, int) and number in chat.messages:
        return number
    if given.get("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


def _document(world: World, call: Call) -> Document:
    given = call.text("document")
    attached = _ATTACHED.fullmatch(given)
    upload: Upload | None = call.files.get(attached[1] if attached else "document")
    if upload is None and given in world.files:
        return world.files[given]
    if upload is None:
        raise bad("there is no document in the request" if not given else "wrong file identifier")
    if not upload.octets:
        raise bad("file must be non-empty")
    if len(upload.octets) > MAX_UPLOAD_BYTES:
        raise Refused(413, "Request Entity Too Large")
    return world.keep(upload)


def _own(world: World, call: Call, verb: str) -> tuple[Chat, Message]:
    chat = world.open_chat(call.chat_id)
    message = chat.messages.get(call.integer("message_id", 0) or 0)
    if message is None:
        raise bad(f"message to {verb} not found")
    if not message.sender.is_bot:
        raise bad(f"message can't be {verb}ed")
    return chat, message


def _edited(world: World, chat: Chat, old: Message, new: Message, now: datetime) -> dict[str, Any]:
    if (new.content, new.rows) == (old.content, old.rows):
        raise bad(
            "message is not modified: specified new message content and reply markup "
            "are exactly the same as a current content and reply markup of the message"
        )
    new = replace(new, edited_at=now)
    chat.put(new)
    world.touch(chat)
    return chat.message_json(new)
