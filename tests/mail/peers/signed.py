"""A real validating resolver, unbound, over a private root zone that is signed here.

Below the root stand zones that are signed, plain, or signed with a key that their parent
does not know; what is asked below the last is answered SERVFAIL, as everywhere.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import dns.dnssec
import dns.exception
import dns.message
import dns.name
import dns.query
import dns.zone
from cryptography.hazmat.primitives.asymmetric import ec
from dns.rdtypes.ANY.DNSKEY import DNSKEY

from bench.program import free_port
from tests.peers import need

State = Literal["signed", "plain", "bogus"]
Zones = Mapping[str, tuple[State, str]]
"""Zones by name ("" is the root, and must be there) with their state and their records in master file form."""

CONF = """
server:
  interface: 127.0.0.1
  port: {port}
{more}  chroot: ""
  username: ""
  directory: "{here}"
  pidfile: "{here}/unbound.pid"
  use-syslog: no
  logfile: "{here}/unbound.log"
  do-daemonize: no
  do-not-query-localhost: no
  module-config: "validator iterator"
  trust-anchor: "{anchor}"
  local-zone: "test." nodefault
  num-threads: 1
  so-reuseport: no
remote-control:
  control-enable: no
{zones}
"""
ZONE = """auth-zone:
  name: "{name}."
  zonefile: "{file}"
  for-downstream: no
  for-upstream: yes
"""
TOP = "@ 60 IN SOA ns.invalid. root.invalid. 1 3600 600 86400 60\n@ 60 IN NS ns.invalid.\n"

Keys = Mapping[str, tuple[ec.EllipticCurvePrivateKey, DNSKEY]]


@asynccontextmanager
async def resolving(folder: Path, zones: Zones, more: str = "") -> AsyncIterator[int]:
    """The port of a resolver for *zones* while the block runs; skips where there is no unbound."""
    program = need("unbound")
    port, daemon = await _started(program, folder, zones, more)
    try:
        yield port
    finally:
        if daemon.returncode is None:
            daemon.terminate()
        await daemon.wait()


async def _started(
    program: str, folder: Path, zones: Zones, more: str
) -> tuple[int, asyncio.subprocess.Process]:
    for _ in range(5):  # somebody else may have taken the port meanwhile
        port = free_port()
        _write(folder, zones, port, more)
        quiet = asyncio.subprocess.DEVNULL
        daemon = await asyncio.create_subprocess_exec(
            program, "-d", "-c", f"{folder}/unbound.conf", stdout=quiet, stderr=quiet
        )
        if await _answers(port, daemon):
            return port, daemon
    raise AssertionError((folder / "unbound.log").read_text())


def _write(folder: Path, zones: Zones, port: int, more: str) -> None:
    keys = {name: _key() for name, (state, _) in zones.items() if state != "plain"}
    blocks = []
    for name, (_, records) in zones.items():
        file = folder / f"{name or 'root'}.zone"
        file.write_text(_zone(name, records, zones, keys))
        blocks.append(ZONE.format(name=name, file=file))
    anchor = dns.dnssec.make_ds(".", keys[""][1], "SHA256")
    facts = {"port": port, "here": folder, "anchor": f". DS {anchor}", "more": more}
    (folder / "unbound.conf").write_text(CONF.format(zones="".join(blocks), **facts))


def _zone(name: str, records: str, zones: Zones, keys: Keys) -> str:
    if not name:  # every other zone is a child of the root
        records += "".join(_delegation(one, zones[one][0], keys) for one in zones if one)
    zone = dns.zone.from_text(TOP + records, origin=f"{name}.", relativize=False)
    if name in keys:
        day = timedelta(days=1)
        now = datetime.now(UTC)
        dns.dnssec.sign_zone(zone, keys=[keys[name]], inception=now - day, expiration=now + day)
    return zone.to_text(relativize=False)


def _delegation(name: str, state: State, keys: Keys) -> str:
    given = f"{name}. 60 IN NS ns.invalid.\n"
    if state == "plain":
        return given
    _, key = keys[name] if state == "signed" else _key()
    return f"{given}{name}. 60 IN DS {dns.dnssec.make_ds(f'{name}.', key, 'SHA256')}\n"


def _key() -> tuple[ec.EllipticCurvePrivateKey, DNSKEY]:
    key = ec.generate_private_key(ec.SECP256R1())
    return key, dns.dnssec.make_dnskey(key.public_key(), "ECDSAP256SHA256", flags=257)


async def _answers(port: int, daemon: asyncio.subprocess.Process) -> bool:
    question = dns.message.make_query(".", "NS")
    async with asyncio.timeout(30):
        while daemon.returncode is None:
            try:
                await asyncio.to_thread(dns.query.udp, question, "127.0.0.1", 1, port)
            except (dns.exception.Timeout, OSError):
                await asyncio.sleep(0.1)
            else:
                return True
    return False
