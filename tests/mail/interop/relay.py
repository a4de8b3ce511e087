"""A whole relay between a listener with TLS and next hops: policy, store, signatures, delivery."""

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mail.delivery import Delivery
from mail.dns import Resolver
from mail.route import Route, Routes
from mail.sign import SigningKey, dns_record, new_pem
from mail.sign.key import keep_pem, read_pem
from mail.smtp.listener import Listener
from mail.smtp.reply import Reply
from mail.smtp.settings import ClientSettings
from tests.mail.peers.daemon import Tls
from tests.mail.relaying import Worker, working
from tests.mail.smtp.office import TRUSTED, serving
from work.letter import Origin

DOMAIN = "bn.gov.vn"
NOBODY = Reply(550, "5.1.1", "nobody here")
Records = dict[tuple[str, str], bytes]


def signing_keys(folder: Path) -> Records:
    """The records of two keys that the relay in *folder* will sign with."""
    found: Records = {}
    for selector, algorithm in (("r1", "rsa"), ("e1", "ed25519")):
        pem = new_pem(algorithm)  # type: ignore[arg-type]
        keep_pem(folder / "dkim", DOMAIN, selector, pem)
        key = read_pem(DOMAIN, selector, pem)
        assert isinstance(key, SigningKey)
        found[selector, DOMAIN] = dns_record(key.public_key, key.algorithm).encode()
    return found


def inside(tls: Tls) -> Listener:
    """A listener for this machine that offers STARTTLS."""
    networks = tuple((network, "H05") for network, _ in TRUSTED.networks)
    cert, key = tls.certificate, tls.key
    return replace(TRUSTED, tls="starttls", networks=networks, cert_file=cert, key_file=key)


@asynccontextmanager
async def sending(folder: Path, routes: Sequence[Route], tls: Tls) -> AsyncIterator[Worker]:
    """A relay that delivers by *routes*."""
    settings = ClientSettings("relay.example", ca_file=tls.authority)
    made = Delivery(settings, Resolver([]), random.Random(1))
    async with working(folder, routes=Routes(routes), deliverer=made) as worker:
        yield worker
    await made.close()


@asynccontextmanager
async def listening(
    folder: Path, tls: Tls, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Worker, int]]:
    """A relay that keeps what it would deliver, and its port; it refuses nobody@."""
    async with working(folder) as worker:
        monkeypatch.setattr(worker.relay, "recipient", refusing)
        async with serving(worker.relay, inside(tls), folder=folder) as server:
            yield worker, server.addresses["inside"][1]


def refusing(origin: Origin, sender: str, address: str) -> Reply | None:
    """A refusal of nobody@."""
    return NOBODY if address.startswith("nobody@") else None
