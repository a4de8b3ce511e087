"""An act: who changes something, and when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Act:
    """Goes with every change that a person or a command makes, for the account.

    *by* is a code, never a name ("person:12", "cli"); *now* is the machine's
    time, aware UTC. Office time is read in the transaction (design, law 5).
    *petition* is the one whose own events move the task by which it is watched.
    """

    by: str
    now: datetime
    petition: int | None = None
