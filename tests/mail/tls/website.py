"""A web server on loopback that says one thing over HTTPS, and counts who asks."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from tests.listening import listening

TEXT = "text/plain"


def page(text: str, status: str = "200 OK", kind: str = TEXT, more: str = "") -> bytes:
    """A response as HTTP/1.1 has it."""
    body = text.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}"
    return head.encode() + b"\r\n" + body


@dataclass
class Site:
    """What it *says*; None keeps it silent."""

    says: bytes | None
    port: int = 0
    asked: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.asked.append(" ".join(line for line in head.split("\r\n") if line[:3] != "Acc"))
            if self.says is None:
                await reader.read()
            writer.write(self.says or b"")
            await writer.drain()
        writer.close()


@asynccontextmanager
async def website(says: bytes | None, context: ssl.SSLContext) -> AsyncIterator[Site]:
    """The site while the block runs."""
    site = Site(says)
    async with listening(site.serve, tls=context) as site.port:
        yield site
