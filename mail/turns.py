"""Whose password is verified next: of each network one at a time, so that strangers cannot stand in everybody's way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from mail.smtp.limits import ip_address, network_of

NETWORKS = 32  # whose turn may be asked for at once
LINE = 8  # of one network, with the one whose turn it is: an office's programs start together


@dataclass(slots=True, eq=False)
class _Line:
    """Those of one network; the *lock* is whose turn it is, first come, first served."""

    length: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Turns:
    """Lines of clients, one for each network; beyond the bounds nobody waits."""

    def __init__(self, networks: int = NETWORKS, line: int = LINE) -> None:
        self._networks = networks
        self._longest = line
        self._lines: dict[bytes, _Line] = {}

    @asynccontextmanager
    async def turn(self, peer: str) -> AsyncIterator[bool]:
        """Waits for the turn of the client at *peer*; False at once where too many wait already."""
        network = network_of(ip_address(peer))
        line = self._lines.get(network) or _Line()
        if line.length >= self._longest or not (line.length or len(self._lines) < self._networks):
            yield False
            return
        self._lines[network] = line
        line.length += 1
        try:
            async with line.lock:
                yield True
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[network]
