"""A real OpenSMTPD, under users of its own, with its spool and its sockets in places of its own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.mail.peers.alone import command, folder_of, laid_over, own, users
from tests.mail.peers.daemon import Peer, Tls, running

CONF = """
listen on 127.0.0.1 port {port} hostname opensmtpd.example
table users {{ "@" = "clerk" }}
table refused {{ "nobody@hg.gov.vn" }}
action "box" maildir "{here}/box" virtual <users>
action "further" relay host smtp+tls://127.0.0.1:{onward} tls no-verify
match from any for rcpt-to <refused> reject
match from any for domain {{ "hg.gov.vn", "bn.gov.vn" }} action "box"
match from any for domain "out.vn" action "further"
"""
SERVER, QUEUE, CLERK = "opensmtpd", "opensmtpq", "clerk"


@asynccontextmanager
async def secured(folder: Path, tls: Tls, onward: int) -> AsyncIterator[Peer]:
    """An OpenSMTPD that refuses nobody@, and sends what is for out.vn to *onward*."""
    over = laid_over("OpenSMTPD", "opensmtpd")
    folder_of(folder)
    numbers = users(folder, SERVER, QUEUE, CLERK)
    own(folder / "box", numbers[CLERK])
    (folder / "spool/smtpd").mkdir(parents=True)
    for name in ("spool", "spool/smtpd"):
        (folder / name).chmod(0o711)

    def start(port: int) -> list[str]:
        facts = {"here": folder, "tls": tls, "onward": onward, "port": port}
        (folder / "conf").write_text(CONF.format(**facts))
        (folder / "conf").chmod(0o600)
        return command(folder, f"/usr/sbin/smtpd -d -f {folder}/conf", over, *_mounts(folder))

    async with running(start) as port:
        yield Peer(port, folder / "box")


def _mounts(folder: Path) -> list[str]:
    """Where it looks for what is its own is compiled into it."""
    return [
        "mount -t tmpfs tmpfs /run",
        "mount -t tmpfs tmpfs /var/lib",
        "mkdir -m 755 /var/lib/opensmtpd /var/lib/opensmtpd/empty",
        f"mount --bind {folder}/spool /var/spool",
    ]
