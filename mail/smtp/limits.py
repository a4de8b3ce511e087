"""What one client, one network and all of them together may ask of the server."""

import ipaddress
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from mail.smtp.reply import Reply

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_CROWDED = Reply(421, "4.3.2", "too many connections, try again later")
NO_DESCRIPTORS = Reply(421, "4.3.2", "too many open files here, try again later")
_NETWORK_CROWDED = Reply(421, "4.7.0", "too many connections from your network")


SPARE = 100  # descriptors that no client gets: with them what was accepted keeps moving


@dataclass(frozen=True, slots=True)
class Limits:
    """The server's limits; each worker process counts for itself.

    What sessions have unread is beside *memory_bytes*: 64 KiB each, and one read of the
    socket (256 KiB) above that.
    """

    connections: int = 1000
    connections_per_network: int = 200  # a /24 of IPv4, a /64 of IPv6
    session: timedelta = timedelta(hours=1)
    command: timedelta = timedelta(minutes=5)  # RFC 5321 §4.5.3.2.7
    block: timedelta = timedelta(minutes=5)  # the longest silence within content
    handshake: timedelta = timedelta(seconds=30)
    # Of a client by its proxy; three seconds at least, proxy-protocol.txt 2.
    introduction: timedelta = timedelta(seconds=5)
    octets_per_second: int = 500  # of content, once the first *command* has passed
    errors: int = 20
    login_failures: int = 3
    login_pause: timedelta = timedelta(seconds=1)  # after the first failure; the second waits twice
    recipients: int = 1000
    future_release: timedelta = timedelta(days=30)  # how long a letter may be kept; none: it is not
    size_bytes: int = 30 * 1024 * 1024
    # Of a letter beyond that, read so that its sender understands the refusal and goes on.
    excess_bytes: int = 64 * 1024 * 1024
    hops: int = 50  # Received fields, as Postfix counts; RFC 5321 §6.3 is content with fewer false loops at 100
    memory_bytes: int = 64 * 1024 * 1024
    spool_bytes: int = 1024 * 1024 * 1024
    spool_files: int = 1000  # long letters that come in at once
    descriptors: int | None = None  # files and sockets that the process may have open


def halved(limits: Limits) -> Limits:
    """What the outside world may take of *limits*, so that the agencies always have the rest."""
    return replace(
        limits,
        connections=max(limits.connections // 2, 1),
        memory_bytes=limits.memory_bytes // 2,
        spool_bytes=limits.spool_bytes // 2,
        spool_files=max(limits.spool_files // 2, 1),
    )


class Doors:
    """Counts who is in; two clients of one network share its count. Who comes by doors *within* others passes both."""

    __slots__ = ("_inside", "_limits", "_total", "_within")

    def __init__(self, limits: Limits, within: "Doors | None" = None) -> None:
        self._limits = limits
        self._inside: Counter[bytes] = Counter()
        self._total = 0
        self._within = within

    def short_of(self, descriptor: int) -> Reply | None:
        """The refusal of a connection whose *descriptor* is among the last; the lowest is given first."""
        most = self._limits.descriptors
        return None if most is None or descriptor < most - SPARE else NO_DESCRIPTORS

    @contextmanager
    def passed(self, peer: IPAddress | None) -> Iterator[Reply | None]:
        """Counts *peer* while it is in, or gives the refusal of one connection too many.

        None is a proxy of ours, for itself or still without its client: it belongs to no network.
        """
        if self._within is None:
            with self._counted(peer) as refusal:
                yield refusal
            return
        with self._within.passed(peer) as outer, self._counted(peer) as inner:
            yield outer or inner

    @contextmanager
    def _counted(self, peer: IPAddress | None) -> Iterator[Reply | None]:
        network = network_of(peer) if peer else b""
        if self._total >= self._limits.connections:
            yield _CROWDED
        elif peer and self._inside[network] >= self._limits.connections_per_network:
            yield _NETWORK_CROWDED
        else:
            self._inside[network] += 1
            self._total += 1
            try:
                yield None
            finally:
                self._leave(network)

    def _leave(self, network: bytes) -> None:
        self._total -= 1
        self._inside[network] -= 1
        if not self._inside[network]:
            del self._inside[network]


def network_of(peer: IPAddress) -> bytes:
    """What those near *peer* share with it: a /24 of IPv4, a /64 of IPv6."""
    return peer.packed[:3] if peer.version == 4 else peer.packed[:8]


def ip_address(text: str) -> IPAddress:
    """The address of a peer; an IPv4 address mapped into IPv6 is the IPv4 address."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = address.ipv4_mapped if address.version == 6 else None
    return mapped or address
