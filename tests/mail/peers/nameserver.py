"""A name server on loopback that answers from a table, counts what it is asked, and can be slow."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = Mapping[str, Sequence[str]]
Zone = Mapping[str, Records | str]
"""Names to records by type, or to "SERVFAIL", or to "SILENT"; what is not in it does not exist."""


class NameServer(asyncio.DatagramProtocol):
    """One UDP socket; *release* lets answers out, *ttl* stands in each."""

    def __init__(self, zone: Zone, ttl: int) -> None:
        self.zone = zone
        self.ttl = ttl
        self.signed: frozenset[str] = (
            frozenset()
        )  # names that a validating resolver would vouch for
        self.asked: Counter[tuple[str, str]] = Counter()
        self.held: list[tuple[bytes, tuple[str, int]]] | None = None
        self.port = 0
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, peer: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True)
        self.asked[name, dns.rdatatype.to_text(question.rdtype)] += 1
        answer = self._answer(query, name, dns.rdatatype.to_text(question.rdtype))
        if answer is None:
            return
        if self.held is not None:
            self.held.append((answer, peer))
        elif self._transport is not None:
            self._transport.sendto(answer, peer)

    def release(self) -> None:
        held, self.held = self.held or [], None
        for answer, peer in held:
            assert self._transport is not None
            self._transport.sendto(answer, peer)

    def _answer(self, query: dns.message.Message, name: str, kind: str) -> bytes | None:
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if name in self.signed:
            response.flags |= dns.flags.AD
        found = self.zone.get(name)
        if found == "SILENT":
            return None
        if isinstance(found, str):
            response.set_rcode(dns.rcode.SERVFAIL)
        elif found is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif records := found.get(kind, found.get("CNAME", ())):
            kind = kind if kind in found else "CNAME"
            response.answer.append(dns.rrset.from_text(f"{name}.", self.ttl, "IN", kind, *records))
            if kind == "CNAME":
                target = records[0].removesuffix(".")
                other = self.zone[target]
                assert not isinstance(other, str)
                asked = dns.rdatatype.to_text(query.question[0].rdtype)
                if asked in other:
                    further = dns.rrset.from_text(records[0], self.ttl, "IN", asked, *other[asked])
                    response.answer.append(further)
        if not response.answer:
            soa = f"ns. root. 1 1 1 1 {self.ttl}"
            response.authority.append(dns.rrset.from_text(".", self.ttl, "IN", "SOA", soa))
        return response.to_wire()


@asynccontextmanager
async def serving(
    zone: Zone, ttl: int = 60, signed: Iterable[str] = ()
) -> AsyncIterator[NameServer]:
    """A name server for *zone* while the block runs."""
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(
        lambda: NameServer(zone, ttl), local_addr=("127.0.0.1", 0)
    )
    server.signed = frozenset(signed)
    try:
        yield server
    finally:
        transport.close()
