"""Sends one signed request and says what became of it; a lost answer is uncertain, and nothing is followed."""

import asyncio
import contextlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

import h11

from web.hooks.address import Reach, Target

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0  # from the first octet that is sent
READ = 16 * 1024


@dataclass(frozen=True, slots=True)
class Delivered:
    """The webhook took it, with a status of 200 to 299."""

    status: int


@dataclass(frozen=True, slots=True)
class Failed:
    """It was not taken, or never left; *why* is a code."""

    why: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """It left, and no answer came that says whether it was taken."""

    why: str


Outcome = Delivered | Failed | Uncertain


class Post:
    """Sends to what *reach* allows, by TLS with the certificates that this machine trusts."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._context = ssl.create_default_context()
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2

    async def send(self, target: Target, body: bytes, fields: Mapping[str, str]) -> Outcome:
        """What became of *body* with those *fields*."""
        try:
            addresses = await self._reach.addresses(target)
        except (OSError, TimeoutError, UnicodeError):
            return Failed("no-address")
        if not addresses:
            return Failed("address-not-allowed")
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                reader, writer = await self._connected(target, addresses[0])
        except ssl.SSLError:
            return Failed("tls")
        except (OSError, TimeoutError):
            return Failed("not-reached")
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await _exchanged(reader, writer, _request(target, body, fields))
        except TimeoutError:
            return Uncertain("no-answer")
        except (OSError, h11.RemoteProtocolError):
            return Uncertain("broken-off")
        finally:
            writer.close()
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(1):
                    await writer.wait_closed()

    async def _connected(
        self, target: Target, address: str
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if target.scheme == "http":
            return await asyncio.open_connection(address, target.port)
        return await asyncio.open_connection(
            address, target.port, ssl=self._context, server_hostname=target.host
        )


def _request(target: Target, body: bytes, fields: Mapping[str, str]) -> tuple[h11.Event, ...]:
    told = [
        ("Host", target.authority),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
        *fields.items(),
    ]
    head = h11.Request(method="POST", target=target.path, headers=told)
    return head, h11.Data(data=body), h11.EndOfMessage()


async def _exchanged(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, events: tuple[h11.Event, ...]
) -> Outcome:
    connection = h11.Connection(our_role=h11.CLIENT)
    writer.write(b"".join(connection.send(event) or b"" for event in events))
    await writer.drain()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(READ))
        elif isinstance(event, h11.Response):
            taken = 200 <= event.status_code <= 299
            return Delivered(event.status_code) if taken else Failed(str(event.status_code))
        elif not isinstance(event, h11.InformationalResponse):
            return Uncertain("broken-off")
