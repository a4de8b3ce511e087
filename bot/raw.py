"""Updates as they come: their number and chat, read before anything may refuse their shape."""

import json
import re
from collections.abc import Mapping
from typing import Any

from store.update import Received

NOWHERE = 0  # the chat of an update that belongs to none
_LARGEST = 2**63 - 1
_UNKEPT = re.compile("[\x00\ud800-\udfff]")  # no database and no line takes them


def received(raw: Mapping[str, Any]) -> Received | None:
    """What is kept of one update; None for what has no number, and so is none.

    The JSON is written in ASCII: half a surrogate pair, which people can send,
    fits into no database.
    """
    number = raw.get("update_id")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= _LARGEST:
        return None
    return Received(number, _chat(raw), json.dumps(raw, separators=(",", ":")))


def read(raw: str) -> Any:
    """What the kept JSON says, with "�" for each half of a surrogate pair and each NUL.

    >>> read('{"text": "a\\\\ud83d b \\\\ud83d\\\\ude00"}')
    {'text': 'a� b 😀'}
    """
    return _legible(json.loads(raw))


def _legible(value: Any) -> Any:
    if isinstance(value, str):
        return _UNKEPT.sub("�", value)
    if isinstance(value, list):
        return [_legible(each) for each in value]
    if isinstance(value, dict):
        return {key: _legible(each) for key, each in value.items()}
    return value


def _chat(raw: Mapping[str, Any]) -> int:
    """The chat of whatever kind of update it is; a press on a button has it in its message."""
    for body in raw.values():
        if isinstance(body, Mapping):
            message = body.get("message")
            around = message if isinstance(message, Mapping) else body
            chat = around.get("chat")
            found = chat.get("id") if isinstance(chat, Mapping) else None
            if isinstance(found, int) and abs(found) <= _LARGEST:
                return found
    return NOWHERE
