"""What every method that sends has in common: the words as they are formatted, and the message in its chat."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from demo.telegram_call import Call
from demo.telegram_chat import Chat, Document, Message
from demo.telegram_keyboard import keyboard
from demo.telegram_refusal import bad
from demo.telegram_text import MAX_CAPTION, MAX_TEXT, Styled, styled, units
from demo.telegram_world import World

Method = Callable[[World, Call, datetime], Any]

_TEXTS = {
    "text": ("entities", MAX_TEXT, "message is too long"),
    "caption": ("caption_entities", MAX_CAPTION, "message caption is too long"),
}


def formatted(call: Call, name: str) -> Styled:
    """The parameter "text" or "caption" as people see it; raises Refused where it is too long."""
    entities, limit, too_long = _TEXTS[name]
    content = styled(call.text(name), call.text("parse_mode"), call.value(entities) or ())
    if units(content.text) > limit:
        raise bad(too_long)
    return content


def sent(
    world: World, chat: Chat, call: Call, content: Styled, file: Document | None, now: datetime
) -> dict[str, Any]:
    """The new message in its chat, as the Bot API writes it."""
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
