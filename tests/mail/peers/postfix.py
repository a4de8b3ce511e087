"""A real Postfix on a loopback port: its own smtpd, queue and virtual(8), with folders of its own."""

import asyncio
import grp
import os
import pwd
import random
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.peers import missing, need

MAIN = """
compatibility_level = 3.6
queue_directory = {here}/queue
data_directory = {here}/data
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = postfix.example
mydestination =
alias_maps =
alias_database =
mynetworks =
local_header_rewrite_clients =
smtpd_peername_lookup = no
smtpd_relay_restrictions = reject_unauth_destination
virtual_mailbox_domains = hg.gov.vn
virtual_mailbox_maps = static:box/
virtual_mailbox_base = {here}/mail
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtputf8_enable = yes
{more}
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
"""
QUEUES = [
    "active",
    "bounce",
    "corrupt",
    "defer",
    "deferred",
    "flush",
    "hold",
    "incoming",
    "private",
    "saved",
    "trace",
]


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
        (folder / "etc/master.cf").write_text(MASTER.format(port=port))
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
    user, drop = pwd.getpwnam("postfix"), grp.getgrnam("postdrop").gr_gid
    for parent in (folder, *folder.parents):  # its own user must get to its files
        if parent.stat().st_uid == os.getuid() and parent != Path("/"):
            parent.chmod(parent.stat().st_mode | 0o011)
    (folder / "etc").mkdir()
    _own(folder / "data", user.pw_uid, user.pw_gid, 0o700)
    _own(folder / "mail", user.pw_uid, user.pw_gid, 0o700)
    for name in QUEUES:
        _own(folder / "queue" / name, user.pw_uid, 0, 0o700)
    _own(folder / "queue/public", user.pw_uid, drop, 0o2710)
    _own(folder / "queue/maildrop", user.pw_uid, drop, 0o1730)
    _own(folder / "queue/pid", 0, 0, 0o755)
    facts = {"here": folder, "more": more, "uid": user.pw_uid, "gid": user.pw_gid}
    (folder / "etc/main.cf").write_text(MAIN.format(**facts))


def _own(folder: Path, user: int, group: int, mode: int) -> None:
    folder.mkdir(parents=True)
    os.chown(folder, user, group)
    folder.chmod(mode)


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
