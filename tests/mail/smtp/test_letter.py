"""What the relay is handed with a letter, and that nobody's leaving takes it away half-way."""

import asyncio
import hashlib
import logging

import pytest
import structlog

from tests.mail.smtp.office import (
    SUBMISSION,
    Client,
    Office,
    client,
    envelope,
    limited,
    serving,
    settled,
)
from work.letter import Addressee, Envelope, Origin

PLAIN = "AUTH PLAIN AHbEg250aMawAG3huq10IGto4bqpdQ=="


async def test_envelope_origin_and_octets_are_handed_over() -> None:
    office = Office()
    async with serving(office) as server, client(server) as peer:
        await peer.ask("EHLO client.test")
        await peer.ask("MAIL FROM:<thu@vpcp.gov.vn> BODY=8BITMIME RET=FULL ENVID=Q1")
        await peer.ask("RCPT TO:<A@moh.gov.vn> NOTIFY=NEVER")
        await peer.ask("RCPT TO:<B@moh.gov.vn> ORCPT=rfc822;b@old.vn")
        await peer.ask("DATA")
        await peer.say("Subject: x\r\n\r\n..báo\r\n.\r\n".encode())
        assert await peer.reply() == "250 2.0.0 kept as 1"

    (letter,) = office.letters
    assert letter.origin == Origin(
        "inside", "trusted", "127.0.0.1", "client.test", "ESMTP", agency="G22"
    )
    never = Addressee("A@moh.gov.vn", frozenset({"NEVER"}))
    assert letter.envelope == Envelope(
        "thu@vpcp.gov.vn",
        (never, Addressee("B@moh.gov.vn", None, "rfc822;b@old.vn")),
        eight_bit=True,
        ret="FULL",
        envid="Q1",
    )
    octets = "Subject: x\r\n\r\n.báo\r\n".encode()
    assert letter.octets == octets
    assert letter.digest == hashlib.sha256(octets).digest()
    assert letter.header == b"Subject: x\r\n"
    assert letter.eight_bit


@pytest.mark.parametrize(
    ("hello", "mail", "protocol"),
    [
        ("HELO", "MAIL FROM:<a@b.vn>", "SMTP"),
        ("EHLO", "MAIL FROM:<a@b.vn>", "ESMTP"),
        ("EHLO", "MAIL FROM:<a@b.vn> SMTPUTF8", "UTF8SMTP"),
    ],
)
async def test_the_trace_keyword_says_how_it_came(hello: str, mail: str, protocol: str) -> None:
    office = Office()
    async with serving(office) as server, client(server) as peer:
        for line in (f"{hello} client.test", mail, "RCPT TO:<b@b.vn>", "DATA", "."):
            assert (await peer.ask(line))[0] in "23"

    assert office.letters[0].origin.protocol == protocol


async def test_a_login_is_part_of_the_origin() -> None:
    office = Office()
    async with serving(office, SUBMISSION) as server, client(server) as peer:
        for line in (
            "EHLO client.test",
            PLAIN,
            "MAIL FROM:<a@b.vn>",
            "RCPT TO:<b@b.vn>",
            "DATA",
            ".",
        ):
            assert (await peer.ask(line))[0] in "23"

    origin = office.letters[0].origin
    assert (origin.protocol, origin.login, origin.agency) == ("ESMTPA", "vănthư", "G22")
    assert office.logins == [("vănthư", "mật khẩu", "127.0.0.1")]


async def test_credentials_are_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as lines:
        async with serving(Office(), SUBMISSION) as server, client(server) as peer:
            await peer.ask("EHLO client.test")
            await peer.ask("AUTH PLAIN AHNlY3JldC1uYW1lAHNlY3JldC13b3Jk")
            await peer.ask("AUTH LOGIN c2VjcmV0LW5hbWU=")
            await peer.ask("c2VjcmV0LXdvcmQ=")
            await peer.ask("QUIT")
        logged = repr(lines) + caplog.text

    assert "login.refused" in logged
    assert "secret" not in logged
    assert "c2VjcmV0" not in logged


async def test_an_incident_is_logged_with_the_number_that_the_peer_was_told() -> None:
    with structlog.testing.capture_logs() as lines:
        async with serving(Office(), SUBMISSION) as server, client(server) as peer:
            await peer.ask("EHLO client.test")
            answer = await peer.ask("AUTH PLAIN AGNyYXNoAHg=")
            assert (await peer.ask("NOOP")).startswith("250")

    assert answer == "451 4.3.0 an error on our side, incident incident-7"
    (line,) = (line for line in lines if line["event"] == "smtp.incident")
    assert line["incident"] == "incident-7"
    assert "secret-path" in str(line["exc_info"])


@pytest.mark.parametrize("rude", [True, False])
async def test_a_letter_is_kept_although_its_sender_left(rude: bool) -> None:
    office = Office()
    office.open.clear()
    async with serving(office) as server:
        peer = await Client.connect(server)
        await peer.reply()
        await envelope(peer)
        await peer.ask("DATA")
        await peer.say(b"text\r\n.\r\n")
        await office.reached.wait()
        if rude:
            peer.writer.transport.abort()
        else:
            await peer.close()
        await settled()

        office.open.set()
        await settled()

        assert [letter.octets for letter in office.letters] == [b"text\r\n"]
        assert server.sessions == 0


@pytest.mark.parametrize("octets", [b"text", b"text\r\n", b"text\r\n.", b"text\r\n.\r"])
async def test_content_without_its_end_is_no_letter(octets: bytes) -> None:
    office = Office()
    async with serving(office) as server:
        peer = await Client.connect(server)
        await peer.reply()
        await envelope(peer)
        await peer.ask("DATA")
        await peer.say(octets)
        await peer.close()
        await settled()

        assert server.sessions == 0
        assert server.house.room.memory.has(server.house.limits.memory_bytes)
    assert office.letters == []


async def test_a_client_that_shuts_its_side_still_gets_every_reply() -> None:
    office = Office()
    async with serving(office) as server, client(server) as peer:
        await peer.say(
            b"HELO client.test\r\nMAIL FROM:<a@b.vn>\r\nRCPT TO:<b@b.vn>\r\nDATA\r\ntext\r\n.\r\n"
        )
        peer.writer.write_eof()
        codes = [line[:3] for line in (await peer.rest()).splitlines()]

    assert codes == ["250", "250", "250", "354", "250"]


async def test_replies_to_one_burst_come_in_one_piece() -> None:
    async with serving(Office()) as server, client(server) as peer:
        await peer.ask("EHLO client.test")
        await peer.say(b"MAIL FROM:<a@b.vn>\r\nRCPT TO:<b@b.vn>\r\nRCPT TO:<c@b.vn>\r\nDATA\r\n")
        async with asyncio.timeout(20):
            first = await peer.reader.read(100_000)

    assert first.count(b"\r\n") == 4


async def test_the_next_letter_may_follow_the_dot_at_once() -> None:
    office = Office()
    head = b"MAIL FROM:<a@b.vn>\r\nRCPT TO:<b@b.vn>\r\nDATA\r\n"
    async with serving(office) as server, client(server) as peer:
        await peer.ask("EHLO client.test")
        await peer.say(head)
        for number in range(50):
            for code in ("250", "250", "354"):
                assert (await peer.reply()).startswith(code)
            await peer.say(b"letter %d\r\n.\r\n" % number + head)
            assert (await peer.reply()).startswith("250 2.0.0 kept as")

    assert [letter.octets for letter in office.letters] == [b"letter %d\r\n" % n for n in range(50)]


async def test_a_letter_too_large_for_the_limit_is_not_kept_in_memory() -> None:
    async with serving(Office(), limits=limited(size_bytes=1000)) as server, client(server) as peer:
        await envelope(peer)
        await peer.ask("DATA")
        await peer.say(b"0123456789\r\n" * 20_000)
        await settled()

        assert server.house.room.memory.has(server.house.limits.memory_bytes)
        assert (await peer.ask(".")).startswith("552 5.3.4 ")
