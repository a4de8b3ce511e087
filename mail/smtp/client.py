"""Opens a connection that is ready for letters: greeted, introduced, and under TLS where that is asked."""

import asyncio
import functools
import ipaddress
import os
import ssl
from collections.abc import Callable
from datetime import datetime

import structlog

from mail.exchanger import Place
from mail.protection import NEEDS_SUPPORT, NEEDS_TLS
from mail.smtp.connection import Connection, Owner
from mail.smtp.replies import printed
from mail.smtp.reply import Reply
from mail.smtp.settings import ClientSettings
from mail.smtp.transaction import refusal
from mail.smtp.trust import Trust
from mail.smtp.wire import Features, features
from mail.tls import chain, dane
from mail.tls.manner import Manner
from mail.tls.tally import NO_STARTTLS
from mail.tls.witness import Witness
from work.outcome import Deferred, Refused
from work.tls import Level

log = structlog.get_logger()

Failure = Deferred | Refused

NO_TLS, BROKEN_TLS = "4.7.4", "4.7.5"  # RFC 3463 §3.8
UNSOUND = "validation-failure"
_FAULTS = {10: "certificate-expired", 62: "certificate-host-mismatch"}  # OpenSSL's X509_V_ERR_…
FAILED_TLS = frozenset({NO_TLS, BROKEN_TLS})


class Client:
    """Connects to places, one at a time; *now* is when certificates must be good."""

    def __init__(self, settings: ClientSettings, trust: Trust, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._timeouts = settings.timeouts
        self._trust = trust
        self._now = now
        self._witness = Witness(trust)

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
            if not ready and not connection.leaving:
                connection.drop("the opening dialogue failed")
        if failure is not None:
            return failure
        connection.level = self._level(connection, place, manner)
        log.info(
            "hop.connected",
            host=place.host,
            address=place.address,
            tls=connection.tls,
            proof=manner.proof,
            by=manner.by,
        )
        return connection

    def _level(self, connection: Connection, place: Place, manner: Manner) -> Level | None:
        if connection.tls is None:
            return None
        if manner.proof == "certificate":
            return "verified"
        shown = chain.shown(connection.under)
        return "verified" if self._witness.is_good(shown, place.host, self._now()) else "encrypted"

    async def _reached(self, place: Place, manner: Manner, owner: Owner) -> Connection | Failure:
        try:
            async with asyncio.timeout(self._timeouts.connect.total_seconds()):
                return await self._socket(place, manner, owner)
        except TimeoutError:
            return Deferred("4.4.1", f"{place.host}: no answer to connecting")
        except ssl.SSLError as error:
            return _no_tls(place, error, manner)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            return Deferred("4.4.1", f"{place.host}: {printed(reason)}")

    async def _socket(self, place: Place, manner: Manner, owner: Owner) -> Connection:
        loop = asyncio.get_running_loop()
        factory = functools.partial(Connection, owner, self._timeouts, place.host)
        if not place.port:
            _, connection = await loop.create_unix_connection(factory, place.address)
        elif manner.protocol == "smtps":
            context, name = self._trust.context(manner), _told(place, manner)
            _, connection = await loop.create_connection(
                factory, place.address, place.port, ssl=context, server_hostname=name
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
        if failure is not None or not place.port:
            return failure
        if manner.protocol == "smtps":
            return self._unproved(connection, place, manner)
        if connection.features.starttls and not manner.clear:
            failure = await self._secured(connection, place, manner)
            return failure or self._unproved(connection, place, manner)
        if manner.kept:
            connection.quit()  # RFC 8689 §4.2.1
            return Refused(NEEDS_TLS, f"{place.host} offers no TLS, which the sender requires")
        if manner.proof != "none":
            said = f"{place.host} offers no TLS, which {manner.who} requires"
            return Deferred(NO_TLS, said, fault=NO_STARTTLS)
        return None

    def _unproved(self, connection: Connection, place: Place, manner: Manner) -> Failure | None:
        """Why TLS as it is spoken is not what *manner* asks for; OpenSSL judged plain certificates itself."""
        if manner.proof == "dane":
            shown = chain.shown(connection.under)
            said = dane.mismatch(shown, manner.records, manner.names, self._now())
            if said is not None:
                connection.quit()
                return _unsafe(f"{place.host}: DANE failed: {printed(said)}", manner, UNSOUND)
        return _unkept(connection, place, manner)

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
            if manner.kept and reply and reply.code >= 500:
                return Refused(NEEDS_TLS, f"{place.host}: {said}")
            return Deferred(NO_TLS, f"{place.host}: {said}", fault=NO_STARTTLS)
        upgrade = functools.partial(self._upgrade, place=place, manner=manner)
        try:
            async with asyncio.timeout(self._timeouts.tls.total_seconds()):
                secured = await connection.secure(upgrade)
        except OSError as error:
            return _no_tls(place, error, manner)
        return (
            await self._hello(connection)
            if secured
            else Deferred(NO_TLS, f"{place.host}: {connection.broken}")
        )

    async def _upgrade(
        self,
        transport: asyncio.Transport,
        protocol: asyncio.Protocol,
        *,
        place: Place,
        manner: Manner,
    ) -> asyncio.Transport:
        context, name = self._trust.context(manner), _told(place, manner)
        loop = asyncio.get_running_loop()
        secured = await loop.start_tls(transport, protocol, context, server_hostname=name)
        if secured is None:
            raise ConnectionResetError("the connection was lost under the handshake")
        return secured


def _unwelcome(connection: Connection, reply: Reply | None) -> Failure | None:
    if reply is None:
        return Deferred("4.4.2", f"{connection.place}: {connection.broken}")
    return None if 200 <= reply.code < 300 else refusal(reply, connection.place)


def _unkept(connection: Connection, place: Place, manner: Manner) -> Refused | None:
    """Why this place cannot keep what the sender requires, TLS being spoken."""
    if not manner.kept or connection.features.require_tls:
        return None
    connection.quit()  # RFC 8689 §4.2.1
    said = "does not offer REQUIRETLS, which the sender asks for"
    return Refused(NEEDS_SUPPORT, f"{place.host} {said}")


def _no_tls(place: Place, error: OSError, manner: Manner) -> Failure:
    said = getattr(error, "verify_message", None) or error.strerror or str(error) or "no answer"
    failed = f"{place.host}: TLS failed ({printed(said)})"
    if manner.by:
        failed += f", and {manner.who} requires it"
    if isinstance(error, ssl.SSLCertVerificationError):
        return _unsafe(failed, manner, _fault(error))
    return Deferred(BROKEN_TLS, failed, fault=UNSOUND)  # an alert may be gone by the next try


def _unsafe(said: str, manner: Manner, fault: str) -> Failure:
    """Of a host that proves too little: that it will prove more soon is not likely, and the sender should know."""
    if manner.kept:
        return Refused(NEEDS_TLS, said)
    return Deferred(BROKEN_TLS, said, fault=fault)


def _fault(error: ssl.SSLCertVerificationError) -> str:
    """What RFC 8460 §4.3.1 calls it."""
    return _FAULTS.get(error.verify_code, "certificate-not-trusted")


def _told(place: Place, manner: Manner) -> str:
    """The name told to the server: with DANE where its records stand (RFC 7672 §8.1)."""
    return manner.names[0] if manner.names else place.host


def _on_this_machine(place: Place) -> bool:
    return not place.port or ipaddress.ip_address(place.address).is_loopback
