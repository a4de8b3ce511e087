"""Where a proxy's connection waits until it has said for whom it comes."""

import asyncio
from datetime import timedelta

from mail.smtp.proxy import Client, Flaw, client

REMEDY = (
    "let the proxy send the PROXY protocol (HAProxy: send-proxy-v2), or take it out of"
    " `proxies` of this listener"
)


class Porch(asyncio.BufferedProtocol):
    """Reads one PROXY header and not an octet more; whatever follows is left to *house*.

    A TLS handshake may follow at once, and asyncio's takes no octets that were read before.
    """

    def __init__(self, transport: asyncio.Transport, house: asyncio.Protocol) -> None:
        self._transport = transport
        self._house = house
        self._header = bytearray()
        self._room = bytearray(16)
        self._told: asyncio.Future[Client | Flaw | None] = (
            asyncio.get_running_loop().create_future()
        )
        transport.set_protocol(self)

    async def client(self, patience: timedelta) -> Client | Flaw | None:
        """For whom it comes, or what is wrong with what it says; None when it left without a word."""
        try:
            async with asyncio.timeout(patience.total_seconds()):
                told = await self._told
        except TimeoutError:
            return Flaw(f"no whole PROXY header came within {patience.total_seconds():g} seconds")
        if isinstance(told, Client):
            self._transport.set_protocol(self._house)
        return told

    def get_buffer(self, sizehint: int) -> memoryview:
        """Room for what the header still has at least."""
        wanted = client(bytes(self._header))
        self._room = bytearray(wanted if isinstance(wanted, int) else 1)
        return memoryview(self._room)

    def buffer_updated(self, nbytes: int) -> None:
        """Looks whether that was all."""
        self._header += self._room[:nbytes]
        told = client(bytes(self._header))
        if not isinstance(told, int):
            self._transport.pause_reading()
            self._tell(told)

    def eof_received(self) -> bool:
        """Ends the wait."""
        self._tell(Flaw("it ended within the header") if self._header else None)
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """Tells the house as well."""
        self.eof_received()
        self._house.connection_lost(error)

    def pause_writing(self) -> None:
        """Nothing is written from here."""

    def resume_writing(self) -> None:
        """Nothing is written from here."""

    def _tell(self, told: Client | Flaw | None) -> None:
        if not self._told.done():
            self._told.set_result(told)
