"""TLS on both ways in: what is offered, what is forgotten, what ends the session."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from mail.smtp.listener import Listener, Tls, identity
from mail.smtp.server import Server
from tests.mail.smtp.office import (
    SUBMISSION,
    TRUSTED,
    Client,
    Office,
    client,
    envelope,
    serving,
    settled,
)

PLAIN = "AUTH PLAIN AHbEg250aMawAG3huq10IGto4bqpdQ=="


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trust(authority: trustme.CA) -> ssl.SSLContext:
    """What a client trusts."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture
def certify(authority: trustme.CA, tmp_path: Path) -> Callable[[], None]:
    """Writes a new certificate over the listener's files."""

    def write() -> None:
        issued = authority.issue_cert("mx.test")
        issued.private_key_pem.write_to_path(tmp_path / "key.pem")
        issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")

    write()
    return write


@pytest.fixture
def listener(certify: Callable[[], None], tmp_path: Path) -> Callable[[Tls], Listener]:
    def made(tls: Tls) -> Listener:
        cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
        return replace(SUBMISSION, tls=tls, cert_file=cert, key_file=key)

    return made


Make = Callable[[Tls], Listener]


@asynccontextmanager
async def upgraded(server: Server, trust: ssl.SSLContext) -> AsyncIterator[Client]:
    """A client behind STARTTLS."""
    async with client(server) as peer:
        assert "STARTTLS" in await peer.ask("EHLO client.test")
        assert (await peer.ask("STARTTLS")).startswith("220 2.0.0 ")
        await peer.writer.start_tls(trust, server_hostname="mx.test")
        yield peer


async def test_implicit_tls_offers_auth_and_no_starttls(
    listener: Make, trust: ssl.SSLContext
) -> None:
    office = Office()
    async with serving(office, listener("implicit")) as server, client(server, trust) as peer:
        offered = await peer.ask("EHLO client.test")
        assert "AUTH SCRAM-SHA-256 PLAIN LOGIN" in offered
        assert "STARTTLS" not in offered
        assert (await peer.ask("STARTTLS")).startswith("503 5.5.1 ")
        assert (await peer.ask(PLAIN)).startswith("235 2.7.0 ")
        await envelope(peer)
        await peer.ask("DATA")
        assert (await peer.ask("text\r\n.")).startswith("250 ")
        assert (await peer.ask("QUIT")).startswith("221 ")
        assert await peer.rest() == ""

    origin = office.letters[0].origin
    assert origin.protocol == "ESMTPSA"
    assert origin.tls is not None
    assert origin.tls.startswith("TLSv1.3 TLS_")


async def test_starttls_comes_before_a_login(listener: Make, trust: ssl.SSLContext) -> None:
    office = Office()
    async with serving(office, listener("starttls")) as server, client(server) as peer:
        offered = await peer.ask("EHLO client.test")
        assert "STARTTLS" in offered
        assert "AUTH" not in offered
        assert (await peer.ask(PLAIN)).startswith("538 5.7.11 ")
        assert (await peer.ask("MAIL FROM:<a@b.vn>")).startswith("530 5.7.0 ")
        assert (await peer.ask("STARTTLS now")).startswith("501 5.5.4 ")
    assert office.logins == []


async def test_everything_said_in_clear_is_forgotten(listener: Make, trust: ssl.SSLContext) -> None:
    async with (
        serving(Office(), listener("starttls")) as server,
        upgraded(server, trust) as peer,
    ):
        assert (await peer.ask(PLAIN)).startswith("503 5.5.1 say EHLO first")
        assert (await peer.ask("STARTTLS")).startswith("503 5.5.1 ")
        offered = await peer.ask("EHLO client.test")
        assert "AUTH SCRAM-SHA-256 PLAIN LOGIN" in offered
        assert "STARTTLS" not in offered
        assert (await peer.ask("STARTTLS")).startswith("503 5.5.1 ")
        assert (await peer.ask(PLAIN)).startswith("235 ")
        assert (await peer.ask("MAIL FROM:<a@b.vn> SMTPUTF8")).startswith("250 ")


async def test_a_transaction_does_not_survive_starttls(
    listener: Make, trust: ssl.SSLContext
) -> None:
    inside = replace(listener("starttls"), kind="trusted", networks=TRUSTED.networks)
    office = Office()
    async with serving(office, inside) as server, client(server) as peer:
        await envelope(peer)
        assert (await peer.ask("STARTTLS")).startswith("220 ")
        await peer.writer.start_tls(trust, server_hostname="mx.test")
        assert (await peer.ask("DATA")).startswith("503 5.5.1 ")
        await envelope(peer)
        await peer.ask("DATA")
        assert (await peer.ask("text\r\n.")).startswith("250 ")

    assert office.letters[0].origin.protocol == "ESMTPS"


async def test_starttls_and_what_follows_go_octet_by_octet(
    listener: Make, trust: ssl.SSLContext
) -> None:
    async def slowly(peer: Client, line: str) -> str:
        for octet in line.encode() + b"\r\n":
            await peer.say(bytes([octet]))
            await asyncio.sleep(0)
        return await peer.reply()

    async with serving(Office(), listener("starttls")) as server, client(server) as peer:
        assert "STARTTLS" in await slowly(peer, "EHLO client.test")
        assert (await slowly(peer, "STARTTLS")).startswith("220 2.0.0 ")
        await peer.writer.start_tls(trust, server_hostname="mx.test")
        assert "STARTTLS" not in await slowly(peer, "EHLO client.test")
        assert (await slowly(peer, PLAIN)).startswith("235 ")
        assert (await slowly(peer, "QUIT")).startswith("221 ")


@pytest.mark.parametrize("behind", [b"NOOP\r\n", b"MAIL", b"\x16\x03\x01", b"\r\n"])
async def test_octets_behind_starttls_end_the_session(listener: Make, behind: bytes) -> None:
    async with serving(Office(), listener("starttls")) as server, client(server) as peer:
        await peer.ask("EHLO client.test")
        await peer.say(b"STARTTLS\r\n" + behind)

        assert (await peer.rest()).startswith("503 5.5.1 ")


async def test_commands_in_clear_after_the_220_are_never_answered(listener: Make) -> None:
    async with serving(Office(), listener("starttls")) as server, client(server) as peer:
        await peer.ask("EHLO client.test")
        assert (await peer.ask("STARTTLS")).startswith("220 ")
        await peer.say(b"EHLO client.test\r\nNOOP\r\n")

        assert "250" not in ascii(await asyncio.wait_for(peer.reader.read(), 20))


async def test_a_client_that_leaves_amid_the_handshake_is_gone(listener: Make) -> None:
    for tls in ("implicit", "starttls"):
        async with serving(Office(), listener(tls)) as server:
            peer = await Client.connect(server)
            if tls == "starttls":
                await peer.reply()
                await peer.ask("STARTTLS")
            await peer.say(b"\x16\x03")
            await peer.close()
            await settled()
            assert server.sessions == 0


async def test_the_first_octets_of_a_handshake_are_not_lost(
    listener: Make, trust: ssl.SSLContext
) -> None:
    async with serving(Office(), listener("implicit")) as server:
        for _ in range(20):
            async with client(server, trust) as peer:
                assert (await peer.ask("NOOP")).startswith("250")


async def test_a_letter_that_is_cut_anywhere_by_tls_is_whole(
    listener: Make, trust: ssl.SSLContext
) -> None:
    office = Office()
    octets = b"Subject: x\r\n\r\n" + b".0123456789\r\n" * 60_000
    async with serving(office, listener("implicit")) as server, client(server, trust) as peer:
        await peer.ask("EHLO client.test")
        await peer.ask(PLAIN)
        await envelope(peer)
        await peer.ask("DATA")
        await peer.say(octets.replace(b"\r\n.", b"\r\n.."))
        assert (await peer.ask(".")).startswith("250 ")

    assert office.letters[0].octets == octets


async def test_new_connections_see_the_new_certificate(
    listener: Make, trust: ssl.SSLContext, certify: Callable[[], None], tmp_path: Path
) -> None:
    async def shown(server: Server) -> bytes:
        async with client(server, trust) as peer:
            found: ssl.SSLObject = peer.writer.get_extra_info("ssl_object")
            return found.getpeercert(binary_form=True) or b""

    async with serving(Office(), listener("implicit")) as server:
        first = await shown(server)
        certify()
        assert await shown(server) == first
        server.reload_certificates()
        second = await shown(server)
        assert second != first

        (tmp_path / "key.pem").write_text("broken")
        server.reload_certificates()
        assert await shown(server) == second


def test_nothing_older_than_tls_1_2_is_spoken(listener: Make) -> None:
    shown = identity(listener("implicit"))

    assert shown is not None
    assert shown.context.minimum_version == ssl.TLSVersion.TLSv1_2


async def test_a_certificate_that_cannot_be_read_stops_the_start(listener: Make) -> None:
    for broken in (
        replace(listener("implicit"), cert_file=None),
        replace(SUBMISSION, tls="starttls"),
    ):
        with pytest.raises(OSError, match="cert_file"):
            identity(broken)
    with pytest.raises(OSError):
        async with serving(Office(), replace(listener("implicit"), cert_file=Path("/nowhere"))):
            pass
