"""Where webhooks may be: https anywhere that is public, http on this machine alone, other networks by configuration.

A name is looked up each time, and the address that was looked at is the one that is connected
to: a name that is pointed elsewhere in between leads nowhere.
"""

import asyncio
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

LOOK_UP_SECONDS = 5.0
LONGEST = 500  # characters
_HERE = ("localhost", "127.0.0.1", "::1")
_PORTS = {"https": 443, "http": 80}
# IPv6 addresses whose last four octets are those of IPv4, which a gateway connects to (RFC 4291 §2.5.5).
_BEARING_V4 = tuple(map(IPv6Network, ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")))

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Target:
    """A webhook's address, taken apart; *path* bears the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def here(self) -> bool:
        """Whether it names this machine itself."""
        return self.host in _HERE

    @property
    def authority(self) -> str:
        """The value of Host (RFC 9110 §7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def target(url: str) -> Target:
    """What *url* names. Raises ValueError, which says what to write, for what may not be a webhook."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f'"{url}" is no URL') from error
    host = (parts.hostname or "").lower()
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
    if parts.scheme not in _PORTS or not host or not plain:
        raise ValueError(f'"{url}" is no URL of a webhook; write such as "https://example.vn/hook"')
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise ValueError("a webhook's URL bears no user, password or fragment; requests are signed")
    if parts.scheme == "http" and host not in _HERE:
        raise ValueError("what goes to another machine goes by https; http is for this machine")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], path)


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be connected to: *networks* beside what is public, or nothing *beyond* this machine."""

    networks: Sequence[Network] = ()
    beyond: bool = True

    def allows(self, address: IPv4Address | IPv6Address, here: bool) -> bool:
        """Whether that *address* may be connected to; *here* where this machine was named."""
        meant = _meant(address)
        if meant.is_loopback:
            return here
        if not self.beyond:
            return False
        if any(meant in network for network in self.networks):
            return True
        site_local = isinstance(meant, IPv6Address) and meant.is_site_local
        return meant.is_global and not (meant.is_multicast or site_local)

    async def addresses(self, wanted: Target) -> list[str]:
        """Where to connect: none where one of them is not allowed. Raises OSError and TimeoutError."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(LOOK_UP_SECONDS):
            found = await loop.getaddrinfo(wanted.host, wanted.port, type=socket.SOCK_STREAM)
        told = list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))
        fit = all(self.allows(one, wanted.here) for one in _parsed(told))
        return told if fit else []


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address in *address*, where it bears one; "::" and "::1" are none."""
    if address.version == 4 or not any(address in one for one in _BEARING_V4):
        return address
    return address if int(address) <= 1 else IPv4Address(int(address) & 0xFFFF_FFFF)


def _parsed(told: Iterable[str]) -> Iterable[IPv4Address | IPv6Address]:
    return map(ip_address, told)
