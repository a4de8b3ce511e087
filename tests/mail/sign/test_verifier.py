"""The verifier passes nothing that it should not, and nothing makes it raise."""

import hashlib
import time
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from hypothesis import given
from hypothesis import strategies as st

from mail.sign import Verdict, self_check, verify
from mail.sign.signature import bare
from mail.sign.verifier import LARGEST_HEADER
from tests.mail.sign.letters import (
    BODY,
    DOMAIN,
    HEADER,
    NOW,
    body_hash,
    forged,
    keys,
    private_key,
    public_key,
    record_of,
    records,
    signatures,
)

HASH = body_hash(BODY)
NAME = ("forged", DOMAIN)
SECONDS = int(NOW.timestamp())


def judged(field: bytes, record: bytes | None = None, header: bytes = HEADER) -> Verdict:
    (verdict,) = verify(field + header, HASH, {NAME: record or record_of(public_key())}, NOW)
    return verdict


def test_the_forger_signs_well_when_it_claims_nothing_strange() -> None:
    assert judged(forged()) == Verdict("pass", "good signature", DOMAIN, "forged")


@pytest.mark.parametrize(
    ("changes", "result", "reason"),
    [
        ({"h": "to:subject"}, "permerror", "From is not signed"),
        ({"a": "rsa-sha1"}, "permerror", "rsa-sha1 is no signature any more"),
        ({"a": "rsa-sha512"}, "permerror", "a= is unknown"),
        ({"v": "2"}, "permerror", "v= is not 1"),
        ({"v": None}, "permerror", "v= is missing"),
        ({"h": None}, "permerror", "h= is missing"),
        ({"c": "nofws"}, "permerror", "c= is unknown"),
        ({"q": "dns/any"}, "permerror", "q= is unknown"),
        ({"d": "vpcp..gov.vn"}, "permerror", "d= is no domain"),
        ({"s": "-"}, "permerror", "s= is no selector"),
        ({"h": "from::to"}, "permerror", "h= is malformed"),
        ({"bh": "AAAA"}, "permerror", "bh= is no SHA-256"),
        ({"i": "@moh.gov.vn"}, "permerror", "i= is not inside d="),
        ({"i": "@evilvpcp.gov.vn"}, "permerror", "i= is not inside d="),
        ({"i": DOMAIN}, "permerror", "i= is not inside d="),
        ({"t": "yesterday"}, "permerror", "t= is no time"),
        ({"x": "-1"}, "permerror", "x= is no time"),
        ({"t": str(SECONDS), "x": str(SECONDS)}, "permerror", "x= is not after t="),
        ({"x": str(SECONDS - 1)}, "permerror", "the signature has expired"),
        ({"l": "0"}, "policy", "l= leaves room behind the signed body"),
        ({"a": "ed25519-sha256"}, "permerror", "the key is of another algorithm"),
        ({"x": str(SECONDS)}, "pass", "good signature"),
        ({"i": "thu@cuc.vpcp.gov.vn"}, "pass", "good signature"),
        ({"q": "dns/other : dns/txt"}, "pass", "good signature"),
        ({"z": "From:a@b|To:c"}, "pass", "good signature"),
        ({"h": " FROM :\r\n\tTo\r\n : Subject "}, "pass", "good signature"),
        ({"c": "relaxed/simple"}, "neutral", "the body was not hashed in the form that c= names"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else None,
)
def test_a_claim(changes: dict[str, str | None], result: str, reason: str) -> None:
    verdict = judged(forged(changes))

    assert (verdict.result, verdict.reason) == (result, reason)


def test_a_body_longer_than_l_fails() -> None:
    signed = forged({"l": "8"}, body_digest=hashlib.sha256(b"Kinh gui").digest())

    assert judged(signed).result == "fail"


@pytest.mark.parametrize(
    "field",
    [
        b"DKIM-Signature: v=1; v=1; b=AAAA\r\n",
        b"DKIM-Signature: v=1; =x\r\n",
        b"DKIM-Signature: v\r\n",
        b"DKIM-Signature: v=\xff\r\n",
        b"DKIM-Signature: v=1; ; a=rsa-sha256\r\n",
        b"DKIM-Signature: v=1;;\r\n",
        b"DKIM-Signature: v=1; a b=rsa-sha256\r\n",
        b"DKIM-Signature: a rsa-sha256; v=1\r\n",
    ],
)
def test_a_broken_tag_list_is_a_syntax_error(field: bytes) -> None:
    assert judged(field) == Verdict("neutral", "the tag list is malformed")


@pytest.mark.parametrize("crafted", [b" ", b"a", b"a ", b";", b"=", b"a=;"])
def test_a_broken_tag_list_is_known_in_time_in_proportion_to_its_length(crafted: bytes) -> None:
    def seconds(octets: int) -> float:
        field = b"DKIM-Signature: " + crafted * (octets // len(crafted)) + b"!\r\n"
        began = time.process_time()
        assert judged(field) == Verdict("neutral", "the tag list is malformed")
        return time.process_time() - began

    shorter = min(seconds(50_000) for _ in range(3))
    assert min(seconds(500_000) for _ in range(3)) < 40 * shorter  # ten times; quadratic: a hundred


@pytest.mark.parametrize(
    ("field", "hashed"),
    [
        (b"DKIM-Signature: b = AA\r\n A=;\r\n v=1\r\n", b"DKIM-Signature: b =;\r\n v=1"),
        (b"DKIM-Signature:b=AA==\r\n", b"DKIM-Signature:b="),
        (b"DKIM-Signature: v=1;\r\n\tb=AA; bh=BB\r\n", b"DKIM-Signature: v=1;\r\n\tb=; bh=BB"),
    ],
)
def test_a_signature_is_hashed_with_its_b_emptied_wherever_that_stands(
    field: bytes, hashed: bytes
) -> None:
    assert bare(field) == hashed


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ("v=DKIM2; ", "the key record is of another version"),
        ("k=rsa; v=DKIM1; ", "v= does not come first in the key record"),
        ("h=sha1; ", "the key is not for SHA-256"),
        ("s=tlsrpt; ", "the key is not for email"),
        ("k=ed448; ", "the key is of an unknown type"),
        ("k=ed25519; ", "the Ed25519 key is malformed"),
    ],
)
def test_a_key_record_that_does_not_serve(tags: str, reason: str) -> None:
    verdict = judged(forged(), record_of(public_key(), tags))

    assert (verdict.result, verdict.reason) == ("permerror", reason)


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (b"v=DKIM1; p=", "the key is revoked"),
        (b"v=DKIM1; k=rsa", "the key record has no p="),
        (b"v=DKIM1; p=####", "p= of the key record is no base64"),
        (b"v=DKIM1; p=AAAA", "the RSA key is malformed"),
        (b"\xff", "the key record is malformed"),
        (b"v=DKIM1; n=" + b"x" * 5000, "the key record is malformed"),
    ],
    ids=["revoked", "no p=", "no base64", "no key", "no text", "too long"],
)
def test_a_key_record_that_holds_no_key(record: bytes, reason: str) -> None:
    verdict = judged(forged(), record)

    assert (verdict.result, verdict.reason) == ("permerror", reason)


def test_a_key_restricted_to_its_own_domain_does_not_serve_a_subdomain() -> None:
    strict = record_of(public_key(), "t=s; ")

    assert (
        judged(forged({"i": f"@cuc.{DOMAIN}"}), strict).reason
        == "the key does not serve subdomains"
    )
    assert judged(forged({"i": f"@{DOMAIN}"}), strict).result == "pass"


def test_a_domain_that_is_testing_gets_no_weight_but_the_signature_holds() -> None:
    verdict = judged(forged(), record_of(public_key(), "t=y:s; "))

    assert (verdict.result, verdict.holds) == ("policy", True)


@pytest.mark.parametrize(
    ("bits", "result"),
    [(512, "permerror"), (1023, "permerror"), (1024, "policy"), (2047, "policy"), (2048, "pass")],
)
def test_an_rsa_key_of_so_many_bits(bits: int, result: str) -> None:
    if bits < 1024:
        modulus = (1 << (bits - 1)) | 1
        assert judged(forged(), _rsa_record(modulus, 65537)).result == result
    else:
        private = private_key(bits)
        assert judged(forged(private=private), record_of(private.public_key())).result == result


def test_a_huge_key_or_exponent_is_not_even_tried() -> None:
    huge = judged(forged(), _rsa_record((1 << 4999) | 1, 65537))
    slow = judged(forged(), _rsa_record((1 << 2047) | 1, (1 << 33) | 1))

    assert huge.reason == "the RSA key has 5000 bits"
    assert slow.reason == "the RSA key has a huge exponent"


def test_an_unknown_key_is_temporary_and_a_missing_one_is_not() -> None:
    unknown, missing = (
        verify(forged() + HEADER, HASH, {}, NOW),
        verify(forged() + HEADER, HASH, {NAME: None}, NOW),
    )

    assert [verdict.result for verdict in (*unknown, *missing)] == ["temperror", "permerror"]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (HEADER + b"From: other@moh.gov.vn\r\n", "there are 2 From fields"),
        (HEADER.replace(b"From:", b"Form:"), "there are 0 From fields"),
        (HEADER + b"From : other@moh.gov.vn\r\n", "the header is malformed"),
        (
            HEADER + b"X: " + b"x" * LARGEST_HEADER + b"\r\n",
            f"the header is longer than {LARGEST_HEADER} octets",
        ),
    ],
    ids=["two", "none", "hidden", "long"],
)
def test_no_signature_counts_over_such_a_header(header: bytes, reason: str) -> None:
    assert judged(forged(), header=header) == Verdict("permerror", reason)


def test_of_many_signatures_five_are_read() -> None:
    verdicts = verify(forged() * 400 + HEADER, HASH, {NAME: record_of(public_key())}, NOW)

    assert [verdict.result for verdict in verdicts] == ["pass"] * 5


def test_a_letter_without_signatures_has_no_verdict() -> None:
    assert verify(HEADER, HASH, {}, NOW) == ()


def test_a_signature_by_another_key_fails() -> None:
    assert judged(forged(), record_of(public_key(2047))).result == "fail"


def test_self_check_takes_our_signatures_by_dns_or_where_that_is_unknown_by_the_key() -> None:
    header = signatures() + forged() + HEADER  # the agency's own server signed before us

    for known in ({}, records()):
        verdicts = self_check(header, HASH, keys(), known, NOW)
        assert [(verdict.result, verdict.selector) for verdict in verdicts] == [
            ("pass", key.selector) for key in keys()
        ]


def test_self_check_says_when_dns_holds_another_key_or_none() -> None:
    rsa, ed25519 = keys()
    other = record_of(public_key())
    known = {(rsa.selector, rsa.domain): other, (ed25519.selector, ed25519.domain): None}

    verdicts = self_check(signatures() + HEADER, HASH, keys(), known, NOW)

    assert [(verdict.result, verdict.reason) for verdict in verdicts] == [
        ("fail", "the header was changed, or the key is another"),
        ("permerror", "there is no key"),
    ]


def test_self_check_misses_a_signature_that_is_not_there() -> None:
    rsa, ed25519 = keys()
    only_rsa = signatures().split(b"DKIM-Signature")[1]

    verdicts = self_check(b"DKIM-Signature" + only_rsa + HEADER, HASH, keys(), {}, NOW)

    assert [(verdict.result, verdict.selector) for verdict in verdicts] == [
        ("pass", rsa.selector),
        ("permerror", ed25519.selector),
    ]


def test_self_check_says_why_nothing_could_be_read() -> None:
    header = signatures() + b"no field\r\n" + HEADER

    verdicts = self_check(header, HASH, keys(), {}, NOW)

    assert [(verdict.reason, verdict.selector) for verdict in verdicts] == [
        ("the header is malformed", key.selector) for key in keys()
    ]


@pytest.mark.parametrize("line", [b"To:\r\n", b"a:\r\n", b"List-Unsubscribe: <x>\r\n"])
def test_a_header_as_long_as_may_be_accepted_is_signed_soundly(line: bytes) -> None:
    header = HEADER + line * (240_000 // len(line))

    assert all(
        verdict.holds for verdict in self_check(signatures(header) + header, HASH, keys(), {}, NOW)
    )


def test_self_check_sees_a_letter_changed_between_signing_and_sending() -> None:
    changed = signatures() + HEADER.replace(b"1234.vpcp", b"4321.vpcp")

    for header, digest in ((changed, HASH), (signatures() + HEADER, bytes(32))):
        verdicts = self_check(header, digest, keys(), {}, NOW)
        assert [verdict.result for verdict in verdicts] == ["fail", "fail"]


TAGS = st.sampled_from(
    [b"v=1", b"a=rsa-sha256", b"b=AAAA", b"bh=", b"d=vpcp.gov.vn", b"s=forged", b"h=from", b"i=@"]
)
values = st.lists(st.one_of(TAGS, st.binary(max_size=20)), max_size=12).map(b";".join)


@given(values, st.binary(max_size=200), st.binary(max_size=200))
def test_hostile_octets_never_raise(value: bytes, header: bytes, record: bytes) -> None:
    field = b"DKIM-Signature: " + value.replace(b"\n", b"") + b"\r\n"

    for verdict in verify(field + header + HEADER, HASH, {NAME: record}, NOW):
        assert verdict.result in ("neutral", "permerror", "temperror", "fail")


@given(st.data())
def test_one_changed_octet_of_what_is_signed_never_passes(data: st.DataObject) -> None:
    header = signatures() + HEADER
    first, last = header.index(b"From:"), header.index(b"X-Mailer")
    at = data.draw(st.integers(first, last - 3).filter(lambda at: header[at] > 32))
    octet = data.draw(st.integers(33, 126).filter(lambda octet: octet | 32 != header[at] | 32))
    changed = header[:at] + bytes([octet]) + header[at + 1 :]

    verdicts = self_check(changed, HASH, keys(), {}, NOW)

    assert [verdict.holds for verdict in verdicts] == [False, False]


def test_an_expired_signature_was_good_a_second_before() -> None:
    field = forged({"x": str(SECONDS)})
    record = {NAME: record_of(public_key())}

    assert verify(field + HEADER, HASH, record, NOW)[0].holds
    assert not verify(field + HEADER, HASH, record, NOW + timedelta(seconds=1))[0].holds


def _rsa_record(modulus: int, exponent: int) -> bytes:
    return record_of(RSAPublicNumbers(exponent, modulus).public_key())
