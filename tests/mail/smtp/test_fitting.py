"""What is submitted is made fit before anybody decides on it or keeps it; what others wrote is not touched."""

import hashlib
import os
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from mail.travel import Unfit
from tests.mail.smtp.office import TRUSTED, Office, client, envelope, limited, serving
from tests.mail.smtp.test_chunks import chunk, whole
from tests.mail.travel.mended import crlf, mended

HTML = "From: a@vpcp.gov.vn\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>{}</p>\n"


async def said(
    octets: bytes, office: Office, folder: Path = Path("/tmp"), mail: str = ""
) -> tuple[str, bool]:
    """The answer to a letter, and whether every budget was given back."""
    async with serving(office, folder=folder) as server, client(server) as peer:
        if mail:
            await peer.ask("EHLO client.test")
            await peer.ask(f"MAIL FROM:<a@vpcp.gov.vn> {mail}")
            await peer.ask("RCPT TO:<b@moh.gov.vn>")
        else:
            await envelope(peer)
        return await chunk(peer, octets, " LAST"), whole(server)


@pytest.mark.parametrize("words", [300, 500_000], ids=["short", "in a file"])
async def test_a_letter_with_a_long_line_is_kept_as_it_can_travel(
    words: int, tmp_path: Path
) -> None:
    office, octets = Office(), crlf(HTML.format("kinh " * words))
    with structlog.testing.capture_logs() as lines:
        answer, given_back = await said(octets, office, tmp_path)

    assert (answer, given_back) == ("250 2.0.0 kept as 1", True)
    (letter,) = office.letters
    assert letter.octets == mended(octets)
    assert letter.digest == hashlib.sha256(letter.octets).digest()
    assert b"quoted-printable" in letter.header
    assert os.listdir(tmp_path) == []
    (line,) = (line for line in lines if line["event"] == "letter.mended")
    assert (line["came"], line["kept"]) == (
        hashlib.sha256(octets).hexdigest(),
        letter.digest.hex(),
    )


async def test_a_subject_beyond_ascii_is_kept_in_encoded_words() -> None:
    office = Office()
    octets = crlf("From: Sở <a@vpcp.gov.vn>\nSubject: Báo cáo\n\ntext\n")

    assert (await said(octets, office))[0] == "250 2.0.0 kept as 1"

    (letter,) = office.letters
    assert letter.octets == mended(octets)
    assert letter.octets.isascii()
    assert not letter.eight_bit


@pytest.mark.parametrize("mail", ["", "SMTPUTF8 BODY=8BITMIME"])
async def test_a_letter_that_is_fit_is_kept_octet_for_octet(mail: str) -> None:
    office = Office()
    subject = "Báo cáo" if mail else "Bao cao"
    octets = crlf(f"From: a@vpcp.gov.vn\nSubject: {subject}\n\nsố {'x' * 990}\n")

    assert (await said(octets, office, mail=mail))[0] == "250 2.0.0 kept as 1"

    assert office.letters[0].octets == octets


@pytest.mark.parametrize(
    "text",
    [
        "From: a@vpcp.gov.vn\nContent-Type: application/pdf\n\n" + "x" * 999 + "\n",
        "From: a@vpcp.gov.vn\nX-Long: " + "x" * 999 + "\n\ntext\n",
        "From: a@vpcp.gov.vn\nMessage-ID: <số@b.vn>\n\ntext\n",
    ],
)
async def test_what_cannot_be_made_fit_is_refused_with_a_sentence(text: str) -> None:
    office = Office()
    flaw = mended(crlf(text))
    assert isinstance(flaw, Unfit)

    with structlog.testing.capture_logs() as lines:
        answer, given_back = await said(crlf(text), office)

    assert (answer, given_back) == (f"550 5.6.0 {flaw.reason}", True)
    assert office.letters == []
    (line,) = (line for line in lines if line["event"] == "policy.refused")
    assert (line["rule"], line["agency"]) == ("unfit", "G22")


async def test_what_others_wrote_is_not_changed_but_refused() -> None:
    office, outside = Office(), replace(TRUSTED, kind="inbound", networks=())
    wide = crlf("From: a@vpcp.gov.vn\nSubject: Báo cáo\n\ntext\n")
    async with serving(office, outside) as server, client(server) as peer:
        await envelope(peer)
        long = await chunk(peer, crlf(HTML.format("x" * 999)), " LAST")
        await envelope(peer)
        taken = await chunk(peer, wide, " LAST")

    assert long.startswith("550 5.6.0 a line is longer than 998 octets")
    assert taken == "250 2.0.0 kept as 1"
    assert office.letters[0].octets == wide


async def test_where_there_is_no_room_for_the_letter_made_fit_it_is_put_off(tmp_path: Path) -> None:
    office, octets = Office(), crlf(HTML.format("số " * 50_000))
    limits = limited(memory_bytes=300_000)
    async with serving(office, limits=limits, folder=tmp_path) as server, client(server) as peer:
        await envelope(peer)
        answer = await chunk(peer, octets, " LAST")

        assert answer.startswith("452 4.3.1")
        assert whole(server)
    assert office.letters == []


@pytest.mark.parametrize(
    ("mail", "text", "wishes"),
    [
        ("BODY=8BITMIME SMTPUTF8", "text", (False, False)),
        ("BODY=8BITMIME SMTPUTF8", "số", (True, True)),
        ("BODY=7BIT", "số", (True, False)),
    ],
)
async def test_a_long_letter_asks_no_more_of_the_next_hop_than_it_needs(
    mail: str, text: str, wishes: tuple[bool, bool], tmp_path: Path
) -> None:
    office = Office()
    octets = crlf("From: a@vpcp.gov.vn\n\n" + f"{text}\n" * 80_000)

    assert (await said(octets, office, tmp_path, mail))[0] == "250 2.0.0 kept as 1"

    (letter,) = office.letters
    assert (letter.envelope.eight_bit, letter.envelope.smtputf8) == wishes
    assert not letter.in_memory
