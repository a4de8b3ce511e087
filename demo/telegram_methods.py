"""The methods of the Bot API, as a bot calls them; each gives its result or raises Refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from demo.telegram_call import Call
from demo.telegram_chat import Answer, Chat, Message
from demo.telegram_files import file_methods
from demo.telegram_keyboard import keyboard
from demo.telegram_person import membership
from demo.telegram_refusal import bad
from demo.telegram_sending import Method, formatted, sent
from demo.telegram_webhook import webhook_methods
from demo.telegram_world import World

MAX_ANSWER = 200
# Those that a bot may give here; Telegram knows some seventy (Bot API, ReactionTypeEmoji).
REACTIONS = frozenset(
    ["👍", "👎", "❤", "🔥", "👏", "🎉", "🤔", "👌", "🙏", "👀", "✍", "🤝", "💯", "⚡", "🏆", "😢"]
)
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


def get_me(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """The bot's own account."""
    return world.bot.as_json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def send_message(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """The message as it was sent."""
    chat = world.open_chat(call.chat_id)
    content = formatted(call, "text")
    if not content.text:
        raise bad("message text is empty")
    return sent(world, chat, call, content, None, now)


def edit_message_text(world: World, call: Call, now: datetime) -> dict[str, Any]:
    """The message with other words and buttons; without buttons, those it had are gone."""
    chat, old = _own(world, call, "edit")
    if old.document is not None:
        raise bad("there is no text in the message to edit")
    content = formatted(call, "text")
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


def set_message_reaction(world: World, call: Call, now: datetime) -> bool:
    """True once the bot's reaction stands at the message, or none does any more."""
    chat = world.open_chat(call.chat_id)
    old = chat.messages.get(call.integer("message_id", 0) or 0)
    if old is None or old.service:
        raise bad("message to react not found")
    given = call.value("reaction") or []
    if len(given) > 1:
        raise bad("too many reactions; a bot has one for each message")
    emoji = str(given[0].get("emoji", "")) if given else ""
    if given and emoji not in REACTIONS:
        raise bad("REACTION_INVALID")
    chat.put(replace(old, reaction=emoji))
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
        **webhook_methods(),
        **file_methods(),
        "sendmessage": send_message,
        "editmessagetext": edit_message_text,
        "editmessagereplymarkup": edit_message_reply_markup,
        "deletemessage": delete_message,
        "answercallbackquery": answer_callback_query,
        "sendchataction": send_chat_action,
        "setmessagereaction": set_message_reaction,
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
