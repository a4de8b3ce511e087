"""What a sender asks of TLS on the way (RFC 8689): kept towards the next hop, or not sent there at all."""

import random
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from mail import header
from mail.delivery import Delivery
from mail.dns import Resolver
from mail.protection import wished
from mail.route import Box, Exchangers, Hop, LocalHop, Protocol, Tls
from tests.mail.letters import BODY, PREFIX, SETTINGS, Begun, delivery, letter
from tests.mail.peers.nameserver import Zone
from tests.mail.peers.nameserver import serving as naming
from tests.mail.peers.script import GREETING, scripted
from tests.mail.peers.sink import Sink, sinking
from tests.mail.smtp.office import TRUSTED, Office, serving
from work.letter import Addressee, Envelope, TlsWish
from work.outcome import Deferred, Delivered, Outcome, Refused

KEEPS = ("PIPELINING", "8BITMIME", "REQUIRETLS")
OFFER = (*GREETING, "S: 250-mx.example", "S: 250-REQUIRETLS", "S: 250 STARTTLS", "C: STARTTLS")


async def sent(
    port: int,
    ca_file: Path | None,
    wish: TlsWish | None = "required",
    tls: Tls = "opportunistic",
    protocol: Protocol = "smtp",
) -> Outcome:
    destination = Hop(protocol, "127.0.0.1", port, tls)
    async with delivery(ca_file=ca_file) as made:
        (outcome,) = await made.deliver(destination, letter(tls=wish), Begun())
    return outcome


def said(sink: Sink, word: str) -> list[str]:
    return [line for _, line in sink.log if line.startswith(word)]


@pytest.mark.parametrize("tls", ["opportunistic", "required"])
async def test_it_is_handed_on_with_the_letter(
    server: ssl.SSLContext, ca_file: Path, tls: Tls
) -> None:
    async with sinking(tls=server, extensions=KEEPS) as sink:
        outcome = await sent(sink.port, ca_file, tls=tls)

    assert isinstance(outcome, Delivered)
    assert said(sink, "MAIL") == ["MAIL FROM:<an@bn.gov.vn> REQUIRETLS"]
    assert sink.letters == [PREFIX + BODY]


async def test_a_letter_that_asks_for_nothing_says_nothing_of_it(
    server: ssl.SSLContext, ca_file: Path
) -> None:
    async with sinking(tls=server, extensions=KEEPS) as sink:
        await sent(sink.port, ca_file, wish=None)

    assert said(sink, "MAIL") == ["MAIL FROM:<an@bn.gov.vn>"]


async def test_a_next_hop_that_does_not_offer_it_gets_nothing_but_goodbye(
    server: ssl.SSLContext, ca_file: Path
) -> None:
    async with sinking(tls=server) as sink, sinking(implicit_tls=server) as other:
        outcome = await sent(sink.port, ca_file)
        implicit = await sent(other.port, ca_file, protocol="smtps")

    assert isinstance(outcome, Refused)
    assert isinstance(implicit, Refused)
    assert outcome.status == implicit.status == "5.7.30"
    assert said(sink, "MAIL") == said(other, "MAIL") == []
    assert said(sink, "QUIT") == ["QUIT"]


async def test_a_relay_that_ends_waits_for_the_goodbye_of_a_hop_of_no_use() -> None:
    """Nobody knew of that connection: it was left open, and the garbage collector found it."""
    async with sinking() as sink:
        assert isinstance(await sent(sink.port, None), Refused)

        assert said(sink, "221") == ["221 2.0.0 bye"]


async def test_an_offer_in_clear_is_none(ca_file: Path) -> None:
    async with sinking(extensions=KEEPS) as sink:
        outcome = await sent(sink.port, ca_file)

    assert isinstance(outcome, Refused)
    assert outcome.status == "5.7.10"
    assert said(sink, "MAIL") == []


async def test_a_certificate_that_proves_nothing_refuses_it(server: ssl.SSLContext) -> None:
    async with sinking(tls=server, extensions=KEEPS) as sink:
        outcome = await sent(sink.port, None)

    assert isinstance(outcome, Refused)
    assert outcome.status == "5.7.10"
    assert said(sink, "MAIL") == []


@pytest.mark.parametrize(
    ("answer", "kind"), [("454 4.7.0 not now", Deferred), ("502 5.5.1 no", Refused)]
)
async def test_tls_that_is_refused_for_now_is_asked_for_again(
    ca_file: Path, answer: str, kind: type[Deferred | Refused]
) -> None:
    async with scripted([*OFFER, f"S: {answer}", "X: rest"]) as peer:
        outcome = await sent(peer.port, ca_file)

    assert isinstance(outcome, kind)
    assert [line for line in peer.heard[0] if line.startswith("MAIL")] == []


async def test_a_handshake_that_breaks_off_is_tried_again(ca_file: Path) -> None:
    alert = "\x15\x03\x03\x00\x02\x02\x50"  # fatal, internal_error (RFC 5246 §7.2)
    async with scripted([*OFFER, "S: 220 go", "C: 100", f"S: {alert}", "X: close"]) as peer:
        outcome = await sent(peer.port, ca_file)

    assert isinstance(outcome, Deferred)
    assert outcome.status == "4.7.5"


async def test_other_letters_go_on_to_a_host_that_does_not_offer_it(
    server: ssl.SSLContext, ca_file: Path
) -> None:
    async with sinking(tls=server) as sink, delivery(ca_file=ca_file) as made:
        destination = Hop("smtp", "127.0.0.1", sink.port, "opportunistic")
        for wish in (None, "required", None):
            await made.deliver(destination, letter(tls=wish), Begun())

    assert len(sink.letters) == 2


async def test_no_letter_shares_a_connection_that_was_not_verified(
    server: ssl.SSLContext, ca_file: Path
) -> None:
    async with (
        sinking(tls=server, extensions=KEEPS) as sink,
        delivery(ca_file=ca_file) as made,
    ):
        destination = Hop("smtp", "127.0.0.1", sink.port, "opportunistic")
        for wish in (None, "required", "required", None):
            await made.deliver(destination, letter(tls=wish), Begun())

    assert (len(sink.letters), sink.connections) == (4, 2)


async def by_dns(zone: Zone, port: int, ca_file: Path) -> Outcome:
    async with naming(zone) as names:
        settings = replace(SETTINGS, port=port, ca_file=ca_file, loopback_only=True)
        made = Delivery(settings, Resolver([("127.0.0.1", names.port)]), random.Random(1))
        try:
            (outcome,) = await made.deliver(
                Exchangers("a.vn", "opportunistic"), letter("b@a.vn", tls="required"), Begun()
            )
        finally:
            await made.close()
    return outcome


async def test_a_name_that_only_an_unsigned_mx_record_gives_proves_nothing(
    server: ssl.SSLContext, ca_file: Path
) -> None:
    """Its certificate is good, but whoever forges the answer has one as good for another name."""
    zone: Zone = {"a.vn": {"MX": ["1 mx.vn."]}, "mx.vn": {"A": ["127.0.0.1"]}}
    async with sinking(tls=server, extensions=KEEPS) as sink:
        outcome = await by_dns(zone, sink.port, ca_file)

    assert isinstance(outcome, Refused)
    assert outcome.status == "5.7.30"
    assert sink.connections == 0


@pytest.mark.parametrize("records", [{}, {"MX": ["1 a.vn."]}])
async def test_a_host_that_bears_the_name_of_the_domain_may_prove_it(
    server: ssl.SSLContext, ca_file: Path, records: dict[str, list[str]]
) -> None:
    zone: Zone = {"a.vn": {"A": ["127.0.0.1"], **records}}
    async with sinking(tls=server, extensions=KEEPS) as sink:
        outcome = await by_dns(zone, sink.port, ca_file)

    assert isinstance(outcome, Delivered)


async def test_a_mailbox_on_this_machine_is_the_end_of_the_way(tmp_path: Path) -> None:
    async with delivery() as made:
        (outcome,) = await made.deliver(Box(str(tmp_path / "box")), letter(tls="required"), Begun())
        nobody = await made.deliver(
            LocalHop(str(tmp_path / "socket")), letter(tls="required"), Begun()
        )

    assert isinstance(outcome, Delivered)
    assert isinstance(nobody[0], Deferred)


async def test_a_relay_of_our_own_kind_keeps_it(
    authority: trustme.CA, ca_file: Path, tmp_path: Path
) -> None:
    issued, office = authority.issue_cert("127.0.0.1"), Office()
    issued.private_key_pem.write_to_path(tmp_path / "key.pem")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "cert.pem")
    files = (tmp_path / "cert.pem", tmp_path / "key.pem")
    listener = replace(TRUSTED, tls="starttls", cert_file=files[0], key_file=files[1])
    async with serving(office, listener) as server:
        for wish in ("required", None):
            await sent(server.addresses["inside"][1], ca_file, wish)

    assert [taken.envelope.tls for taken in office.letters] == ["required", None]


FAILS = [*OFFER, "S: 220 go", "S: garbage, no TLS here", "X: close"]
CLEAR = [
    *GREETING,
    *("S: 250-mx.example", "S: 250 STARTTLS"),
    *("C: MAIL FROM:<an@bn.gov.vn>", "S: 250 ok", "C: RCPT", "S: 250 ok", "C: DATA", "S: 354 go"),
    *("C: .", "S: 250 taken"),
]


async def test_a_letter_that_may_do_without_goes_in_clear_where_tls_fails() -> None:
    async with scripted(FAILS, CLEAR) as peer:
        outcome = await sent(peer.port, None, "optional")

    assert isinstance(outcome, Delivered)
    assert peer.surprises == []


async def test_an_answer_that_the_peer_chose_is_no_reason_to_go_in_clear() -> None:
    async with scripted(["S: 421 4.7.4 not now", "X: close"], CLEAR) as peer:
        outcome = await sent(peer.port, None, "optional")

    assert isinstance(outcome, Deferred)
    assert len(peer.heard) == 1


async def test_it_goes_by_tls_where_that_works(server: ssl.SSLContext) -> None:
    async with sinking(tls=server) as sink:
        outcome = await sent(sink.port, None, "optional")

    assert isinstance(outcome, Delivered)
    assert said(sink, "STARTTLS") == ["STARTTLS"]
    assert sink.connections == 1


async def test_a_route_that_requires_tls_is_not_eased(server: ssl.SSLContext) -> None:
    async with sinking(tls=server) as sink:
        outcome = await sent(sink.port, None, "optional", tls="required")

    assert isinstance(outcome, Deferred)
    assert sink.letters == []


@pytest.mark.parametrize(
    ("block", "before", "after"),
    [
        (b"TLS-Required: No\r\n", None, "optional"),
        (b"tls-required:no \r\n", None, "optional"),
        (b"TLS-Required: No\r\n", "required", "required"),
        (b"TLS-Required: Yes\r\n", None, None),
        (b"TLS-Required: No, please\r\n", None, None),
        (b"TLS-Required:\r\n", None, None),
        (b"TLS-Required: No\r\nTLS-Required: No\r\n", None, None),
        (b"Subject: TLS-Required: No\r\n", None, None),
    ],
)
def test_the_field_says_one_thing_and_less_than_the_parameter(
    block: bytes, before: TlsWish | None, after: TlsWish | None
) -> None:
    envelope = Envelope("an@bn.gov.vn", (Addressee("b@a.vn"),), tls=before)

    assert wished(envelope, header.parse(block)).tls == after
