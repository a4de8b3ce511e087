"""A client with many connections that writes down every 250 it was given, and what it was left without."""

import asyncio
import random
import re
from dataclasses import dataclass, field

from tests.proof.waiting import PATIENCE_SECONDS

FROM = "an@office.example"
RECEIPT = re.compile(r"250 2\.0\.0 ([0-9A-Z]{6,})")
LONG = 300_000  # octets: beyond what the store keeps in one row


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, and to whom; the same number gives the same letter."""

    message_id: str
    recipients: tuple[str, ...]
    octets: bytes


def letter(seed: int, number: int) -> Letter:
    """Letter *number* of the run of *seed*: mostly a few kilobytes, some to three people, few long."""
    chance = random.Random(f"{seed}:{number}")
    name = f"<{number}.{seed}@proof.example>"
    size = LONG if chance.random() < 0.005 else chance.randrange(100, 8000)
    text = chance.randbytes(size // 2).hex()
    lines = "\r\n".join(f".{text[i : i + 70]}" for i in range(0, len(text), 70))
    head = f"From: {FROM}\r\nDate: Tue, 24 Nov 2026 09:00:00 +0700\r\nMessage-ID: {name}\r\nSubject: {number}\r\n\r\n"
    people = ("binh", "cuc", "dung") if chance.random() < 0.2 else ("binh",)
    return Letter(
        name, tuple(f"{who}@next.example" for who in people), f"{head}{lines}\r\n".encode()
    )


@dataclass
class Sender:
    """A letter that was not answered is not sent again: another one goes in its place."""

    port: int
    seed: int
    connections: int = 20
    asks: str = ""  # parameters of RCPT
    letters: dict[str, Letter] = field(default_factory=dict)  # by Message-ID, all that were begun
    receipts: dict[str, str] = field(default_factory=dict)  # Message-ID to receipt id
    unanswered: set[str] = field(default_factory=set)  # whose final dot was sent, and no reply came
    refused: dict[str, str] = field(default_factory=dict)
    _wanted: int = 0
    _allowed: int = 0
    _begun: int = 0
    _under_way: int = 0
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    def allow(self, letters: int) -> None:
        """Lets so many letters more be accepted."""
        self._allowed += letters
        self._more.set()

    async def run(self, letters: int) -> None:
        """Comes back when so many letters have their 250; it takes as many calls of `allow`."""
        self._wanted = letters
        async with asyncio.TaskGroup() as tasks:
            for number in range(self.connections):
                tasks.create_task(self._client(), name=f"client-{number}")

    @property
    def _done(self) -> bool:
        return len(self.receipts) >= self._wanted

    async def _client(self) -> None:
        while not self._done:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            try:
                await self._converse(reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
                await asyncio.sleep(0.05)
            finally:
                writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        say = _Talk(reader, writer)
        await say("")
        await say("EHLO client.example")
        while await self._may_begin():
            self._begun += 1
            self._under_way += 1
            try:
                await self._send(letter(self.seed, self._begun), say)
            finally:
                self._under_way -= 1
                self._more.set()
        await say("QUIT")

    async def _may_begin(self) -> bool:
        while len(self.receipts) + self._under_way >= min(self._allowed, self._wanted):
            if self._done:
                return False
            self._more.clear()
            await self._more.wait()
        return True

    async def _send(self, new: Letter, say: "_Talk") -> None:
        self.letters[new.message_id] = new
        await say(f"MAIL FROM:<{FROM}> BODY=8BITMIME")
        for to in new.recipients:
            await say(f"RCPT TO:<{to}>{self.asks}")
        await say("DATA")
        self.unanswered.add(new.message_id)  # from here on the final dot may be on its way
        reply = await say(new.octets.replace(b"\r\n.", b"\r\n..") + b".")
        self.unanswered.discard(new.message_id)
        if found := RECEIPT.fullmatch(reply):
            self.receipts[new.message_id] = found[1]
        else:
            self.refused[new.message_id] = reply


@dataclass
class _Talk:
    """Says a line, or nothing, and gives the last line of the reply."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def __call__(self, words: str | bytes) -> str:
        octets = words if isinstance(words, bytes) else words.encode()
        if octets:
            self.writer.write(octets + b"\r\n")
        async with asyncio.timeout(PATIENCE_SECONDS):
            line = await self.reader.readuntil(b"\r\n")
            while line[3:4] == b"-":
                line = await self.reader.readuntil(b"\r\n")
        return line.decode().rstrip()
