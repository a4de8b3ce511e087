"""Buttons that several screens have: a choice that is on, pages, and the row at the foot."""

from collections.abc import Callable

from bot.place import Name, Place
from bot.screen import Button
from templates import word

ROW = 4  # numbers in a row, so that a thumb meets the right one
HOME = Place(Name.HOME)


def switch(label: str, to: Place, *, on: bool) -> Button:
    """A choice among several, marked where it is the one in force."""
    return Button(f"✓ {label}" if on else label, to)


def paging(place: Callable[[int], Place], page: int, pages: int) -> tuple[Button, ...]:
    """Back, where one is, and on; none for a single page."""
    if pages == 1:
        return ()
    before, after = max(page - 1, 1), min(page + 1, pages)
    return (
        Button("‹", place(before)),
        Button(f"{page}/{pages}", place(page)),
        Button("›", place(after)),
    )


def foot(here: Place, language: str) -> tuple[Button, ...]:
    """The same once more, and home."""
    return (Button(word("button.refresh", language), here), Button("🏠", HOME))


def private(bot_name: str, language: str) -> Button:
    """The way from a group to the chat with the bot."""
    return Button(word("button.private", language), url=f"https://t.me/{bot_name}")
