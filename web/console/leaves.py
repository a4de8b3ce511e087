"""Where lists are: the address of one as it is asked for, and of the pages beside one of its pages."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any
from urllib.parse import urlencode


def address_of(place: str, asked: Any) -> str:
    """The address at *place* of a list that is *asked* for by a dataclass; what is as usual is left out."""
    named = {
        one.name: str(value)
        for one in fields(asked)
        if (value := getattr(asked, one.name)) != one.default
    }
    return f"{place}?{urlencode(named)}" if named else place


def beside(number: int, pages: int, place: Callable[[int], str]) -> dict[str, str | None]:
    """Where the page before that *number* is ("back") and the one after ("on"), counted from 1; None for none."""
    return {
        "back": place(number - 1) if number > 1 else None,
        "on": place(number + 1) if number < pages else None,
    }
