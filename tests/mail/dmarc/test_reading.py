"""Reports of others on letters in our names: read from what they come in, and bounded whatever they claim."""

import gzip
import io
import time
import zipfile
from datetime import UTC, datetime

import pytest

from mail.dmarc import reading
from mail.dmarc.reading import read
from mail.enclosed import LONGEST, Unreadable
from tests.mail.dmarc.reports import LATER, REPORT, letter_with
from work.dmarc import Report, Source


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, octets in files:
            archive.writestr(name, octets)
    return packed.getvalue()


def test_a_report_is_told_in_all_that_matters() -> None:
    assert read(REPORT) == Report(
        organisation="thu.example",
        number="2026.1",
        contact="noreply@thu.example",
        domain="bn.gov.vn",
        policy="quarantine",
        subdomains="reject",
        begins_at=datetime(2026, 11, 25, tzinfo=UTC),
        ends_at=datetime(2026, 11, 25, 23, 59, 59, tzinfo=UTC),
        sources=(
            Source(
                "192.0.2.7", 120, "bn.gov.vn", "none", "pass", "pass", "bn.gov.vn", ("bn.gov.vn",)
            ),
            Source(
                "2001:db8::9", 3, "so.bn.gov.vn", "quarantine", "fail", "fail", "evil.example",
                (), ("mailing_list",),
            ),
        ),
    )  # fmt: skip
    assert (read(REPORT).letters, read(REPORT).failed) == (123, 3)


@pytest.mark.parametrize(
    "octets",
    [
        LATER,
        b"\xef\xbb\xbf" + REPORT,
        gzip.compress(REPORT),
        zipped(("a!b!1!2.xml", REPORT)),
        zipped(("a.xml", REPORT), method=zipfile.ZIP_STORED),
        letter_with(gzip.compress(REPORT), "application/gzip", "a.xml.gz"),
        letter_with(zipped(("a.xml", REPORT)), "application/zip", "a.zip"),
        letter_with(gzip.compress(REPORT), "application/octet-stream", "a.xml.gz"),
        letter_with(REPORT, "text/xml", "a.xml"),
    ],
    ids=["namespace", "mark", "gzip", "zip", "stored", "mail-gzip", "mail-zip", "octets", "text"],
)
def test_it_is_read_from_whatever_it_comes_in(octets: bytes) -> None:
    assert read(octets) == read(REPORT)


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    b"<feedback>&b;</feedback>"
)
OUTSIDE = b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><feedback/>'


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"", "no report is enclosed"),
        (b"From: a@b.vn\r\n\r\nhello\r\n", "no report is enclosed"),
        (b"<feedback>", "it is no XML"),
        (b"<feedback/>", "does not say who reports"),
        (b"<html><body/></html>", "no DMARC report"),
        (REPORT.replace(b"1795564800", b"soon"), "of which time"),
        (REPORT.replace(b"1795564800", b"99999999999999"), "of which time"),
        (REPORT.replace(b"UTF-8", b"x-none"), "encoding that is not known"),
        (ENTITIES, "declares a document type"),
        (OUTSIDE, "declares a document type"),
        (b"<a>" * 100, "too deep"),
        (gzip.compress(REPORT)[:-9], "cut short"),
        (b"\x1f\x8b" + b"x" * 100, "damaged"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
        (zipped(("a.xml", REPORT), ("b.xml", REPORT)), "more than a report"),
        (zipped(("a.xml", REPORT), method=zipfile.ZIP_BZIP2), "in a way that no report is"),
        (gzip.compress(b" " * (LONGEST + 1)), "longer than any report"),
        (zipped(("a.xml", b" " * (LONGEST + 1))), "longer than any report"),
        (b" " * (LONGEST + 1), "longer than any report"),
        (b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 1000, "no report is enclosed"),
    ],
    ids=lambda one: one if isinstance(one, str) else "octets",
)  # fmt: skip
def test_what_is_no_report_is_refused_with_a_reason(octets: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read(octets)


def test_so_many_records_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SOURCES", 1)

    with pytest.raises(Unreadable, match="more than 1 records"):
        read(REPORT)


def test_numbers_that_no_store_holds_and_texts_without_end_are_cut() -> None:
    report = read(
        REPORT.replace(b">120<", b">99999999999999999999<")
        .replace(b"192.0.2.7", b"not an address")
        .replace(b"noreply", b"n" * 100_000)
    )

    assert report.sources[0].letters == 0
    assert report.sources[0].address == ""
    assert report.contact == "n" * 200


def test_a_text_cannot_steer_a_terminal() -> None:
    assert read(REPORT.replace(b"thu.example</org", b"a&#10;&#133;b</org")).organisation == "a  b"


def test_the_worst_report_takes_no_longer_than_its_length_asks_for() -> None:
    record = REPORT[REPORT.index(b"<record>") : REPORT.index(b"</record>") + 9]

    def seconds(records: int) -> float:
        longer = REPORT.replace(record, record * records)
        begun = time.thread_time()
        read(longer)
        return time.thread_time() - begun

    assert seconds(2000) < 3 * 10 * seconds(200)
