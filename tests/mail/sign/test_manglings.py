"""Which of the usual manglings our signatures bear: OpenDKIM, Mail::DKIM and we agree, and docs/manglings.md says the same."""

import asyncio
import re
import smtplib
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.mail.peers import exim
from tests.mail.peers.postfix import postfix
from tests.mail.peers.sink import sinking
from tests.mail.sign import judges
from tests.mail.sign.manglings import LETTER, MANGLINGS, REAL, by_python
from tests.mail.sign.official import DOMAIN
from tests.mail.sign.sealed import GOOD, Signer

PAGE = ROOT / "docs/manglings.md"
ROW = re.compile(r"^\| (.+?) \| (hold|break) \|$", re.MULTILINE)
NARROW, WIDE = ("PIPELINING",), ("PIPELINING", "8BITMIME")


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return Signer(tmp_path_factory.mktemp("keys"))


def hold(letters: list[bytes], signer: Signer, folder: Path) -> list[bool]:
    """Whether the signatures hold, on which three judges agree."""
    theirs = [one == GOOD for one in judges.opendkim_on_all(letters, signer.records, folder)]
    by_perl = [one == "pass" for one in judges.mail_dkim(letters, signer.records, folder)]
    ours = list(map(signer.ours, letters))
    assert theirs == by_perl == ours
    return ours


def test_each_is_borne_or_found_by_all_judges_alike(signer: Signer, tmp_path: Path) -> None:
    letter = signer.signed(LETTER)
    mangled = [one.change(letter) for one in MANGLINGS]

    assert hold([letter], signer, tmp_path) == [True]
    found = hold(mangled, signer, tmp_path)

    same = [one.name for one, octets in zip(MANGLINGS, mangled, strict=True) if octets == letter]
    assert same == ["line ends made LF and CRLF again"]
    assert dict(zip([one.name for one in MANGLINGS], found, strict=True)) == {
        one.name: one.survives for one in MANGLINGS
    }


def test_the_page_says_of_each_what_happens() -> None:
    expected = {**{one.name: one.survives for one in MANGLINGS}, **REAL}

    rows = ROW.findall(PAGE.read_text("utf-8"))

    assert {name: said == "hold" for name, said in rows} == expected
    assert len(rows) == len(expected)


async def through_postfix(
    letter: bytes, folder: Path, more: str = "", offered: tuple[str, ...] = WIDE
) -> bytes:
    """*letter* behind a Postfix that hands it on to a host that offers so much."""
    async with sinking(extensions=offered) as sink:
        onward = f"relay_domains = out.vn\ntransport_maps = inline:{{ out.vn=smtp:[127.0.0.1]:{sink.port} }}\n"
        async with postfix(folder, onward + more) as peer:
            await asyncio.to_thread(submit, peer.port, letter)
            async with asyncio.timeout(60):
                while not sink.letters:  # noqa: ASYNC110 - no event
                    await asyncio.sleep(0.05)
    return sink.letters[0]


def submit(port: int, letter: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port, "client.example", 60) as client:
        client.ehlo()
        client.sendmail(f"a@{DOMAIN}", ["b@out.vn"], letter, mail_options=["BODY=8BITMIME"])


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("Postfix takes it in and hands it on", ""),
        (
            "Postfix adds what is missing, and fields of its own",
            "always_add_missing_headers = yes\nmessage_size_limit = 0\n"
            "header_checks = regexp:{ { /^Subject:/ PREPEND X-Scanned: yes } }\n",
        ),
        (
            "Postfix puts a tag before the subject",
            "header_checks = regexp:{ { /^Subject: (.*)/ REPLACE Subject: [ngoai] $1 } }\n",
        ),
    ],
    ids=["as it is", "fields added", "a tag"],
)
async def test_through_postfix(name: str, more: str, signer: Signer, tmp_path: Path) -> None:
    came = await through_postfix(signer.signed(LETTER), tmp_path, more)

    assert came.startswith(b"Received: ") or b"X-Scanned" in came
    assert hold([came], signer, tmp_path) == [REAL[name]]


async def test_through_postfix_to_a_host_that_takes_seven_bits(
    signer: Signer, tmp_path: Path
) -> None:
    """What Postfix does to an 8-bit letter then is why we send none there."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    wide = await through_postfix(signer.signed(LETTER), tmp_path / "a", offered=NARROW)
    ours = await through_postfix(await signer.narrow(LETTER), tmp_path / "b", offered=NARROW)

    assert b"quoted-printable" in wide
    assert wide.isascii()
    assert ours.isascii()
    assert hold([wide, ours], signer, tmp_path) == [
        REAL["Postfix hands it to a host without 8BITMIME"],
        REAL["the same, with the letter as we send it to such a host"],
    ]


async def test_through_exim(signer: Signer, tmp_path: Path) -> None:
    exim.ready()
    async with sinking(extensions=WIDE) as sink:
        sender = exim.exim(tmp_path / "exim", sink.port)
        letter = signer.signed(LETTER).replace(b"\r\n", b"\n")
        await sender.send(letter, f"a@{DOMAIN}", "b@out.vn")

    (came,) = sink.letters
    assert came.startswith(b"Received: ")
    assert hold([came], signer, tmp_path) == [REAL["Exim takes it in and hands it on"]]


def test_through_python(signer: Signer, tmp_path: Path) -> None:
    came = by_python(signer.signed(LETTER))

    name = "Python's email package reads it and writes it again"
    assert hold([came], signer, tmp_path) == [REAL[name]]
