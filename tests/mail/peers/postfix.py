"""A real Postfix on a loopback port: its own smtpd, queue and virtual(8), with folders of its own."""

import asyncio
import os
import pwd
import random
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.private_postfix import lay_out, listen_on, own
from tests.peers import missing, need

MAIN = """
myhostname = postfix.example
mynetworks =
local_header_rewrite_clients =
smtpd_relay_restrictions = reject_unauth_destination
virtual_mailbox_domains = hg.gov.vn
virtual_mailbox_maps = static:box/
virtual_mailbox_base = {here}/mail
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtputf8_enable = yes
{more}
"""


@dataclass(frozen=True)
class Postfix:
    """A running Postfix that takes mail for hg.gov.vn; *box* is the maildir of everybody there."""

    port: int
    box: Path

    async def letters(self, count: int) -> list[bytes]:
        """Waits for so many letters; their octets, with LF as Postfix stores them."""
        async with asyncio.timeout(60):
            while len(found := [*(self.box / "new").glob("*")]) < count:  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.05)
        return [path.read_bytes() for path in found]


@asynccontextmanager
async def postfix(folder: Path, more: str = "") -> AsyncIterator[Postfix]:
    """A Postfix while the block runs, with *more* lines of main.cf; skips where there is none."""
    master = f"{_programs()}/master"
    _write(folder, more)
    port, daemon = await _started(folder, master)
    try:
        yield Postfix(port, folder / "mail" / "box")
    finally:
        if daemon.returncode is None:
            daemon.terminate()
        await daemon.wait()


async def _started(folder: Path, master: str) -> tuple[int, asyncio.subprocess.Process]:
    for _ in range(3):  # somebody else may have taken the port meanwhile
        port = _free_port()
        listen_on(folder, port)
        daemon = await asyncio.create_subprocess_exec(
            *[master, "-c", f"{folder}/etc", "-d"],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        if await _greets(port, daemon):
            return port, daemon
    raise AssertionError("Postfix did not start")


def _programs() -> str:
    ask = [need("postconf"), "-d", "-h", "daemon_directory"]
    if os.getuid() != 0:
        missing("postfix changes its users, which needs root")
    return subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip()


def _write(folder: Path, more: str) -> None:
    user = pwd.getpwnam("postfix")
    facts = {"here": folder, "more": more, "uid": user.pw_uid, "gid": user.pw_gid}
    lay_out(folder, MAIN.format(**facts))
    own(folder / "mail", user.pw_uid, user.pw_gid, 0o700)


def _free_port() -> int:
    """A free port below those that the system gives to clients.

    Who asks at one of theirs whether somebody listens yet may be connected to itself.
    """
    for port in random.sample(range(20_000, 32_000), 100):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise AssertionError("no free port")


async def _greets(port: int, daemon: asyncio.subprocess.Process) -> bool:
    async with asyncio.timeout(30):
        while daemon.returncode is None:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.1)
                continue
            greeting = await reader.readline()
            writer.close()
            if greeting.startswith(b"220"):
                return True
    return False
