"""Buttons that several screens have: a choice that is on, pages, and the row at the foot."""

from collections.abc import Callable, Sequence

from bot.place import Name, Place
from bot.screen import Button, Rows
from templates import word
from work.task import Task

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


def numbers(tasks: Sequence[Task], first: int, back: str, page: int) -> tuple[Button, ...]:
    """The cards of *tasks*, numbered from *first* on; *back* and *page* say where they are opened from."""
    places = (Place(Name.CARD, str(task.id), back, page) for task in tasks)
    return tuple(Button(str(first + at), to) for at, to in enumerate(places))


def split(buttons: Sequence[Button]) -> Rows:
    """Numbers in one row, or in two of which the second is no longer."""
    half = -(-len(buttons) // 2) if len(buttons) > ROW else len(buttons) or 1
    return tuple(tuple(buttons[at : at + half]) for at in range(0, len(buttons), half))


def foot(here: Place, language: str) -> tuple[Button, ...]:
    """The same once more, and home."""
    return (Button(word("button.refresh", language), here), Button("🏠", HOME))


def private(bot_name: str, language: str) -> Button:
    """The way from a group to the chat with the bot."""
    return Button(word("button.private", language), url=f"https://t.me/{bot_name}")
