"""A mail server of others that runs while a block does, and the maildir that it fills."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import trustme

from bench.program import free_port


@dataclass(frozen=True, slots=True)
class Tls:
    """The files of a certificate for this machine, and of who vouches for it."""

    certificate: Path
    key: Path
    authority: Path

    @classmethod
    def of(cls, authority: trustme.CA, folder: Path) -> Self:
        """One that *authority* issues, in files that a peer's own user may read."""
        folder.mkdir(exist_ok=True)
        made = cls(folder / "cert.pem", folder / "key.pem", folder / "authority.pem")
        issued = authority.issue_cert("127.0.0.1", "localhost")
        issued.private_key_pem.write_to_path(made.key)
        authority.cert_pem.write_to_path(made.authority)
        made.certificate.write_bytes(b"".join(pem.bytes() for pem in issued.cert_chain_pems))
        return made


@dataclass(frozen=True)
class Peer:
    """A running server that takes mail for hg.gov.vn; *box* is the maildir of everybody there."""

    port: int
    box: Path

    async def letters(self, count: int) -> list[bytes]:
        """Waits for so many letters; their octets, with LF as they are stored."""
        async with asyncio.timeout(60):
            while len(found := [*(self.box / "new").glob("*")]) < count:  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.05)
        return [path.read_bytes() for path in found]


@asynccontextmanager
async def running(start: Callable[[int], list[str]]) -> AsyncIterator[int]:
    """The port on which the server greets that *start* gives the command of."""
    for _ in range(3):  # somebody else may have taken the port meanwhile
        port = free_port()
        async with _process(start(port)) as process:
            if await _greets(port, process):
                yield port
                return
    raise AssertionError(f"{start(0)} did not start")


@asynccontextmanager
async def _process(command: list[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):  # all of its session, and none of them has to tidy up
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _greets(port: int, process: asyncio.subprocess.Process) -> bool:
    async with asyncio.timeout(30):
        while process.returncode is None:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.1)
                continue
            try:
                greeting = await reader.readline()
            finally:  # also when it is silent for too long
                writer.close()
            if greeting.startswith(b"220"):
                return True
    return False
