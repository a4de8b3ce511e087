"""No letter hides a second one: whatever nearly ends DATA is content, on every listener, however it is cut."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from mail.smtp.listener import Listener
from mail.smtp.server import Server
from tests.mail.smtp.nearmiss import CLEAN, TAINTED, content, wire
from tests.mail.smtp.office import PROXIED, SUBMISSION, TRUSTED, Client, Office, limited, serving

PROOF = base64.b64encode("\0vănthư\0mật khẩu".encode())
KINDS: dict[str, tuple[Listener, bytes]] = {
    "trusted": (TRUSTED, b""),
    "submission behind TLS": (SUBMISSION, b"AUTH PLAIN " + PROOF + b"\r\n"),
    "behind a proxy": (PROXIED, b""),
}
HEADER = b"PROXY TCP4 192.0.2.7 127.0.0.1 1000 25\r\n"
OPENING = b"MAIL FROM:<a@vpcp.gov.vn>\r\nRCPT TO:<b@moh.gov.vn>\r\n"
SAID = ["250 2.1.0", "250 2.1.5"]


def cut(octets: bytes, size: int) -> Iterator[bytes]:
    return (octets[place : place + size] for place in range(0, len(octets), size))


@asynccontextmanager
async def door(
    kind: str, office: Office, authority: trustme.CA, folder: Path
) -> AsyncIterator[tuple[Server, ssl.SSLContext | None, bytes]]:
    """A server with that listener, what its clients trust, and what they say first."""
    listener, login = KINDS[kind]
    trust = None
    if kind == "submission behind TLS":
        issued, trust = authority.issue_cert("mx.test"), ssl.create_default_context()
        authority.configure_trust(trust)
        cert, key = folder / "cert.pem", folder / "key.pem"
        issued.private_key_pem.write_to_path(key)
        issued.cert_chain_pems[0].write_to_path(cert)
        listener = replace(listener, tls="implicit", cert_file=cert, key_file=key)
    first = HEADER if kind == "behind a proxy" else b""
    async with serving(office, listener, limited(errors=100)) as server:
        yield server, trust, first + b"EHLO client.test\r\n" + login


async def answers(
    server: Server, trust: ssl.SSLContext | None, said: bytes, size: int
) -> list[str]:
    """What is answered to *said* behind the greeting and EHLO, sent in pieces of *size*."""
    client = await Client.connect(server, trust)
    for piece in cut(said + b"QUIT\r\n", size):
        await client.say(piece)
        await asyncio.sleep(0)  # the server's turn: no two pieces in one
    lines = (await client.rest()).splitlines()
    await client.close()
    last = max(place for place, line in enumerate(lines) if line.startswith(("250 FUT", "250 LIM", "235 ")))  # fmt: skip
    return lines[last + 1 :]


Way = Callable[[bytes], tuple[bytes, list[str]]]


def by_data(miss: bytes) -> tuple[bytes, list[str]]:
    return OPENING + b"DATA\r\n" + wire(miss), [*SAID, "354 "]


def by_chunk(miss: bytes) -> tuple[bytes, list[str]]:
    """As one chunk, whose octets are never commands, with the end in it (RFC 3030 §2)."""
    octets = wire(miss)
    return OPENING + b"BDAT %d LAST\r\n" % len(octets) + octets, SAID


@pytest.mark.parametrize("size", [1, 1 << 20], ids=["octet by octet", "in one burst"])
@pytest.mark.parametrize("way", [by_data, by_chunk])
@pytest.mark.parametrize("kind", KINDS)
async def test_a_near_miss_is_no_end_and_no_command_behind_it_is_obeyed(
    kind: str, way: Way, size: int, authority: trustme.CA, tmp_path: Path
) -> None:
    office = Office()
    async with door(kind, office, authority, tmp_path) as (server, trust, first):
        for name, miss in {**TAINTED, **CLEAN}.items():
            said, begins = way(miss)
            office.letters.clear()
            got = await answers(server, trust, first + said, size)
            last = "550 5.6.11" if name in TAINTED else "250 2.0.0 kept as 1"
            expected = [*begins, last, "221 2.0.0"]
            assert len(got) == len(expected), (name, got)
            assert all(map(str.startswith, got, expected)), (name, got)
            if name in CLEAN:
                (letter,) = office.letters
                wanted = content(miss) if way is by_data else wire(miss)
                assert (letter.envelope.sender, letter.octets) == ("a@vpcp.gov.vn", wanted), name
            else:
                assert office.letters == [], name


async def test_a_refused_letter_takes_nothing_of_what_is_pipelined_behind_it() -> None:
    """Every near miss in one burst, each with a good letter behind it: only the good ones are taken."""
    said, expected = b"EHLO client.test\r\n", []
    for miss in TAINTED.values():
        for octets in (wire(miss), wire(CLEAN["CRLF..CRLF"])):
            said += OPENING + b"DATA\r\n" + octets
        expected += [*SAID, "354 ", "550 5.6.11", *SAID, "354 ", "250 2.0.0"]
    office = Office()
    async with serving(office, limits=limited(errors=100)) as server:
        got = await answers(server, None, said, 1 << 20)

    assert len(got) == len(expected) + 1
    assert all(map(str.startswith, got, expected))
    assert {letter.octets for letter in office.letters} == {content(CLEAN["CRLF..CRLF"])}
    assert len(office.letters) == len(TAINTED)


INJECTED = b"RCPT TO:<victim@moh.gov.vn>"
ENDS = {"CRLF": b"\r\n", "LF": b"\n", "CR": b"\r", "NUL": b"\0", "CRLFLF": b"\r\n\n"}
PLACES = {  # where a client might hide a command; %s is the line's end and the command
    "local part": b"MAIL FROM:<a%s@vpcp.gov.vn>",
    "quoted local part": b'MAIL FROM:<"a%s"@vpcp.gov.vn>',
    "escaped in quotes": b'MAIL FROM:<"a\\%s"@vpcp.gov.vn>',
    "domain": b"MAIL FROM:<a@vpcp%s.gov.vn>",
    "SIZE": b"MAIL FROM:<a@vpcp.gov.vn> SIZE=1%s",
    "BODY": b"MAIL FROM:<a@vpcp.gov.vn> BODY=8BITMIME%s X",
    "ENVID": b"MAIL FROM:<a@vpcp.gov.vn> ENVID=Q%sX",
    "AUTH": b"MAIL FROM:<a@vpcp.gov.vn> AUTH=a%s",
    "EHLO": b"EHLO a%s",
    "NOOP": b"NOOP a%s",
    "VRFY": b"VRFY a%s",
}


@pytest.mark.parametrize("end", [name for name in ENDS if name != "CRLF"])
@pytest.mark.parametrize("place", PLACES)
async def test_a_line_end_inside_a_command_begins_no_second_command(place: str, end: str) -> None:
    line = PLACES[place] % (ENDS[end] + INJECTED) + b"\r\n"
    office = Office()
    async with serving(office) as server:
        got = await answers(server, None, b"EHLO client.test\r\n" + line, 1 << 20)

    refused = [answer for answer in got if answer.startswith("50")]
    assert refused[:1], got
    assert not any(answer.startswith("250 2.1.5") for answer in got)


@pytest.mark.parametrize(
    "line",
    [
        "MAIL FROM:<a@vpcp.gov.vn> ENVID=a+0D+0ARCPT",
        "MAIL FROM:<a@vpcp.gov.vn> ENVID=a+0A",
        "MAIL FROM:<a@vpcp.gov.vn> ENVID=a+00",
        "MAIL FROM:<a@vpcp.gov.vn> AUTH=a+0D+0A@vpcp.gov.vn",
        "RCPT TO:<b@moh.gov.vn> ORCPT=rfc822;a+0D+0ADATA",
        "RCPT TO:<b@moh.gov.vn> ORCPT=rfc822;a+0A",
        "RCPT TO:<b@moh.gov.vn> ORCPT=rfc822;v+C4+83n+0D+0A",
    ],
)
async def test_a_line_end_in_xtext_is_no_value(line: str) -> None:
    said = b"" if line.startswith("MAIL") else b"MAIL FROM:<a@vpcp.gov.vn>\r\n"
    async with serving(Office()) as server:
        got = await answers(server, None, b"EHLO x.test\r\n" + said + line.encode() + b"\r\n", 1)

    assert got[-2].startswith("501 5.5.4")
