"""The PROXY protocol: who is believed, what then counts, and what ends a connection without a word."""

import asyncio
import ipaddress
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
import trustme
from hypothesis import given
from hypothesis import strategies as st

from mail.smtp.limits import IPAddress
from mail.smtp.listener import Listener, Tls
from mail.smtp.proxy import HEADER_LIMIT, ITSELF, LINE_LIMIT, SIGNATURE, Client, Flaw, client
from mail.smtp.server import Server
from tests.mail.smtp import office
from tests.mail.smtp.office import (
    LIMITS,
    PROXIED,
    SUBMISSION,
    Clock,
    Office,
    envelope,
    limited,
    serving,
    settled,
)
from tests.peers import need
from tests.swaks import sent

LINE = b"PROXY TCP4 192.0.2.7 198.51.100.1 40000 25\r\n"
PLAIN = "AUTH PLAIN AHbEg250aMawAG3huq10IGto4bqpdQ=="

V4, V6 = st.ip_addresses(v=4), st.ip_addresses(v=6)
PAIRS = st.one_of(st.tuples(V4, V4), st.tuples(V6, V6))
PORTS = st.integers(0, 65535)
Pair = tuple[IPAddress, IPAddress]


def binary(block: bytes, command: int = 0x21, family: int = 0x11) -> bytes:
    return SIGNATURE + struct.pack("!BBH", command, family, len(block)) + block


def read_whole(header: bytes, behind: bytes = b"") -> tuple[Client | Flaw, bytes]:
    """What a reader is told that never asks for more than *client* says, and what it leaves."""
    octets, taken = header + behind, 0
    while isinstance(told := client(octets[:taken]), int):
        assert told > 0
        assert taken + told <= len(octets), "asked for more than there is"
        taken += told
    return told, octets[taken:]


def mapped(address: IPAddress) -> IPAddress:
    inner = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return inner or address


@given(PAIRS, PORTS, PORTS, st.binary(max_size=40))
def test_a_line_names_its_client_and_nothing_behind_it_is_read(
    pair: Pair, source: int, target: int, behind: bytes
) -> None:
    line = f"PROXY TCP{pair[0].version} {pair[0]} {pair[1]} {source} {target}\r\n".encode()

    assert read_whole(line, behind) == (Client(mapped(pair[0])), behind)


@given(PAIRS, PORTS, PORTS, st.binary(max_size=300), st.binary(max_size=40))
def test_a_binary_header_names_its_client_whatever_stands_behind_the_addresses(
    pair: Pair, source: int, target: int, more: bytes, behind: bytes
) -> None:
    block = pair[0].packed + pair[1].packed + struct.pack("!HH", source, target) + more
    header = binary(block, family=0x11 if pair[0].version == 4 else 0x21)

    assert read_whole(header, behind) == (Client(mapped(pair[0])), behind)


@given(st.binary(max_size=300), st.sampled_from([0x00, 0x11, 0x12, 0x21, 0x31, 0xFF]))
def test_local_is_the_proxy_itself_whatever_else_it_says(block: bytes, family: int) -> None:
    assert read_whole(binary(block, command=0x20, family=family)) == (ITSELF, b"")


@given(st.binary(max_size=300), st.sampled_from([0x00, 0x31]))
def test_a_client_without_an_address_is_the_proxy_itself(block: bytes, family: int) -> None:
    assert read_whole(binary(block, family=family)) == (ITSELF, b"")


HEADS = [b"", b"PROXY ", b"PROXY TCP4 ", b"PROXY UNKNOWN", SIGNATURE, SIGNATURE + b"\x21"]


@given(st.sampled_from(HEADS), st.binary(max_size=200))
def test_whatever_comes_there_is_an_end_to_it(head: bytes, octets: bytes) -> None:
    """Each step asks for what is missing at least, and what was wrong once stays wrong."""
    octets = head + octets
    taken = 0
    while isinstance(told := client(octets[:taken]), int) and taken + told <= len(octets):
        taken += told
        assert taken <= HEADER_LIMIT
    assert taken <= LINE_LIMIT or octets.startswith(SIGNATURE)
    if isinstance(told, Flaw):
        assert isinstance(client(octets), Flaw)


@pytest.mark.parametrize(
    "octets",
    [
        b"EHLO client.test\r\n",
        b"PROXY\r\n",
        b"proxy TCP4 192.0.2.7 198.51.100.1 1 25\r\n",
        b"PROXY TCP4 192.0.2.7  198.51.100.1 1 25\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 1 25 \r\n",
        b"PROXY TCP4 192.0.2.07 198.51.100.1 1 25\r\n",
        b"PROXY TCP4 192.0.2 198.51.100.1 1 25\r\n",
        b"PROXY TCP4 ::1 ::2 1 25\r\n",
        b"PROXY TCP6 2001:db8::1 192.0.2.1 1 25\r\n",
        b"PROXY TCP6 fe80::1%eth0 2001:db8::2 1 25\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 01 25\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 1 65536\r\n",
        b"PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n",
        b"PROXY UDP4 192.0.2.7 198.51.100.1 1 25\r\n",
        b"PROXY UNKNOWNS\r\n",
        b"PROXY TCP4 192.0.2.7\n198.51.100.1 1 25\r\n",
        b"PROXY TCP4 192.0.2.7\r198.51.100.1 1 25\r\n",
        b"PROXY UNKNOWN " + b"x" * 200,
        SIGNATURE[:-1] + b"x",
        binary(b"", command=0x22),
        binary(b"", command=0x11),
        binary(bytes(11)),
        binary(bytes(35), family=0x21),
        binary(bytes(12), family=0x12),
        binary(bytes(12), family=0x41),
        SIGNATURE + b"\x21\x11" + struct.pack("!H", HEADER_LIMIT),
    ],
)
def test_what_is_no_header_names_nobody(octets: bytes) -> None:
    told, taken = client(b""), 0
    while isinstance(told, int):
        taken += told
        told = client(octets[:taken])

    assert isinstance(told, Flaw)


async def connected(server: Server, said: bytes = b"") -> office.Client:
    peer = await office.Client.connect(server)
    await peer.say(said)
    return peer


async def test_the_client_counts_and_not_its_proxy() -> None:
    reception = Office()
    async with serving(reception, PROXIED) as server:
        peer = await connected(server, LINE)
        assert (await peer.reply()).startswith("220 ")
        await envelope(peer)
        await peer.ask("DATA")
        assert (await peer.ask("text\r\n.")).startswith("250 ")
        await peer.close()

    (letter,) = reception.letters
    assert (letter.origin.peer, letter.origin.agency) == ("192.0.2.7", "G22")


async def test_networks_have_their_limit_and_the_proxy_has_none() -> None:
    limits = limited(connections_per_network=2)
    everybody = ((ipaddress.ip_network("0.0.0.0/0"), "G22"),)
    async with serving(Office(), replace(PROXIED, networks=everybody), limits) as server:
        peers, replies = [], []
        for source in ("192.0.2.7", "192.0.2.8", "192.0.2.9", "198.51.100.7", "198.51.100.8"):
            peer = await connected(server, LINE.replace(b"192.0.2.7", source.encode()))
            peers.append(peer)
            replies.append((await peer.reply())[:3])
        probes = [await connected(server, b"PROXY UNKNOWN\r\n") for _ in range(3)]
        replies += [(await probe.reply())[:3] for probe in probes]
        for peer in peers + probes:
            await peer.close()

    assert replies == ["220", "220", "421", "220", "220", "220", "220", "220"]


async def test_connections_that_have_not_named_their_client_count_among_all() -> None:
    async with serving(Office(), PROXIED, limited(connections=2)) as server:
        silent = [await connected(server) for _ in range(2)]
        await settled()
        late = await connected(server)
        assert (await late.reply()).startswith("421 4.3.2 ")
        for peer in [*silent, late]:
            await peer.close()
        await settled()
        peer = await connected(server, LINE)
        assert (await peer.reply()).startswith("220 ")
        await peer.close()


@contextmanager
def warnings() -> Iterator[list[str]]:
    """The reasons with which proxies were sent away, each with a remedy."""
    found: list[str] = []
    with structlog.testing.capture_logs() as lines:
        yield found
    for line in lines:
        if line["event"] == "smtp.no-proxy-header":
            assert line["log_level"] == "warning"
            assert (line["peer"], line["listener"]) == ("127.0.0.1", "inside")
            assert "`proxies`" in line["remedy"]
            found.append(line["reason"])


@pytest.mark.parametrize("begun", [b"", LINE[:-1], SIGNATURE, binary(bytes(12))[:-1]])
async def test_a_header_that_is_late_ends_the_connection_without_a_word(begun: bytes) -> None:
    with warnings() as reasons:
        async with serving(Office(), PROXIED) as server:
            clock = Clock()
            peer = await connected(server, begun)
            await clock.forward(seconds=4)
            assert server.sessions == 1
            await clock.forward(seconds=2)
            assert await peer.rest() == ""
            await peer.close()

    assert reasons == ["no whole PROXY header came within 5 seconds"]


async def test_what_is_no_header_ends_the_connection_without_a_word_and_is_told() -> None:
    with warnings() as reasons:
        async with serving(Office(), PROXIED) as server:
            peer = await connected(server, b"EHLO client.test\r\n")
            assert await peer.rest() == ""
            await peer.close()

    assert reasons == ["it does not begin with a PROXY header"]


async def test_who_leaves_within_the_header_is_told_of_and_who_only_knocks_is_not() -> None:
    with warnings() as reasons:
        async with serving(Office(), PROXIED) as server:
            for said in (b"", b"PROXY TCP4"):
                peer = await connected(server, said)
                await settled()
                await peer.close()
            await settled()
            assert server.sessions == 0

    assert reasons == ["it ended within the header"]


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize(
    "header", [LINE, binary(bytes([192, 0, 2, 7] * 2) + bytes(4) + b"\4\0\1x")]
)
async def test_the_header_comes_before_the_handshake(
    tmp_path: Path, tls: Tls, header: bytes
) -> None:
    """In one burst with the client's first octets, as a proxy sends it, and cut between."""
    authority = trustme.CA()
    issued = authority.issue_cert("mx.test")
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    listener = replace(SUBMISSION, tls=tls, cert_file=cert, key_file=key, proxies=PROXIED.proxies)
    reception = Office()
    async with serving(reception, listener) as server:
        for apart in (False, True):
            peer = await office.Client.connect(server)
            peer.writer.write(header)
            if apart:
                await settled()
            if tls == "starttls":
                assert (await peer.reply()).startswith("220 ")
                assert "AUTH" not in await peer.ask("EHLO client.test")
                assert (await peer.ask("STARTTLS")).startswith("220 ")
            await peer.writer.start_tls(trust, server_hostname="mx.test")
            if tls == "implicit":
                assert (await peer.reply()).startswith("220 ")
            assert "AUTH" in await peer.ask("EHLO client.test")
            assert (await peer.ask(PLAIN)).startswith("235 ")
            await peer.close()

    assert [peer for _, _, peer in reception.logins] == ["192.0.2.7"] * 2


async def test_no_password_is_asked_for_in_clear_of_whom_a_proxy_lets_through() -> None:
    listener = replace(SUBMISSION, proxies=PROXIED.proxies)
    async with serving(Office(), listener) as server:
        peer = await connected(server, LINE)
        await peer.reply()
        assert "AUTH" not in await peer.ask("EHLO client.test")
        assert (await peer.ask(PLAIN)).startswith("538 5.7.11 ")
        await peer.close()


async def test_a_proxy_that_waits_is_let_go_when_the_server_goes() -> None:
    async with serving(
        Office(), PROXIED, replace(LIMITS, introduction=timedelta(hours=1))
    ) as server:
        peer = await connected(server, b"PROXY ")
        await settled()
        assert await server.drain(timedelta(0)) == 1
        assert await peer.rest() == ""
        await peer.close()


OPTIONS = {
    "1": ("--proxy-family", "TCP4"),
    "2": ("--proxy-family", "AF_INET", "--proxy-command", "PROXY", "--proxy-protocol", "STREAM"),
}


@pytest.mark.parametrize("version", ["1", "2"])
async def test_swaks_names_a_client(version: str) -> None:
    source = ("--proxy-source", "192.0.2.77", "--proxy-source-port", "4000")
    target = ("--proxy-dest", "198.51.100.1", "--proxy-dest-port", "25")
    reception = Office()
    async with serving(reception, PROXIED) as server:
        port = server.addresses["inside"][1]
        await sent(port, "--proxy-version", version, *OPTIONS[version], *source, *target)

    assert reception.letters[0].origin.peer == "192.0.2.77"


async def test_swaks_is_believed_nothing_from_a_place_that_is_not_named() -> None:
    listener: Listener = replace(PROXIED, proxies=(ipaddress.ip_network("10.0.0.0/8"),))
    async with serving(Office(), listener) as server:
        with pytest.raises(AssertionError, match=r"554 5\.7\.1"):
            await sent(
                server.addresses["inside"][1], "--proxy", "TCP4 192.0.2.7 198.51.100.1 4000 25"
            )


@pytest.mark.parametrize(("tls", "scheme"), [("none", "smtp"), ("implicit", "smtps")])
async def test_curl_speaks_behind_its_own_header(tmp_path: Path, tls: Tls, scheme: str) -> None:
    program = need("curl")
    cert, key, ca, letter = (tmp_path / name for name in ("cert.pem", "key.pem", "ca.pem", "eml"))
    authority = trustme.CA()
    authority.cert_pem.write_to_path(ca)
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(key)
    issued.cert_chain_pems[0].write_to_path(cert)
    letter.write_bytes(b"Subject: x\r\n\r\ntext\r\n")
    itself = ((ipaddress.ip_network("127.0.0.0/8"), "G22"),)
    listener = replace(PROXIED, tls=tls, cert_file=cert, key_file=key, networks=itself)
    reception = Office()
    async with serving(reception, listener) as server:
        people = ("--mail-from", "a@vpcp.gov.vn", "--mail-rcpt", "b@moh.gov.vn")
        process = await asyncio.create_subprocess_exec(
            *(program, "-sS", "--haproxy-protocol", "--cacert", ca, *people, "-T", letter),
            f"{scheme}://127.0.0.1:{server.addresses['inside'][1]}/client.test",
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            _, complaint = await process.communicate()

    assert (process.returncode, complaint) == (0, b"")
    assert reception.letters[0].octets == b"Subject: x\r\n\r\ntext\r\n"
