"""Letters that an agency's certificate vouches for: its own, or one of its authority's."""

import ipaddress
import ssl
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mail.smtp.bearer import untimely
from mail.smtp.listener import Tls, identity
from tests.mail.smtp.certificates import Made, made
from tests.mail.smtp.office import (
    NOW,
    PROXIED,
    TRUSTED,
    Client,
    Office,
    envelope,
    serving,
)
from tests.mail.smtp.showing import (
    BOTH,
    VERSIONS,
    House,
    entered,
    hello,
    refused_certificates,
    turned_away,
)
from tests.mail.smtp.test_proxy import LINE

ELSEWHERE = (ipaddress.ip_network("192.0.2.0/24"),)
HERE = (ipaddress.ip_network("127.0.0.0/8"),)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.mark.parametrize("tls", BOTH)
async def test_an_agencys_certificate_needs_no_login(house: House, tls: Tls) -> None:
    mine, office = made(), Office()
    async with serving(office, house.trusted(tls, mine)) as server:
        peer = await entered(server, tls, house.shows(mine))
        assert "AUTH" not in await hello(peer, tls)
        await envelope(peer)
        await peer.ask("DATA")
        assert (await peer.ask("text\r\n.")).startswith("250 ")
        await peer.close()

    origin = office.letters[0].origin
    assert (origin.protocol, origin.login, origin.agency) == ("ESMTPS", None, "H05")


ROOT = made("root", authority=True)
BELOW = made("below", authority=True, by=ROOT)
OLD = made("old", authority=True, days=(-20, -1))


@pytest.mark.parametrize(
    ("file", "shown", "answer"),
    [
        ([BELOW], made(by=BELOW), "220 mx.test "),
        ([ROOT], made(by=ROOT), "220 mx.test "),
        ([ROOT, BELOW], made(by=BELOW), "220 mx.test "),
        ([ROOT], made(by=BELOW), "554 5.7.1 your certificate belongs to no agency here"),
        ([ROOT], made(by=ROOT, days=(-9, -2)), "454 4.7.0 your certificate ended 20"),
        ([ROOT], made(by=ROOT, days=(2, 9)), "454 4.7.0 your certificate is valid from 20"),
        ([OLD], made(by=OLD), "454 4.7.0 your certificate ended 20"),
        ([ROOT], None, "554 5.7.1 this listener serves agencies by certificate"),
    ],
)
async def test_an_authoritys_certificates_are_its_agencys(
    house: House, file: list[Made], shown: Made | None, answer: str
) -> None:
    async with serving(Office(), house.trusted("implicit", *file)) as server:
        peer = await entered(server, "implicit", house.shows(shown))
        assert (await peer.reply()).startswith(answer)
        if not answer.startswith("220"):
            assert (await peer.ask("EHLO client.test")).startswith("503 5.5.1 ")
        await peer.close()


@pytest.mark.parametrize("version", VERSIONS)
async def test_another_authoritys_certificate_of_the_same_name_is_none(
    house: House, version: ssl.TLSVersion
) -> None:
    forged = made(by=made("root", authority=True))
    with refused_certificates() as reasons:
        async with serving(Office(), house.trusted("implicit", ROOT)) as server:
            assert await turned_away(server, house.shows(forged, version))

    assert len(reasons) == 1


async def test_of_two_authorities_of_one_name_the_one_that_signed_decides(house: House) -> None:
    other, office = made("root", authority=True), Office()
    bearers = (house.bearers("H05", ROOT), house.bearers("H07", other))
    listener = replace(house.trusted("starttls", ROOT), bearers=bearers)
    async with serving(office, listener) as server:
        peer = await entered(server, "starttls", house.shows(made(by=other)))
        await envelope(peer)
        await peer.ask("DATA")
        assert (await peer.ask("text\r\n.")).startswith("250 ")
        await peer.close()

    assert office.letters[0].origin.agency == "H07"


async def test_behind_starttls_the_reason_stands_in_the_answer_to_mail(house: House) -> None:
    ended = made(days=(-9, -2))
    async with serving(Office(), house.trusted("starttls", ended)) as server:
        peer = await Client.connect(server)
        assert (await peer.reply()).startswith("220 ")
        await peer.ask("EHLO client.test")
        first = await peer.ask("MAIL FROM:<a@b.vn>")
        assert (await peer.ask("STARTTLS")).startswith("220 ")
        await peer.writer.start_tls(house.shows(ended), server_hostname="mx.test")
        await peer.ask("EHLO client.test")
        second = await peer.ask("MAIL FROM:<a@b.vn>")
        await peer.close()

    assert first == "530 5.7.0 say STARTTLS first and show your agency's certificate"
    assert second.startswith("454 4.7.0 your certificate ended ")


@pytest.mark.parametrize(("networks", "code"), [(HERE, "220"), (ELSEWHERE, "554")])
async def test_beside_networks_both_have_to_fit(house: House, networks: Any, code: str) -> None:
    mine = made()
    async with serving(Office(), house.trusted("implicit", mine, networks=networks)) as server:
        peer = await entered(server, "implicit", house.shows(mine))
        assert (await peer.reply()).startswith(code)
        await peer.close()


@pytest.mark.parametrize("shown", [True, False])
async def test_a_certificate_goes_before_a_network(house: House, shown: bool) -> None:
    mine, office = made(), Office()
    listener = house.trusted("starttls", mine)
    listener = replace(listener, networks=TRUSTED.networks)
    async with serving(office, listener) as server:
        peer = await entered(server, "starttls", house.shows(mine if shown else None))
        await envelope(peer)
        await peer.ask("DATA")
        assert (await peer.ask("text\r\n.")).startswith("250 ")
        await peer.close()

    assert office.letters[0].origin.agency == ("H05" if shown else "G22")


async def test_a_certificate_that_ended_is_no_reason_to_be_another_agency(house: House) -> None:
    """By its network it was taken for G22, whose domains its letters are not of: they went back for good."""
    ended = made(days=(-9, -2))
    listener = replace(house.trusted("starttls", ended), networks=TRUSTED.networks)
    async with serving(Office(), listener) as server:
        peer = await entered(server, "starttls", house.shows(ended))
        await peer.ask("EHLO client.test")
        said = await peer.ask("MAIL FROM:<a@b.vn>")
        await peer.close()

    assert said.startswith("454 4.7.0 your certificate ended ")


@pytest.mark.parametrize("first", [True, False])
async def test_a_certificate_itself_goes_before_its_issuer(house: House, first: bool) -> None:
    mine, office = made(by=ROOT), Office()
    bearers = [house.bearers("H05", ROOT), house.bearers("H07", mine)]
    listener = replace(house.trusted("starttls", ROOT), bearers=tuple(bearers[:: 1 if first else -1]))  # fmt: skip
    async with serving(office, listener) as server:
        peer = await entered(server, "starttls", house.shows(mine))
        await envelope(peer)
        await peer.ask("DATA")
        assert (await peer.ask("text\r\n.")).startswith("250 ")
        await peer.close()

    assert office.letters[0].origin.agency == "H07"


@pytest.mark.parametrize("source", ["192.0.2.7", "198.51.100.7"])
async def test_behind_a_proxy_the_client_it_names_has_to_fit(house: House, source: str) -> None:
    mine = made()
    listener = house.trusted("starttls", mine, networks=ELSEWHERE, proxies=PROXIED.proxies)
    async with serving(Office(), listener) as server:
        peer = await Client.connect(server)
        await peer.say(LINE.replace(b"192.0.2.7", source.encode()))
        assert (await peer.reply()).startswith("220 ")
        await peer.ask("EHLO client.test")
        assert (await peer.ask("STARTTLS")).startswith("220 ")
        await peer.writer.start_tls(house.shows(mine), server_hostname="mx.test")
        await peer.ask("EHLO client.test")
        said = await peer.ask("MAIL FROM:<a@b.vn>")
        await peer.close()

    assert said.startswith("250" if source == "192.0.2.7" else "554 5.7.1 your certificate is not")


def test_a_file_without_certificates_stops_the_start_and_says_which(house: House) -> None:
    listener = house.trusted("implicit", made())
    (house.folder / "H05.pem").write_text("nothing")

    with pytest.raises(OSError, match=r"H05\.pem holds no certificate"):
        identity(listener)


async def test_a_certificate_taken_out_of_the_file_is_refused_after_a_reload(house: House) -> None:
    mine, other = made(), made()
    async with serving(Office(), house.trusted("implicit", mine)) as server:
        house.bearers("H05", other)
        server.reload_certificates()
        assert await turned_away(server, house.shows(mine))
        peer = await entered(server, "implicit", house.shows(other))
        assert (await peer.reply()).startswith("220 ")
        await peer.close()


def test_the_times_are_compared_to_the_second() -> None:
    begin, second = NOW, timedelta(seconds=1)
    end = begin + 2 * second

    assert [bool(untimely(begin, end, begin + n * second)) for n in (-1, 0, 2, 3)] == [
        True,
        False,
        False,
        True,
    ]
