"""What stands in a file that somebody sends by chat or console: looked at before anything of it is kept."""

import hashlib
from datetime import date
from typing import Literal, Protocol

from work.secrecy.finding import Finding
from work.secrecy.incident import Sighting

SECONDS = 8.0  # for all files of one answer, below what that may take
Way = Literal["chat", "console"]


class Contents(Protocol):
    """Opens files apart and judges what they bear: the wiring hands it to the doors."""

    async def gravest(self, name: str, octets: bytes, day: date, seconds: float) -> Finding | None:
        """The gravest mark in the file within *seconds*, by what is in force on *day*; None also for one that cannot be opened."""
        ...


async def met(
    contents: Contents | None,
    name: str,
    octets: bytes,
    day: date,
    way: Way,
    seconds: float = SECONDS,
) -> Sighting | None:
    """The mark that the file bears, as the security officer is told of it; None where there is none."""
    found = None if contents is None else await contents.gravest(name, octets, day, seconds)
    return None if found is None else sighting(found, octets, way)


def sighting(found: Finding, octets: bytes, way: Way) -> Sighting:
    """*found* in *octets* that came that *way*; who sent it is added by who keeps it."""
    return Sighting(
        kind=way,
        door=way,
        rule=found.rule,
        place=found.place.value,
        level=found.level,
        sender="",
        recipients=(),
        digest=hashlib.sha256(octets).digest(),
    )
