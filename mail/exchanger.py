"""Which hosts take mail for a destination, in the order in which to try them (RFC 5321 §5)."""

import asyncio
import ipaddress
import random
import re
import socket
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from mail.dns import Absent, Exchanger, Found, Resolver, Unknown
from mail.route import Exchangers, Hop, LocalHop
from mail.smtp.limits import ip_address
from work.outcome import Deferred, Refused

HOSTS = 5  # of one domain that are tried for one letter
ADDRESSES = 4  # of one host

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Place:
    """One address of one host; *port* is 0 where *address* is the path of a Unix socket.

    *named*: the host's name came from the operator, the recipient's address or a signed MX
    record. *bases* are the names below which TLSA records may be asked for, the first
    that has some counts (RFC 7672 §2.2.2); none where the way to the address is not signed.
    """

    host: str
    address: str
    port: int
    named: bool = field(default=False, compare=False)
    bases: tuple[str, ...] = field(default=(), compare=False)


class Home(NamedTuple):
    """The addresses of a host, and the bases of a Place there."""

    addresses: tuple[str, ...]
    bases: tuple[str, ...] = ()


class Hosts(NamedTuple):
    """The exchangers of a domain in order; *named* as in a Place."""

    names: tuple[str, ...]
    named: bool


class Guide:
    """Leads to the places of a destination.

    *hostname* is our own: exchangers that are not nearer than ourselves are left
    out, so that no letter comes back. *port* is where exchangers listen. What the DNS
    sends to this machine itself is left out, unless all mail stays here (*loopback*):
    else whoever owns a domain could make us knock at our own services.
    """

    def __init__(
        self,
        resolver: Resolver,
        hostname: str,
        chance: random.Random,
        port: int,
        *,
        loopback: bool = False,
    ) -> None:
        self._resolver = resolver
        self._hostname = hostname.lower()
        self._chance = chance
        self._port = port
        self._loopback = loopback

    async def places(
        self, destination: Hop | LocalHop | Exchangers
    ) -> AsyncGenerator[Place | Deferred | Refused, None]:
        """Places in order, looked up one host at a time; in between, why a host has none."""
        match destination:
            case LocalHop(path):
                yield Place("localhost", path, 0, named=True)
            case Hop():
                for place in await self._configured(destination):
                    yield place
            case Exchangers(domain):
                hosts = await self._hosts(domain)
                if not isinstance(hosts, Hosts):
                    yield hosts
                    return
                for host in hosts.names[:HOSTS]:
                    for place in await self._at(host, domain, signed=hosts.named):
                        yield place

    async def _at(
        self, host: str, domain: str, *, signed: bool
    ) -> Iterable[Place | Deferred | Refused]:
        home = await self.home(host)
        if isinstance(home, Home) and not signed:  # whoever gave the host could give another one
            home = Home(home.addresses)
        return _places(host, home, self._port, named=signed or host == domain)

    async def _hosts(self, domain: str) -> Hosts | Deferred | Refused:
        if domain.startswith("["):
            return _literal(domain)
        match await self._resolver.mx(domain):
            case Found(records, secure):
                ordered = self._ordered(domain, records)
                return Hosts(ordered, secure) if isinstance(ordered, tuple) else ordered
            case Absent(name_exists=True, secure=secure):
                return Hosts((domain,), secure)  # the implicit MX
            case Absent():
                return Refused("5.1.2", f"the domain {domain} does not exist")
            case Unknown(reason):
                return Deferred("4.4.3", reason)

    def _ordered(self, domain: str, records: Iterable[Exchanger]) -> tuple[str, ...] | Refused:
        named = [record for record in records if record.host]
        if not named:
            return Refused("5.1.10", f"the domain {domain} takes no mail (null MX, RFC 7505)")
        known = [record for record in named if _HOST.fullmatch(record.host)]
        if not known:
            return Refused("5.4.4", f"the MX records of {domain} name no host that could exist")
        ours = [record.preference for record in known if record.host == self._hostname]
        nearer = [record for record in known if not ours or record.preference < min(ours)]
        if not nearer:
            return Refused("5.4.6", f"mail for {domain} leads back to this host")
        self._chance.shuffle(nearer)
        nearer.sort(key=lambda record: record.preference)  # stable: equal ones stay shuffled
        return tuple(dict.fromkeys(record.host for record in nearer))

    async def _configured(self, hop: Hop) -> Iterable[Place | Deferred | Refused]:
        home = await self._home(hop.host)
        if isinstance(home, Refused):  # the operator's route, not the letter, is at fault
            known = await _from_hosts_file(hop.host)
            home = Home(known) if known else Deferred("4.4.4", home.reason)
        return _places(hop.host, home, hop.port, named=True)

    async def home(self, host: str) -> Home | Deferred | Refused:
        """Where a host is that the DNS names; never this machine itself."""
        home = await self._home(host)
        return home if self._loopback else _elsewhere(host, home)

    async def _home(self, host: str) -> Home | Deferred | Refused:
        if _is_address(host):
            return Home((host,))
        if host == "localhost":
            return Home(("127.0.0.1", "::1"))  # RFC 6761 §6.3
        answers = [await self._resolver.aaaa(host), await self._resolver.a(host)]
        found = [answer for answer in answers if isinstance(answer, Found)]
        if found:
            return Home(_in_turn([one.records for one in found]), await self._bases(host, found))
        if any(isinstance(answer, Unknown) for answer in answers):
            return Deferred("4.4.3", f"no name server answered for {host}")
        return Refused("5.4.4", f"the host {host} has no address")

    async def _bases(self, host: str, found: list[Found[str]]) -> tuple[str, ...]:
        """What an alias leads to goes first; one that leads out of signed zones may still be signed itself."""
        end = found[0].name
        if all(answer.secure for answer in found):
            return tuple(dict.fromkeys((end, host)))
        aliased = self._resolver.validating and end != host
        return (host,) if aliased and await self._resolver.is_signed_alias(host) else ()


def _places(
    host: str, home: Home | Deferred | Refused, port: int, *, named: bool
) -> Iterable[Place | Deferred | Refused]:
    if isinstance(home, Home):
        some = home.addresses[:ADDRESSES]
        return [Place(host, address, port, named, home.bases) for address in some]
    return [home]


def _elsewhere(host: str, home: Home | Deferred | Refused) -> Home | Deferred | Refused:
    """Those of the addresses that are not this machine's own."""
    if not isinstance(home, Home):
        return home
    kept = tuple(address for address in home.addresses if not _is_here(address))
    return (
        Home(kept, home.bases)
        if kept
        else Refused("5.4.6", f"the DNS sends mail for {host} to this machine itself")
    )


def _is_here(address: str) -> bool:
    """Loopback, or "this host" (RFC 1122 §3.2.1.3), which systems take for loopback."""
    found = ip_address(address)
    zero = found.version == 4 and not found.packed[0]
    return found.is_loopback or found.is_unspecified or zero


def _in_turn(families: list[tuple[str, ...]]) -> tuple[str, ...]:
    longest = max(len(family) for family in families)
    return tuple(
        family[index] for index in range(longest) for family in families if index < len(family)
    )


def _literal(domain: str) -> Hosts | Refused:
    """The address of an address literal (RFC 5321 §4.1.3)."""
    address = domain[1:-1].lower().removeprefix("ipv6:")
    if not domain.endswith("]") or not _is_address(address):
        return Refused("5.1.2", f"{domain} is no address literal")
    return Hosts((address,), named=True)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


async def _from_hosts_file(host: str) -> tuple[str, ...]:
    """What the system knows of a host that the DNS does not: small offices name theirs in /etc/hosts."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return ()
    return tuple(str(place[4][0]) for place in found)
