"""A peer that takes every letter, and remembers what it saw and when."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tests.listening import listening
from tests.mail.peers.script import unstuffed


async def at_once(content: bytes) -> str:
    """The usual answer to a content."""
    return "250 2.0.0 taken"


@dataclass
class Sink:
    """*answer* gives the final reply, when it likes; beyond *most* connections it says 421."""

    answer: Callable[[bytes], Awaitable[str]] = at_once
    most: int = 1000
    extensions: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SMTPUTF8")
    lmtp: bool = False
    tls: ssl.SSLContext | None = None
    dies: Callable[[], bool] = lambda: False  # asked before each line it would say
    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    log: list[tuple[int, str]] = field(default_factory=list)  # (connection, what it heard or said)
    connections: int = 0  # in all
    open: int = 0
    peak: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until the client leaves."""
        self.connections += 1
        self.open += 1
        self.peak = max(self.peak, self.open)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await self._converse(self.connections, reader, writer)
        self.open -= 1
        writer.close()

    async def _converse(
        self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        async def say(line: str) -> None:
            if self.dies():
                writer.transport.abort()
                raise ConnectionAbortedError
            self.log.append((number, line))
            writer.write(line.encode() + b"\r\n")
            await writer.drain()

        if self.open > self.most:
            await say("421 4.7.0 too many connections")
            return
        await say("220 sink.example")
        recipients = 0
        while True:
            line = (await reader.readuntil(b"\r\n")).decode()[:-2]
            self.log.append((number, line))
            match line[:4].upper():
                case "EHLO" | "LHLO":
                    offered = [*self.extensions, *(["STARTTLS"] if self.tls else [])]
                    for extension in ("sink.example", *offered):
                        writer.write(f"250-{extension}\r\n".encode())
                    await say("250 HELP")
                case "STAR":
                    assert self.tls is not None
                    await say("220 2.0.0 go")
                    await writer.start_tls(self.tls)
                case "MAIL":
                    recipients = 0
                    await say("250 2.1.0 ok")
                case "RCPT":
                    recipients += 1
                    await say("250 2.1.5 ok")
                case "DATA":
                    await say("354 go")
                    content = await _content(reader)
                    self.log.append((number, "<content>"))
                    self.letters.append(content)
                    for _ in range(recipients if self.lmtp else 1):
                        await say(await self.answer(content))
                case "QUIT":
                    await say("221 2.0.0 bye")
                    return
                case _:
                    await say("250 2.0.0 ok")


async def _content(reader: asyncio.StreamReader) -> bytes:
    octets = bytearray(b"\r\n")
    while not octets.endswith(b"\r\n.\r\n"):
        octets += await reader.readuntil(b"\n")
    return unstuffed(bytes(octets[2:-3]))


@asynccontextmanager
async def sinking(
    implicit_tls: ssl.SSLContext | None = None,
    at: tuple[str, int] = ("127.0.0.1", 0),
    **facts: Any,
) -> AsyncIterator[Sink]:
    """A sink that listens while the block runs."""
    sink = Sink(**facts)
    async with listening(sink.serve, at, implicit_tls) as sink.port:
        yield sink
