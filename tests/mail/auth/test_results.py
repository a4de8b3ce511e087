"""Authentication-Results: written so that others read it, and taken out where it is not ours."""

import json
import subprocess
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.auth.arc import Chain
from mail.auth.authenticate import Authentication
from mail.auth.dmarc import Dmarc
from mail.auth.results import field, without_forged
from mail.auth.spf import Spf
from mail.header import parse
from mail.sign.verifier import Verdict
from tests.peers import need

US = "mx.moh.gov.vn"

FOUND = Authentication(
    Spf("pass", "a in the record of vpcp.gov.vn", "vpcp.gov.vn"),
    Spf("softfail", "~all in the record of out.vpcp.gov.vn", "out.vpcp.gov.vn", "helo"),
    (
        Verdict("pass", "good signature", "vpcp.gov.vn", "rsa-2026"),
        Verdict("fail", "the body was changed", "list.vn", "s1"),
    ),
    Chain("pass", "2 good seals", oldest_pass=1),
    Dmarc("fail", "neither SPF nor DKIM vouches for the author", "a.vn", "reject", "a.vn"),
)
NOTHING = Authentication(
    Spf("none", "there is no domain to ask"),
    Spf("none", "there is no domain to ask", identity="helo"),
    (),
    Chain("none", "there is no ARC set"),
    Dmarc("none", "there is no DMARC record", "a.vn"),
)
HOSTILE = 'x\r\n y"; dmarc=pass header.from=a.vn (\\\x00 \u202e) ' + "z" * 300


def hostile(text: str) -> Authentication:
    return Authentication(
        Spf("fail", text, text),
        Spf("permerror", text, text, "helo"),
        (Verdict("permerror", text, text, text),),
        Chain("fail", text),
        Dmarc("permerror", text, text),
    )


def test_the_field_says_what_was_found_a_method_a_line() -> None:
    assert field(US, FOUND).split("\r\n") == [
        "Authentication-Results: mx.moh.gov.vn;",
        " spf=pass smtp.mailfrom=vpcp.gov.vn;",
        ' spf=softfail reason="~all in the record of out.vpcp.gov.vn"',
        " smtp.helo=out.vpcp.gov.vn;",
        " dkim=pass header.d=vpcp.gov.vn header.s=rsa-2026;",
        ' dkim=fail reason="the body was changed" header.d=list.vn header.s=s1;',
        " arc=pass header.oldest-pass=1;",
        ' dmarc=fail reason="neither SPF nor DKIM vouches for the author"',
        " header.from=a.vn policy.dmarc=reject",
        "",
    ]
    assert field(US, NOTHING) == (
        "Authentication-Results: mx.moh.gov.vn;\r\n spf=none;\r\n spf=none;\r\n dkim=none;\r\n"
        " arc=none;\r\n dmarc=none header.from=a.vn\r\n"
    )


@given(
    st.one_of(st.text(max_size=30), st.sampled_from([HOSTILE, '"', "\\", "a;b", "(", "\r\n\r\n"]))
)
def test_whatever_stood_in_the_letter_it_is_one_field_of_short_printable_lines(text: str) -> None:
    written = field(US, hostile(text))
    (read,) = parse(written.encode()).fields

    assert read.raw.decode() == written
    lines = written.removesuffix("\r\n").split("\r\n")
    assert all(line.strip() and len(line) <= 998 for line in lines)
    assert written.replace("\r\n", "").isprintable()
    assert written.isascii()


PERL = """
use Mail::AuthenticationResults::Parser; use JSON::PP;
local $/; my $read = Mail::AuthenticationResults::Parser->new(<STDIN>)->parsed();
my @found = map { my $entry = $_; [$entry->key, $entry->value, map { [$_->key, $_->value] }
    grep { $_->can("key") } @{$entry->children}] } @{$read->children};
print encode_json([$read->value->value, @found]);
"""


@pytest.mark.parametrize(
    "found", [FOUND, NOTHING, hostile(HOSTILE)], ids=["usual", "none", "hostile"]
)
def test_mail_authentication_results_reads_the_same(found: Authentication) -> None:
    perl = need("perl", perl="Mail::AuthenticationResults::Parser")
    value = field(US, found).partition(":")[2].replace("\r\n", "").strip()
    done = subprocess.run(
        [perl, "-e", PERL], input=value, capture_output=True, text=True, check=True
    )
    name, *methods = json.loads(done.stdout)

    assert name == US
    assert [(method, result) for method, result, *_ in methods] == [
        ("spf", found.spf.result),
        ("spf", found.helo_spf.result),
        *[("dkim", one.result) for one in found.dkim or (Verdict("none", ""),)],  # type: ignore[arg-type]
        ("arc", found.arc.result),
        ("dmarc", found.dmarc.result),
    ]
    if found is FOUND:
        assert methods[-1][2:] == [
            ["reason", "neither SPF nor DKIM vouches for the author"],
            ["header.from", "a.vn"],
            ["policy.dmarc", "reject"],
        ]


@pytest.mark.parametrize(
    "forged",
    [
        "Authentication-Results: mx.moh.gov.vn; dmarc=pass",
        "authentication-RESULTS:MX.moh.GOV.vn;dmarc=pass",
        "Authentication-Results : mx.moh.gov.vn; dmarc=pass",
        "Authentication-Results:\r\n\tmx.moh.gov.vn\r\n ; dmarc=pass",
        "Authentication-Results: mx.moh.gov.vn 1; dmarc=pass",
        "Authentication-Results: mx.moh.gov.vn; none",
        "Authentication-Results: mx.moh.gov.vn",
        "Authentication-Results: mx.moh.gov.vn.; dmarc=pass",
        'Authentication-Results: "mx.moh.gov.vn" 1; dmarc=pass',
        'Authentication-Results: "m\\x.moh.gov\\.vn"; dmarc=pass',
        "Authentication-Results: (it is (really) other.vn; ) mx.moh.gov.vn; dmarc=pass",
        "Authentication-Results: (a\\)b\\(c) mx.moh.gov.vn(x);dmarc=pass",
        "Authentication-Results: (((((((deep))))))) mx.moh.gov.vn; dmarc=pass",
        "Authentication-Results: ( mx.moh.gov.vn; dmarc=pass",
        'Authentication-Results: "mx.moh.gov.vn; dmarc=pass',
        "Authentication-Results: mx.moh.gov.vn/1; dmarc=pass",
        'Authentication-Results: "mx.moh".gov.vn; dmarc=pass',
        "Authentication-Results: (" + "x" * 600 + ") mx.moh.gov.vn; dmarc=pass",
        "Authentication-Results: " + " " * 501 + "mx.moh.gov.vn; dmarc=pass",
        "Authentication-Results: =?utf-8?B?bXgubW9oLmdvdi52bg==?=; dmarc=pass",
        "Authentication-Results: (a) =?us-ascii?q?mx=2Emoh=2Egov=2Evn=3B_dmarc=3Dpass?=",
        'Authentication-Results: "=?utf-8?B?bXgubW9oLmdvdi52bg==?="; dmarc=pass',
    ],
)
def test_a_field_in_our_name_goes_and_nothing_else(forged: str) -> None:
    before = b"Received: by a.vn;\r\n date\r\nFrom:  an@a.vn \r\n"
    after = b"no field at all\r\nSubject: mx.moh.gov.vn\r\n"

    for header in (before + forged.encode() + b"\r\n" + after, forged.encode() + b"\r\n" + before):
        left, removed = without_forged(header, [US])
        assert left == header.replace(forged.encode() + b"\r\n", b"")
        assert removed == 1
    assert without_forged(before + forged.encode(), [US]) == (before, 1)


@pytest.mark.parametrize(
    "others",
    [
        "Authentication-Results: mx.moet.gov.vn; smtp.mailfrom=mx.moh.gov.vn",
        "Authentication-Results: xmx.moh.gov.vn; dmarc=pass",
        "Authentication-Results: (mx.moh.gov.vn) other.vn; dmarc=pass",
        "Authentication-Results: mx.moh.gov.vn.other.vn; dmarc=pass",
        "Authentication-Results: (unending; dmarc=pass",
        "Authentication-Results:",
        "ARC-Authentication-Results: i=1; mx.moh.gov.vn; dmarc=pass",
        "X-Authentication-Results: mx.moh.gov.vn; dmarc=pass",
        "Subject: Authentication-Results: mx.moh.gov.vn; dmarc=pass",
        "Subject: x\r\n Authentication-Results: mx.moh.gov.vn; dmarc=pass",
    ],
)
def test_what_others_say_in_their_own_name_stays(others: str) -> None:
    header = f"From: an@a.vn\r\n{others}\r\n".encode()

    assert without_forged(header, [US]) == (header, 0)


def test_a_name_in_vietnamese_is_ours_in_either_form() -> None:
    header = "Authentication-Results: Bộ-Y-Tế.vn; dmarc=pass\r\n".encode()

    assert without_forged(header, ["xn--b-y-t-s61b7g.vn"]) == (b"", 1)
    assert without_forged(header, ["bộ-y-tế.vn", US]) == (b"", 1)


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_any_block_loses_nothing_but_such_fields(octets: bytes, value: bytes) -> None:
    block = octets + b"\r\nAuthentication-Results:" + value + b"\r\nTo: x@a.vn\r\n"

    left, removed = without_forged(block, [US])

    assert (left == block) == (removed == 0)
    assert left.endswith(b"To: x@a.vn\r\n")


@pytest.mark.parametrize(
    "value",
    ["(" * 900, "(" * 2 + "()" * 400, '"' * 901, "\\" * 900, "((a)" * 200, " " * 900, "x" * 900, "(\\" * 450],
    ids=["comments", "flat", "quotes", "pairs", "nested", "blanks", "a word", "broken pairs"],
)  # fmt: skip
def test_a_header_of_hostile_fields_is_searched_in_no_time(value: str) -> None:
    header = f"Authentication-Results: {value}\r\n".encode() * 280  # 256 KiB
    shortest = 1.0
    for _ in range(3):
        began = time.thread_time()
        assert without_forged(header, [US])[1] == 0
        shortest = min(shortest, time.thread_time() - began)
    assert shortest < 0.05


def test_our_own_field_is_found_again() -> None:
    header = field(US, replace(FOUND, dkim=())).encode()

    assert without_forged(header + b"To: x@a.vn\r\n", [US]) == (b"To: x@a.vn\r\n", 1)
