"""Opens a connection that is ready for letters: greeted, introduced, and under TLS where that is asked."""

import asyncio
import functools
import ipaddress
import ssl
from dataclasses import dataclass

import structlog

from mail.exchanger import Place
from mail.route import Protocol, Tls
from mail.smtp.connection import Connection, Owner
from mail.smtp.replies import printed
from mail.smtp.reply import Reply
from mail.smtp.settings import ClientSettings
from mail.smtp.transaction import refusal
from mail.smtp.trust import Trust
from mail.smtp.wire import Features, features
from work.outcome import Deferred, Refused

log = structlog.get_logger()

Failure = Deferred | Refused


@dataclass(frozen=True, slots=True)
class Manner:
    """How to speak to a destination."""

    protocol: Protocol
    tls: Tls


class Client:
    """Connects to places, one at a time."""

    def __init__(self, settings: ClientSettings, trust: Trust) -> None:
        self._settings = settings
        self._timeouts = settings.timeouts
        self._trust = trust

    async def connect(self, place: Place, manner: Manner, owner: Owner) -> Connection | Failure:
        """A connection that has said EHLO, or why this place cannot be used."""
        if self._settings.loopback_only and not _on_this_machine(place):
            return Deferred("4.3.2", f"{place.host}: in simulated time no other machine is reached")
        connection = await self._reached(place, manner, owner)
        if not isinstance(connection, Connection):
            return connection
        ready = False
        try:
            failure = await self._introduced(connection, place, manner)
            if failure is None and connection.broken:  # just now
                failure = Deferred("4.4.2", f"{place.host}: {connection.broken}")
            ready = failure is None
        finally:  # also when nobody waits any more
            if not ready:
                connection.drop("the opening dialogue failed")
        if failure is not None:
            return failure
        log.info("hop.connected", host=place.host, address=place.address, tls=connection.tls)
        return connection

    async def _reached(self, place: Place, manner: Manner, owner: Owner) -> Connection | Deferred:
        try:
            async with asyncio.timeout(self._timeouts.connect.total_seconds()):
                return await self._socket(place, manner, owner)
        except TimeoutError:
            return Deferred("4.4.1", f"{place.host}: no answer to connecting")
        except ssl.SSLError as error:
            return _no_tls(place, error)
        except OSError as error:
            return Deferred("4.4.1", f"{place.host}: {printed(error.strerror or str(error))}")

    async def _socket(self, place: Place, manner: Manner, owner: Owner) -> Connection:
        loop = asyncio.get_running_loop()
        factory = functools.partial(Connection, owner, self._timeouts, place.host)
        if not place.port:
            _, connection = await loop.create_unix_connection(factory, place.address)
        elif manner.protocol == "smtps":
            context = self._trust.context(manner.tls)
            _, connection = await loop.create_connection(
                factory, place.address, place.port, ssl=context, server_hostname=place.host
            )
        else:
            _, connection = await loop.create_connection(factory, place.address, place.port)
        connection.lmtp = manner.protocol == "lmtp"
        return connection

    async def _introduced(
        self, connection: Connection, place: Place, manner: Manner
    ) -> Failure | None:
        greeting = await connection.ask(b"", self._timeouts.greeting)
        failure = _unwelcome(connection, greeting) or await self._hello(connection)
        if failure is not None or manner.protocol == "smtps" or not place.port:
            return failure
        if connection.features.starttls:
            return await self._secured(connection, place, manner)
        if manner.tls == "required":
            return Deferred("4.7.4", f"{place.host} offers no TLS, which the route requires")
        return None

    async def _hello(self, connection: Connection) -> Failure | None:
        verb = "LHLO" if connection.lmtp else "EHLO"
        reply = await self._said(connection, verb)
        if reply is not None and reply.code >= 500 and not connection.lmtp:
            connection.features = Features()
            return _unwelcome(connection, await self._said(connection, "HELO"))  # RFC 5321 §3.2
        failure = _unwelcome(connection, reply)
        if failure is None and reply is not None:
            connection.features = features(reply.text)
        return failure

    async def _said(self, connection: Connection, verb: str) -> Reply | None:
        line = f"{verb} {self._settings.hostname}\r\n".encode("ascii")
        return await connection.ask(line, self._timeouts.hello)

    async def _secured(
        self, connection: Connection, place: Place, manner: Manner
    ) -> Failure | None:
        reply = await connection.ask(b"STARTTLS\r\n", self._timeouts.hello, last_in_clear=True)
        if reply is None or reply.code != 220:
            # Not in clear either: whoever forged the refusal would like that.
            said = f"refused TLS ({reply.code})" if reply else connection.broken
            return Deferred("4.7.0", f"{place.host}: {said}")
        upgrade = functools.partial(self._upgrade, place=place, manner=manner)
        try:
            async with asyncio.timeout(self._timeouts.tls.total_seconds()):
                secured = await connection.secure(upgrade)
        except OSError as error:
            return _no_tls(place, error)
        return (
            await self._hello(connection)
            if secured
            else Deferred("4.7.0", f"{place.host}: {connection.broken}")
        )

    async def _upgrade(
        self,
        transport: asyncio.Transport,
        protocol: asyncio.Protocol,
        *,
        place: Place,
        manner: Manner,
    ) -> asyncio.Transport:
        context = self._trust.context(manner.tls)
        loop = asyncio.get_running_loop()
        secured = await loop.start_tls(transport, protocol, context, server_hostname=place.host)
        if secured is None:
            raise ConnectionResetError("the connection was lost under the handshake")
        return secured


def _unwelcome(connection: Connection, reply: Reply | None) -> Failure | None:
    if reply is None:
        return Deferred("4.4.2", f"{connection.place}: {connection.broken}")
    return None if 200 <= reply.code < 300 else refusal(reply, connection.place)


def _no_tls(place: Place, error: OSError) -> Deferred:
    said = getattr(error, "verify_message", None) or error.strerror or str(error) or "no answer"
    return Deferred("4.7.5", f"{place.host}: TLS failed ({printed(said)})")


def _on_this_machine(place: Place) -> bool:
    return not place.port or ipaddress.ip_address(place.address).is_loopback
