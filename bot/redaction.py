"""Keeps what bears a mark of secrecy out of the store: of such an update only who wrote, where and when remains.

A chat lies abroad and is not for papers of any office (reference: Luật Bảo vệ bí mật
nhà nước, 117/2025/QH15), so that papers for circulation inside are kept out as well.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from bot.raw import received
from store.update import Received
from work.secrecy.contents import sighting
from work.secrecy.discretion import Discretion
from work.secrecy.finding import Finding
from work.secrecy.incident import Sighting

COMMAND = "mat"  # what such a message becomes: it has an answer, and no words
_SAID = ("text", "caption", "question", "file_name")
_OURS = ("callback_query",)  # the message in it is one of the bot's own
_KEPT = ("message_id", "date", "edit_date", "media_group_id")


class Kept(NamedTuple):
    """What is kept of an update, and what was met in it."""

    update: Received
    seen: Sighting | None = None


def kept(raw: Mapping[str, Any], discretion: Discretion, day: date) -> Kept | None:
    """What is kept of one update; None for what has no number, and so is none."""
    whole = received(raw)
    found = None if whole is None else _found(raw, discretion, day)
    if whole is None or found is None:
        return None if whole is None else Kept(whole)
    emptied = received({key: _emptied(value) for key, value in raw.items()})
    if emptied is None:
        raise RuntimeError("an update lost its number")
    return Kept(emptied, sighting(found, whole.raw.encode(), "chat"))


def _found(raw: Mapping[str, Any], discretion: Discretion, day: date) -> Finding | None:
    said = [one for key, value in raw.items() if key not in _OURS for one in _words(value)]
    texts = discretion.gravest([text for key, text in said if key != "file_name"], day)
    names = discretion.name([text for key, text in said if key == "file_name"], day)
    both = [one for one in (texts, names) if one is not None]
    return max(both, key=lambda one: one.verdict, default=None)


def _words(value: Any) -> Iterator[tuple[str, str]]:
    """Everything that somebody wrote, wherever it stands: in the message, in one it answers or hands on."""
    below: list[Any] = [value]
    while below:
        one = below.pop()
        if isinstance(one, Mapping):
            yield from ((k, v) for k, v in one.items() if k in _SAID and isinstance(v, str))
            below.extend(one.values())
        elif isinstance(one, list):
            below.extend(one)


def _emptied(value: Any) -> Any:
    """A message without what was said in it, as if the one command had been given that answers it."""
    if not isinstance(value, Mapping) or "chat" not in value:
        return value if isinstance(value, int) else {}
    text = f"/{COMMAND}"
    entity = {"type": "bot_command", "offset": 0, "length": len(text)}
    chat, sender = _named(value["chat"], ("id", "type")), value.get("from")
    rest = {} if sender is None else {"from": _named(sender, ("id", "is_bot", "language_code"))}
    same = _named(value, _KEPT)
    return {**same, **rest, "chat": chat, "text": text, "entities": [entity]}


def _named(value: Any, names: tuple[str, ...]) -> dict[str, Any]:
    found = {name: value[name] for name in names if name in value} if value else {}
    return {**found, "first_name": "-"} if "is_bot" in found else found
