"""What proves who wrote an answer: results of a server that is believed, and nothing that strangers can write into them."""

import pytest

from mail.header import parse
from mail.reader.reply_proof import author, proves, results_of

AN = "an@bn.gov.vn"


@pytest.mark.parametrize(
    ("results", "proved"),
    [
        ("mx; dmarc=pass header.from=bn.gov.vn", True),
        (
            "Authentication-Results: mx;\r\n spf=pass;\r\n dmarc=pass header.from=BN.gov.vn\r\n",
            True,
        ),
        ("mx 1; dkim=pass header.d=bn.gov.vn", True),
        ("mx; dkim=pass (1024) header.d=bn.gov.vn; dmarc=none", True),
        ("mx; dkim=fail header.d=x.vn; dkim=pass header.d=bn.gov.vn; dmarc=none", True),
        ("mx; dmarc=pass header.from=evil.vn", False),
        ("mx; dmarc=pass header.from=gov.vn", False),
        ("mx; dmarc=fail header.from=bn.gov.vn; dkim=pass header.d=bn.gov.vn", False),
        ("mx; dmarc=temperror; dkim=pass header.d=bn.gov.vn", False),
        ("mx; dkim=pass header.d=gov.vn; dmarc=none", False),
        ("mx; spf=pass smtp.mailfrom=bn.gov.vn", False),
        ('mx; dkim=fail reason="; dmarc=pass header.from=bn.gov.vn"', False),
        ("mx; spf=fail (x; dmarc=pass header.from=bn.gov.vn) smtp.helo=y", False),
        ("mx; spf=fail (a (b); dmarc=pass header.from=bn.gov.vn) smtp.helo=y", False),
        (r"mx; spf=fail (a\); dmarc=pass header.from=bn.gov.vn) smtp.helo=y", False),
        ("", False),
    ],
)
def test_only_results_for_the_authors_own_domain_prove_it(results: str, proved: bool) -> None:
    assert proves(results, AN) is proved


def test_the_topmost_field_of_the_named_server_counts_and_no_other() -> None:
    fields = parse(
        b"Authentication-Results: other; dmarc=pass\r\n"
        b"Authentication-Results: mx.bn.gov.vn; dmarc=fail\r\n"
        b"Authentication-Results: mx.bn.gov.vn; dmarc=pass\r\n"
    )

    assert "fail" in results_of(fields, "MX.bn.gov.vn")
    assert results_of(fields, "mx") == ""
    assert results_of(fields, "") == ""


@pytest.mark.parametrize(
    ("field", "who"),
    [
        (b"From: An <An@BN.gov.vn>\r\n", AN),
        (b"From: an@bn.gov.vn, b@x.vn\r\n", None),
        (b"From: an@bn.gov.vn\r\nFrom: b@x.vn\r\n", None),
        (b'From: "an@bn.gov.vn" <b@x.vn>\r\n', "b@x.vn"),
        (b"Subject: x\r\n", None),
    ],
)
def test_one_author_or_none(field: bytes, who: str | None) -> None:
    assert author(parse(field)) == who
