"""Who may send what: by registered domains, for the envelope and for whoever the letter says wrote it."""

from datetime import date

import pytest

from mail.header import parse
from mail.policy import Decision, Evidence, decide, decide_sender
from work.agency import Agency
from work.directory import Directory
from work.letter import ListenerKind, Origin

DAY = date(2026, 11, 24)
DIRECTORY = Directory.of(
    [
        Agency("H05", "Bac Ninh", "BN", frozenset({"bacninh.gov.vn", "xn--bc-m6s.vn"})),
        Agency("H05.18", "So Y te", "SYT", frozenset({"yte.bacninh.gov.vn"}), parent="H05"),
        Agency(
            "H02",
            "Bac Giang",
            "BG",
            frozenset({"bg.vn"}),
            valid_to=date(2025, 6, 30),
            successor="H05",
        ),
        Agency("H99", "Moi", "Moi", frozenset({"moi.vn"}), valid_from=date(2027, 1, 1)),
        Agency("H01", "Ha Bac", "HB", valid_to=date(1996, 12, 31), successor="H02"),
        Agency("H03", "X", "X", valid_to=date(2025, 6, 30), successor="H77"),
        Agency("G01", "Cu", "Cu", frozenset({"cu.vn"}), disabled=True),
    ],
    [],
)
OWN = "an@bacninh.gov.vn"


def origin(kind: ListenerKind = "submission", agency: str | None = "H05") -> Origin:
    return Origin("l", kind, "10.0.0.9", "pc", "ESMTP", agency=agency)


def decided(
    *fields: str, sender: str = OWN, kind: ListenerKind = "submission", agency: str = "H05"
) -> Decision:
    block = "".join(f"{field}\r\n" for field in fields).encode()
    return decide(Evidence(origin(kind, agency), sender, parse(block), DIRECTORY, DAY))


@pytest.mark.parametrize(
    "fields",
    [
        ("From: An <an@bacninh.gov.vn>",),
        ("From: AN@BacNinh.GOV.vn",),
        ("From: an@bắc.vn", "Subject: a domain as people write it"),
        ("From: an@bacninh.gov.vn, binh@bacninh.gov.vn", "Sender: an@bacninh.gov.vn"),
        ("From: an@bacninh.gov.vn", "Reply-To: anybody@elsewhere.vn"),
        ("From: an@bacninh.gov.vn", "Resent-From: binh@bacninh.gov.vn", "Resent-To: x@evil.vn"),
        ("Resent-From: an@bacninh.gov.vn", "Resent-From: binh@bacninh.gov.vn", f"From: {OWN}"),
    ],
)
def test_the_agencys_own_domains_may_write(fields: tuple[str, ...]) -> None:
    assert decided(*fields).verdict == "accept"


@pytest.mark.parametrize(
    ("fields", "code", "status", "words"),
    [
        (("From: an@bo.gov.vn",), 550, "5.7.1", "The From field names bo.gov.vn"),
        (("From: an@sub.bacninh.gov.vn",), 550, "5.7.1", "names sub.bacninh.gov.vn"),
        (("From: an@yte.bacninh.gov.vn",), 550, "5.7.1", "not a registered domain of agency H05"),
        (("From: an@bacninh.gov.vn, x@evil.vn",), 550, "5.7.1", "The From field names evil.vn"),
        (("From: an@bacninh.gov.vn", "Sender: x@evil.vn"), 550, "5.7.1", "The Sender field names"),
        (
            (f"From: {OWN}", "Resent-From: x@evil.vn"),
            550,
            "5.7.1",
            "The Resent-From field names evil",
        ),
        (
            (f"From: {OWN}", f"Resent-From: {OWN}", "Resent-From: x@evil.vn"),
            550,
            "5.7.1",
            "Resent-",
        ),
        (
            (f"From: {OWN}", "Resent-Sender: x@evil.vn"),
            550,
            "5.7.1",
            "The Resent-Sender field names",
        ),
        ((f"From: {OWN}", f"Resent-Sender: {OWN}, {OWN}"), 554, "5.6.0", "more than one mailbox"),
        ((f"From: {OWN}", "Resent-From: "), 554, "5.6.0", "The Resent-From field cannot be read"),
        (("From: an@bacninh.gov.vn",) * 2, 554, "5.6.0", "has 2 From fields; write exactly one"),
        (("Subject: nobody",), 554, "5.6.0", "has 0 From fields"),
        (("From: ",), 554, "5.6.0", "The From field cannot be read"),
        (("From: nobody:;",), 554, "5.6.0", "it names nobody"),
        (("From: an@bacninh.gov.vn <x@evil.vn>",), 554, "5.6.0", "cannot be read"),
        (("From : x@evil.vn", f"From: {OWN}"), 554, "5.6.0", "Line 1 of the letter's header"),
        (("From x@evil.vn", f"From: {OWN}"), 554, "5.6.0", "a line has no colon; mend or remove"),
        ((" From: x@evil.vn", f"From: {OWN}"), 554, "5.6.0", "Line 1 of the letter's header"),
        ((f"From: {OWN}", "\ufeffFrom: x@evil.vn"), 554, "5.6.0", "Line 2 of the letter's header"),
        ((f"From: {OWN}", "Subject: \x0bs"), 554, "5.6.0", "a control character other than TAB"),
        ((f"From: {OWN}", *("To: x@y.vn",) * 2000), 554, "5.6.0", "The field To stands 2000 times"),
        (
            ("From: an@bacninh.gov.vn", "Sender: an@bacninh.gov.vn", "Sender: x@evil.vn"),
            554,
            "5.6.0",
            "The Sender field cannot be read",
        ),
    ],
)
def test_whoever_else_the_letter_names_is_refused(
    fields: tuple[str, ...], code: int, status: str, words: str
) -> None:
    reply = decided(*fields).reply

    assert reply is not None
    assert (reply.code, reply.status) == (code, status)
    assert words in reply.text
    assert reply.text.isascii()
    assert "\n" not in reply.text


def test_a_letter_that_is_no_utf8_is_refused_in_ascii() -> None:
    evidence = Evidence(origin(), OWN, parse(b"From: \xff@bacninh.gov.vn\r\n"), DIRECTORY, DAY)
    reply = decide(evidence).reply

    assert reply is not None
    assert reply.text.isascii()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("an@evil.vn", "may not send as evil.vn"),
        ("an@sub.bacninh.gov.vn", "may not send as sub.bacninh.gov.vn"),
        ("an@yte.bacninh.gov.vn", "have the operator register this one"),
    ],
)
def test_another_envelope_sender_is_refused_at_mail_and_once_more_at_the_end(
    address: str, words: str
) -> None:
    at_mail = decide_sender(origin(), address, DIRECTORY, DAY)

    assert at_mail.reply is not None
    assert (at_mail.reply.code, at_mail.reply.status) == (550, "5.7.1")
    assert words in at_mail.reply.text
    assert decided(f"From: {OWN}", sender=address) == at_mail


@pytest.mark.parametrize(
    ("agency", "words"),
    [
        ("H02", "Agency H02 ended on 2025-06-30; its successor is H05"),
        ("H01", "Agency H01 ended on 1996-12-31; its successor is H05"),
        ("H03", "its successor is H77"),
        ("H99", "may not send before 2027-01-01"),
        ("G01", "Agency G01 is disabled; ask the operator which agency took over"),
        ("H77", "Agency H77 is not registered"),
    ],
)
def test_an_agency_that_may_not_send_is_told_why_and_who_took_over(agency: str, words: str) -> None:
    reply = decide_sender(origin(agency=agency), "an@bg.vn", DIRECTORY, DAY).reply

    assert reply is not None
    assert (reply.code, reply.status) == (550, "5.7.1")
    assert words in reply.text


def test_an_agency_may_send_until_its_last_day() -> None:
    last = date(2025, 6, 30)

    assert decide_sender(origin(agency="H02"), "an@bg.vn", DIRECTORY, last).verdict == "accept"


def test_nobody_sends_without_an_agency() -> None:
    reply = decide_sender(origin(agency=None), OWN, DIRECTORY, DAY).reply

    assert reply is not None
    assert (reply.code, reply.status) == (530, "5.7.0")


@pytest.mark.parametrize(
    ("kind", "author", "verdict"),
    [
        ("submission", "an@bacninh.gov.vn", "accept"),  # a user's receipt, RFC 8098 §3
        ("submission", "MAILER-DAEMON@mx1.bacninh.gov.vn", "refuse"),
        ("trusted", "MAILER-DAEMON@mx1.bacninh.gov.vn", "accept"),  # a DSN, RFC 3464 §2
        ("trusted", "MAILER-DAEMON@mx1.yte.bacninh.gov.vn", "refuse"),  # another agency's host
        ("trusted", "MAILER-DAEMON@mx1.evil.vn", "refuse"),
        ("trusted", "MAILER-DAEMON@vn", "refuse"),
    ],
)
def test_without_a_sender_a_trusted_host_may_report_in_its_own_name(
    kind: ListenerKind, author: str, verdict: str
) -> None:
    assert decided(f"From: {author}", sender="", kind=kind).verdict == verdict


def test_a_host_of_the_agency_may_not_write_letters() -> None:
    assert decided("From: root@mx1.bacninh.gov.vn", kind="trusted").verdict == "refuse"
