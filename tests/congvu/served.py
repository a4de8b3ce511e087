"""An office whose daemon runs as a process: it is started, asked and read, and clients from outside write to it."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any

import httpx

from bench.program import free_port
from congvu.audit_key import new_audit_key
from schedules.clock import MachineClock
from store import Store, worker
from store.directory.agencies import add_agency
from tests.congvu.office import Done
from tests.congvu.office import Office as Commands
from tests.stores import empty_store
from tests.swaks import swaks
from work.agency import Agency

PATIENCE = 60  # seconds, for a machine with much else to do
ADDRESS = "127.0.0.1"
AGENCY = Agency("H05", "Bắc Ninh", "BN", frozenset({"bn.gov.vn"}))

INSIDE = """\
[[relay.listener]]
address = "127.0.0.1:{door}"
kind = "trusted"
tls = "none"
networks = ["127.0.0.0/8"]
agency = "{agency}"
[[relay.route]]
domain = "*"
via = "maildir:out"
"""


class Served:
    """A folder with all that a daemon needs, and the daemon's log."""

    def __init__(self, folder: Path, more: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self.url = empty_store(folder)
        self.log = folder / "log"
        self.config = folder / "config.toml"
        self.config.write_text(
            '[office]\nname = "Văn phòng"\ndomain = "vpcp.gov.vn"\n'
            '[store]\nurl = "sqlite:///congvu.db"\n[relay]\nhostname = "congvu.vpcp.gov.vn"\n'
            f'[web]\nlisten = "{ADDRESS}:{self.port}"\n{more}[log]\nformat = "json"\n',
            encoding="utf-8",
        )
        new_audit_key(folder / "keys" / "audit.pem")
        self.commands = Commands(folder)

    # Its daemon.

    async def start(
        self, *options: str, stdin: int | None = None, environment: Mapping[str, str] = {}
    ) -> asyncio.subprocess.Process:
        """The daemon's process."""
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "congvu", "--config", str(self.config), "serve", *options,
                stdin=stdin, stderr=log, env={**os.environ, **environment},
            )  # fmt: skip

    @asynccontextmanager
    async def serving(self, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """The daemon's process once it is ready; ended in order, unless it has ended before."""
        process = await self.start(*options)
        try:
            await until(self.ready)
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
                async with asyncio.timeout(PATIENCE):
                    await process.wait()

    async def ready(self) -> bool:
        """Whether it says so."""
        answer = await self.ask("/readyz")
        return answer is not None and answer.status_code == 200

    async def ask(self, path: str, token: str = "") -> httpx.Response | None:
        """What it answers, if it does."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        async with httpx.AsyncClient(timeout=PATIENCE, verify=False) as client:
            try:
                return await client.get(f"http://{ADDRESS}:{self.port}{path}", headers=headers)
            except httpx.TransportError:
                return None

    # Its log, its store, its commands.

    def lines(self, event: str) -> list[dict[str, Any]]:
        """The lines of the log that say *event*."""
        said = [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line]
        return [line for line in said if line["event"] == event]

    def told(self, event: str) -> int:
        """How often the log says *event*."""
        return self.log.read_text(encoding="utf-8").count(f'"event":"{event}"')

    async def workers(self) -> int:
        """How many leases are alive."""
        found = await self.read(worker.count, MachineClock().now())
        living: int = found.living
        return living

    async def serve(self, workers: int) -> None:
        """Waits until so many workers do."""

        async def enough() -> bool:
            return await self.workers() == workers

        await until(enough)

    async def read(self, function: Any, *args: Any) -> Any:
        """What *function* reads in its store."""
        store = Store.open(self.url, "test")
        try:
            return await store.read(function, *args)
        finally:
            await store.close()

    async def write(self, function: Any, *args: Any) -> Any:
        """What *function* gives that writes into its store."""
        store = Store.open(self.url, "test")
        try:
            return await store.write(function, *args)
        finally:
            await store.close()

    async def run(self, *arguments: str) -> Done:
        """What a command says, and how it ends."""
        return await asyncio.to_thread(self.commands.run, *arguments)

    async def good(self, *arguments: str) -> str:
        """What a command says that must succeed."""
        return await asyncio.to_thread(self.commands.good, *arguments)


class Relaying(Served):
    """One that takes letters from this machine for one agency, and delivers all into a maildir."""

    def __init__(self, folder: Path, more: str = "", agency: str = AGENCY.code) -> None:
        self.door = free_port()
        super().__init__(folder, INSIDE.format(door=self.door, agency=agency) + more)

    async def registered(self, agency: Agency = AGENCY) -> None:
        """Makes its agency known."""
        await self.write(add_agency, agency, MachineClock().now())

    async def swaks(self, *options: str, door: int | None = None) -> str:
        """What swaks prints of a letter of An's to Bình, unless *options* say otherwise."""
        ends = ("--from", "an@bn.gov.vn", "--to", "binh@yte.gov.vn")
        return (await swaks(door or self.door, *ends, *options)).printed

    def letters(self, to: str = "") -> list[bytes]:
        """What has been delivered, to *to* where somebody is named."""
        all_of_them = [path.read_bytes() for path in sorted((self.folder / "out/new").glob("*"))]
        return [one for one in all_of_them if f"Delivered-To: {to}".encode() in one]


class Fronted(Relaying):
    """One that also takes letters from outside, for the clerk at *address*; the name server answers at port *names*."""

    def __init__(
        self, folder: Path, names: int, address: str, more: str = "", **relaying: str
    ) -> None:
        self.front = free_port()
        self.sent = 0  # letters that were written with a number of their own
        super().__init__(
            folder,
            f'[[relay.listener]]\naddress = "{ADDRESS}:{self.front}"\nkind = "inbound"\ntls = "none"\n'
            f'[dns]\nresolvers = ["{ADDRESS}:{names}"]\n[intake]\naddresses = ["{address}"]\n{more}',
            **relaying,
        )

    def written(self, by: str, to: str, subject: str, **fields: str) -> EmailMessage:
        """A letter without its text: of now, with a Message-ID of its own in the domain of *by*."""
        self.sent += 1
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"], message["Subject"] = by, to, subject
        message["Date"] = format_datetime(MachineClock().now())
        message["Message-ID"] = f"<{self.sent}@{parseaddr(by)[1].rpartition('@')[2]}>"
        for name, value in fields.items():
            message[name.replace("_", "-")] = value
        return message

    async def brings(self, octets: bytes, by: str, to: str, *more: str) -> None:
        """The listener takes that letter, with what *more* swaks is told."""
        (self.folder / "letter").write_bytes(octets)
        ends = ("--from", by, "--to", to, "--data", f"@{self.folder / 'letter'}")
        assert "250 2.0.0" in await self.swaks(*ends, *more, door=self.front)


async def until(true: Callable[[], Any]) -> None:
    """Waits until *true* says so."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = true()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.05)
