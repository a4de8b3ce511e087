"""One page of what is too long for a screen: eight of it in a chat, as everywhere there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

PAGE_SIZE = 8  # what a chat shows at once


@dataclass(frozen=True, slots=True)
class Leaf(Generic[T]):
    """What stands on it, of which the first is number *first* of all; it is *page* of *pages*, from 1 on."""

    shown: Sequence[T]
    first: int
    page: int
    pages: int


def leaf(every: Sequence[T], asked: int, size: int = PAGE_SIZE) -> Leaf[T]:
    """The page *asked* for; the last one, where there are fewer.

    >>> leaf("abcdefghij", 9)
    Leaf(shown='ij', first=9, page=2, pages=2)
    """
    pages = max(-(-len(every) // size), 1)
    page = min(max(asked, 1), pages)
    before = (page - 1) * size
    return Leaf(every[before : before + size], before + 1, page, pages)
