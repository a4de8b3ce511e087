"""Hands letters to the relay as an agency's mail system does: STARTTLS, a login, then one letter after another.

Spoken over a plain socket, so that what the relay answers is seen as it came.
"""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.office import Mail
from demo.tour_failure import StepFailed

PATIENCE_SECONDS = 60.0
HELLO = "EHLO client.demo.example"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the relay answered; the lines of a long reply are joined by line ends."""

    code: int
    text: str

    @property
    def good(self) -> bool:
        """Whether it goes on from here."""
        return 200 <= self.code < 400

    def __str__(self) -> str:
        """As it is told."""
        return f"{self.code} {self.text}"


class Postman:
    """One conversation with the relay."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def hand_in(self, mail: Mail) -> Reply:
        """The answer to the whole letter, or the first refusal on the way there."""
        eight_bit = "" if mail.octets.isascii() else " BODY=8BITMIME"
        commands = [f"MAIL FROM:<{mail.sender}> SIZE={len(mail.octets)}{eight_bit}"]
        commands += [f"RCPT TO:<{address}>" for address in mail.recipients]
        for command in (*commands, "DATA"):
            reply = await self.say(command)
            if not reply.good:
                await self.say("RSET")
                return reply
        return await self._send(_stuffed(mail.octets) + b".\r\n")

    async def say(self, command: str) -> Reply:
        """The answer to one command."""
        return await self._send(f"{command}\r\n".encode())

    async def secured(self, certificate: Path) -> None:
        """Goes over to TLS, believing in nobody but *certificate*."""
        await self._must("STARTTLS")
        context = ssl.create_default_context(cafile=certificate)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._writer.start_tls(context, server_hostname="localhost")
        await self._must(HELLO)

    async def login(self, name: str, password: str) -> None:
        """Proves who it is. Raises StepFailed where that is not believed."""
        proof = base64.b64encode(f"\0{name}\0{password}".encode()).decode()
        reply = await self.say(f"AUTH PLAIN {proof}")
        if not reply.good:
            raise StepFailed(f"login {name}: {reply}")

    async def greeted(self) -> None:
        """Hears the greeting and says hello."""
        reply = await self._heard()
        if not reply.good:
            raise StepFailed(f"the relay greets with {reply}")
        await self._must(HELLO)

    async def _must(self, command: str) -> None:
        reply = await self.say(command)
        if not reply.good:
            raise StepFailed(f"{command}: {reply}")

    async def _send(self, octets: bytes) -> Reply:
        self._writer.write(octets)
        await self._writer.drain()
        return await self._heard()

    async def _heard(self) -> Reply:
        lines = []
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                line = (await self._reader.readline()).decode("utf-8", "replace").rstrip("\r\n")
                if not line[:3].isdecimal():
                    raise StepFailed(f"the relay left, or spoke no SMTP: {line!r}")
                lines.append(line[4:])
                if line[3:4] != "-":
                    return Reply(int(line[:3]), "\n".join(lines))


@asynccontextmanager
async def postman(
    port: int, certificate: Path, login: str, password: str
) -> AsyncIterator[Postman]:
    """A conversation under TLS that is logged in; raises StepFailed where it does not come about."""
    async with stranger(port) as talk:
        await talk.secured(certificate)
        await talk.login(login, password)
        yield talk


@asynccontextmanager
async def stranger(port: int) -> AsyncIterator[Postman]:
    """A conversation of somebody outside; raises StepFailed where it does not come about."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        talk = Postman(reader, writer)
        await talk.greeted()
        yield talk
        await talk.say("QUIT")
    finally:
        writer.close()


def _stuffed(octets: bytes) -> bytes:
    """The content with a dot before each line that begins with one (RFC 5321 §4.5.2)."""
    return (b"\r\n" + octets).replace(b"\r\n.", b"\r\n..")[2:]
