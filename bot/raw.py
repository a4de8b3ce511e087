"""Updates as they come: their number and chat, read before anything may refuse their shape."""

import json
from collections.abc import Mapping
from typing import Any

from store.update import Received

NOWHERE = 0  # the chat of an update that belongs to none
_LARGEST = 2**63 - 1


def received(raw: Mapping[str, Any]) -> Received | None:
    """What is kept of one update; None for what has no number, and so is none.

    The JSON is written in ASCII: half a surrogate pair, which people can send,
    fits into no database.
    """
    number = raw.get("update_id")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= _LARGEST:
        return None
    return Received(number, _chat(raw), json.dumps(raw, separators=(",", ":")))


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
