"""Inline keyboards: the buttons under a message, as a person sees and presses them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from demo.telegram_refusal import bad

MAX_DATA_BYTES = 64
MAX_BUTTONS = 100
_MUTE = frozenset({"remove_keyboard", "force_reply"})  # reply markups that show no buttons


@dataclass(frozen=True, slots=True)
class Button:
    """One button; exactly one of *data*, *url* and *copy* is set."""

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The button as the Bot API writes it."""
        if self.data is not None:
            return {"text": self.text, "callback_data": self.data}
        if self.url is not None:
            return {"text": self.text, "url": self.url}
        return {"text": self.text, "copy_text": {"text": self.copy}}


Keyboard = tuple[tuple[Button, ...], ...]


def keyboard(markup: Any) -> Keyboard:
    """The rows of *markup*, a decoded reply_markup; raises Refused as Telegram does."""
    if not markup:
        return ()
    if not isinstance(markup, Mapping):
        raise bad("object expected as reply markup")
    if _MUTE & markup.keys():
        return ()
    rows = markup.get("inline_keyboard")
    if not isinstance(rows, list):
        raise bad("this emulator shows inline keyboards only")
    made = tuple(tuple(_button(given) for given in row) for row in rows if row)
    if sum(map(len, made)) > MAX_BUTTONS:
        raise bad("reply markup is too long")
    return made


def keyboard_json(rows: Keyboard) -> dict[str, Any]:
    """The reply_markup that shows *rows*."""
    return {"inline_keyboard": [[button.as_json() for button in row] for row in rows]}


def shows(rows: Keyboard, data: str) -> bool:
    """Whether a person can press a button that carries *data*."""
    return any(button.data == data for row in rows for button in row)


def _button(given: Any) -> Button:
    if not isinstance(given, Mapping):
        raise bad("can't parse inline keyboard button: expected an Object")
    text = given.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if "callback_data" in given:
        return Button(text, data=_checked_data(given["callback_data"]))
    if "url" in given:
        return Button(text, url=_checked_url(given["url"]))
    if isinstance(given.get("copy_text"), Mapping):
        return Button(text, copy=str(given["copy_text"].get("text", "")))
    raise bad(
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
    )


def _checked_data(data: Any) -> str:
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= MAX_DATA_BYTES:
        raise bad("BUTTON_DATA_INVALID")
    return data


def _checked_url(url: Any) -> str:
    if not isinstance(url, str) or not url.startswith(("http://", "https://", "tg://")):
        raise bad("BUTTON_URL_INVALID")
    return url
