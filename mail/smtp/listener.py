"""One address to listen on: who may come in by it, and the certificate it shows."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mail.smtp.bearer import Anchors, Bearers, vouchers
from mail.smtp.channel import Identity, end_point
from mail.smtp.limits import IPAddress, Limits, Network
from work.letter import ListenerKind

Tls = Literal["none", "starttls", "implicit"]


@dataclass(frozen=True, slots=True)
class Listener:
    """A door of the relay.

    A submission listener wants a login before MAIL; with *channel_binding* it offers
    SCRAM-SHA-256-PLUS, with *client_certificates* it asks for those that logins are known
    by. An inbound one lets in everybody, with letters for agencies alone, and knows no logins.
    A trusted one lets in only *networks*, each bound to one agency by its code, of
    which the narrowest decides, and *bearers* of certificates, which decide before networks.
    Connections from *proxies* begin by saying for whom they come (PROXY protocol), and that
    client is who counts.
    """

    name: str
    host: str
    port: int
    kind: ListenerKind
    tls: Tls = "none"
    cert_file: Path | None = None
    key_file: Path | None = None
    networks: tuple[tuple[Network, str], ...] = ()
    channel_binding: bool = False
    proxies: tuple[Network, ...] = ()
    client_certificates: bool = False
    bearers: tuple[Bearers, ...] = ()

    def is_proxy(self, peer: IPAddress) -> bool:
        """Whether *peer* has to say, and is believed, for whom it comes."""
        return any(peer in network for network in self.proxies)

    def agency_of(self, peer: IPAddress) -> str | None:
        """The code of the agency whose network *peer* is in."""
        found = [(network.prefixlen, code) for network, code in self.networks if peer in network]
        return max(found)[1] if found else None


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What the operator decides; *folder* takes long letters while they come in."""

    hostname: str
    listeners: tuple[Listener, ...]
    folder: Path
    limits: Limits = field(default_factory=Limits)
    shared: bool = False  # several workers listen on the same ports (SO_REUSEPORT)


def identity(listener: Listener) -> Identity | None:
    """What new connections are upgraded with; None for a listener without TLS.

    Raises OSError, and ssl.SSLError with it, when the files cannot be read or do not match.
    """
    if listener.tls == "none":
        return None
    if listener.cert_file is None:
        raise OSError(f"listener {listener.name}: tls = {listener.tls!r} needs cert_file")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION  # a client may ask for it for ever
    context.load_cert_chain(listener.cert_file, listener.key_file)
    return Identity(
        context,
        end_point(listener.cert_file) if listener.channel_binding else {},
        Anchors(context) if listener.client_certificates else None,
        vouchers(listener.bearers, context),
    )
