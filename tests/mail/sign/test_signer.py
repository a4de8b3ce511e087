"""Our signatures hold where they should and break where they should, say verifiers that are not ours."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.header import parse
from mail.sign import sign
from mail.sign.signer import LISTED, _relaxed
from mail.sign.verifier import canonical, verify
from tests.mail.sign import judges
from tests.mail.sign.letters import (
    BODY,
    HEADER,
    LETTERS,
    NOW,
    body_hash,
    keys,
    records,
    signatures,
)

SIGNED = signatures()
GOOD = {"rsa": "pass", "ed25519": "pass"}
BAD = {"rsa": "fail", "ed25519": "fail"}


def letter(header: bytes, body: bytes) -> bytes:
    return header + b"\r\n" + body


def ours(header: bytes, body: bytes) -> list[str]:
    return [verdict.result for verdict in verify(header, body_hash(body), records(), NOW)]


def added(name: bytes) -> Callable[[bytes], bytes]:
    return lambda header: header + name.title() + b": x@example.com\r\n"


def changed(name: bytes) -> Callable[[bytes], bytes]:
    return lambda header: re.sub(rb"(?mi)^(%s: .)" % name, rb"\1x", header, count=1)


def removed(name: bytes) -> Callable[[bytes], bytes]:
    return lambda header: re.sub(rb"(?mi)^%s:.*\r\n(?:[ \t].*\r\n)*" % name, b"", header, count=1)


STANDING = [name for name in LISTED if re.search(rb"(?mi)^%s:" % name, HEADER)]
BREAKING = {
    **{f"{name.decode()} added": added(name) for name in LISTED},
    **{f"{name.decode()} changed": changed(name) for name in STANDING},
    **{f"{name.decode()} removed": removed(name) for name in STANDING},
}
AUTHORLESS = {"from added", "from removed"}  # not exactly one author
HARMLESS: dict[str, Callable[[bytes], bytes]] = {
    "names in capitals": lambda header: re.sub(rb"(?m)^[\w-]+:", lambda m: m[0].upper(), header),
    "folded elsewhere": lambda header: header.replace(b" thu@", b"\r\n\tthu@").replace(
        b"\r\n Ngh", b" \r\n  Ngh"
    ),
    "blanks around the value": lambda header: re.sub(
        rb"(?m)^Date: (.*)\r", rb"Date:\t \1  \r", header
    ),
    "a trace field on top": lambda header: b"Received: from a by b; now\r\n" + header,
    "an unlisted field": lambda header: header + b"X-Spam: no\r\n",
    "fields in another order": lambda header: (
        SIGNED + b"".join(sorted(field.raw for field in parse(header.removeprefix(SIGNED)).fields))
    ),
}


@pytest.mark.parametrize("name", LETTERS)
def test_opendkim_takes_both_signatures_of(name: str, tmp_path: Path) -> None:
    header, body = LETTERS[name]

    found = judges.opendkim(letter(signatures(header, body) + header, body), records(), tmp_path)

    assert found == GOOD


def test_mail_dkim_takes_the_rsa_signature_of_every_letter(tmp_path: Path) -> None:
    sealed = [letter(signatures(*pair) + pair[0], pair[1]) for pair in LETTERS.values()]

    assert judges.mail_dkim(sealed, records(), tmp_path) == ["pass"] * len(LETTERS)


@pytest.mark.parametrize("name", LETTERS)
def test_dkimpy_and_our_verifier_take(name: str) -> None:
    header, body = LETTERS[name]
    sealed = signatures(header, body) + header

    assert judges.dkimpy(letter(sealed, body), records())
    assert ours(sealed, body) == ["pass", "pass"]


@pytest.mark.parametrize("change", BREAKING)
def test_opendkim_dkimpy_and_our_verifier_refuse(change: str, tmp_path: Path) -> None:
    header = SIGNED + BREAKING[change](HEADER)
    assert header != SIGNED + HEADER

    found = judges.opendkim(letter(header, BODY), records(), tmp_path)

    assert found == ({} if change == "from removed" else BAD)  # without From it takes no letter
    assert not judges.dkimpy(letter(header, BODY), records())
    assert ours(header, BODY) == ["permerror" if change in AUTHORLESS else "fail"] * 2


@pytest.mark.parametrize("change", HARMLESS)
def test_opendkim_dkimpy_and_our_verifier_forgive(change: str, tmp_path: Path) -> None:
    header = HARMLESS[change](SIGNED + HEADER)
    assert header != SIGNED + HEADER

    found = judges.opendkim(letter(header, BODY), records(), tmp_path)

    assert found == GOOD
    assert judges.dkimpy(letter(header, BODY), records())
    assert ours(header, BODY) == ["pass", "pass"]


def test_mail_dkim_agrees_on_every_change(tmp_path: Path) -> None:
    broken = [letter(SIGNED + change(HEADER), BODY) for change in BREAKING.values()]
    forgiven = [letter(change(SIGNED + HEADER), BODY) for change in HARMLESS.values()]

    found = judges.mail_dkim([*broken, *forgiven], records(), tmp_path)

    assert set(found[: len(broken)]) == {"fail"}
    assert set(found[len(broken) :]) == {"pass"}


@pytest.mark.parametrize(
    "body",
    [BODY + b"x\r\n", BODY[2:], BODY.replace(b"Tran", b"TRAN"), BODY.replace(b"tro", b"t ro"), b""],
    ids=["appended", "cut", "in capitals", "torn", "empty"],
)
def test_a_changed_body_is_refused(body: bytes, tmp_path: Path) -> None:
    sealed = letter(SIGNED + HEADER, body)

    assert judges.opendkim(sealed, records(), tmp_path) == BAD
    assert not judges.dkimpy(sealed, records())
    assert ours(SIGNED + HEADER, body) == ["fail", "fail"]


def test_blanks_that_relaxed_ignores_may_change_in_the_body(tmp_path: Path) -> None:
    body = b"Kinh gui cac co quan,   don vi.\t\t\r\n  \r\n\r\nTran trong./.  \r\n"
    sealed = letter(SIGNED + HEADER, body)

    assert judges.opendkim(sealed, records(), tmp_path) == GOOD
    assert judges.dkimpy(sealed, records())
    assert ours(SIGNED + HEADER, body) == ["pass", "pass"]


def test_the_same_arguments_give_the_same_octets_and_another_second_others() -> None:
    later = sign(HEADER, body_hash(BODY), keys(), NOW + timedelta(seconds=1))

    assert signatures() == SIGNED
    assert later != SIGNED


def test_the_fields_fit_the_line_and_claim_neither_length_nor_end() -> None:
    lines = SIGNED.split(b"\r\n")

    assert max(map(len, lines)) <= 78
    assert SIGNED.endswith(b"\r\n")
    assert not re.search(rb"[;\s][lx]=", SIGNED)
    assert SIGNED.count(b"t=1795485600;") == 2


def test_every_listed_field_is_signed_once_more_than_it_stands() -> None:
    header = HEADER + b"To: third@moh.gov.vn\r\n"
    rsa, ed25519 = parse(signatures(header, BODY)).fields

    for field in (rsa, ed25519):
        names = re.sub(rb"\s", b"", field.value.split(b"h=")[1].split(b";")[0]).split(b":")
        assert {name: names.count(name) for name in set(names)} == {
            name: parse(header).count(name.decode()) + 1 for name in LISTED
        }


def test_a_long_domain_is_not_torn() -> None:
    name = ".".join(["x" * 60] * 3) + ".gov.vn"
    (key,) = [key for key in keys() if key.algorithm == "ed25519"]
    long_named = type(key)(name, "s" * 60, key.algorithm, key.public_key, key._signing)

    field = sign(HEADER, body_hash(BODY), [long_named], NOW)

    assert f" d={name};\r\n s={'s' * 60};".encode() in field


@given(st.lists(st.sampled_from([b" ", b"\t", b"\r\n ", b"\x0b", b"\x0c", b"\x1c", b"\xa0", b"x"])))
def test_signer_and_verifier_take_the_same_octets_for_blanks(pieces: list[bytes]) -> None:
    value = b"".join(pieces) + b"\r\n"

    assert b"x:" + _relaxed(value) == canonical(b"X:" + value, "relaxed") + b"\r\n"


def test_without_a_key_there_is_no_signature() -> None:
    assert sign(HEADER, body_hash(BODY), (), NOW) == b""
