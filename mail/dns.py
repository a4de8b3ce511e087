"""Asks the DNS, once for all who ask the same at the same time, and remembers for as long as told.

What a name server says is a value: Found, Absent, or Unknown for now. Whether it is
secure is taken from the AD bit (RFC 6840 §5.8), of a resolver that the operator calls
validating alone: anybody else's bit is worth nothing.
"""

import asyncio
import ipaddress
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar, cast

import dns.asyncresolver
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rdata
import dns.resolver
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.PTR import PTR
from dns.rdtypes.ANY.TLSA import TLSA
from dns.rdtypes.ANY.TXT import TXT
from dns.rdtypes.IN.A import A
from dns.rdtypes.IN.AAAA import AAAA

from mail.nameserver import NameServer

Kind = Literal["A", "AAAA", "CNAME", "MX", "NS", "PTR", "TLSA", "TXT"]
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
    """The records, in the order the server gave them; at least one.

    *name* is where they stand, behind every alias. With *secure* each step was validated.
    """

    records: tuple[T, ...]
    secure: bool = False
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Absent:
    """There are no such records; *name_exists* is False for NXDOMAIN. With *secure* that is proved."""

    name_exists: bool
    secure: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """No server gave an answer, now; of a validating one also: the answer is bogus."""

    reason: str


@dataclass(frozen=True, slots=True)
class Exchanger:
    """An MX record; *host* is "" for the null MX (RFC 7505)."""

    preference: int
    host: str


@dataclass(frozen=True, slots=True)
class Tlsa:
    """A TLSA record (RFC 6698 §2.1)."""

    usage: int
    selector: int
    matching: int
    data: bytes


Answer = Found[T] | Absent | Unknown
_Raw = Found[dns.rdata.Rdata] | Absent | Unknown


class Resolver:
    """Looks names up; *servers* are (address, port) pairs, None the system's.

    *validating*: they check DNSSEC, and what they say cannot be changed on its way here.
    """

    def __init__(
        self,
        servers: Sequence[tuple[str, int]] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        *,
        validating: bool = False,
    ) -> None:
        self.validating = validating
        self._resolver = _configured(servers)
        if validating:  # asks for the bit in the answer, RFC 6840 §5.7
            self._resolver.flags = dns.flags.RD | dns.flags.AD
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

    async def ptr(self, address: str) -> Answer[str]:
        """The names that the IP *address* is said to have, in lower case without the last dot."""
        return _each(
            await self._lookup(ipaddress.ip_address(address).reverse_pointer, "PTR"), _host
        )

    async def tlsa(self, name: str) -> Answer[Tlsa]:
        """The TLSA records of *name*, such as "_25._tcp.mx.example"."""
        return _each(await self._lookup(name, "TLSA"), _association)

    async def is_signed_alias(self, name: str) -> bool:
        """Whether *name* itself, not what it leads to, is a CNAME in a signed zone."""
        answer = await self._lookup(name, "CNAME")
        return isinstance(answer, Found) and answer.secure

    async def vouches(self) -> bool:
        """Whether the resolver says that the root zone is signed, as it does where it validates."""
        answer = await self._lookup(".", "NS")
        return isinstance(answer, Found) and answer.secure

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
            answer, seconds = await _asked(self._resolver, *key, self.validating)
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
    known = [(str(one), resolver.port) for one in resolver.nameservers]
    resolver.nameservers = [NameServer(*one) for one in (known if servers is None else servers)]
    resolver.timeout = TRY_SECONDS
    resolver.lifetime = LOOKUP_SECONDS
    return resolver


async def _asked(
    resolver: dns.asyncresolver.Resolver, name: str, kind: Kind, validating: bool
) -> tuple[_Raw, float]:
    try:
        question = dns.name.from_text(name)
    except (dns.exception.DNSException, UnicodeError):  # no name that the DNS could hold
        return Absent(name_exists=False), ABSENCE_SECONDS
    try:
        found = await resolver.resolve(question, kind, raise_on_no_answer=False, search=False)
    except dns.resolver.NXDOMAIN as error:
        response = _denial(error)
        secure = validating and _is_secure(response)
        return Absent(name_exists=False, secure=secure), _absence(response)
    except dns.exception.DNSException:  # SERVFAIL, silence, nonsense
        return Unknown(f"no name server answered for {name} ({kind})"), UNKNOWN_SECONDS
    secure = validating and _is_secure(found.response)
    seconds = float(found.chaining_result.minimum_ttl)
    if found.rrset is None:
        absent = Absent(name_exists=True, secure=secure)
        return absent, _between(seconds, LONGEST_ABSENCE_SECONDS)
    host = found.canonical_name.to_text(omit_final_dot=True).lower()
    return Found(tuple(found.rrset), secure, host), _between(seconds, LONGEST_SECONDS)


def _is_secure(response: dns.message.Message | None) -> bool:
    return response is not None and bool(response.flags & dns.flags.AD)


def _denial(error: dns.resolver.NXDOMAIN) -> dns.message.QueryMessage | None:
    responses: dict[dns.name.Name, dns.message.Message] = error.kwargs.get("responses", {})
    found = (one for one in responses.values() if isinstance(one, dns.message.QueryMessage))
    return next(found, None)


def _absence(response: dns.message.QueryMessage | None) -> float:
    if response is None:
        return ABSENCE_SECONDS
    seconds = response.resolve_chaining().minimum_ttl
    return _between(float(seconds), LONGEST_ABSENCE_SECONDS)


def _between(seconds: float, longest: float) -> float:
    return max(SHORTEST_SECONDS, min(seconds, longest))


def _each(raw: _Raw, read: Callable[[dns.rdata.Rdata], T]) -> Answer[T]:
    match raw:
        case Found(records, secure, name):
            return Found(tuple(read(record) for record in records), secure, name)
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


def _host(record: dns.rdata.Rdata) -> str:
    return cast(PTR, record).target.to_text(omit_final_dot=True).lower()


def _association(record: dns.rdata.Rdata) -> Tlsa:
    found = cast(TLSA, record)
    return Tlsa(found.usage, found.selector, found.mtype, bytes(found.cert))
