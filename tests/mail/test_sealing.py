"""Whose key signs whose letter: a signature speaks for a domain, and only its agency may."""

from pathlib import Path

import pytest

from mail.header import parse
from mail.sealing import Sealer
from mail.sign.key import new_pem
from mail.sign.keyring import Stalled
from tests.mail.relaying import NOW
from tests.mail.sign.rings import ring_of
from work.agency import Agency
from work.directory import Directory
from work.letter import Addressee, Envelope, LetterKind, ListenerKind, Origin, Parcel

OWNER = Directory.of(
    [
        Agency("H05", "Ha Nam", "HN", frozenset({"hanam.gov.vn", "phuly.hanam.gov.vn"})),
        Agency("H05.18", "So Y te", "SYT", frozenset({"syt.hanam.gov.vn"}), parent="H05"),
        Agency("H26", "Ha Noi", "HN", frozenset({"hanoi.gov.vn"})),
    ],
    [],
).owner


def signers(
    folder: Path,
    author: str,
    agency: str | None,
    *keys: str,
    kind: LetterKind = "relayed",
    came: ListenerKind = "trusted",
) -> list[str]:
    """The domains whose keys sign a letter, of those that have *keys*."""
    for domain in keys:
        path = folder / domain / "e1.pem"
        path.parent.mkdir()
        path.touch(0o600)
        path.write_bytes(new_pem("ed25519"))
    keyring = ring_of(folder)
    origin = Origin("inside", came, "", "mx", "ESMTP", agency=agency)
    to = Envelope("", (Addressee("x@y.vn"),))
    parcel = Parcel(1, kind, NOW, origin, to, (0,), (0,), 1, 10)
    sealer = Sealer("mail.office.vn", keyring, {}, OWNER)
    header = parse(f"From: {author}\r\n".encode())
    signing = sealer.keys(parcel, header)
    assert not isinstance(signing, Stalled)
    return [key.domain for key in signing]


@pytest.mark.parametrize(
    ("author", "agency", "signer"),
    [
        ("a@hanam.gov.vn", "H05", "hanam.gov.vn"),
        ("a@phuly.hanam.gov.vn", "H05", "hanam.gov.vn"),
        ("MAILER-DAEMON@mx1.hanam.gov.vn", "H05", "hanam.gov.vn"),
    ],
)
def test_an_agencys_key_signs_what_it_writes_from_any_of_its_domains(
    tmp_path: Path, author: str, agency: str, signer: str
) -> None:
    assert signers(tmp_path, author, agency, "hanam.gov.vn") == [signer]


@pytest.mark.parametrize(
    ("author", "agency", "key"),
    [
        ("a@syt.hanam.gov.vn", "H05.18", "hanam.gov.vn"),  # its parent's, but another agency
        ("a@hanoi.gov.vn", "H26", "gov.vn"),  # nobody's
        ("a@hanoi.gov.vn", "H05", "hanoi.gov.vn"),  # moved to another agency meanwhile
    ],
)
def test_no_other_key_signs_it(tmp_path: Path, author: str, agency: str, key: str) -> None:
    assert signers(tmp_path, author, agency, key) == []


@pytest.mark.parametrize("kind", ["dsn", "notice"])
def test_the_offices_key_signs_what_the_office_writes(tmp_path: Path, kind: LetterKind) -> None:
    keys = ("office.vn", "hanam.gov.vn")

    assert signers(tmp_path, "MAILER-DAEMON@office.vn", "H05", *keys, kind=kind) == ["office.vn"]


def test_no_key_signs_a_letter_from_outside_whomever_it_names(tmp_path: Path) -> None:
    ours = (tmp_path, "a@hanam.gov.vn", "H05", "hanam.gov.vn")

    assert signers(*ours, came="inbound") == []
