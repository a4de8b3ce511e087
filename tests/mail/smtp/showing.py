"""Listeners that ask for certificates, and clients that show theirs."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog
import trustme

from mail.smtp.bearer import Bearers
from mail.smtp.listener import Listener, Tls
from mail.smtp.server import Server
from tests.mail.smtp.certificates import Made
from tests.mail.smtp.office import (
    SUBMISSION,
    TRUSTED,
    Client,
    Office,
)

BOTH: list[Tls] = ["implicit", "starttls"]
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


class House:
    """The listeners' own certificate, and clients that trust it and show one of theirs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._authority = trustme.CA()
        issued = self._authority.issue_cert("mx.test")
        issued.private_key_pem.write_to_path(folder / "key.pem")
        issued.cert_chain_pems[0].write_to_path(folder / "cert.pem")

    def listener(self, tls: Tls, base: Listener = SUBMISSION, **more: Any) -> Listener:
        files: dict[str, Any] = {
            "cert_file": self.folder / "cert.pem",
            "key_file": self.folder / "key.pem",
        }
        if base is SUBMISSION:
            more = {"client_certificates": True} | more
        return replace(base, tls=tls, **files, **more)

    def trusted(self, tls: Tls, *shown: Made, networks: Any = (), **more: Any) -> Listener:
        """A trusted listener that takes these certificates, and no network."""
        return self.listener(tls, replace(TRUSTED, networks=()), bearers=(self.bearers("H05", *shown, networks=networks),), **more)  # fmt: skip

    def bearers(self, agency: str, *shown: Made, networks: Any = ()) -> Bearers:
        file = self.folder / f"{agency}.pem"
        file.write_bytes(b"".join(one.pem for one in shown))
        return Bearers(file, agency, networks)

    def shows(self, one: Made | None, version: ssl.TLSVersion | None = None) -> ssl.SSLContext:
        context = ssl.create_default_context()
        self._authority.configure_trust(context)
        if version is not None:
            context.maximum_version = version
        if one is not None:
            context.load_cert_chain(one.write(self.folder / "client.pem"))
        return context


async def entered(server: Server, tls: Tls, context: ssl.SSLContext) -> Client:
    """A client behind the handshake, greeted where that comes first."""
    if tls == "implicit":
        return await Client.connect(server, context)
    peer = await Client.connect(server)
    assert (await peer.reply()).startswith("220 ")
    assert "STARTTLS" in await peer.ask("EHLO client.test")
    assert (await peer.ask("STARTTLS")).startswith("220 ")
    await peer.writer.start_tls(context, server_hostname="mx.test")
    return peer


async def hello(peer: Client, tls: Tls) -> str:
    if tls == "implicit":
        assert (await peer.reply()).startswith("220 ")
    return await peer.ask("EHLO client.test")


def known(*pairs: tuple[Made, str]) -> Office:
    """An office with logins that are known by certificates."""
    return Office(
        known={one.fingerprint: one.der for one, _ in pairs},
        bearers={one.fingerprint: name for one, name in pairs},
    )


@contextmanager
def refused_certificates() -> Iterator[list[str]]:
    """Why certificates were refused, each with whose and with a remedy."""
    found: list[str] = []
    with structlog.testing.capture_logs() as lines:
        yield found
    for line in lines:
        if line["event"] == "smtp.certificate-refused":
            assert (line["log_level"], line["peer"]) == ("warning", "127.0.0.1")
            assert "congvu login certificate" in line["remedy"]
            found.append(line["reason"])


async def turned_away(server: Server, context: ssl.SSLContext) -> bool:
    """Whether the handshake ends it, or under TLS 1.3 the first look behind it."""
    try:
        peer = await Client.connect(server, context)
        return not await peer.reply()
    except (ssl.SSLError, ConnectionError):
        return True
