"""A next hop that misbehaves at one stage of every transaction, or of the first few."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

from tests.listening import listening
from tests.mail.peers.script import unstuffed

Stage = Literal["connect", "ehlo", "starttls", "mail", "rcpt", "data", "content", "dot"]

CUT, STALL = "cut", "stall"
ALWAYS = 1_000_000
RECIPIENTS = {"nobody": "550 5.1.1 no such user", "busy": "450 4.2.1 mailbox busy"}
MIDDLE = 40_000  # octets of a content before its middle


@dataclass
class Mischief:
    """At *stage* it gives *answer*, cuts the connection or says nothing, so many *times*.

    Whatever its stage, it refuses nobody@, puts off busy@, and grey@ once. "starttls" is
    offered where it is the stage alone; an answer of 220 is followed by no handshake.
    """

    stage: Stage | None = None
    answer: str = CUT
    times: int = ALWAYS
    port: int = 0
    connections: int = 0
    contents: list[bytes] = field(default_factory=list)  # up to the final dot, answered or not
    taken: Counter[str] = field(default_factory=Counter)  # recipients of what was answered 250
    heard: list[str] = field(default_factory=list)
    _grey: set[str] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await _Conversation(self, reader, writer).held()
        writer.close()

    def due(self, stage: Stage) -> bool:
        """Whether this is where it misbehaves; each time counts."""
        if stage != self.stage or self.times == 0:
            return False
        self.times -= 1
        return True

    def recipient(self, address: str) -> str:
        """What is said to one."""
        local = address.partition("@")[0]
        if local == "grey" and address not in self._grey:
            self._grey.add(address)
            return "451 4.7.1 greylisted"
        return RECIPIENTS.get(local, "250 2.1.5 ok")


class _Conversation:
    def __init__(
        self, hop: Mischief, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._hop = hop
        self._reader = reader
        self._writer = writer
        self._mail = False
        self._to: list[str] = []
        self._last = ""  # what it said

    async def held(self) -> None:
        if await self._said("connect", "220 hop.example"):
            return
        while True:
            line = (await self._reader.readuntil(b"\r\n")).decode()[:-2]
            self._hop.heard.append(line)
            if line == "QUIT" or await self._obeyed(line[:4].upper(), line):
                return

    async def _obeyed(self, verb: str, line: str) -> bool:
        """Whether that was the end of the connection."""
        match verb:
            case "EHLO":
                tls = "250-STARTTLS\r\n" if self._hop.stage == "starttls" else ""
                offered = f"250-hop.example\r\n{tls}250-PIPELINING\r\n250 8BITMIME"
                return await self._said("ehlo", offered)
            case "STAR":
                ended = await self._said("starttls", "502 5.5.1 no")
                self._writer.write(b"no handshake here\r\n")
                return ended
            case "MAIL":
                self._to = []
                ended = await self._said("mail", "250 2.1.0 ok")
                self._mail = self._last.startswith("250")
                return ended
            case "RCPT" if self._mail:
                return await self._recipient(line.partition("<")[2].partition(">")[0])
            case "DATA" if self._to:
                ended = await self._said("data", "354 go")
                return await self._content() if self._last == "354 go" else ended
            case "RCPT" | "DATA":
                return await self._said(None, "503 5.5.1 not now")
        return await self._said(None, "250 2.0.0 ok")

    async def _recipient(self, address: str) -> bool:
        ended = await self._said("rcpt", self._hop.recipient(address))
        if self._last.startswith("250"):
            self._to.append(address)
        return ended

    async def _content(self) -> bool:
        if self._hop.due("content"):
            await self._reader.readexactly(MIDDLE)
            self._writer.transport.abort()
            return True
        octets = b"\r\n" + await self._reader.readuntil(b"\r\n.\r\n")
        self._hop.contents.append(unstuffed(octets[2:-3]))
        ended = await self._said("dot", "250 2.0.0 taken")
        if not ended and self._last == "250 2.0.0 taken":
            self._hop.taken.update(self._to)
        return ended

    async def _said(self, stage: Stage | None, line: str) -> bool:
        """Says *line*, or what it misbehaves by; True where it cut the connection."""
        if stage is not None and self._hop.due(stage):
            line = self._hop.answer
        self._last = line
        if line == CUT:
            self._writer.transport.abort()
            return True
        if line == STALL:
            await asyncio.Event().wait()
        self._writer.write(f"{line}\r\n".encode())
        await self._writer.drain()
        return line.startswith("421")


@asynccontextmanager
async def misbehaving(hops: Iterable[Mischief]) -> AsyncIterator[None]:
    """All of them listen while the block runs."""
    async with AsyncExitStack() as stack:
        for hop in hops:
            hop.port = await stack.enter_async_context(listening(hop.serve))
        yield
