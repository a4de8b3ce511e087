"""What stands in files that came into a chat: looked at as the words beside them are, before anything is kept."""

import asyncio
from datetime import date

from bot.sent import Fetched
from work.secrecy.contents import SECONDS, Contents, met


async def looked(contents: Contents | None, fetched: Fetched, day: date) -> Fetched:
    """*fetched*; where one of the files bears a mark, that one's name alone, and what was met."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SECONDS
    for one in fetched.files.files:
        left = max(until - loop.time(), 0.0)
        seen = await met(contents, one.name, one.body, day, "chat", left)
        if seen is not None:
            return Fetched(marked=one.name, seen=seen)
    return fetched
