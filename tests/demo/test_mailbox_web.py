"""The capture mailbox for readers: what a letter shows, the JSON, and the page's guard."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from demo.mailbox import Mailbox
from demo.mailbox_letter import folded, read_header, read_letter
from demo.mailbox_smtp import Envelope, Recipient
from tests.demo.conftest import PATIENCE_SECONDS, running

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
SIGNATURE = (
    b"DKIM-Signature: v=1; a=rsa-sha256; d=vpcp.example.gov.vn;\r\n"
    b" s=cv2026; h=from:to:\r\n subject; bh=AAAA\r\n BBBB=; b=CC\r\n DD==\r\n"
)


def letter(subject: str = "Đôn đốc nhiệm vụ", attached: bytes | None = None) -> bytes:
    message = EmailMessage()
    message["From"] = "Văn phòng <vanthu@vpcp.example.gov.vn>"
    message["To"] = "an@hagiang.example.gov.vn"
    message["Subject"] = subject
    message["Message-ID"] = "<1@vpcp.example.gov.vn>"
    message.set_content("Trân trọng./.")
    message.add_alternative("<p onclick='x()'>Trân trọng./.</p>", subtype="html")
    if attached is not None:
        message.add_attachment(
            attached, maintype="application", subtype="zip", filename="Phụ lục số 1.zip"
        )
    return SIGNATURE + message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


@dataclass
class Reader:
    """The mailbox, filled from within and read over HTTP."""

    mailbox: Mailbox
    client: httpx.AsyncClient

    async def keep(self, octets: bytes, *recipients: str) -> None:
        to = tuple(Recipient(address) for address in recipients or ("an@hagiang.example.gov.vn",))
        await self.mailbox._keep(Envelope("test", "vanthu@vpcp.example.gov.vn", {}, to), octets)

    async def get(self, path: str, **query: str) -> Any:
        return (await self.client.get(path, params=query)).raise_for_status().json()

    async def ids(self, **query: str) -> list[int]:
        return [mail["id"] for mail in (await self.get("/api/mails", **query))["mails"]]


@pytest.fixture
async def reader(tmp_path: Path) -> AsyncIterator[Reader]:
    mailbox = Mailbox(tmp_path, lambda: NOW)
    _, url = mailbox.listen(("127.0.0.1", 0), ("127.0.0.1", 0))
    client = httpx.AsyncClient(base_url=url, timeout=PATIENCE_SECONDS, verify=False)
    async with running(mailbox.serve()), client:
        yield Reader(mailbox, client)


async def test_a_letter_is_shown_decoded(reader: Reader) -> None:
    await reader.keep(letter(attached=b"PK\x03\x04"))

    shown = await reader.get("/api/mails/1")

    assert shown["subject"] == "Đôn đốc nhiệm vụ"
    assert shown["from"] == "Văn phòng <vanthu@vpcp.example.gov.vn>"
    assert shown["text"].strip() == "Trân trọng./."
    assert shown["at"] == NOW.isoformat()
    assert [each["name"] for each in shown["attachments"]] == ["Phụ lục số 1.zip"]
    tags = {each["tag"]: each["value"] for each in shown["signatures"][0]}
    assert (tags["h"], tags["bh"], tags["b"]) == ("from:to: subject", "AAAABBBB=", "CCDD==")


async def test_source_and_attachments_come_as_they_are(reader: Reader) -> None:
    octets = letter(attached=b"PK\x03\x04")
    await reader.keep(octets)

    raw = await reader.client.get("/api/mails/1/raw")
    attachment = await reader.client.get("/api/mails/1/attachments/0")

    assert raw.content == octets
    assert attachment.content == b"PK\x03\x04"
    assert attachment.headers["content-type"] == "application/octet-stream"
    assert attachment.headers["content-disposition"].startswith("attachment;")


async def test_html_runs_nothing_and_loads_nothing(reader: Reader) -> None:
    await reader.keep(letter())

    policy = (await reader.client.get("/api/mails/1/html")).headers["content-security-policy"]

    assert policy.startswith("sandbox; default-src 'none'")


async def test_mails_are_found_by_recipient_words_and_number(reader: Reader) -> None:
    await reader.keep(letter("Giấy mời họp"), "a@x.vn", "b@x.vn")
    await reader.keep(letter("Đôn đốc"), "B@x.vn")
    await reader.keep(letter("Báo cáo"), "c@x.vn")

    assert await reader.ids() == [1, 2, 3]
    assert await reader.ids(to="b@x.vn") == [1, 2]
    assert await reader.ids(q="don doc") == [2]
    assert await reader.ids(q="VAN PHONG", after="1") == [2, 3]
    assert (await reader.get("/api/mails", q="nothing"))["count"] == 3


@pytest.mark.parametrize("rest", ["", "/raw", "/html", "/attachments/0"])
async def test_what_is_not_there_is_not_found(reader: Reader, rest: str) -> None:
    await reader.keep(b"Subject: plain\r\n\r\nx\r\n")

    assert (await reader.client.get(f"/api/mails/7{rest}")).status_code == 404
    if rest in ("/html", "/attachments/0"):
        assert (await reader.client.get(f"/api/mails/1{rest}")).status_code == 404


async def test_new_mail_is_told_as_a_server_sent_event(reader: Reader) -> None:
    async with reader.client.stream("GET", "/api/events") as stream:
        lines = stream.aiter_lines()
        assert await anext(lines) == "retry: 1000"
        await reader.keep(letter())
        async for line in lines:
            if line.startswith("data: "):
                assert line == 'data: {"count": 1}'
                return


async def test_the_page_says_that_it_is_a_fake_and_keeps_strangers_out(reader: Reader) -> None:
    for path in ("/", "/mail/1"):
        page = await reader.client.get(path)
        assert "MÔ PHỎNG" in page.text
        assert "Nothing is delivered" in page.headers["x-emulator"]

    assert (await reader.client.get("/", headers={"host": "evil.example"})).status_code == 403


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        (b"Subject: =?utf-8?b?xJDGoW4=?= =?utf-8?q?_v=E1=BB=8B?=", "Đơn vị"),
        ("Subject: Công văn".encode(), "Công văn"),
        (b"Subject: =?no-such-charset?q?x?=", "=?no-such-charset?q?x?="),
        (b"Subject: =?utf-8?b?abcde?=", "=?utf-8?b?abcde?="),
        (b"Subject: folded\r\n here", "folded here"),
        (b"SUBJECT: x\r\nSubject: y", "x"),
        (b"From: nobody", ""),
    ],
)
def test_subjects_are_decoded_where_they_can_be(header: bytes, subject: str) -> None:
    assert read_header(header + b"\r\n\r\nbody").header("subject") == subject


def test_a_delivery_report_reads_as_text() -> None:
    report = (
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        b"--b\r\n\r\nKh\xc3\xb4ng ph\xc3\xa1t \xc4\x91\xc6\xb0\xe1\xbb\xa3c.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        b"Reporting-MTA: dns; relay\r\n\r\nFinal-Recipient: rfc822; x@y\r\nAction: failed\r\n\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: first\r\n\r\nx\r\n--b--\r\n"
    )

    shown = read_letter(report)

    assert "Không phát được." in shown.texts[0]
    assert "Action: failed" in shown.texts[1]
    assert [each.mime for each in shown.attachments] == ["message/rfc822"]
    assert b"Subject: first" in shown.attachments[0].octets


def test_words_are_folded_for_the_search() -> None:
    assert folded("Ủy ban ĐẶC BIỆT") == "uy ban dac biet"


pieces = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"Content-Type: text/plain; charset=no-such\r\n",
        b"Content-Type: message/rfc822\r\n",
        b"Content-Type: message/delivery-status\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b'Content-Disposition: attachment; filename="=?x?q?y?="\r\n',
        b"Content-Disposition: attachment; filename*0*=utf-8''%ff; filename*1=b\r\n",
        b"DKIM-Signature: v=1; =; b\r\n",
        b"--b\r\n",
        b"--b--\r\n",
        b"\r\n",
        b"\xff\x00\r\n",
        b" folded\r\n",
    ]
)


@given(st.lists(pieces, max_size=12))
@example(
    [
        b"Content-Type: message/rfc822\r\n",
        b"\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"\r\n",
        b"\xff\x00\r\n",
    ]
)
def test_no_letter_breaks_the_reader(lines: list[bytes]) -> None:
    shown = read_letter(b"".join(lines)).as_json()

    assert isinstance(shown["text"], str)
