"""An act: who changes something, and when."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Act:
    """Goes with every change that a person or a command makes, for the account.

    *by* is codes, never a name ("person:12,for:9,cli:1000": 12 for 9, who is away, brought by
    the system user 1000); *now* is the machine's time, aware UTC. Office time is read in the
    transaction (design, law 5). *person* is by whose rights it is done, which the transaction
    looks at; None for the operator of the machine, and once they were looked at.
    *petition* is the one whose own events move the task by which it is watched.
    """

    by: str
    now: datetime
    person: int | None = None
    petition: int | None = None


def person_of(by: str | None) -> int | None:
    """The number of the person who did something, by the codes that say so; None where no person of the directory did.

    >>> person_of("person:12,for:9,cli:1000"), person_of("cli:1000"), person_of(None)
    (12, None, None)
    """
    kind, _, number = (by or "").partition(",")[0].partition(":")
    return int(number) if kind == "person" and number.isdecimal() else None
