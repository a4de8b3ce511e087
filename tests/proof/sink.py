"""A strict next hop that counts: each content, the connection it came on, and who is connected now."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from tests.listening import listening

MESSAGE_ID = re.compile(rb"(?im)^Message-ID: *(<[^>]+>)")
BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)")
PATH = re.compile(r"(?:MAIL FROM|RCPT TO):<([^>]*)>(?: .*)?", re.IGNORECASE)
ORDER = {  # what may follow what (RFC 5321 §4.1.4)
    "": ("EHLO",),
    "EHLO": ("MAIL", "RSET", "QUIT"),
    "MAIL": ("RCPT", "RSET", "QUIT"),
    "RCPT": ("RCPT", "DATA", "RSET", "QUIT"),
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """One content, whole up to its final dot; dots are unstuffed."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    octets: bytes
    connection: int


Answer = Callable[[Arrival], Awaitable[str | None]]
Stage = Literal["go", "answer"]


async def taken(arrival: Arrival) -> str | None:
    """The usual answer, by which a letter can be found again in what the relay read."""
    return f"250 2.0.0 taken {arrival.message_id}"


@dataclass
class Sink:
    """*answer* gives the final reply, or None to close without one; `hold` keeps all of them back."""

    answer: Answer = taken
    port: int = 0
    arrivals: list[Arrival] = field(default_factory=list)
    surprises: list[str] = field(default_factory=list)  # what a strict server would not have taken
    open: set[int] = field(default_factory=set)
    cut: set[int] = field(default_factory=set)  # connections that ended without QUIT
    holding: int = 0
    _stage: Stage = "answer"
    _pass: int = 0
    _connections: int = 0
    _free: asyncio.Event = field(default_factory=asyncio.Event)

    def hold(self, stage: Stage = "answer", after: int = 0) -> None:
        """Lets so many pass; from then on DATA ("go") or contents are taken, and not answered."""
        self._stage = stage
        self._pass = after
        self._free.clear()

    def let_go(self) -> None:
        """Answers what was held, where somebody still listens."""
        self._free.set()

    async def free(self, stage: Stage) -> None:
        """Comes back once what has come to *stage* may be answered."""
        if self._stage != stage or self._free.is_set():
            return
        self._pass -= 1
        if self._pass < 0:
            self.holding += 1
            try:
                await self._free.wait()
            finally:
                self.holding -= 1

    def copies(self) -> Counter[tuple[str, str]]:
        """How often each letter came for each recipient."""
        return Counter((a.message_id, to) for a in self.arrivals for to in a.recipients)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until the client leaves."""
        self._connections += 1
        number = self._connections
        self.open.add(number)
        try:
            await _Conversation(self, number, reader, writer).held()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            self.cut.add(number)
        finally:
            self.open.discard(number)
            writer.close()

    async def answered(self, arrival: Arrival) -> str | None:
        """What to say to *arrival*, once it may be said."""
        self.arrivals.append(arrival)
        await self.free("answer")
        return await self.answer(arrival)


class _Conversation:
    def __init__(
        self, sink: Sink, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._sink = sink
        self._number = number
        self._reader = reader
        self._writer = writer
        self._last = ""
        self._sender = ""
        self._recipients: list[str] = []

    async def held(self) -> None:
        """Until QUIT, or a reply that is kept back for good."""
        self._say("220 sink.example")
        while True:
            line = await self._reader.readuntil(b"\r\n")
            verb = line[:4].decode("ascii", "replace").upper()
            if verb not in ORDER[self._last] or BARE.search(line):
                self._sink.surprises.append(f"{line!r} after {self._last or 'the greeting'}")
                raise ConnectionAbortedError
            if verb == "QUIT":
                self._say("221 2.0.0 bye")
                return
            if not await self._obey(verb, line.decode("utf-8").rstrip()):
                return

    async def _obey(self, verb: str, line: str) -> bool:
        match verb:
            case "EHLO":
                self._say("250-sink.example", "250-PIPELINING", "250-8BITMIME", "250 SMTPUTF8")
            case "MAIL":
                self._sender, self._recipients = self._path(line), []
                self._say("250 2.1.0 ok")
            case "RCPT":
                self._recipients.append(self._path(line))
                self._say("250 2.1.5 ok")
            case "DATA":
                await self._sink.free("go")
                self._say("354 go")
                return await self._content()
            case "RSET":
                self._say("250 2.0.0 ok")
        self._last = "EHLO" if verb == "RSET" else verb
        return True

    async def _content(self) -> bool:
        wire = await self._reader.readuntil(b"\r\n.\r\n")
        octets = re.sub(rb"(?m)^\.", b"", wire[:-3])
        named = MESSAGE_ID.search(octets)
        if BARE.search(octets) or named is None:
            self._sink.surprises.append(f"a bare CR or LF, or no Message-ID, in {octets[:200]!r}")
            raise ConnectionAbortedError
        arrival = Arrival(
            named[1].decode(), self._sender, tuple(self._recipients), octets, self._number
        )
        reply = await self._sink.answered(arrival)
        if reply is None:
            self._sink.cut.add(self._number)
            return False
        self._say(reply)
        self._last = "EHLO"
        return True

    def _path(self, line: str) -> str:
        found = PATH.fullmatch(line)
        if found is None:
            self._sink.surprises.append(line)
            raise ConnectionAbortedError
        return found[1]

    def _say(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())


@asynccontextmanager
async def sinking(answer: Answer = taken) -> AsyncIterator[Sink]:
    """A sink that listens while the block runs."""
    sink = Sink(answer)
    sink.let_go()
    async with listening(sink.serve, limit=1 << 26, backlog=1000) as sink.port:
        yield sink
