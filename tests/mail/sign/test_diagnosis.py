"""What is wrong with a record is told in a sentence, with what to do; what is right is not complained of."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mail.sign import SigningKey, dns_record, new_pem, txt_strings
from mail.sign.diagnosis import problems
from mail.sign.key import read_pem
from tests.mail.sign.rings import shown
from work.directory import DkimKey


def key(algorithm: str, selector: str) -> DkimKey:
    made = read_pem("bn.gov.vn", selector, new_pem(algorithm))  # type: ignore[arg-type]
    assert isinstance(made, SigningKey)
    return shown(made)


RSA, ED25519 = key("rsa", "r1"), key("ed25519", "e1")
RECORD = dns_record(RSA.public_key, "rsa")
B64 = RECORD.partition("p=")[2]
ONE, TWO = txt_strings(RECORD)
SMALL = (
    rsa.generate_private_key(65537, 1024)
    .public_key()
    .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
)
PUBLISH = "publish what congvu dkim dns prints"
OTHERS = {ED25519.public_key: "e1"}


def told(*records: str, of: DkimKey = RSA) -> list[str]:
    """What is grave of *records*."""
    found = problems(of, [record.encode() for record in records], OTHERS)
    return [problem.sentence for problem in found if problem.grave]


@pytest.mark.parametrize(
    "record",
    [
        RECORD,
        RECORD.replace("v=DKIM1; ", ""),
        RECORD.replace("; ", ";"),
        f"{RECORD};",
        RECORD.replace("k=rsa; ", "h=sha256; s=email; n=note; "),
        RECORD[:100] + " " + RECORD[100:],  # blanks in p= count for nothing, RFC 6376 §3.6.1
    ],
    ids=[
        "whole",
        "without v=",
        "without blanks",
        "with a last ;",
        "with other tags",
        "with a blank",
    ],
)
def test_a_record_that_gives_the_key_is_right_however_it_is_written(record: str) -> None:
    assert told(record) == []


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        ((), f"there is no record; {PUBLISH}"),
        ((RECORD, "v=spf1 -all"), "there are 2 TXT records; remove all but the right one"),
        ((ONE, TWO), "the key was split into several TXT records; make one record of several strings"),
        (("v=spf1 -all", "x"), "there are 2 TXT records, none of them right"),
        ((f'"{ONE}" "{TWO}"',), "quotes stand in the record itself"),
        ((RECORD.replace(";", "\\;"),), "backslashes stand in the record itself"),
        ((f"( {RECORD} )",), "parentheses of a zone file stand in the record itself"),
        ((RECORD[:255],), f"p= is cut off after {255 - RECORD.index('p=') - 2} of {len(B64)} characters"),
        ((ONE + ONE,), "a part of p= is missing, doubled or misplaced"),
        ((RECORD[:150] + RECORD[180:],), "a part of p= is missing, doubled or misplaced"),
        ((RECORD.partition("p=")[0] + "p=",), f"the key is revoked; {PUBLISH}"),
        ((RECORD + "; h=sha1",), "h= leaves SHA-256 out, and SHA-1 is dead"),
        ((RECORD + "; s=tlsrpt",), "s= says that the key is not for email"),
        ((dns_record(ED25519.public_key, "ed25519"),), "it holds the key of the selector e1: the two are swapped"),
        ((dns_record(key("rsa", "x").public_key, "rsa"),), "it holds another rsa key of 2048 bits"),
        ((dns_record(SMALL, "rsa"),), "it holds another rsa key of 1024 bits"),
        (("v=DKIM2; " + RECORD[9:],), "the key record is of another version"),
        (("hello",), "the key record is malformed"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(records: tuple[str, ...], sentence: str) -> None:
    (found,) = told(*records)

    assert found.startswith(sentence)
    assert found.count(";") or "remove" in found or "publish" in found, "it says what to do"


def test_an_ed25519_key_without_its_kind_is_named() -> None:
    octets = base64.b64encode(ED25519.public_key).decode()

    (found,) = told(f"v=DKIM1; p={octets}", of=ED25519)

    assert found.startswith("k=ed25519 is missing, so that p= is taken for an RSA key")


@pytest.mark.parametrize(
    ("flag", "begins"),
    [("y", "t=y says that the domain is only testing"), ("s", "t=s keeps the key from signing")],
)
def test_a_flag_that_weakens_a_good_record_is_advice(flag: str, begins: str) -> None:
    (found,) = problems(RSA, [f"{RECORD}; t={flag}".encode()], OTHERS)

    assert found.sentence.startswith(begins)
    assert not found.grave
