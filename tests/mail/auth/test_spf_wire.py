"""The OpenSPF suite once more, asked of a name server over sockets: every octet of its names and texts travels."""

import asyncio
from collections.abc import Iterator
from ipaddress import ip_address
from typing import cast

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdata
import dns.rdatatype
import dns.rrset
import pytest
from dns.rdataclass import IN
from dns.rdtypes.ANY.CNAME import CNAME
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.PTR import PTR
from dns.rdtypes.ANY.TXT import TXT

import mail.dns
from mail.auth.spf import check_mail_from
from mail.dns import Resolver
from tests.mail.auth.spf_suite import Records, cases
from tests.mail.auth.test_spf_suite import published
from tests.mail.sign.letters import NOW
from tests.suites import suite

pytestmark = pytest.mark.suite

MAY_DIFFER = {"null-text", "ptr-cname-loop"}  # a TXT record without strings; a loop is an error


class Server(asyncio.DatagramProtocol):
    """Answers from *zone*, names and strings as Latin-1."""

    def __init__(self) -> None:
        self.zone: dict[str, Records] = {}
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, peer: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        at = query.question[0].name
        for _ in range(4):  # as a resolver follows aliases
            records = self.zone.get(_text(at))
            found = list(_records(dns.rdatatype.to_text(query.question[0].rdtype), records or []))
            if any(kind == "TIMEOUT" for kind, _ in records or []) and not found:
                return
            if records is None:
                response.set_rcode(dns.rcode.NXDOMAIN)
            if found:
                response.answer.append(dns.rrset.from_rdata(at, 60, *found))
            if not found or not isinstance(found[0], CNAME):
                break
            at = found[0].target
        assert self._transport is not None
        self._transport.sendto(response.to_wire(max_size=65000), peer)


def _records(asked: str, records: Records) -> Iterator[dns.rdata.Rdata]:
    for kind, values in records:
        match kind:
            case "CNAME":
                yield CNAME(IN, dns.rdatatype.CNAME, _name(values[0]))  # type: ignore[no-untyped-call]
            case "TXT" if asked == kind and values:
                texts = [value.encode("latin-1") for value in values]
                cut = [one[at : at + 255] for one in texts for at in range(0, len(one) or 1, 255)]
                yield TXT(IN, dns.rdatatype.TXT, cut)
            case "MX" if asked == kind:
                yield MX(IN, dns.rdatatype.MX, int(values[0]), _name(values[1]))  # type: ignore[no-untyped-call]
            case "PTR" if asked == kind:
                yield PTR(IN, dns.rdatatype.PTR, _name(values[0]))  # type: ignore[no-untyped-call]
            case "A" | "AAAA" if asked == kind:
                yield dns.rdata.from_text("IN", kind, values[0])


def _text(name: dns.name.Name) -> str:
    return b".".join(name.labels[:-1]).decode("latin-1").lower()


def _name(text: str) -> dns.name.Name:
    labels = [label.encode("latin-1") for label in text.split(".") if label]
    return dns.name.Name([*labels, b""])


@pytest.mark.proof
async def test_every_case_over_a_real_name_server_ends_as_it_has_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = list(cases(suite("spf") / "rfc7208-tests.yml"))
    monkeypatch.setattr(mail.dns, "LOOKUP_SECONDS", 2.0)
    monkeypatch.setattr(mail.dns, "TRY_SECONDS", 1.0)
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(Server, local_addr=("127.0.0.1", 0))
    address = transport.get_extra_info("sockname")
    differ = []
    for case in read:
        server.zone = {name: published(records) for name, records in case.zone.items()}
        resolver, client = Resolver([address]), ip_address(case.client)
        found = await check_mail_from(client, case.helo, case.sender, resolver, NOW)
        said = found.explanation or "DEFAULT"
        if found.result not in case.results or case.explanation not in (None, said):
            differ.append(case.name)
    transport.close()

    assert set(differ) <= MAY_DIFFER
