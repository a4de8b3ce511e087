"""TLS towards the next hop: taken where it is offered, insisted on where the route says so."""

import asyncio
import ssl
from pathlib import Path

import pytest
import trustme

from mail.route import Hop, Protocol, Tls
from tests.listening import listening
from tests.mail.letters import BODY, PREFIX, Begun, delivery, letter
from tests.mail.peers.script import GREETING, HELLO, LETTER, scripted
from tests.mail.peers.sink import sinking
from work.outcome import Deferred, Delivered, Outcome

OFFER = (*GREETING, "S: 250-mx.example", "S: 250-SMTPUTF8", "S: 250 STARTTLS", "C: STARTTLS")


async def sent(
    port: int, tls: Tls, ca_file: Path | None = None, protocol: Protocol = "smtp"
) -> Outcome:
    destination = Hop(protocol, "127.0.0.1", port, tls)
    async with delivery(ca_file=ca_file) as made:
        (outcome,) = await made.deliver(destination, letter(), Begun())
    return outcome


async def test_starttls_is_taken_and_everything_heard_in_clear_is_asked_again(
    server: ssl.SSLContext,
) -> None:
    async with sinking(tls=server) as sink:
        outcome = await sent(sink.port, "opportunistic")

    assert outcome == Delivered("2.0.0 taken")
    assert sink.letters == [PREFIX + BODY]
    said = [line for _, line in sink.log]
    assert said.count("EHLO relay.example") == 2
    assert said.index("STARTTLS") < said.index("EHLO relay.example", 2) < said.index("DATA")


async def test_required_tls_verifies_the_name(server: ssl.SSLContext, ca_file: Path) -> None:
    async with sinking(tls=server) as sink:
        trusted = await sent(sink.port, "required", ca_file)
        unknown = await sent(sink.port, "required")

    assert isinstance(trusted, Delivered)
    assert isinstance(unknown, Deferred)
    assert unknown.status == "4.7.5"
    assert len(sink.letters) == 1


async def test_a_certificate_for_somebody_else_is_no_certificate(
    authority: trustme.CA, ca_file: Path
) -> None:
    other = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("mx.other.example").configure_cert(other)
    async with sinking(tls=other) as sink:
        outcome = await sent(sink.port, "required", ca_file)

    assert isinstance(outcome, Deferred)
    assert outcome.status == "4.7.5"
    assert sink.letters == []


async def test_without_an_offer_a_letter_goes_in_clear_unless_tls_is_required() -> None:
    async with sinking() as sink:
        in_clear = await sent(sink.port, "opportunistic")
        insisted = await sent(sink.port, "required")

    assert isinstance(in_clear, Delivered)
    assert isinstance(insisted, Deferred)
    assert insisted.status == "4.7.4"


@pytest.mark.parametrize("tls", ["opportunistic", "required"])
@pytest.mark.parametrize("answer", ["454 4.7.0 not now", "502 5.5.1 no", "220 go"])
async def test_an_offer_that_fails_is_no_reason_to_go_in_clear(answer: str, tls: Tls) -> None:
    async with scripted([*OFFER, f"S: {answer}", "S: garbage, no TLS here", "X: rest"]) as peer:
        outcome = await sent(peer.port, tls)

    assert isinstance(outcome, Deferred)
    assert outcome.status.startswith("4.7.")
    assert [line for line in peer.heard[0] if line.startswith("MAIL")] == []


@pytest.mark.parametrize("extra", ["250 STARTTLS never was", "250-half"])
async def test_words_in_clear_behind_the_220_end_the_connection(extra: str) -> None:
    async with scripted([*OFFER, f"S: 220 go\r\n{extra}", "X: rest"]) as peer:
        outcome = await sent(peer.port, "opportunistic")

    assert isinstance(outcome, Deferred)
    assert peer.contents == []


async def test_implicit_tls(server: ssl.SSLContext, ca_file: Path) -> None:
    async with sinking(implicit_tls=server) as sink:
        unverified = await sent(sink.port, "opportunistic", protocol="smtps")
        verified = await sent(sink.port, "required", ca_file, "smtps")
        unknown = await sent(sink.port, "required", protocol="smtps")

    assert isinstance(unverified, Delivered)
    assert isinstance(verified, Delivered)
    assert isinstance(unknown, Deferred)
    assert unknown.status == "4.7.5"


async def test_implicit_tls_to_a_peer_that_speaks_in_clear_is_deferred() -> None:
    async with scripted([*HELLO, *LETTER]) as peer:
        outcome = await sent(peer.port, "opportunistic", protocol="smtps")

    assert isinstance(outcome, Deferred)
    assert outcome.status == "4.7.5"


async def test_a_greeting_may_come_with_the_last_octets_of_the_handshake(
    authority: trustme.CA, ca_file: Path
) -> None:
    """Under TLS 1.2 the server ends the handshake, and greets in the same breath."""
    older = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    authority.issue_cert("127.0.0.1").configure_cert(older)
    async with sinking(implicit_tls=older) as sink:
        outcome = await sent(sink.port, "required", ca_file, "smtps")

    assert outcome == Delivered("2.0.0 taken")


async def test_only_one_greeting_may_come_before_it_is_waited_for(
    authority: trustme.CA,
) -> None:
    older = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    older.maximum_version = ssl.TLSVersion.TLSv1_2
    authority.issue_cert("127.0.0.1").configure_cert(older)

    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mx.example\r\n250 never asked\r\n")
        await reader.read()
        writer.close()

    async with listening(babble, tls=older) as port:
        outcome = await sent(port, "opportunistic", protocol="smtps")

    assert outcome == Deferred("4.4.2", "127.0.0.1: the peer spoke unasked")
