"""A letter in its file, as the server hands over a long one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from mail.content import Budget, Collector, Content, Room


@asynccontextmanager
async def spooled(folder: Path, octets: bytes) -> AsyncIterator[Content]:
    """The content of *octets*, which are more than a short letter has, while the block runs."""
    collector = Collector(Room(folder, Budget(1 << 24), Budget(1 << 24), Budget(1)))
    for start in range(0, len(octets), 65536):
        collector.add(octets[start : start + 65536])
        if collector.spills:
            await collector.spill()
    content = await collector.finish(eight_bit=not octets.isascii())
    assert content is not None
    assert content.octets is None
    yield content
    content.close()
