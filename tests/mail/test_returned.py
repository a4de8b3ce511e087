"""Reports that come back on our letters: believed only where they know the letter, and prove whose they are."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mail.authenticity import Credentials
from mail.returned import read
from store import suppression
from store.account import entries_about
from tests.mail.outside import AGENCIES, GOOD, ORIGIN, finds, sent
from tests.mail.relaying import BINH, SENDER, Worker, working
from work import receipt
from work.letter import State
from work.returned import Failure

PROVEN = replace(GOOD, author="yte.gov.vn", spf="none")
DAY = timedelta(days=1)


def report(number: int, to: str = BINH, message_id: str = "<1@bn.gov.vn>", **words: str) -> bytes:
    """A report as a next hop writes it."""
    status = words.get("status", "5.1.1")
    host = words.get("host", "mail.bn.gov.vn")
    kind = words.get("kind", "text/rfc822-headers")
    return (
        "From: MAILER-DAEMON@yte.gov.vn\r\nTo: an@bn.gov.vn\r\nSubject: Undelivered\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.yte.gov.vn\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: {words.get('action', 'failed')}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1\r\n no such user\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n"
        f"Received: from mx.bn.gov.vn ([10.1.0.9]) by {host} (Congvu) with ESMTP\r\n"
        f" id {receipt.encode(number)} for <{to}>; Tue, 24 Nov 2026 02:00:00 +0000\r\n"
        f"From: An <an@bn.gov.vn>\r\nMessage-ID: {message_id}\r\n\r\n"
        "--b--\r\n"
    ).encode()


def test_a_report_tells_the_letter_and_whom_it_did_not_reach() -> None:
    told = Failure(BINH, "5.1.1", "550 5.1.1 no such user")

    for kind in ("text/rfc822-headers", "message/rfc822"):
        back = read(report(17, kind=kind), "mail.bn.gov.vn")
        assert back is not None
        assert (back.letter, back.message_id, back.failures) == (17, "<1@bn.gov.vn>", (told,))


@pytest.mark.parametrize(
    "octets",
    [
        report(17, host="mail.other.vn"),
        report(17, action="delayed"),
        report(17, status="4.2.2"),
        report(17, kind="text/plain"),
        report(17).replace(b"id 0000HX", b"id 0000HY"),
        b"Content-Type: multipart/report; boundary=b\r\n\r\n" + b"--b\r\n" * 5000,
        b"Content-Type: multipart/report\r\n\r\nx",
        b"",
    ],
    ids=range(8),
)
def test_what_tells_of_no_letter_of_ours_is_none(octets: bytes) -> None:
    assert read(octets, "mail.bn.gov.vn") is None


async def noted(worker: Worker) -> list[str]:
    """Addresses that something is known against."""
    return [one.address for one in await worker.store.read(suppression.known, worker.clock.now())]


async def handed_on(worker: Worker, *to: str) -> int:
    """A letter of an agency's that its next hop has taken."""
    number = await worker.number(*to)
    await worker.until(*[State.DELIVERED] * max(1, len(to)), number=number)
    return number


async def test_a_mailbox_that_came_back_twice_a_day_apart_is_suppressed(tmp_path: Path) -> None:
    async with working(tmp_path, agencies=AGENCIES, authenticate=finds(PROVEN)) as worker:
        number = await handed_on(worker)
        assert (await sent(worker, SENDER, content=report(number), sender="")).code == 250
        events = [e.event for e in await worker.store.read(entries_about, f"letter:{number}")]
        assert events[-1] == "returned"
        assert await noted(worker) == [BINH]
        origin = replace(ORIGIN, kind="submission", agency="H05", login="x")
        assert worker.relay.recipient(origin, SENDER, BINH) is None, "one report is none"

        worker.clock.forward(DAY)
        again = await handed_on(worker)
        await sent(worker, SENDER, content=report(again), sender="")
        await sent(worker, SENDER, content=report(again), sender="")
        refusal = worker.relay.recipient(origin, SENDER, BINH)
        assert refusal is not None
        assert refusal.status == "5.1.1"
        passed_on = worker.hop.letters["bn.gov.vn"]
        assert len(passed_on) == 3, "the reports reach whom they are for"


@pytest.mark.parametrize(
    ("found", "words", "to"),
    [
        (replace(PROVEN, dmarc="none"), {}, SENDER),
        (replace(PROVEN, author="evil.vn"), {}, SENDER),
        (replace(PROVEN, author="te.gov.vn"), {}, SENDER),
        (PROVEN, {"message_id": "<2@bn.gov.vn>"}, SENDER),
        (PROVEN, {"to": "hoa@yte.gov.vn"}, SENDER),
        (PROVEN, {"status": "5.7.1"}, SENDER),
        (PROVEN, {}, "other@bn.gov.vn"),
    ],
)
async def test_a_forged_report_suppresses_nobody(
    tmp_path: Path, found: Credentials, words: dict[str, str], to: str
) -> None:
    async with working(tmp_path, agencies=AGENCIES, authenticate=finds(found)) as worker:
        number = await handed_on(worker)
        assert (await sent(worker, to, content=report(number, **words), sender="")).code == 250
        assert await noted(worker) == []


async def test_a_report_with_a_sender_is_a_letter_like_any_other(tmp_path: Path) -> None:
    async with working(tmp_path, agencies=AGENCIES, authenticate=finds(PROVEN)) as worker:
        number = await handed_on(worker)
        await sent(worker, SENDER, content=report(number), sender="x@yte.gov.vn")
        assert await noted(worker) == []


async def test_a_report_on_a_letter_of_long_ago_changes_nothing(
    tmp_path: Path,
) -> None:
    async with working(tmp_path, agencies=AGENCIES, authenticate=finds(PROVEN)) as worker:
        number = await handed_on(worker)
        worker.clock.forward(15 * DAY)
        await sent(worker, SENDER, content=report(number), sender="")
        assert await noted(worker) == []
