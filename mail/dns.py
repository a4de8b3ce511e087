"""Asks the DNS, once for all who ask the same at the same time, and remembers for as long as told.

What a name server says is a value: Found, Absent, or Unknown for now.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar, cast

import dns.asyncresolver
import dns.exception
import dns.message
import dns.name
import dns.nameserver
import dns.rdata
import dns.resolver
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT
from dns.rdtypes.IN.A import A
from dns.rdtypes.IN.AAAA import AAAA

Kind = Literal["A", "AAAA", "MX", "TXT"]
T = TypeVar("T")

MEMORY = 4096  # answers
SHORTEST_SECONDS = 5.0  # a TTL of 0 must not turn each letter into a query
LONGEST_SECONDS = 86400.0
LONGEST_ABSENCE_SECONDS = 3600.0  # RFC 2308 §5 suggests one to three hours
ABSENCE_SECONDS = 300.0  # where no SOA says how long
UNKNOWN_SECONDS = 5.0  # RFC 2308 §7.1 allows five minutes; retries are the queue's affair
TRY_SECONDS = 3.0  # one question to one server
LOOKUP_SECONDS = 15.0  # all of them


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The records, in the order the server gave them; at least one."""

    records: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """There are no such records; *name_exists* is False for NXDOMAIN."""

    name_exists: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """No server gave an answer, now."""

    reason: str


@dataclass(frozen=True, slots=True)
class Exchanger:
    """An MX record; *host* is "" for the null MX (RFC 7505)."""

    preference: int
    host: str


Answer = Found[T] | Absent | Unknown
_Raw = Found[dns.rdata.Rdata] | Absent | Unknown


class Resolver:
    """Looks names up; *servers* are (address, port) pairs, None the system's."""

    def __init__(
        self,
        servers: Sequence[tuple[str, int]] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._resolver = _configured(servers)
        self._monotonic = monotonic
        self._memory: dict[tuple[str, Kind], tuple[float, _Raw]] = {}
        self._asking: dict[tuple[str, Kind], asyncio.Event] = {}

    async def mx(self, domain: str) -> Answer[Exchanger]:
        """The mail exchangers of *domain*, host names in lower case without the last dot."""
        return _each(await self._lookup(domain, "MX"), _exchanger)

    async def a(self, host: str) -> Answer[str]:
        """The IPv4 addresses of *host*."""
        return _each(await self._lookup(host, "A"), _address)

    async def aaaa(self, host: str) -> Answer[str]:
        """The IPv6 addresses of *host*."""
        return _each(await self._lookup(host, "AAAA"), _address)

    async def txt(self, name: str) -> Answer[bytes]:
        """The TXT records of *name*, each with its strings joined without a gap (RFC 7208 §3.3)."""
        return _each(await self._lookup(name, "TXT"), _text)

    async def _lookup(self, name: str, kind: Kind) -> _Raw:
        key = (name.lower().removesuffix("."), kind)
        while True:
            remembered = self._remembered(key)
            if remembered is not None:
                return remembered
            asking = self._asking.get(key)
            if asking is None:
                return await self._ask(key)
            await asking.wait()

    async def _ask(self, key: tuple[str, Kind]) -> _Raw:
        asking = self._asking[key] = asyncio.Event()
        try:
            answer, seconds = await _asked(self._resolver, *key)
            self._remember(key, answer, seconds)
            return answer
        finally:  # one who was cancelled leaves the question to the next who waits
            del self._asking[key]
            asking.set()

    def _remembered(self, key: tuple[str, Kind]) -> _Raw | None:
        until, answer = self._memory.get(key, (0.0, None))
        return answer if until > self._monotonic() else None

    def _remember(self, key: tuple[str, Kind], answer: _Raw, seconds: float) -> None:
        self._memory.pop(key, None)
        while len(self._memory) >= MEMORY:
            del self._memory[next(iter(self._memory))]
        self._memory[key] = (self._monotonic() + seconds, answer)


def _configured(servers: Sequence[tuple[str, int]] | None) -> dns.asyncresolver.Resolver:
    try:
        resolver = dns.asyncresolver.Resolver(configure=servers is None)
    except dns.resolver.NoResolverConfiguration:
        resolver = dns.asyncresolver.Resolver(configure=False)
    if servers is not None:
        resolver.nameservers = [dns.nameserver.Do53Nameserver(*server) for server in servers]
    resolver.timeout = TRY_SECONDS
    resolver.lifetime = LOOKUP_SECONDS
    return resolver


async def _asked(resolver: dns.asyncresolver.Resolver, name: str, kind: Kind) -> tuple[_Raw, float]:
    try:
        question = dns.name.from_text(name)
    except (dns.exception.DNSException, UnicodeError):  # no name that the DNS could hold
        return Absent(name_exists=False), ABSENCE_SECONDS
    try:
        found = await resolver.resolve(question, kind, raise_on_no_answer=False, search=False)
    except dns.resolver.NXDOMAIN as error:
        return Absent(name_exists=False), _absence(error)
    except dns.exception.DNSException:  # SERVFAIL, silence, nonsense
        return Unknown(f"no name server answered for {name} ({kind})"), UNKNOWN_SECONDS
    seconds = float(found.chaining_result.minimum_ttl)
    if found.rrset is None:
        return Absent(name_exists=True), _between(seconds, LONGEST_ABSENCE_SECONDS)
    return Found(tuple(found.rrset)), _between(seconds, LONGEST_SECONDS)


def _absence(error: dns.resolver.NXDOMAIN) -> float:
    responses: dict[dns.name.Name, dns.message.Message] = error.kwargs.get("responses", {})
    for response in responses.values():
        if isinstance(response, dns.message.QueryMessage):
            seconds = response.resolve_chaining().minimum_ttl
            return _between(float(seconds), LONGEST_ABSENCE_SECONDS)
    return ABSENCE_SECONDS


def _between(seconds: float, longest: float) -> float:
    return max(SHORTEST_SECONDS, min(seconds, longest))


def _each(raw: _Raw, read: Callable[[dns.rdata.Rdata], T]) -> Answer[T]:
    match raw:
        case Found(records):
            return Found(tuple(read(record) for record in records))
        case _:
            return raw


def _address(record: dns.rdata.Rdata) -> str:
    return str(cast(A | AAAA, record).address)


def _text(record: dns.rdata.Rdata) -> bytes:
    return b"".join(cast(TXT, record).strings)


def _exchanger(record: dns.rdata.Rdata) -> Exchanger:
    found = cast(MX, record)
    host = found.exchange.to_text(omit_final_dot=True).lower()
    return Exchanger(found.preference, "" if found.exchange == dns.name.root else host)
