"""The private DNS, asked by dnspython over UDP and TCP, by dig, and by whoever sends rubbish."""

import asyncio
import json
import shutil
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import dns.asyncquery
import dns.asyncresolver
import dns.flags
import dns.message
import dns.opcode
import dns.query
import dns.rcode
import dns.resolver
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.loopback import NotLoopbackError
from demo.zone import Zone, ZoneFile, ZoneServer, ZoneTrouble
from tests.demo.conftest import PATIENCE_SECONDS, running

DIG = shutil.which("dig")
LONG_KEY = "v=DKIM1; k=rsa; p=" + "MIIBIjANBgkqhkiG9w0BAQEF" * 16
NAMES: dict[str, dict[str, list[Any]]] = {
    "example.gov.vn": {
        "MX": [[10, "mail.example.gov.vn"], [20, "mail2.example.gov.vn"]],
        "TXT": ["v=spf1 ip4:127.0.0.1 -all"],
    },
    "mail.example.gov.vn": {"A": ["127.0.0.1"], "AAAA": ["::1"]},
    "cv2026._domainkey.example.gov.vn": {"TXT": [LONG_KEY]},
    "parts.example.gov.vn": {"TXT": [["one", "two"], "đơn"]},
    "many.example.gov.vn": {"TXT": [f"{number:03d}" + "x" * 200 for number in range(12)]},
    "1.0.0.127.in-addr.arpa": {"PTR": ["mail.example.gov.vn"]},
}


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """A server of the names above."""
    zone = Zone(NAMES)
    server = ZoneServer(lambda: zone)
    port = server.listen("127.0.0.1", 0)
    async with running(server.serve()):
        yield port


@pytest.fixture
def resolver(port: int) -> dns.asyncresolver.Resolver:
    """dnspython, pointed at it."""
    return resolver_at(port)


def resolver_at(port: int) -> dns.asyncresolver.Resolver:
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], port
    resolver.lifetime = PATIENCE_SECONDS
    return resolver


async def test_every_kind_of_record_is_answered(resolver: dns.asyncresolver.Resolver) -> None:
    async def texts(name: str, kind: str) -> list[str]:
        return sorted(str(record) for record in await resolver.resolve(name, kind))

    assert await texts("mail.example.gov.vn", "A") == ["127.0.0.1"]
    assert await texts("mail.example.gov.vn", "AAAA") == ["::1"]
    assert await texts("Example.GOV.vn", "MX") == [
        "10 mail.example.gov.vn.",
        "20 mail2.example.gov.vn.",
    ]
    assert await texts("1.0.0.127.in-addr.arpa", "PTR") == ["mail.example.gov.vn."]


async def test_a_long_key_comes_whole_in_several_strings(
    resolver: dns.asyncresolver.Resolver,
) -> None:
    (record,) = await resolver.resolve("cv2026._domainkey.example.gov.vn", "TXT")

    assert b"".join(record.strings).decode() == LONG_KEY
    assert [len(string) for string in record.strings] == [255, len(LONG_KEY) - 255]


async def test_strings_that_were_given_apart_stay_apart(
    resolver: dns.asyncresolver.Resolver,
) -> None:
    records = await resolver.resolve("parts.example.gov.vn", "TXT")

    assert sorted(record.strings for record in records) == [(b"one", b"two"), ("đơn".encode(),)]


async def test_absence_of_a_name_and_of_a_type_are_told_apart(
    resolver: dns.asyncresolver.Resolver,
) -> None:
    with pytest.raises(dns.resolver.NXDOMAIN):
        await resolver.resolve("nobody.example.gov.vn", "TXT")
    with pytest.raises(dns.resolver.NoAnswer):
        await resolver.resolve("mail.example.gov.vn", "TXT")
    with pytest.raises(dns.resolver.NoAnswer):
        await resolver.resolve("_domainkey.example.gov.vn", "TXT")


async def test_what_does_not_fit_in_a_datagram_comes_over_tcp(port: int) -> None:
    question = dns.message.make_query("many.example.gov.vn", "TXT", use_edns=True)

    cut = await dns.asyncquery.udp(question, "127.0.0.1", PATIENCE_SECONDS, port)
    whole, over_tcp = await dns.asyncquery.udp_with_fallback(
        question, "127.0.0.1", PATIENCE_SECONDS, port
    )

    assert cut.flags & dns.flags.TC
    assert cut.answer == []
    assert over_tcp
    assert len(whole.answer[0]) == 12


async def test_answers_are_authoritative_and_small_without_edns(port: int) -> None:
    question = dns.message.make_query("cv2026._domainkey.example.gov.vn", "TXT", use_edns=False)

    reply = await dns.asyncquery.udp(question, "127.0.0.1", PATIENCE_SECONDS, port)

    assert reply.flags & dns.flags.AA
    assert len(reply.to_wire()) <= 512


async def test_what_is_no_plain_question_is_refused(port: int) -> None:
    chaos = dns.message.make_query("version.bind", "TXT", "CH")
    notify = dns.message.make_query("example.gov.vn", "SOA")
    notify.set_opcode(dns.opcode.NOTIFY)

    for question, code in ((chaos, dns.rcode.REFUSED), (notify, dns.rcode.NOTIMP)):
        reply = await dns.asyncquery.udp(question, "127.0.0.1", PATIENCE_SECONDS, port)
        assert reply.rcode() == code


async def test_a_changed_file_is_seen_at_once(tmp_path: Path) -> None:
    file = tmp_path / "zone.json"
    file.write_text(json.dumps({"a.vn": {"TXT": ["old"]}}), "utf-8")
    server = ZoneServer(ZoneFile(file))
    port = server.listen("127.0.0.1", 0)
    async with running(server.serve()):
        resolver = resolver_at(port)
        with pytest.raises(dns.resolver.NXDOMAIN):
            await resolver.resolve("new.a.vn", "TXT")

        file.write_text(json.dumps({"new.a.vn": {"TXT": ["new key"]}}), "utf-8")
        assert [str(r) for r in await resolver.resolve("new.a.vn", "TXT")] == ['"new key"']

        file.write_text("{", "utf-8")
        assert len(await resolver.resolve("new.a.vn", "TXT")) == 1, "a half-written file is no zone"


@pytest.mark.parametrize(
    ("names", "trouble"),
    [
        ({"x.vn": {"A": ["example"]}}, "x.vn A"),
        ({"x.vn": {"MX": ["mail.x.vn"]}}, "x.vn MX"),
        ({"x.vn": {"MX": [[70000, "mail.x.vn"]]}}, "x.vn MX"),
        ({"x.vn": {"CNAME": ["y.vn"]}}, "CNAME is none of"),
        ({"x.vn": {"PTR": ["a" * 64 + ".vn"]}}, "no domain name"),
    ],
)
def test_a_zone_that_cannot_be_says_where(
    tmp_path: Path, names: dict[str, object], trouble: str
) -> None:
    file = tmp_path / "zone.json"
    file.write_text(json.dumps(names), "utf-8")

    with pytest.raises(ZoneTrouble, match=trouble):
        ZoneFile(file)


def test_it_listens_on_loopback_alone() -> None:
    with pytest.raises(NotLoopbackError):
        ZoneServer(lambda: Zone({})).listen("0.0.0.0", 0)


@pytest.mark.skipif(DIG is None, reason="dig is not installed")
async def test_dig_is_content(port: int) -> None:
    command = [str(DIG), "@127.0.0.1", "-p", str(port), "+short", "mail.example.gov.vn", "AAAA"]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)

    answer, _ = await process.communicate()

    assert answer == b"::1\n"


question = dns.message.make_query("mail.example.gov.vn", "A", use_edns=True).to_wire()


@given(st.one_of(st.binary(), st.integers(0, len(question)).map(lambda end: question[:end])))
def test_rubbish_is_answered_with_a_complaint_or_not_at_all(message: bytes) -> None:
    zone = Zone(NAMES)

    reply = ZoneServer(lambda: zone).reply(message)

    if reply is not None:
        assert reply[:2] == message[:2]
        assert reply[2] & 0x80
        assert struct.unpack(">H", reply[2:4])[0] & 15 in (0, 1, 3, 4, 5)


@given(st.integers(0, len(question) - 1), st.integers(0, 255))
def test_no_changed_octet_breaks_it(place: int, octet: int) -> None:
    zone = Zone(NAMES)
    changed = bytearray(question)
    changed[place] = octet

    reply = ZoneServer(lambda: zone).reply(bytes(changed))

    assert reply is None or len(reply) <= 1232


async def test_a_tcp_client_that_says_nothing_or_leaves_half_way_harms_nobody(port: int) -> None:
    for started in (b"", b"\0", b"\0\x20half"):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(started)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    question = dns.message.make_query("mail.example.gov.vn", "A")
    reply = await dns.asyncquery.tcp(question, "127.0.0.1", PATIENCE_SECONDS, port)
    assert reply.rcode() == dns.rcode.NOERROR
