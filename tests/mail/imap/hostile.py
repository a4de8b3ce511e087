"""An IMAP server that lies: honest but for the verbs whose answers a test puts in the place of its own."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from tests.listening import listening

GREETING = b"* OK [CAPABILITY IMAP4rev1 IDLE] ready\r\n"
_UIDS = re.compile(r"(?:FETCH|STORE|SEARCH UID) ([0-9,]+)(?::(\*))?")
_PART = re.compile(r"BODY\.PEEK\[(HEADER)?\]<([0-9]+)\.([0-9]+)>")


class Said:
    """A command that came, and the way back."""

    def __init__(self, tag: str, words: str, writer: asyncio.StreamWriter) -> None:
        self.tag, self.words, self._writer = tag, words, writer

    async def say(self, octets: bytes) -> None:
        self._writer.write(octets)
        await self._writer.drain()

    async def ok(self) -> None:
        await self.say(f"{self.tag} OK done\r\n".encode())

    def cut(self) -> None:
        self._writer.transport.abort()


Lie = Callable[[Said], Awaitable[None]]


class Hostile:
    """*letters* by their UIDs; *lies* by verbs, "GREETING" among them."""

    def __init__(self) -> None:
        self.letters: dict[int, bytes] = {}
        self.lies: dict[str, Lie] = {}
        self.validity = 7
        self.heard: list[str] = []
        self.port = 0
        self._open: set[asyncio.StreamWriter] = set()

    def count(self, verb: str) -> int:
        """How often that was asked for."""
        return self.heard.count(verb)

    def hang_up(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            with suppress(OSError, asyncio.IncompleteReadError, ValueError):
                await self._talk(reader, writer)
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        greeted = Said("", "", writer)
        await (self.lies["GREETING"](greeted) if "GREETING" in self.lies else greeted.say(GREETING))
        while line := (await reader.readuntil(b"\r\n")).decode().strip():
            tag, _, words = line.partition(" ")
            verb = words.removeprefix("UID ").partition(" ")[0] or tag
            self.heard.append(verb)
            said = Said(tag, words, writer)
            if verb in self.lies:
                await self.lies[verb](said)
            else:
                await self.honest(verb, said)

    async def honest(self, verb: str, said: Said) -> None:
        """What a server says that does not lie."""
        if verb == "IDLE":
            self._idling = said
            await said.say(b"+ idling\r\n")
        elif verb == "DONE":
            await self._idling.ok()
        else:
            await said.say(b"".join(self._told(verb, said.words)))
            await said.ok()

    def _told(self, verb: str, words: str) -> list[bytes]:
        if verb == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN SASL-IR\r\n"]
        if verb == "SELECT":
            following = max(self.letters, default=0) + 1
            return [
                f"* OK [UIDVALIDITY {self.validity}]\r\n* OK [UIDNEXT {following}]\r\n".encode()
            ]
        if verb == "SEARCH":
            return [b"* SEARCH %s\r\n" % " ".join(map(str, self._meant(words))).encode()]
        if verb == "FETCH":
            return [self.fetched(uid, words) for uid in self._meant(words)]
        return []

    def _meant(self, words: str) -> list[int]:
        found = _UIDS.search(words)
        assert found is not None, words
        first, *others = map(int, found[1].split(","))
        wanted = {first, *others}
        return [one for one in sorted(self.letters) if one in wanted or (found[2] and one >= first)]

    def fetched(self, uid: int, words: str) -> bytes:
        """The answer to FETCH for one letter."""
        octets, asked = self.letters[uid], _PART.search(words)
        assert asked is not None, words
        whole = octets.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if asked[1] else octets
        begin, count = int(asked[2]), int(asked[3])
        part = whole[begin : begin + count]
        head = f"* {uid} FETCH (UID {uid} RFC822.SIZE {len(octets)} BODY[{asked[1] or ''}]<{begin}> {{{len(part)}}}\r\n"
        return head.encode() + part + b")\r\n"


@asynccontextmanager
async def hostile() -> AsyncIterator[Hostile]:
    """One that listens."""
    peer = Hostile()
    async with listening(peer.serve) as peer.port:
        yield peer
