"""A real Postfix on a loopback port: its own smtpd, queue and virtual(8), with folders of its own."""

import os
import pwd
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.private_postfix import lay_out, listen_on, own
from tests.mail.peers.daemon import Peer, Tls, running
from tests.peers import missing, need

MAIN = """
myhostname = postfix.example
mynetworks =
local_header_rewrite_clients =
smtpd_relay_restrictions = reject_unauth_destination
virtual_mailbox_domains = hg.gov.vn, bn.gov.vn
virtual_mailbox_maps = static:box/
virtual_mailbox_base = {here}/mail
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
smtputf8_enable = yes
{more}
"""
SECURED = """
smtpd_tls_security_level = encrypt
smtpd_tls_received_header = yes
smtpd_tls_cert_file = {tls.certificate}
smtpd_tls_key_file = {tls.key}
smtpd_recipient_restrictions = check_recipient_access inline:{{
    {{ nobody@hg.gov.vn = 550 5.1.1 nobody here }}, {{ busy@hg.gov.vn = 450 4.2.1 busy }} }}
"""
ONWARD = """
relay_domains = out.vn
transport_maps = inline:{{ out.vn=smtp:[127.0.0.1]:{onward} }}
smtp_tls_security_level = secure
smtp_tls_secure_cert_match = 127.0.0.1
smtp_tls_CAfile = {tls.authority}
"""


@asynccontextmanager
async def postfix(folder: Path, more: str = "") -> AsyncIterator[Peer]:
    """A Postfix while the block runs, with *more* lines of main.cf; skips where there is none."""
    master = f"{_programs()}/master"
    _write(folder, more)

    def start(port: int) -> list[str]:
        listen_on(folder, port)
        return [master, "-c", f"{folder}/etc", "-d"]

    async with running(start) as port:
        yield Peer(port, folder / "mail" / "box")


@asynccontextmanager
async def secured(folder: Path, tls: Tls, onward: int) -> AsyncIterator[Peer]:
    """A Postfix that wants TLS, refuses nobody@, puts off busy@, and sends what is for out.vn to *onward*."""
    async with postfix(folder, SECURED.format(tls=tls) + ONWARD.format(tls=tls, onward=onward)) as peer:  # fmt: skip
        yield peer


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
