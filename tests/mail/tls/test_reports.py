"""TLS reports (RFC 8460): what happened is counted, told once to who asks, and never told of the report itself."""

import email
import email.policy
import gzip
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from mail.dns import Resolver
from mail.tls import reading
from mail.tls.report import Submitter, letter, mailboxes, report
from mail.tls.reports import Reports
from store import Store, tls_tally
from tests.mail.peers.nameserver import NameServer, Zone, serving
from tests.mail.relaying import NOW, Worker, eventually, working
from tests.mail.tls.test_sts import ENFORCE, STRANGER, TESTING, context, world
from tests.mail.tls.website import page
from work.tls import Count, Session

DAY = date(2026, 11, 23)
WHO = Submitter("Văn phòng", "bn.gov.vn", "postmaster@bn.gov.vn", "mail.bn.gov.vn", UTC)
GOOD = Session("a.vn", "sts", "a.vn", ("version: STSv1", "mode: enforce"), ("mx.a.vn",))
BAD = replace(GOOD, fault="certificate-expired", host="mx.a.vn", address="192.0.2.1")
COUNTS = (Count(DAY, GOOD, 7), Count(DAY, BAD, 2))
ZONE: Zone = {
    "_smtp._tls.a.vn": {"TXT": ['"v=TLSRPTv1; rua=mailto:tls@a.vn"']},
    "_smtp._tls.broken.vn": "SERVFAIL",
}


def test_the_report_is_what_the_rfc_shows() -> None:
    told = report("a.vn", DAY, COUNTS, WHO)

    assert told.pop("report-id").endswith("@bn.gov.vn")
    assert told == {
        "organization-name": "Văn phòng",
        "date-range": {
            "start-datetime": "2026-11-23T00:00:00Z",
            "end-datetime": "2026-11-23T23:59:59Z",
        },
        "contact-info": "postmaster@bn.gov.vn",
        "policies": [
            {
                "policy": {
                    "policy-type": "sts",
                    "policy-string": ["version: STSv1", "mode: enforce"],
                    "policy-domain": "a.vn",
                    "mx-host": ["mx.a.vn"],
                },
                "summary": {
                    "total-successful-session-count": 7,
                    "total-failure-session-count": 2,
                },
                "failure-details": [
                    {
                        "result-type": "certificate-expired",
                        "receiving-mx-hostname": "mx.a.vn",
                        "receiving-ip": "192.0.2.1",
                        "failed-session-count": 2,
                    }
                ],
            }
        ],
    }


def test_the_letter_is_what_the_rfc_shows_and_can_be_read_again() -> None:
    told = report("a.vn", DAY, COUNTS, WHO)
    new = letter("a.vn", DAY, ("tls@a.vn",), told, WHO, NOW)
    assert isinstance(new.body, bytes)
    message = email.message_from_bytes(new.body, policy=email.policy.default)
    _, enclosed = message.iter_parts()

    assert message.get_content_type() == "multipart/report"
    assert message.get_param("report-type") == "tlsrpt"
    assert message["Subject"] == (
        f"Report Domain: a.vn Submitter: bn.gov.vn Report-ID: <{told['report-id']}>"
    )
    assert (message["TLS-Report-Domain"], message["TLS-Report-Submitter"]) == ("a.vn", "bn.gov.vn")
    assert (message["TLS-Required"], new.envelope.tls) == ("No", "optional")
    assert enclosed.get_content_type() == "application/tlsrpt+gzip"
    assert enclosed.get_filename() == "bn.gov.vn!a.vn!1795392000!1795478399!001.json.gz"
    assert json.loads(gzip.decompress(enclosed.get_content())) == told
    assert reading.read(new.body) == reading.read(json.dumps(told).encode())


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([b"v=TLSRPTv1;rua=mailto:a@a.vn,mailto:b%2Bc@a.vn?x=y"], ("a@a.vn", "b+c@a.vn")),
        ([b"v=TLSRPTv1; rua=https://a.vn/x"], ()),
        ([b"v=TLSRPTv1; rua=mailto:a@a.vn%0D%0ABcc:x"], ()),
        ([b"v=TLSRPTv1; rua=mailto:a@a.vn", b"v=TLSRPTv1; rua=mailto:b@a.vn"], ()),
        ([b"v=TLSRPTv2; rua=mailto:a@a.vn", b"other"], ()),
        ([b"v=TLSRPTv1; rua=" + b",".join(b"mailto:a%d@a.vn" % n for n in range(9))],
         tuple(f"a{n}@a.vn" for n in range(4))),
        ([], ()),
    ],
)  # fmt: skip
def test_a_record_says_where_reports_go(texts: list[bytes], found: tuple[str, ...]) -> None:
    assert mailboxes(texts) == found


async def counted(made: Any) -> dict[tuple[str, str, tuple[str, ...]], int]:
    counts: tuple[Count, ...] = made.memory.tally.take()
    return {(c.session.kind, c.session.fault, c.session.hosts): c.sessions for c in counts}


@pytest.mark.parametrize(
    ("says", "flaw", "expected"),
    [
        (ENFORCE, "", {("sts", "", ("mx.a.vn",)): 1}),
        (ENFORCE, "root", {("sts", "certificate-not-trusted", ("mx.a.vn",)): 1}),
        (ENFORCE, "name", {("sts", "certificate-host-mismatch", ("mx.a.vn",)): 1}),
        (ENFORCE, "date", {("sts", "certificate-expired", ("mx.a.vn",)): 1}),
        (ENFORCE, "clear", {("sts", "starttls-not-supported", ("mx.a.vn",)): 1}),
        (TESTING, "root", {("sts", "certificate-not-trusted", ("mx.a.vn",)): 1}),
        (ENFORCE.replace("mx.a.vn", "b.vn"), "", {("sts", "validation-failure", ("b.vn",)): 1}),
        ("nothing", "clear", {("sts", "sts-policy-invalid", ()): 1,
                              ("no-policy-found", "starttls-not-supported", ()): 1}),
    ],
)  # fmt: skip
async def test_what_happens_is_counted_as_the_rfc_calls_it(
    authority: trustme.CA, ca_file: Path, says: str, flaw: str, expected: dict[Any, int]
) -> None:
    mx = {
        "root": context(STRANGER, "mx.a.vn"),
        "name": context(authority, "mx.b.vn"),
        "date": context(authority, "mx.a.vn", days=-1),
    }.get(flaw)
    async with world(authority, ca_file, page(says), mx=mx) as made:
        if flaw == "clear":
            made.sink.tls = None
        await made.sent()
        assert await counted(made) == expected
        await made.sent("optional")
        assert await counted(made) == {}  # as a report of ours would go


@asynccontextmanager
async def reporting(folder: Path) -> AsyncIterator[tuple[Worker, NameServer, Reports]]:
    async with working(folder) as worker, serving(ZONE) as names:
        await worker.store.write(tls_tally.add, COUNTS)
        resolver = Resolver([("127.0.0.1", names.port)])
        reports = Reports(worker.store, resolver, WHO, lambda _: True, worker.clock, "test")
        yield worker, names, reports


async def left(store: Store) -> tuple[tuple[date, str], ...]:
    return await store.read(tls_tally.due, NOW.date() + timedelta(days=9))


async def test_who_asks_is_told_once_of_each_day(tmp_path: Path) -> None:
    async with reporting(tmp_path) as (worker, _, reports):
        await reports.send()
        await worker.store.write(tls_tally.add, COUNTS[:1])  # another process wrote late
        await reports.send()

        async def arrived() -> bool:
            return len(worker.hop.letters["a.vn"]) == 1

        await eventually(arrived)
        assert await left(worker.store) == ()
        assert len(await worker.rows()) == 1

    (sent,) = worker.hop.letters["a.vn"]
    assert (sent.sender, sent.recipients[0].address, sent.tls) == ("", "tls@a.vn", "optional")
    assert isinstance(sent.body, bytes)
    assert reading.read(sent.body).policies[0].failed == 2


async def test_today_is_not_told_of_yet(tmp_path: Path) -> None:
    async with reporting(tmp_path) as (worker, _, reports):
        await worker.store.write(tls_tally.add, [replace(COUNTS[0], day=NOW.date())])
        await reports.send()

        assert await left(worker.store) == ((NOW.date(), "a.vn"),)


async def test_who_does_not_ask_is_forgotten_and_who_cannot_be_asked_waits_a_while(
    tmp_path: Path,
) -> None:
    async with reporting(tmp_path) as (worker, _, reports):
        for domain in ("b.vn", "broken.vn"):
            session = replace(GOOD, domain=domain)
            await worker.store.write(tls_tally.add, [Count(DAY, session, 1)])
        await reports.send()
        assert await left(worker.store) == ((DAY, "broken.vn"),)
        worker.clock.forward(timedelta(days=3))
        await reports.send()
        assert await left(worker.store) == ()


async def test_an_office_that_signs_nothing_reports_nothing(tmp_path: Path) -> None:
    async with reporting(tmp_path) as (worker, names, _):
        resolver = Resolver([("127.0.0.1", names.port)])
        unsigned = Reports(worker.store, resolver, WHO, lambda _: False, worker.clock, "test")
        await unsigned.send()

        assert await worker.rows() == []
        assert await left(worker.store) == ()
        assert not names.asked


PLAIN = json.dumps(report("a.vn", DAY, COUNTS, WHO)).encode()


@pytest.mark.parametrize(
    ("octets", "fault"),
    [
        (b"", "no report is enclosed"),
        (b"From: a@b.vn\r\n\r\nhello", "no report is enclosed"),
        (b"Content-Type: text/plain; a*\r\n\r\nhello", "no report is enclosed"),
        (b"Content-Type: message/rfc822\r\n\r\n" * 5000, "no report is enclosed"),
        (b"{", "no JSON"),
        (b"{" * 100_000, "no JSON"),
        (b'{"policies": 1}', "no list"),
        (b'{"policies": [1]}', "no TLS report"),
        (gzip.compress(PLAIN, mtime=0)[:-20], "cut short|damaged"),
        (gzip.compress(b"[1]", mtime=0), "no TLS report"),
        (gzip.compress(b" " * (reading.LONGEST + 1), mtime=0), "longer than any report"),
        (b" " * (reading.LONGEST + 1), "longer than any report"),
    ],
    ids=range(12),
)
def test_what_is_no_report_is_told_so(octets: bytes, fault: str) -> None:
    with pytest.raises(reading.Unreadable, match=fault):
        reading.read(octets)


@pytest.mark.parametrize("octets", [PLAIN, gzip.compress(PLAIN, mtime=0)], ids=["plain", "packed"])
def test_a_report_is_read_packed_or_plain(octets: bytes) -> None:
    told = reading.read(octets)

    (policy,) = told.policies
    assert (told.organisation, policy.kind, policy.good, policy.failed) == (
        "Văn phòng",
        "sts",
        7,
        2,
    )
    assert policy.failures == (reading.Failure("certificate-expired", "mx.a.vn", "192.0.2.1", 2),)
