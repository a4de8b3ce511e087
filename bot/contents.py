"""What stands in a file that came into a chat: looked at as the words beside it are, before anything of it is kept."""

import asyncio
import hashlib
from datetime import date
from typing import Protocol

from bot.sent import Fetched
from work.secrecy.finding import Finding
from work.secrecy.incident import Sighting

SECONDS = 8.0  # for all files of one answer, below what that may take


class Contents(Protocol):
    """Opens files apart and judges what they bear: the wiring hands it in."""

    async def gravest(self, name: str, octets: bytes, day: date, seconds: float) -> Finding | None:
        """The gravest mark in the file within *seconds*, by what is in force on *day*; None also for one that cannot be opened."""
        ...


async def looked(contents: Contents | None, fetched: Fetched, day: date) -> Fetched:
    """*fetched*; where one of the files bears a mark, that one's name alone, and what was met."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SECONDS
    for one in fetched.files.files:
        seen = await met(contents, one.name, one.body, day, max(until - loop.time(), 0.0))
        if seen is not None:
            return Fetched(marked=one.name, seen=seen)
    return fetched


async def met(
    contents: Contents | None, name: str, octets: bytes, day: date, seconds: float = SECONDS
) -> Sighting | None:
    """The mark that the file bears, as the security officer is told of it; None where there is none."""
    found = None if contents is None else await contents.gravest(name, octets, day, seconds)
    return None if found is None else sighting(found, octets)


def sighting(found: Finding, octets: bytes) -> Sighting:
    """*found* in *octets* that came by a chat; who wrote is added by who keeps it."""
    return Sighting(
        kind="chat",
        door="chat",
        rule=found.rule,
        place=found.place.value,
        level=found.level,
        sender="",
        recipients=(),
        digest=hashlib.sha256(octets).digest(),
    )
