"""What decisions on held letters need of the mail door, which no other door knows."""

from datetime import datetime
from typing import Protocol

from store.approval import Barred, Decided


class Letters(Protocol):
    """What the relay does for a decision: the mail door's side, handed in by the wiring."""

    def end(self, now: datetime) -> datetime:
        """Until when a letter that goes now may be tried."""
        ...

    async def reject(
        self, number: int, email: str, by: str, reason: str, now: datetime
    ) -> Decided | Barred:
        """Returns the letter to its sender with the reason."""
        ...
