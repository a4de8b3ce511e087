"""What the operators' pages are handed beside the store: who returns letters, asks DNS, verifies seals, and knows the process."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from store.queue import Done
from web.console.jobs import Jobs
from web.console.live import Live
from web.vitals import Vitals
from work.deliverability import Deliverability
from work.signing import Senders


class Post(Protocol):
    """What the relay does with letters for a person."""

    def ends(self, now: datetime, held: bool) -> datetime:
        """When a letter ends that is let go, or held, *now*."""
        ...

    async def send_back(self, number: int, by: str, reason: str, now: datetime) -> Done:
        """Returns what is not yet sent of a letter to its sender, with a report."""
        ...


class Survey(Protocol):
    """Asks DNS."""

    async def look(self, domain: str, now: datetime) -> Deliverability:
        """Every record of *domain*, as it should be and as it is; within a minute."""
        ...


Holds = Callable[[str, bytes, bytes], bool]
"""Whether a signature of the account is by our key: a `store.verify.Verify`."""


@dataclass(frozen=True, slots=True)
class Operating:
    """All of it; *senders* are who sends without a login, the office's own domain among them."""

    post: Post
    survey: Survey
    holds: Holds
    vitals: Vitals
    senders: Senders
    jobs: Jobs = field(default_factory=Jobs)
    live: Live = field(default_factory=Live)
