"""Updates that wait for the bot: handed out as often as asked for, gone once an offset confirms them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from demo.changes import Changes

# What a bot gets that never said what it wants (Bot API, getUpdates).
_UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
MAX_LIMIT = 100


@dataclass(slots=True)
class Webhook:
    """Where updates go; "" for nowhere, so that they wait for getUpdates."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    error: str = ""
    error_at: datetime | None = None

    def failed(self, error: str, now: datetime) -> None:
        """Remembers why the last push was in vain."""
        self.error, self.error_at = error, now


class Updates:
    """The queue of one bot; numbers rise by one."""

    def __init__(self, first: int) -> None:
        self.changes = Changes()
        self.allowed: tuple[str, ...] = ()
        self.poller = 0  # the poll that may wait; an earlier one has been ended by it
        self._next = first
        self._waiting: dict[int, dict[str, Any]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def allow(self, kinds: Iterable[str]) -> None:
        """Keeps only *kinds* from now on, or the usual ones where none is named."""
        self.allowed = tuple(kinds)

    def add(self, kind: str, body: dict[str, Any]) -> int | None:
        """The number of the new update; None where the bot does not want such."""
        wanted = kind in self.allowed if self.allowed else kind not in _UNASKED
        if not wanted:
            return None
        number = self._next
        self._next += 1
        self._waiting[number] = {"update_id": number, kind: body}
        self.changes.strike()
        return number

    def confirm(self, offset: int) -> None:
        """Forgets what is before *offset*; a negative one keeps only so many from the end."""
        waiting = list(self._waiting)
        confirmed = waiting[:offset] if offset < 0 else [n for n in waiting if n < offset]
        for number in confirmed:
            del self._waiting[number]

    def pending(self, limit: int) -> list[dict[str, Any]]:
        """The oldest *limit* updates that nobody has confirmed."""
        return list(self._waiting.values())[:limit]

    def first(self) -> dict[str, Any] | None:
        """The oldest that nobody has confirmed."""
        return next(iter(self._waiting.values()), None)

    def drop(self) -> None:
        """Forgets what waits."""
        self._waiting.clear()

    def take_over(self) -> int:
        """The number of a new poll; whichever was waiting is woken and sees that it is over."""
        self.poller += 1
        self.changes.strike()
        return self.poller
