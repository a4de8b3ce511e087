"""Delivery reports: what a mail program reads out of them, and what a person does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mail.dsn import FULL_LIMIT, Fate, Reporter, Subject, report
from work.letter import Addressee, Envelope, NewLetter

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
REPORTER = Reporter("mail.bn.gov.vn", "bn.gov.vn", ZoneInfo("Asia/Ho_Chi_Minh"))
CONTENT = (
    b"From: an@bn.gov.vn\r\nSubject: Bao cao\r\nMessage-ID: <1@bn.gov.vn>\r\n\r\nThan thu mat\r\n"
)
BINH = Addressee("binh@yte.gov.vn", frozenset({"FAILURE"}), "rfc822;Binh+A@yte.gov.vn")
SAID = "mx.yte.gov.vn said: 550 5.1.1 No such user"
FAILED = Fate(BINH, "failed", "refused", "5.1.1", SAID)
LATER = Fate(
    Addressee("hoa@sl.gov.vn"),
    "delayed",
    "delayed",
    "4.4.1",
    "no answer",
    until=NOW + timedelta(days=4),
)


def subject(content: bytes = CONTENT, **facts: Any) -> Subject:
    envelope = Envelope("an@bn.gov.vn", (BINH,), envid="QQ 314")
    whole = Subject(17, "0000HX", NOW, "H05", envelope, content, len(content))
    return replace(whole, **facts)


def parts(letter: NewLetter) -> tuple[EmailMessage, list[Message]]:
    assert isinstance(letter.body, bytes)
    message = message_from_bytes(letter.body, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message, list(message.iter_parts())


def groups(letter: NewLetter) -> list[dict[str, str]]:
    """The delivery status as its groups of fields."""
    status = parts(letter)[1][1].get_payload()
    assert isinstance(status, list)
    return [dict(group.items()) for group in status if isinstance(group, Message)]


def test_a_report_goes_to_the_sender_from_nobody() -> None:
    letter = report(subject(), (FAILED,), REPORTER, NOW)
    message, _ = parts(letter)

    assert letter.kind == "dsn"
    assert letter.envelope == Envelope("", (Addressee("an@bn.gov.vn", frozenset({"NEVER"})),))
    assert letter.origin.agency == "H05"
    assert message["From"] == "Congvu <MAILER-DAEMON@bn.gov.vn>"
    assert message["To"] == "an@bn.gov.vn"
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["References"] == "<1@bn.gov.vn>"
    assert message["Message-ID"] == letter.message_id
    assert message["Date"].datetime == NOW
    assert message["Subject"] == "Không gửi được thư / Undelivered mail returned"


def test_what_was_asked_for_later_is_told_as_the_instant() -> None:
    asked = datetime(2026, 11, 26, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    letter = report(
        subject(envelope=replace(subject().envelope, release_at=asked)), (FAILED,), REPORTER, NOW
    )

    assert groups(letter)[0]["Future-Release-Request"] == "until;2026-11-26T01:30:00Z"


def test_programs_read_what_happened_to_whom() -> None:
    letter = report(subject(), (FAILED, LATER), REPORTER, NOW)
    message, _ = parts(letter)

    assert message.get_content_type() == "multipart/report"
    assert message.get_param("report-type") == "delivery-status"
    assert groups(letter) == [
        {
            "Original-Envelope-Id": "QQ 314",
            "Reporting-MTA": "dns; mail.bn.gov.vn",
            "Arrival-Date": "Tue, 24 Nov 2026 09:00:00 +0700",
        },
        {
            "Original-Recipient": "rfc822;Binh+A@yte.gov.vn",
            "Final-Recipient": "rfc822;binh@yte.gov.vn",
            "Action": "failed",
            "Status": "5.1.1",
            "Remote-MTA": "dns; mx.yte.gov.vn",
            "Diagnostic-Code": "smtp; 550 5.1.1 No such user",
            "Last-Attempt-Date": "Tue, 24 Nov 2026 09:00:00 +0700",
        },
        {
            "Final-Recipient": "rfc822;hoa@sl.gov.vn",
            "Action": "delayed",
            "Status": "4.4.1",
            "Diagnostic-Code": "X-Congvu; no answer",
            "Last-Attempt-Date": "Tue, 24 Nov 2026 09:00:00 +0700",
            "Will-Retry-Until": "Sat, 28 Nov 2026 09:00:00 +0700",
        },
    ]


def test_a_person_reads_it_in_vietnamese_first_and_then_in_english() -> None:
    _, (text, *_) = parts(report(subject(), (FAILED, LATER), REPORTER, NOW))
    assert isinstance(text, EmailMessage)
    vi, _, en = text.get_content().replace("\r\n", "\n").partition("----------")

    assert "09:00 24/11/2026 (mã tiếp nhận 0000HX)" in vi
    assert "<binh@yte.gov.vn>\nMáy chủ nhận từ chối thư." in vi
    assert "tiếp tục gửi lại đến 09:00 28/11/2026" in vi
    assert "The receiving server refused the letter." in en
    assert "\nMáy chủ nhận (mx.yte.gov.vn) trả lời: 550 5.1.1 No such user\n" in vi
    assert "\nThe receiving server (mx.yte.gov.vn) said: 550 5.1.1 No such user\n" in en


def test_who_wrote_reads_what_was_said_and_nothing_of_the_configuration() -> None:
    """Else a pattern of the operator's stood there as the words of the receiving server."""
    answer = 'mx.hg.gov.vn said: 452 4.2.2 Full ([[relay.backoff]] pattern "full|quota")'
    fate = Fate(BINH, "failed", "given-up", "5.2.2", answer)
    _, (text, status, *_) = parts(report(subject(), (fate,), REPORTER, NOW))
    assert isinstance(text, EmailMessage)
    vi, _, en = text.get_content().replace("\r\n", "\n").partition("----------")

    assert "\nMáy chủ nhận tạm thời chưa nhận thư, và theo quy tắc" in vi
    assert "\nThe receiving server (mx.hg.gov.vn) said: 452 4.2.2 Full\n" in en
    assert "Diagnostic-Code: smtp; 452 4.2.2 Full\n" in str(status).replace("\r\n", "\n")


def test_what_no_server_said_is_not_put_into_its_mouth() -> None:
    fate = Fate(BINH, "failed", "expired", "4.4.7", "mx.hg.gov.vn: Connection refused")
    _, (text, *_) = parts(report(subject(), (fate,), REPORTER, NOW))
    assert isinstance(text, EmailMessage)

    assert "Lý do: mx.hg.gov.vn: Connection refused" in text.get_content()
    assert "said:" not in text.get_content()


@pytest.mark.parametrize(
    ("reason", "rule", "words"),
    [
        ("held", "secrecy", "held by the rule secrecy"),
        ("uncertain", "", "Nobody can know whether"),
        ("expired", "", "The time for delivery is over"),
        ("returned", "", "The operator returned the letter. It will not be sent.\r\n"),
        ("returned-why", "", "It will not be sent. Reason: wrong office"),
    ],
)
def test_each_end_has_its_words(reason: str, rule: str, words: str) -> None:
    fate = Fate(BINH, "failed", reason, "5.4.7", rule=rule, why="wrong office")
    _, (text, *_) = parts(report(subject(), (fate,), REPORTER, NOW))

    assert isinstance(text, EmailMessage)
    assert words in text.get_content()


def test_by_default_the_header_alone_comes_back() -> None:
    _, (_, _, returned) = parts(report(subject(), (FAILED,), REPORTER, NOW))

    assert returned.get_content_type() == "text/rfc822-headers"
    assert "Subject: Bao cao" in str(returned.get_payload())
    assert "Than thu mat" not in str(returned.get_payload())


@pytest.mark.parametrize(
    ("content", "fates", "whole"),
    [
        (CONTENT, (FAILED,), True),
        (CONTENT, (LATER,), False),  # RFC 3461 §4.3: of failures only
        (CONTENT + b"x" * FULL_LIMIT, (FAILED,), False),
    ],
)
def test_the_whole_letter_comes_back_where_it_was_asked_for_and_is_short(
    content: bytes, fates: tuple[Fate, ...], whole: bool
) -> None:
    asked = Envelope("an@bn.gov.vn", (BINH,), ret="FULL")
    letter = report(subject(content, envelope=asked), fates, REPORTER, NOW)
    returned = parts(letter)[1][2]

    kind = "message/rfc822" if whole else "text/rfc822-headers"
    assert returned.get_content_type() == kind
    assert isinstance(letter.body, bytes)
    assert (content in letter.body) is whole


def test_of_a_huge_header_whole_lines_come_back() -> None:
    content = b"From: an@bn.gov.vn\r\n" + b"X-Long: 0123456789\r\n" * 5000 + b"\r\nbody\r\n"
    letter = report(subject(content), (FAILED,), REPORTER, NOW)

    assert letter.size_bytes < 80_000
    assert str(parts(letter)[1][2].get_payload()).rstrip().endswith("X-Long: 0123456789")


def test_eight_bit_headers_are_returned_as_they_were_and_declared() -> None:
    content = "From: an@bn.gov.vn\r\nSubject: Báo cáo\r\n\r\n.\r\n".encode()
    letter = report(subject(content), (FAILED,), REPORTER, NOW)
    message, _ = parts(letter)

    assert letter.envelope.eight_bit
    assert message["Content-Transfer-Encoding"] == "8bit"
    assert isinstance(letter.body, bytes)
    assert "Subject: Báo cáo".encode() in letter.body


def test_addresses_outside_ascii_are_reported_as_rfc_6533_has_it() -> None:
    to = Addressee("bình@yte.gov.vn")
    envelope = Envelope("an@bn.gov.vn", (to,), smtputf8=True)
    fate = Fate(to, "failed", "refused", "5.6.7", "tên lạ")
    letter = report(subject(envelope=envelope), (fate,), REPORTER, NOW)

    assert letter.envelope.smtputf8
    assert isinstance(letter.body, bytes)
    assert b"Content-Type: message/global-delivery-status\r\n" in letter.body
    assert b"Content-Type: message/global-headers\r\n" in letter.body
    assert "Final-Recipient: utf-8;bình@yte.gov.vn\r\n".encode() in letter.body


@pytest.mark.parametrize("field", ["answer", "orcpt", "envid"])
def test_nobody_writes_fields_into_a_report(field: str) -> None:
    evil = "x\r\nBcc: victim@x.vn\r\n\r\nnew body\x00"
    envelope = Envelope("an@bn.gov.vn", (BINH,), envid=evil if field == "envid" else None)
    to = Addressee("b@x.vn", None, f"rfc822;{evil}" if field == "orcpt" else None)
    fate = Fate(to, "failed", "refused", "5.0.0", evil if field == "answer" else "")

    letter = report(subject(envelope=envelope), (fate,), REPORTER, NOW)

    assert isinstance(letter.body, bytes)
    assert b"\nBcc:" not in letter.body
    assert b"\x00" not in letter.body
    assert len(groups(letter)) == 2


@pytest.mark.parametrize("to", ["bình@yte.gov.vn", "binh@yte.gov.vn"])
def test_no_line_of_a_report_is_longer_than_a_line_may_be(to: str) -> None:
    fate = Fate(Addressee(to), "failed", "refused", "5.7.1", f"mx.vn said: 550 {'từ chối ' * 250}")
    content = CONTENT.replace(b"<1@", b"\r\n <" + b"1" * 980 + b"@")
    letter = report(subject(content), (fate,), REPORTER, NOW)
    assert isinstance(letter.body, bytes)

    assert max(map(len, letter.body.split(b"\r\n"))) <= 998
    assert b"Diagnostic-Code: smtp; 550 t" in letter.body
    letter.body.decode()


def test_the_same_facts_give_the_same_octets_and_others_another_message_id() -> None:
    once, again = (report(subject(), (FAILED,), REPORTER, NOW) for _ in range(2))
    other = report(subject(), (LATER,), REPORTER, NOW)

    assert once == again
    assert once.message_id != other.message_id


def test_nothing_is_reported_to_nobody() -> None:
    with pytest.raises(ValueError, match="without a sender"):
        report(subject(envelope=Envelope("", (BINH,))), (FAILED,), REPORTER, NOW)


def test_a_report_of_a_simulated_office_says_so() -> None:
    letter = report(subject(), (FAILED,), replace(REPORTER, simulated=True), NOW)

    assert parts(letter)[0]["Subject"].startswith("[MÔ PHỎNG] Không gửi được thư")
