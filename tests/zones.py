"""A private name server for a test whose answers and TTLs can be changed while it runs: UDP alone, on loopback."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset


@dataclass
class Zone:
    """Records by (name, type), each with its TTL; *absence* is the SOA's, None for a server that has none.

    *silent* names get no answer. *asked* are the questions that came.
    """

    records: dict[tuple[str, str], tuple[int, list[str]]] = field(default_factory=dict)
    absence: int | None = 0
    silent: set[str] = field(default_factory=set)
    asked: list[tuple[str, str]] = field(default_factory=list)
    port: int = 0

    def txt(self, name: str, *values: str, ttl: int = 0) -> None:
        """Puts TXT records at *name*, in place of what was there."""
        texts = [" ".join(f'"{v[i : i + 255]}"' for i in range(0, len(v), 255)) for v in values]
        self.records[name, "TXT"] = (ttl, texts)

    def answer(self, query: dns.message.Message) -> dns.message.Message | None:
        """What is said to *query*."""
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True).lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        if name in self.silent:
            return None
        reply = dns.message.make_response(query, recursion_available=True)
        while ("CNAME" != kind) and (name, "CNAME") in self.records:
            name = self._put(reply, name, "CNAME")
        if (name, kind) in self.records:
            self._put(reply, name, kind)
        else:
            self._deny(reply, name)
        return reply

    def _put(self, reply: dns.message.Message, name: str, kind: str) -> str:
        ttl, values = self.records[name, kind]
        reply.answer.append(dns.rrset.from_text_list(f"{name}.", ttl, "IN", kind, values))
        return values[0].rstrip(".")

    def _deny(self, reply: dns.message.Message, name: str) -> None:
        there = any(known == name or known.endswith(f".{name}") for known, _ in self.records)
        reply.set_rcode(dns.rcode.NOERROR if there else dns.rcode.NXDOMAIN)
        if self.absence is not None:
            soa = f"ns. root. 1 60 60 60 {self.absence}"
            reply.authority.append(dns.rrset.from_text("vn.", 86400, "IN", "SOA", soa))


@contextmanager
def zone_server(zone: Zone, host: str = "127.0.0.1", port: int = 0) -> Iterator[Zone]:
    """Serves *zone* while the block runs, at the port that it then has."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind((host, port))
        zone.port = udp.getsockname()[1]
        server = threading.Thread(target=_serve, args=(zone, udp), daemon=True)
        server.start()
        try:
            yield zone
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ending:
                ending.sendto(b"", (host, zone.port))
            server.join()


def _serve(zone: Zone, udp: socket.socket) -> None:
    while True:
        octets, peer = udp.recvfrom(4096)
        if not octets:
            return
        reply = zone.answer(dns.message.from_wire(octets))
        if reply is not None:
            udp.sendto(reply.to_wire(), peer)
