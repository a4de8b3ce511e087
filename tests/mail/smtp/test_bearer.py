"""Client certificates: who may show which, what it opens, and what each other one is answered."""

import ssl
from pathlib import Path

import pytest

from mail.smtp.listener import Tls
from tests.mail.smtp.certificates import made
from tests.mail.smtp.office import (
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
    known,
    refused_certificates,
    turned_away,
)

EXTERNAL = "AUTH EXTERNAL ="


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("tls", BOTH)
async def test_a_certificate_that_a_login_is_known_by_opens_it(
    house: House, tls: Tls, version: ssl.TLSVersion
) -> None:
    mine = made()
    office = known((mine, "relay"))
    async with serving(office, house.listener(tls)) as server:
        peer = await entered(server, tls, house.shows(mine, version))
        assert "AUTH EXTERNAL SCRAM-SHA-256 PLAIN LOGIN" in await hello(peer, tls)
        assert (await peer.ask(EXTERNAL)).startswith("235 2.7.0 ")
        await envelope(peer)
        await peer.ask("DATA")
        assert (await peer.ask("text\r\n.")).startswith("250 ")
        await peer.close()

    origin = office.letters[0].origin
    assert (origin.protocol, origin.login, origin.agency) == ("ESMTPSA", "relay", "G22")
    assert origin.tls is not None
    assert origin.tls.startswith("TLSv1.2" if version is VERSIONS[0] else "TLSv1.3")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (["AUTH EXTERNAL", ""], "235 "),
        (["AUTH external cmVsYXk="], "235 "),  # relay
        (["AUTH EXTERNAL", "cmVsYXk="], "235 "),
        (["AUTH EXTERNAL b3RoZXI="], "535 5.7.8 "),  # other
        (["AUTH EXTERNAL", "*"], "501 5.7.0 "),
        (["AUTH EXTERNAL", "?"], "501 5.5.2 "),
        (["AUTH EXTERNAL /w=="], "535 5.7.8 "),
    ],
)
async def test_nobody_is_another_than_the_certificate_says(
    house: House, said: list[str], answer: str
) -> None:
    mine = made()
    async with serving(known((mine, "relay")), house.listener("implicit")) as server:
        peer = await entered(server, "implicit", house.shows(mine))
        await hello(peer, "implicit")
        replies = [await peer.ask(line) for line in said]
        await peer.close()

    assert replies[:-1] == ["334 "] * (len(said) - 1)
    assert replies[-1].startswith(answer)


@pytest.mark.parametrize("name", ["ended", "disabled"])
async def test_why_a_known_certificate_opens_nothing_is_said(house: House, name: str) -> None:
    mine = made()
    async with serving(known((mine, name)), house.listener("implicit")) as server:
        peer = await entered(server, "implicit", house.shows(mine))
        await hello(peer, "implicit")
        said = await peer.ask(EXTERNAL)
        assert (await peer.ask("MAIL FROM:<a@b.vn>")).startswith("530 5.7.0 ")
        await peer.close()

    words = {"ended": "your certificate ended 2026-11-01", "disabled": "its login is disabled"}
    assert said.startswith("535 5.7.8 ")
    assert words[name] in said


@pytest.mark.parametrize("shown", [True, False])
async def test_external_is_offered_to_those_only_whom_a_certificate_has_told(
    house: House, shown: bool
) -> None:
    """One that was taken from its login still shakes hands, and is told that nobody is known by it."""
    mine = made()
    office = known((mine, "relay"))
    async with serving(office, house.listener("implicit")) as server:
        peer = await entered(server, "implicit", house.shows(mine if shown else None))
        office.bearers.clear()
        assert "AUTH SCRAM-SHA-256 PLAIN LOGIN" in await hello(peer, "implicit")
        assert (await peer.ask(EXTERNAL)).startswith("504 5.5.4 EXTERNAL needs")
        await peer.close()


async def test_who_shows_no_certificate_logs_in_by_password(house: House) -> None:
    async with serving(Office(), house.listener("implicit")) as server:
        peer = await entered(server, "implicit", house.shows(None))
        await hello(peer, "implicit")
        plain = "AUTH PLAIN AHbEg250aMawAG3huq10IGto4bqpdQ=="
        assert (await peer.ask(plain)).startswith("235 ")
        await peer.close()


async def test_a_listener_that_asks_for_none_is_shown_none(house: House) -> None:
    mine = made()
    listener = house.listener("implicit", client_certificates=False)
    async with serving(known((mine, "relay")), listener) as server:
        peer = await entered(server, "implicit", house.shows(mine))
        assert "EXTERNAL" not in await hello(peer, "implicit")
        await peer.close()


async def test_a_certificate_that_is_registered_meanwhile_is_taken(house: House) -> None:
    mine, office = made(), Office()
    async with serving(office, house.listener("implicit")) as server:
        with refused_certificates() as reasons:
            assert await turned_away(server, house.shows(mine))
        office.known = {mine.fingerprint: mine.der}
        office.bearers = {mine.fingerprint: "relay"}
        peer = await entered(server, "implicit", house.shows(mine))
        assert "EXTERNAL" in await hello(peer, "implicit")
        await peer.close()

    assert reasons == ["self-signed certificate"]


@pytest.mark.parametrize("version", VERSIONS)
async def test_a_certificate_of_strangers_ends_the_handshake_and_is_told_to_the_operator(
    house: House, version: ssl.TLSVersion
) -> None:
    other = made(by=made("authority", authority=True))
    with refused_certificates() as reasons:
        async with serving(known((made(), "relay")), house.listener("implicit")) as server:
            assert await turned_away(server, house.shows(other, version))

    assert reasons == ["self-signed certificate in certificate chain"]
