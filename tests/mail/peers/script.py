"""A peer that says what its script says, in the cut it is told, and keeps what it was told.

A script is a list of lines, played once for each connection:

    S: 220 mx.example        says this line
    D: 2                     drips this, ten times a second, until the client leaves
    C: MAIL FROM:<an@bn.vn>  reads a line that begins so
    C: .                     reads a content, up to CRLF.CRLF
    C: 100                   reads so many octets
    X: close                 closes; `abort` resets; `rest` says nothing more
"""

import asyncio
import random
import re
import socket
import struct
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from tests.listening import listening

Cut = Callable[[bytes], list[bytes]]

GREETING = ("S: 220 mx.example ESMTP", "C: EHLO relay.example")
PIPELINING = ("S: 250-mx.example", "S: 250 PIPELINING")
HELLO = (*GREETING, *PIPELINING)
COMMANDS = ("C: MAIL FROM:<an@bn.gov.vn>", "C: RCPT TO:<binh@hg.gov.vn>", "C: DATA")
GO = ("S: 250 2.1.0 ok", "S: 250 2.1.5 ok", "S: 354 go")
OPENING = (*COMMANDS, *GO)
LETTER = (*OPENING, "C: .", "S: 250 2.0.0 taken as 1")


def whole(octets: bytes) -> list[bytes]:
    """All in one segment."""
    return [octets]


def single(octets: bytes) -> list[bytes]:
    """One octet at a time."""
    return [octets[i : i + 1] for i in range(len(octets))]


def at_random(seed: int) -> Cut:
    """Segments of random length."""
    chance = random.Random(seed)

    def cut(octets: bytes) -> list[bytes]:
        parts = []
        while octets:
            length = chance.randint(1, 20)
            parts.append(octets[:length])
            octets = octets[length:]
        return parts

    return cut


class ScriptedPeer:
    """Plays one script after another, the last one for every further connection."""

    def __init__(self, scripts: Sequence[Sequence[str]], cut: Cut) -> None:
        self._scripts = [list(script) for script in scripts]
        self._cut = cut
        self.port = 0
        self.heard: list[list[str]] = []  # commands, by connection
        self.contents: list[bytes] = []  # as on the wire, without the final dot
        self.surprises: list[str] = []  # what the script did not expect

    async def play(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        heard: list[str] = []
        self.heard.append(heard)
        try:
            for line in script:
                await self._step(line[:2], line[3:], reader, writer, heard)
            heard.append((await reader.read()).decode("utf-8", "replace"))
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            heard.append(f"<{type(error).__name__}>")
        finally:
            writer.close()

    async def _step(
        self,
        who: str,
        what: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        heard: list[str],
    ) -> None:
        match who, what:
            case "S:", _:
                await self._say(what.encode() + b"\r\n", writer)
            case "D:", _:
                while not reader.at_eof():
                    writer.write(what.encode())
                    await writer.drain()
                    await asyncio.sleep(0.1)
            case "C:", ".":
                self.contents.append(await _content(reader))
            case "C:", _ if what.isdigit():
                await reader.readexactly(int(what))
            case "C:", _:
                line = (await reader.readuntil(b"\r\n")).decode()[:-2]
                heard.append(line)
                if not line.startswith(what):
                    self.surprises.append(f"{line!r} in place of {what!r}")
            case "X:", "rest":
                await reader.read()
                raise ConnectionResetError
            case "X:", "abort":
                _reset_on_close(writer)
                raise ConnectionAbortedError
            case _:
                raise ConnectionAbortedError

    async def _say(self, octets: bytes, writer: asyncio.StreamWriter) -> None:
        for part in self._cut(octets):
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0)


@asynccontextmanager
async def scripted(*scripts: Sequence[str], cut: Cut = whole) -> AsyncIterator[ScriptedPeer]:
    """A peer that listens while the block runs."""
    peer = ScriptedPeer(scripts, cut)
    async with listening(peer.play) as peer.port:
        yield peer


async def _content(reader: asyncio.StreamReader) -> bytes:
    octets = b"\r\n"
    while not octets.endswith(b"\r\n.\r\n"):
        octets += await reader.readuntil(b"\n")
    return octets[2:-3]


def _reset_on_close(writer: asyncio.StreamWriter) -> None:
    place = writer.get_extra_info("socket")
    place.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def unstuffed(wire: bytes) -> bytes:
    """What a receiver takes the content to be (RFC 5321 §4.5.2)."""
    return re.sub(rb"(?m)^\.", b"", wire)
