"""The SMTP server: sockets, time and TLS around its sessions. The only file that knows aiosmtpd.

A session is one task that owns its read loop. Of aiosmtpd there remain the protocol class and
its session; its verbs, its parsers and its reader are never reached.
"""

import asyncio
import collections
import functools
import logging
import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple, cast

import structlog
from aiosmtpd.smtp import SMTP

from mail.content import Budget, Room, Share
from mail.smtp.channel import Channel, Identity
from mail.smtp.dialogue import Dialogue
from mail.smtp.house import House
from mail.smtp.limits import Doors, IPAddress, Limits, halved, ip_address
from mail.smtp.listener import Listener, ServerSettings, identity
from mail.smtp.pipe import Pipe
from mail.smtp.porch import REMEDY, Porch
from mail.smtp.proxy import ITSELF, Client
from mail.smtp.reception import Reception
from mail.smtp.reply import Reply
from mail.smtp.session import Session, recorded
from schedules.clock import Clock

log = structlog.get_logger()
logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd writes what it does there

BACKLOG = 512  # connections the kernel holds for us
CERTIFICATE_REMEDY = (
    "have the client show a certificate that is registered (congvu login certificate, or"
    " client_cert_file), or none"
)


class Guest(NamedTuple):
    """Who has come: by a proxy (*proxied*), or the proxy *itself*, as it does to see whether we live."""

    address: IPAddress
    proxied: bool = False
    itself: bool = False


class _NoHooks:
    """The handler that aiosmtpd asks for, with nothing in it to be found."""

    def __dir__(self) -> list[str]:
        return []


class Connection(Pipe, SMTP):
    """One client's connection. What Pipe and this class define hides all that aiosmtpd would do."""

    def __init__(self, server: "Server", listener: Listener) -> None:
        self.command_size_limits = collections.defaultdict(int)  # SMTP() clears its class's
        loop = asyncio.get_running_loop()
        SMTP.__init__(self, _NO_HOOKS, hostname=server.house.hostname, loop=loop)
        self._server = server
        self._listener = listener
        self._porch: Porch | None = None
        self._guest = ""  # whose connection it is, once that is known
        self.begin(server.house.limits, loop)

    def __dir__(self) -> list[str]:
        """Nothing: SMTP() looks up every attribute thrice, a tenth of a short session's cost."""
        return []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Starts the session's task."""
        self.transport = transport
        self.pipe = cast(asyncio.Transport, transport)
        self.session = self._create_session()
        self.session.peer = name = transport.get_extra_info("peername")
        if self._listener.proxies and name and self._listener.is_proxy(ip_address(name[0])):
            self._porch = Porch(self.pipe, self)
        self._handler_coroutine = self._server.host(self)
        if self._handler_coroutine is None:
            self.pipe.abort()

    async def upgrade(self) -> Channel | None:
        """What TLS came to after the handshake; None when it failed, and the session with it."""
        self._flush()
        shown = self._server.identity_of(self._listener)
        patience = self._limits.handshake.total_seconds()
        try:
            secure = await self.loop.start_tls(
                self.pipe, self, shown.context, server_side=True, ssl_handshake_timeout=patience
            )
        except ssl.SSLCertVerificationError as error:
            log.warning(
                "smtp.certificate-refused",
                listener=self._listener.name,
                peer=self._guest,
                reason=error.verify_message,
                remedy=CERTIFICATE_REMEDY,
            )
            secure = None
        except OSError as error:  # ssl.SSLError among them
            log.info("smtp.handshake-failed", listener=self._listener.name, reason=str(error))
            secure = None
        if secure is None or secure.is_closing():
            self.connection_lost(None)  # asyncio does not tell, before a handshake is done
            return None
        self.transport = self.pipe = secure
        self.secured = True
        tls: ssl.SSLObject = secure.get_extra_info("ssl_object")
        cipher = tls.cipher()
        return Channel(
            f"{tls.version()} {cipher[0] if cipher else 'unknown'}",
            shown.bindings,
            tls.getpeercert(binary_form=True),
            shown.vouchers,
        )

    async def _handle_client(self) -> None:
        """Runs the session to its end; the server waits for it, not for the peer."""
        name = self.pipe.get_extra_info("peername")  # None: it left before we looked
        try:
            if name is not None and (refusal := self._server.doors.short_of(self._descriptor())):
                self._turn_away(refusal, ip_address(name[0]))
            elif self._porch is not None:
                await self._receive_by_proxy(self._porch, ip_address(name[0]))
            elif name is not None:
                await self._receive(Guest(ip_address(name[0])))
            self.close()
        except Exception as error:  # noqa: BLE001 - the session shell, for what no command caused
            recorded(self._server.house, error, str(name))
        finally:
            self._alarm.stop()
            if not self.pipe.is_closing():
                self.pipe.abort()

    async def _receive_by_proxy(self, porch: Porch, proxy: IPAddress) -> None:
        """Receives whom *proxy* names; without a name in time, nobody, and nothing is said."""
        with self._server.doors.passed(None) as refusal:
            if refusal is not None:
                return self._turn_away(refusal, proxy)
            told = await porch.client(self._limits.introduction)
        if isinstance(told, Client):
            await self._receive(Guest(told.address or proxy, proxied=True, itself=told == ITSELF))
        elif told is not None:
            name = self._listener.name
            log.warning(
                "smtp.no-proxy-header",
                peer=str(proxy),
                listener=name,
                reason=told.reason,
                remedy=REMEDY,
            )
        return None

    async def _receive(self, guest: Guest) -> None:
        _, doors = self._server.house_of(self._listener)
        with doors.passed(None if guest.itself else guest.address) as refusal:
            if refusal is not None:
                return self._turn_away(refusal, guest.address)
            self._guest = str(guest.address)
            session = await self._session_with(guest)
            if session is not None:
                await session.converse()
                await self.part()
        return None

    def _descriptor(self) -> int:
        number: int = self.pipe.get_extra_info("socket").fileno()
        return number

    def _turn_away(self, refusal: Reply, peer: IPAddress) -> None:
        reason = refusal.text
        log.warning("smtp.crowded", peer=str(peer), listener=self._listener.name, reason=reason)
        self.end(None if self._listener.tls == "implicit" else refusal)

    async def _session_with(self, guest: Guest) -> Session | None:
        listener, peer = self._listener, guest.address
        house, _ = self._server.house_of(listener)
        at_home = ip_address(self.pipe.get_extra_info("sockname")[0]).is_loopback
        dialogue = Dialogue(
            house,
            listener,
            str(peer),
            None if guest.itself else listener.agency_of(peer),
            clear_login=listener.tls == "none" and at_home and not guest.proxied,
            probing=guest.itself,
        )
        if listener.tls == "implicit":
            channel = await self.upgrade()
            if channel is None:
                return None
            dialogue.secured(channel, house.clock.now())
        return Session(self, dialogue, house, str(peer))


def _share(room: Room, part: Limits) -> Room:
    memory, spool = Share(part.memory_bytes, room.memory), Share(part.spool_bytes, room.spool)
    return Room(room.folder, memory, spool, Share(part.spool_files, room.files))


_NO_HOOKS = _NoHooks()


class Server:
    """All listeners of one process, and the sessions that came in by them: open(), run(), drain()."""

    def __init__(
        self,
        settings: ServerSettings,
        reception: Reception,
        clock: Clock,
        incident: Callable[[], str],
    ) -> None:
        limits = settings.limits
        budgets = (limits.memory_bytes, limits.spool_bytes, limits.spool_files)
        room = Room(settings.folder, *map(Budget, budgets))
        self.house = House(settings.hostname, limits, reception, room, clock, incident)
        self.doors = Doors(limits)
        self._outside = self.house, self.doors
        if any(listener.kind != "inbound" for listener in settings.listeners):
            half = halved(limits)
            self._outside = replace(self.house, room=_share(room, half)), Doors(half, self.doors)
        self.identities: dict[str, Identity] = {}
        self._settings = settings
        self._sockets: dict[str, asyncio.Server] = {}
        self._sessions: dict[Connection, asyncio.Task[None]] = {}
        self._tasks = asyncio.TaskGroup()
        self._closing = asyncio.Event()
        self._draining = False

    @property
    def addresses(self) -> dict[str, tuple[str, int]]:
        """Where each listener listens, by its name."""
        bound = {name: server.sockets[0].getsockname() for name, server in self._sockets.items()}
        return {name: (address[0], address[1]) for name, address in bound.items()}

    @property
    def sessions(self) -> int:
        """How many clients are connected."""
        return len(self._sessions)

    async def open(self) -> None:
        """Takes every address, or none: raises OSError when one is taken, or a certificate unreadable."""
        loop = asyncio.get_running_loop()
        try:
            for listener in self._settings.listeners:
                if shown := identity(listener):
                    self.identities[listener.name] = shown
                self._sockets[listener.name] = await loop.create_server(
                    functools.partial(Connection, self, listener),
                    listener.host,
                    listener.port,
                    backlog=BACKLOG,
                    reuse_port=self._settings.shared,
                    start_serving=False,
                )
        except BaseException:
            self._shut()
            raise

    async def run(self) -> None:
        """Lets clients in, and is home to their sessions until drain() has seen the last one off."""
        try:
            async with self._tasks:
                for server in self._sockets.values():
                    await server.start_serving()
                await self._closing.wait()
        finally:
            self._shut()

    async def drain(self, patience: timedelta) -> int:
        """How many sessions had to be cut off, because they were not done within *patience*."""
        self._draining = True
        self._shut()
        for connection in tuple(self._sessions):
            connection.dismiss()
        late: set[asyncio.Task[None]] = set()
        if self._sessions:
            _, late = await asyncio.wait(self._sessions.values(), timeout=patience.total_seconds())
        for task in late:
            task.cancel()
        self._closing.set()
        return len(late)

    def reload_certificates(self) -> None:
        """Shows the files' certificates to new connections; where they cannot be read, the old ones stay."""
        for listener in self._settings.listeners:
            try:
                shown = identity(listener)
            except OSError as error:
                log.error(
                    "certificate.kept",
                    listener=listener.name,
                    reason=str(error),
                    remedy="mend cert_file and key_file, then send SIGHUP again",
                )
            else:
                if shown is not None:
                    self.identities[listener.name] = shown

    def house_of(self, listener: Listener) -> tuple[House, Doors]:
        """What sessions by *listener* share, and who counts them: the outside world never takes all."""
        return self._outside if listener.kind == "inbound" else (self.house, self.doors)

    def identity_of(self, listener: Listener) -> Identity:
        """What *listener* shows and takes now: certificates that logins were given meanwhile as well."""
        shown = self.identities[listener.name]
        if shown.anchors is not None:
            shown.anchors.follow(self.house.reception.certificates())
        return shown

    def host(self, connection: "Connection") -> asyncio.Task[None] | None:
        """The task of a new session; None when nobody is let in any more."""
        if self._draining:
            return None
        task = self._tasks.create_task(connection._handle_client(), name="smtp-session")
        self._sessions[connection] = task
        task.add_done_callback(lambda _: self._sessions.pop(connection))
        return task

    def _shut(self) -> None:
        for server in self._sockets.values():
            server.close()
