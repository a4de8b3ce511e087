"""What a person sees: a text and its buttons, kept within Telegram's limits."""

import html
import re
from dataclasses import dataclass, field

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.place import Place

LONGEST_TEXT = 4096  # UTF-16 units after the tags are read (Bot API, sendMessage)
LONGEST_CAPTION = 1024  # the same of what stands below a file
LONGEST_COPY = 256  # characters (Bot API, CopyTextButton)

_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Button:
    """One button: it leads to a place or an address, or copies a text."""

    label: str
    to: Place | None = None
    url: str = ""
    copies: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with an answer: as a picture to look at, or as a document to keep.

    *caption* is Telegram's HTML, and is cut to LONGEST_CAPTION as a text is to its limit.
    """

    name: str
    octets: bytes = field(repr=False)
    caption: str = ""
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """*text* is Telegram's HTML, in which no tag crosses the end of a line.

    *code* names it in the account; *toast* is said to who pressed a button; *files* are sent below.
    *passing* is the dialog with whose end the message goes, 0 for one that stays.
    """

    code: str
    text: str
    rows: Rows = ()
    toast: str = ""
    files: tuple[File, ...] = ()
    passing: int = 0


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """The buttons as Telegram takes them; None for none."""
    made = [[_button(button) for button in row] for row in rows if row]
    return InlineKeyboardMarkup(made) if made else None


def fitted(text: str, longest: int = LONGEST_TEXT) -> str:
    """*text* without the last lines that Telegram would not take, and "…" in their place.

    Only whole lines go, so that no tag is cut and an item is there or is not.
    """
    if units(text) <= longest:
        return text
    lines = text.split("\n")
    while lines and units("\n".join([*lines, "…"])) > longest:
        lines.pop()
    return "\n".join([*lines, "…"])


def units(text: str) -> int:
    """The length of Telegram's HTML as Telegram counts it.

    >>> units("<b>việc</b> 🔴 &amp;")
    9
    """
    return len(html.unescape(_TAG.sub("", text)).encode("utf-16-le", "surrogatepass")) // 2


def _button(button: Button) -> InlineKeyboardButton:
    if button.to is not None:
        return InlineKeyboardButton(button.label, callback_data=button.to.data())
    if button.url:
        return InlineKeyboardButton(button.label, url=button.url)
    copied = CopyTextButton(button.copies[:LONGEST_COPY])
    return InlineKeyboardButton(button.label, copy_text=copied)
