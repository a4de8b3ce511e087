"""What each name server says by itself of the TXT records at a name, now: no memory, and with TTLs.

A Resolver asks whoever answers first and remembers. Whether the whole world sees a record is
another question: here every resolver is asked, and, where asked for, each name server of the
zone that the name stands in, behind every alias.
"""

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import dns.asyncresolver
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.nameserver
import dns.rdata
import dns.rdatatype
import dns.resolver
from dns.rdtypes.ANY.SOA import SOA
from dns.rdtypes.ANY.TXT import TXT

from mail.dns import Absent, Found, Unknown
from mail.together import together

Server = tuple[str, int]

PATIENCE_SECONDS = 6.0  # for one server, tries over UDP and TCP together
MOST_AUTHORITIES = 8  # addresses of a zone's servers
MOST_LABELS = 6  # climbed to find the zone
PORT = 53

Said = Found[bytes] | Absent | Unknown


@dataclass(frozen=True, slots=True)
class Heard:
    """What one *server* said: records with their strings joined (RFC 6376 §3.6.2.2), or that there are none.

    *ttl* is how many seconds caches may keep that, the negative one included (RFC 2308 §5);
    *authority* is True for a server of the zone itself.
    """

    server: str
    said: Said
    ttl: int = 0
    authority: bool = False


class Witnesses:
    """Asks *servers*, (address, port) pairs, None for the system's; *authority_port* is that of zones' servers."""

    def __init__(
        self, servers: Sequence[Server] | None = None, *, authority_port: int = PORT
    ) -> None:
        self._servers = tuple(servers) if servers else _of_the_system()
        self._authority_port = authority_port

    async def txt(self, name: str, *, authorities: bool = False) -> tuple[Heard, ...]:
        """What everybody says of *name*, resolvers first; never empty."""
        heard = await together("resolver", (_heard(server, name) for server in self._servers))
        if not heard:
            return (Heard("", Unknown("this machine has no name server to ask")),)
        if not authorities or all(isinstance(one.said, Unknown) for one in heard):
            return tuple(heard)
        places = await self._authorities(_end_of_alias(heard) or name)
        told = (_heard((place, self._authority_port), name, authority=True) for place in places)
        return (*heard, *await together("authority", told))

    async def is_alias(self, name: str) -> str:
        """Where a CNAME at *name* itself leads; "" where there is none, or nobody says."""
        for server in self._servers:
            answer = await _asked(server, name, "CNAME")
            if isinstance(answer, dns.resolver.Answer) and answer.rrset is not None:
                return str(answer.rrset[0].to_text()).removesuffix(".").lower()
        return ""

    async def _authorities(self, name: str) -> list[str]:
        """Addresses of the servers of the zone that *name* stands in, as far as the first resolver that answers knows."""
        for zone in itertools.islice(_upwards(name), MOST_LABELS):
            hosts = [record.to_text() for record in await self._records(zone, "NS")]
            if hosts:
                asked = ((host, kind) for host in sorted(hosts) for kind in ("A", "AAAA"))
                found = await together("records", (self._records(*one) for one in asked))
                addresses = [record.to_text() for records in found for record in records]
                return list(dict.fromkeys(addresses))[:MOST_AUTHORITIES]
        return []

    async def _records(self, name: str, kind: str) -> tuple[dns.rdata.Rdata, ...]:
        for server in self._servers:
            answer = await _asked(server, name, kind)
            if isinstance(answer, dns.resolver.Answer):
                return tuple(answer.rrset or ())
        return ()


def _of_the_system() -> tuple[Server, ...]:
    try:
        named = dns.asyncresolver.Resolver(configure=True).nameservers
    except dns.resolver.NoResolverConfiguration:
        return ()
    return tuple((str(server), PORT) for server in named)


def _upwards(name: str) -> Iterator[str]:
    """The names above *name*; the root and what stands at it are left out."""
    labels = name.rstrip(".").split(".")
    return (".".join(labels[start:]) for start in range(1, len(labels) - 1))


async def _heard(server: Server, name: str, *, authority: bool = False) -> Heard:
    answer = await _asked(server, name, "TXT", recursive=not authority)
    shown = server[0] if server[1] == PORT else f"{server[0]}:{server[1]}"
    if isinstance(answer, Unknown):
        return Heard(shown, answer, authority=authority)
    if isinstance(answer, dns.resolver.NXDOMAIN):
        denial = next(_messages(answer), None)
        ttl = 0 if denial is None else _negative(denial)
        return Heard(shown, Absent(name_exists=False), ttl, authority)
    return dataclasses.replace(_told(answer, authority), server=shown, authority=authority)


def _told(answer: dns.resolver.Answer, authority: bool) -> Heard:
    """The records, or that there are none; a zone's own server may not know what its alias leads to."""
    cnames = answer.chaining_result.cnames
    if answer.rrset is None:
        if authority and cnames:
            return Heard("", Unknown("it knows of an alias only"))
        return Heard("", Absent(name_exists=True), _negative(answer.response))
    records = tuple(b"".join(record.strings) for record in answer.rrset if isinstance(record, TXT))
    ttl = max([int(answer.rrset.ttl), *(int(cname.ttl) for cname in cnames)])
    host = answer.canonical_name.to_text(omit_final_dot=True).lower()
    return Heard("", Found(records, name=host), ttl)


def _negative(denial: dns.message.Message) -> int:
    """How long nothing may be remembered to stand there; 0 where no SOA says it: then nobody may (RFC 2308 §5)."""
    for rrset in denial.authority:
        for record in rrset:
            if isinstance(record, SOA):
                return min(int(rrset.ttl), int(record.minimum))
    return 0


def _messages(denial: dns.resolver.NXDOMAIN) -> Iterator[dns.message.Message]:
    responses: dict[dns.name.Name, dns.message.Message] = denial.kwargs.get("responses", {})
    yield from responses.values()


def _end_of_alias(heard: Iterable[Heard]) -> str:
    return next((one.said.name for one in heard if isinstance(one.said, Found)), "")


async def _asked(
    server: Server, name: str, kind: str, *, recursive: bool = True
) -> dns.resolver.Answer | dns.resolver.NXDOMAIN | Unknown:
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = [dns.nameserver.Do53Nameserver(*server)]
    resolver.flags = dns.flags.RD if recursive else 0
    resolver.lifetime = PATIENCE_SECONDS
    try:
        question = dns.name.from_text(name)
        return await resolver.resolve(question, kind, raise_on_no_answer=False, search=False)
    except dns.resolver.NXDOMAIN as denial:
        return denial
    except (dns.exception.DNSException, UnicodeError):  # SERVFAIL, silence, nonsense, no name
        return Unknown("it did not answer")
