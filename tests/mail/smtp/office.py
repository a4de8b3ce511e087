"""An office behind the server that does what each test asks, and a client that says what it is told."""

import asyncio
import base64
import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mail.content import Content
from mail.scram import Keys, keys, nobodys
from mail.smtp.limits import Limits
from mail.smtp.listener import Listener, ServerSettings
from mail.smtp.reception import Reception
from mail.smtp.reply import Reply
from mail.smtp.server import Server
from work.letter import Envelope, Origin

TRUSTED = Listener(
    "inside", "127.0.0.1", 0, "trusted", networks=((ipaddress.ip_network("127.0.0.0/8"), "G22"),)
)
PROXIED = replace(
    TRUSTED,
    networks=((ipaddress.ip_network("192.0.2.0/24"), "G22"),),
    proxies=(ipaddress.ip_network("127.0.0.0/8"),),
)
SUBMISSION = Listener("staff", "127.0.0.1", 0, "submission")
LIMITS = Limits(login_pause=timedelta(0))
# RFC 7677 §3: user and password of its example, and the half of the nonce that is the server's
PENCIL = keys("pencil", base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096)
NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
PATIENCE = timedelta(seconds=20)


@dataclass(frozen=True)
class Letter:
    """What the reception was handed."""

    origin: Origin
    envelope: Envelope
    octets: bytes
    header: bytes
    digest: bytes
    eight_bit: bool
    in_memory: bool


@dataclass
class Office:
    """A reception with one login, two addresses that it refuses and one that it trips over."""

    letters: list[Letter] = field(default_factory=list)
    logins: list[tuple[str, str, str]] = field(default_factory=list)
    proofs: list[tuple[str, bool]] = field(default_factory=list)
    waiting: list[bool] = field(default_factory=list)
    known: dict[str, bytes] = field(default_factory=dict)
    bearers: dict[str, str] = field(default_factory=dict)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.open.set()

    async def login(
        self, name: str, password: str, peer: str, here: Callable[[], bool]
    ) -> str | Reply | None:
        self.logins.append((name, password, peer))
        if name == "crowd":
            return Reply(454, "4.7.0", "later")
        if name == "slow":
            self.reached.set()
            await self.open.wait()
            self.waiting.append(here())
        if name == "crash":
            raise RuntimeError("secret-path-of-the-store")
        return "G22" if (name, password) == ("vănthư", "mật khẩu") else None

    def keys(self, name: str) -> Keys:
        return PENCIL if name == "user" else nobodys(name, b"of this office")

    async def proved(self, name: str, peer: str, *, right: bool) -> str | Reply | None:
        self.proofs.append((name, right))
        return "G22" if right and name == "user" else None

    def certificates(self) -> Mapping[str, bytes]:
        return self.known

    def bearer(self, fingerprint: str) -> str | None:
        return self.bearers.get(fingerprint)

    def borne(self, fingerprint: str, peer: str) -> str | Reply | None:
        name = self.bearers.get(fingerprint)
        if name == "ended":
            return Reply(535, "5.7.8", "your certificate ended 2026-11-01; show a new one")
        return None if name in {None, "disabled"} else "G22"

    def sender(self, origin: Origin, address: str) -> Reply | None:
        if address.startswith("crash@"):
            raise RuntimeError("secret-path-of-the-store")
        return Reply(550, "5.7.1", "not yours") if address.startswith("refused@") else None

    def recipient(self, origin: Origin, sender: str, address: str) -> Reply | None:
        return Reply(550, "5.1.1", "nobody here") if address.startswith("nobody@") else None

    async def letter(self, origin: Origin, envelope: Envelope, content: Content) -> Reply:
        self.reached.set()
        await self.open.wait()
        if envelope.sender.startswith("late-crash@"):
            raise RuntimeError("secret-path-of-the-store")
        octets = b"".join(content.chunks())
        assert len(octets) == content.size_bytes
        assert content.octets in {None, octets}
        self.letters.append(
            Letter(
                origin,
                envelope,
                octets,
                content.header,
                content.digest,
                content.eight_bit,
                content.octets is not None,
            )
        )
        return Reply(250, "2.0.0", f"kept as {len(self.letters)}")


class Standstill:
    """The machine's clock of each test."""

    def now(self) -> datetime:
        return NOW


@asynccontextmanager
async def serving(
    office: Reception,
    listener: Listener = TRUSTED,
    limits: Limits = LIMITS,
    folder: Path = Path("/tmp"),
    beside: tuple[Listener, ...] = (),
) -> AsyncIterator[Server]:
    """A server for *office* with this listener, or more *beside*; what is still going on at the end is cut off."""
    server = Server(
        ServerSettings("mx.test", (listener, *beside), folder, limits),
        office,
        Standstill(),
        lambda: "incident-7",
    )
    server.house = replace(server.house, nonce=lambda: NONCE)
    await server.open()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(server.run())
        await asyncio.sleep(0)
        try:
            yield server
        finally:
            await server.drain(timedelta(0))


@dataclass
class Client:
    """A client that sends octets as it is told and reads replies."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def connect(
        cls, server: Server, tls: ssl.SSLContext | None = None, to: str | None = None
    ) -> "Client":
        (address,) = [one for name, one in server.addresses.items() if to in (None, name)]
        name = "mx.test" if tls else None
        return cls(*await asyncio.open_connection(*address, ssl=tls, server_hostname=name))

    async def say(self, octets: bytes) -> None:
        self.writer.write(octets)
        await self.writer.drain()

    async def reply(self) -> str:
        """The next reply with its lines joined by newlines; "" at the end of the connection."""
        lines = []
        async with asyncio.timeout(PATIENCE.total_seconds()):
            while line := (await self.reader.readline()).decode("ascii"):
                assert line.endswith("\r\n")
                lines.append(line[:-2])
                if line[3:4] == " ":
                    break
        return "\n".join(lines)

    async def ask(self, line: str) -> str:
        await self.say(line.encode() + b"\r\n")
        return await self.reply()

    async def rest(self) -> str:
        """Everything until the server closes the connection."""
        async with asyncio.timeout(PATIENCE.total_seconds()):
            try:
                return (await self.reader.read()).decode("ascii")
            except ConnectionError:
                return ""

    async def close(self) -> None:
        self.writer.close()
        with suppress(ConnectionError, ssl.SSLError):
            await self.writer.wait_closed()


@asynccontextmanager
async def client(
    server: Server, tls: ssl.SSLContext | None = None, to: str | None = None
) -> AsyncIterator[Client]:
    """A client connected with the listener *to*, that has read the greeting."""
    connected = await Client.connect(server, tls, to)
    try:
        assert (await connected.reply()).startswith("220 mx.test ")
        yield connected
    finally:
        await connected.close()


async def envelope(client: Client, sender: str = "a@vpcp.gov.vn") -> None:
    """Says what comes before DATA."""
    assert (await client.ask("EHLO client.test")).startswith("250")
    assert (await client.ask(f"MAIL FROM:<{sender}>")).startswith("250")
    assert (await client.ask("RCPT TO:<b@moh.gov.vn>")).startswith("250")


def limited(**limits: object) -> Limits:
    """The tests' limits with some of them made small."""
    return replace(LIMITS, **limits)  # type: ignore[arg-type]


class Clock:
    """The running loop's clock, which a test can put forward."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._ahead, machine = 0.0, loop.time
        loop.time = lambda: machine() + self._ahead  # type: ignore[method-assign]

    async def forward(self, **by: float) -> None:
        """Lets time pass, and what was due in it happen; before, what is on its way arrives."""
        await settled()
        self._ahead += timedelta(**by).total_seconds()
        await settled()


async def settled() -> None:
    """Gives the octets on the loopback and the tasks that wait for them their turns."""
    for _ in range(20):
        await asyncio.sleep(0.001)
