"""Scans in a daemon: a letter comes by the listener, and what stands on its picture is proposed; the check, and reading a file."""

import json
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
import pytest_asyncio

from congvu.cli.checks import places
from congvu.config import load
from tests.congvu.names import name_server
from tests.congvu.served import until
from tests.congvu.test_intake_served import Office, authority
from tests.mail.interop.conftest import tls
from tests.mail.peers.daemon import Tls
from tests.mail.peers.mailboxes import mailboxes
from tests.mail.peers.watchable import USER
from tests.papers.pages import page, scan
from tests.peers import need

__all__ = ["authority", "tls"]


@pytest_asyncio.fixture
async def office(tmp_path: Path, tls: Tls) -> AsyncIterator[Office]:
    """As yet not served."""
    need("tesseract")
    need("pdftoppm")
    with name_server({"hue.vn": "v=spf1 ip4:127.0.0.1 -all"}) as names:
        async with mailboxes(tls) as peer:
            yield Office(tmp_path, peer, tls, names)


def brings(picture: bytes) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = "an@hue.vn", USER, "Gửi văn bản"
    made["Date"], made["Message-ID"] = "Tue, 27 Oct 2026 09:00:00 +0700", "<7@hue.vn>"
    made.set_content("Kính gửi văn bản.\n")
    made.add_attachment(picture, "application", "pdf", filename="vb.pdf")
    return made.as_bytes()


async def test_what_stands_on_a_scan_is_proposed(office: Office) -> None:
    async with office.serving("--roles", "relay,intake,web", "--workers", "2"):
        await office.outside(brings(scan(page())))

        async def seen() -> bool:
            listed = json.loads(await office.good("intake", "proposals", "--json"))
            return "412/SNV-CCHC" in json.dumps(listed)

        await until(seen)
        shown = await office.good("intake", "proposal", "1")

    assert "bản quét" in shown or "scan" in shown
    (line,) = office.lines("intake.scanned")
    assert (line["read"], line["unread"]) == (1, "")


async def test_the_check_says_that_scans_are_read_and_what_is_missing_where_they_are_not(
    office: Office,
) -> None:
    assert await line(office) == ("ok", "are read by Tesseract")
    text = office.config.read_text("utf-8")
    office.config.write_text(text.replace("[intake]\n", "[intake]\nscans = false\n", 1), "utf-8")
    assert await line(office) == ("ok", "are not read: [intake]")


async def line(office: Office) -> tuple[str, str]:
    done = await office.run("check", "--json", "--offline")
    (one,) = [each for each in json.loads(done.out) if each["matter"] == "scans"]
    return one["level"], one["sentence"]


async def test_a_letter_in_a_file_is_read_with_its_scans_and_their_marks(office: Office) -> None:
    for stamp, verdict in (("", "pass"), ("MẬT", "refuse")):
        file = office.folder / "letter.eml"
        file.write_bytes(brings(scan(page(stamp=stamp))))
        told = json.loads((await office.run("read", str(file), "--json")).out)
        assert told["marks"]["verdict"] == verdict
        assert ("412/SNV-CCHC" in json.dumps(told)) == (verdict == "pass")


async def test_what_is_missing_is_told_by_its_packages(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "lacking", lambda: ("tesseract-ocr", "tesseract-ocr-vie"))

    (found,) = places.scans(load(office.config))

    assert (found.level, found.matter) == ("warning", "scans")
    assert "apt install tesseract-ocr tesseract-ocr-vie" in found.sentence
