"""What is asked for again only after some seconds: it costs more to ask than it changes."""

from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")

FRESH = timedelta(seconds=5)  # for which a directory counts as unchanged


class Lately(Generic[T]):
    """The last of something that was found, for FRESH; instants are of one clock, the machine's."""

    def __init__(self) -> None:
        self._kept: tuple[datetime, T] | None = None

    def at(self, now: datetime) -> T | None:
        """What was found at most FRESH before *now*; None where it has to be asked for."""
        if self._kept is None or not now - FRESH <= self._kept[0] <= now:
            return None
        return self._kept[1]

    def keep(self, found: T, now: datetime) -> T:
        """The same, which stands for the next FRESH."""
        self._kept = now, found
        return found
