"""A real Exim, that sends letters or takes them: its own queue and log, under a user of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mail.peers.alone import command, folder_of, must_have_users, own, users
from tests.mail.peers.daemon import Peer, Tls, running
from tests.peers import unpacked

USER = "Debian-exim"  # Debian's Exim asks for the name
COMMON = """
primary_hostname = exim.example
exim_path = {program}
spool_directory = {here}/spool
log_file_path = {here}/log/%slog
keep_environment = LD_LIBRARY_PATH
deliver_drop_privilege = true
"""
ONWARD = """
begin routers
all:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = out
begin transports
out:
  driver = smtp
  port = {port}
  allow_localhost
"""
DAEMON = """
domainlist ours = hg.gov.vn : bn.gov.vn
smtputf8_advertise_hosts = *
chunking_advertise_hosts = *
dsn_advertise_hosts = *
accept_8bitmime
tls_advertise_hosts = *
tls_certificate = {tls.certificate}
tls_privatekey = {tls.key}
daemon_smtp_ports =
queue_run_in_order
rfc1413_query_timeout = 0s
acl_smtp_rcpt = to
acl_smtp_data = accept
begin acl
to:
  deny domains = +ours
       local_parts = nobody
       message = 550 5.1.1 nobody here
  defer domains = +ours
        local_parts = busy
       message = 450 4.2.1 busy
  require encrypted = *
  accept domains = +ours : out.vn
begin routers
local:
  driver = accept
  domains = +ours
  transport = box
further:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = out
begin transports
box:
  driver = appendfile
  directory = {here}/box
  maildir_format
  envelope_to_add
  user = {user}
out:
  driver = smtp
  port = {onward}
  allow_localhost
  hosts_require_tls = *
  tls_verify_hosts = *
  tls_verify_certificates = {tls.authority}
  tls_verify_cert_hostnames =
"""


@dataclass(frozen=True)
class Exim:
    """An Exim that hands what it is given to the port of our server."""

    program: Path
    here: Path

    async def send(self, letter: bytes, sender: str, *recipients: str) -> str:
        """The line of its log that tells of the delivery; its flag K says that it used CHUNKING."""
        start = f"{self.program} -C {self.here}/conf -odf -oi -f {sender} {' '.join(recipients)}"
        process = await asyncio.create_subprocess_exec(
            *command(self.here, start),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(60):
            printed, _ = await process.communicate(letter)
        assert process.returncode == 0, printed.decode()
        log = (self.here / "log/mainlog").read_text()
        lines = [line for line in log.splitlines() if " => " in line]
        assert lines, log
        return lines[-1]


def ready() -> Path:
    """The program; leaves the test out where it cannot be run."""
    program = unpacked("exim4-daemon-light", "usr/sbin/exim4")
    must_have_users("Exim")
    return program


def exim(folder: Path, port: int) -> Exim:
    """An Exim for the server at *port* of this machine."""
    program = ready()
    _lay_out(folder, COMMON + ONWARD, program=program, port=port)
    return Exim(program, folder)


@asynccontextmanager
async def secured(folder: Path, tls: Tls, onward: int) -> AsyncIterator[Peer]:
    """An Exim that wants TLS, refuses nobody@, puts off busy@, and sends what is for out.vn to *onward*."""
    program = ready()
    number = _lay_out(folder, COMMON + DAEMON, program=program, tls=tls, onward=onward, user=USER)
    own(folder / "box", number)

    def start(port: int) -> list[str]:
        return command(folder, f"{program} -C {folder}/conf -bdf -oX 127.0.0.1.{port}")

    async with running(start) as port:
        yield Peer(port, folder / "box")


def _lay_out(folder: Path, conf: str, **facts: object) -> int:
    """Makes its folders and configuration; gives the number of its user."""
    folder_of(folder)
    number = users(folder, USER)[USER]
    for name in ("spool", "log"):
        own(folder / name, number)
    (folder / "conf").write_text(conf.format(here=folder, **facts))
    return number
