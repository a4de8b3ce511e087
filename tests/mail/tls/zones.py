"""Mail domains of every sort under a signed root, each with a mail server that has a certificate of its own."""

import hashlib
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench.program import free_port
from tests.mail.peers.signed import State, resolving
from tests.mail.peers.sink import Sink, sinking

Verdict = Literal["dane", "encrypted", "none", "put off"]
"""What a client makes of a domain: proved by its records, TLS of whomever, no matter, or not now."""

Part = Literal["leaf", "issuer", "root", "wrong"]
Record = tuple[int, int, int, Part]
"""Usage, selector, matching type, and of which certificate."""

EXTENSIONS = ("PIPELINING", "8BITMIME", "REQUIRETLS")
HASHES: dict[int, Callable[[bytes], Any]] = {1: hashlib.sha256, 2: hashlib.sha512}


@dataclass(frozen=True)
class Domain:
    """NAME.test with one exchanger, mx.NAME.test unless *exchanger* says otherwise.

    *records* stand at *base*; *state* is that of the zone NAME.test, *tlsa* that of the
    records' own.
    """

    name: str
    verdict: Verdict
    records: tuple[Record, ...] = ()
    certificate: str = ""  # whom it names; the exchanger where it is empty
    expired: bool = False
    starttls: bool = True
    state: State = "signed"
    tlsa: State = "signed"
    alias: bool = False  # the exchanger is an alias of real.NAME.test
    base: str = ""

    @property
    def domain(self) -> str:
        return f"{self.name}.test"

    @property
    def host(self) -> str:
        return f"mx.{self.domain}"


DOMAINS = (
    Domain("ee-key", "dane", ((3, 1, 1, "leaf"),)),
    Domain("ee-certificate", "dane", ((3, 0, 1, "leaf"),)),
    Domain("ee-sha512", "dane", ((3, 1, 2, "leaf"),)),
    Domain("ee-whole", "dane", ((3, 0, 0, "leaf"),)),
    Domain("ee-whole-key", "dane", ((3, 1, 0, "leaf"),)),
    Domain("ee-other-name", "dane", ((3, 1, 1, "leaf"),), certificate="other.test"),
    Domain("ee-expired", "dane", ((3, 1, 1, "leaf"),), expired=True),
    Domain("ee-next-key", "dane", ((3, 1, 1, "wrong"), (3, 1, 1, "leaf"))),
    Domain("ee-mismatch", "put off", ((3, 1, 1, "wrong"),)),
    Domain("ee-of-issuer", "put off", ((3, 1, 1, "issuer"),)),
    Domain("stronger-right", "dane", ((3, 1, 1, "wrong"), (3, 1, 2, "leaf"))),
    Domain("stronger-wrong", "put off", ((3, 1, 1, "leaf"), (3, 1, 2, "wrong"))),
    Domain("ta-key", "dane", ((2, 1, 1, "issuer"),)),
    Domain("ta-certificate", "dane", ((2, 0, 1, "issuer"),)),
    Domain("ta-whole", "dane", ((2, 0, 0, "root"),)),
    Domain("ta-not-shown", "put off", ((2, 1, 1, "root"),)),
    Domain("ta-of-leaf", "put off", ((2, 1, 1, "leaf"),)),
    Domain("ta-other-name", "put off", ((2, 1, 1, "issuer"),), certificate="other.test"),
    Domain("ta-domain-name", "dane", ((2, 1, 1, "issuer"),), certificate="ta-domain-name.test"),
    Domain("ta-wildcard", "dane", ((2, 1, 1, "issuer"),), certificate="*.ta-wildcard.test"),
    Domain("ta-expired", "put off", ((2, 1, 1, "issuer"),), expired=True),
    Domain("pkix-only", "encrypted", ((1, 1, 1, "wrong"), (0, 0, 1, "wrong"))),
    Domain("pkix-in-clear", "put off", ((1, 1, 1, "leaf"),), starttls=False),
    Domain("in-clear", "put off", ((3, 1, 1, "leaf"),), starttls=False),
    Domain("without", "none"),
    Domain("without-in-clear", "none", starttls=False),
    Domain("plain", "none", ((3, 1, 1, "wrong"),), state="plain"),
    Domain("bogus", "put off", ((3, 1, 1, "leaf"),), state="bogus"),
    Domain("bogus-records", "put off", ((3, 1, 1, "leaf"),), tlsa="bogus"),
    Domain("plain-records", "none", ((3, 1, 1, "wrong"),), tlsa="plain"),
    Domain("alias", "dane", ((3, 1, 1, "leaf"),), alias=True, base="real"),
    Domain("alias-itself", "dane", ((2, 1, 1, "issuer"),), alias=True, base="mx"),
)


@dataclass
class World:
    """Where everything is; the port of every mail server is the same."""

    resolver: int
    port: int
    sinks: dict[str, Sink] = field(default_factory=dict)


@asynccontextmanager
async def world(folder: Path, domains: tuple[Domain, ...], more: str = "") -> AsyncIterator[World]:
    """The *domains* with their servers and their resolver while the block runs."""
    root = trustme.CA()
    issuer = root.create_child_ca()
    port = free_port()
    async with AsyncExitStack() as stack:
        sinks: dict[str, Sink] = {}
        zones: dict[str, tuple[State, str]] = {}
        signed = ""
        for number, one in enumerate(domains, 2):
            leaf = _issued(issuer, one)
            address = f"127.0.0.{number}"
            tls = _context(leaf) if one.starttls else None
            listening = sinking(at=(address, port), tls=tls, extensions=EXTENSIONS)
            sinks[one.domain] = await stack.enter_async_context(listening)
            own, records = _records(one, address, port, _parts(root, issuer, leaf))
            name = f"_{port}._tcp.{one.base or 'mx'}.{one.domain}"
            if one.tlsa != "signed":
                zones[name] = (one.tlsa, records)
            elif one.state != "signed":
                own += records
            else:
                signed += records
            if one.state == "signed":
                signed += own
            else:
                zones[one.domain] = (one.state, own)
        zones[""] = ("signed", signed)
        resolver = await stack.enter_async_context(resolving(folder, zones, more))
        yield World(resolver, port, sinks)


def _records(one: Domain, address: str, port: int, parts: dict[Part, bytes]) -> tuple[str, str]:
    """Those of the domain and its host, and the TLSA records apart."""
    host = f"real.{one.domain}" if one.alias else one.host
    own = f"{one.domain}. 60 IN MX 10 {one.host}.\n{host}. 60 IN A {address}\n"
    if one.alias:
        own += f"{one.host}. 60 IN CNAME {host}.\n"
    name = f"_{port}._tcp.{one.base or 'mx'}.{one.domain}."
    lines = (f"{name} 60 IN TLSA {_tlsa(record, parts)}\n" for record in one.records)
    return own, "".join(lines)


def _tlsa(record: Record, parts: dict[Part, bytes]) -> str:
    usage, selector, matching, part = record
    octets = _key(parts[part]) if selector and part != "wrong" else parts[part]
    data = HASHES[matching](octets).digest() if matching else octets
    return f"{usage} {selector} {matching} {data.hex()}"


def _parts(root: trustme.CA, issuer: trustme.CA, leaf: trustme.LeafCert) -> dict[Part, bytes]:
    shown = leaf.cert_chain_pems[0]
    return {
        "leaf": _der(shown),
        "issuer": _der(issuer.cert_pem),
        "root": _der(root.cert_pem),
        "wrong": b"another",
    }


def _issued(issuer: trustme.CA, one: Domain) -> trustme.LeafCert:
    end = datetime.now(UTC) - timedelta(days=1) if one.expired else None
    start = datetime.now(UTC) - timedelta(days=9) if one.expired else None
    named = one.certificate or (f"{one.base}.{one.domain}" if one.base else one.host)
    return issuer.issue_cert(named, not_before=start, not_after=end)


def _context(leaf: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    leaf.configure_cert(context)
    return context


def _der(pem: trustme.Blob) -> bytes:
    return x509.load_pem_x509_certificate(pem.bytes()).public_bytes(Encoding.DER)


def _key(certificate: bytes) -> bytes:
    key = x509.load_der_x509_certificate(certificate).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
