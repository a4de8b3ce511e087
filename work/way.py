"""How logins came in, and how others tried to: what the relay remembers to tell one from the other."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Way:
    """The *login* came in from this address, last at *at*."""

    login: str
    address: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Guesses:
    """So many *wrong* guesses at a *login*, and as many tries that were *put_off* unread.

    The last came from *address* at *at*.
    """

    login: str
    wrong: int
    put_off: int
    address: str
    at: datetime


class Tries(NamedTuple):
    """How many guesses at all logins were *wrong*, and how many tries were *put_off*."""

    wrong: int
    put_off: int


NO_TRIES = Tries(0, 0)
