"""[smime]: what it comes to, what may not stand there, and what `congvu check` says of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from congvu.audit_key import KeyRefused
from congvu.cli.checks.smime import smime
from congvu.config import load
from congvu.parts.relay_smime import keys, reload, trusted, wishes
from mail.content import Budget, Room
from mail.smime.encrypted import Wishes
from mail.smime.gateway import Gateway
from papers.opener import Opener
from tests.certified import Certified, authority, intermediate, official, rsa
from tests.congvu.conftest import Write, complaint
from work.agency import Agency
from work.directory import Directory

GATEWAY = '[[smime.gateway]]\nagency = "H05"\n'
KEY = f'{GATEWAY}cert_file = "own.pem"\nkey_file = "own.key"\n'
ANCHORS = '[smime]\nanchors = ["anchors"]\n'
DIRECTORY = Directory.of([Agency("H05", "H05", "H05", frozenset({"bn.gov.vn"}))], ())
NOW = datetime.now(UTC) + timedelta(hours=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One with an anchor, and a key to sign with."""
    (tmp_path / "anchors").mkdir()
    (tmp_path / "anchors" / "goc.pem").write_bytes(authority().pem)
    put(tmp_path, official(address=""))
    return tmp_path


def put(folder: Path, own: Certified, key: Certified | None = None) -> None:
    (folder / "own.pem").write_bytes(own.pem)
    (folder / "own.key").write_bytes((key or own).key.read_bytes())
    (folder / "own.key").chmod(0o600)


def said(path: Path, now: datetime = NOW) -> list[tuple[str, str, str]]:
    return [(str(f.level), f.matter, f.sentence) for f in smime(load(path), DIRECTORY, now)]


def test_without_it_nothing_is_signed_or_judged_and_encrypted_letters_are_held(
    write: Write,
) -> None:
    config = load(write())

    assert wishes(config) == Wishes("hold", {})
    assert (config.smime.anchors, config.smime.signs, said(write())) == ((), False, [])


def test_an_agency_may_want_something_else_of_encrypted_letters(write: Write) -> None:
    more = f'[smime]\nencrypted = "refuse"\n{GATEWAY}encrypted = "pass"\n'

    assert wishes(load(write(more))) == Wishes("refuse", {"H05": "pass"})


def test_anchors_and_keys_are_read_from_the_folder_of_the_file(folder: Path, write: Write) -> None:
    config = load(write(ANCHORS + KEY))

    assert [one.name for one in trusted(config.smime).anchors] == ["goc"]
    assert keys(config.smime).keys() == {"H05"}
    assert said(write(ANCHORS + KEY)) == [
        ("ok", "S/MIME", "signatures are judged, agencies that sign: 1")
    ]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ('[smime]\nanchors = ["gone"]\n', "gone is not there; name PEM files, or folders"),
        ('[smime]\ncrls = ["anchors"]\n', "has no effect without anchors"),
        (f'{GATEWAY}cert_file = "own.pem"\n', "a signature needs a certificate and its key"),
        (GATEWAY + GATEWAY, "H05 has a block above"),
        ('[smime]\nencrypted = "maybe"\n', "encrypted"),
    ],
)
def test_what_does_not_go_together_is_refused(
    folder: Path, write: Write, more: str, words: str
) -> None:
    assert words in complaint(write(more))


def test_a_key_that_others_can_read_is_refused(folder: Path, write: Write) -> None:
    (folder / "own.key").chmod(0o644)

    assert "can be read by others; run: chmod 600" in complaint(write(KEY))


def test_a_key_that_cannot_sign_stops_the_start_and_is_told_by_check(
    folder: Path, write: Write
) -> None:
    put(folder, official(address=""), official(rsa()))

    with pytest.raises(KeyRefused, match="H05: key_file does not belong to the first certificate"):
        keys(load(write(KEY)).smime)
    ((level, matter, sentence),) = said(write(KEY))
    assert (level, matter) == ("error", "S/MIME H05")
    assert "does not belong" in sentence


def test_check_warns_before_a_certificate_ends_and_of_an_agency_that_nobody_knows(
    folder: Path, write: Write
) -> None:
    late = NOW + timedelta(days=3640)

    for day, level, words in (
        (late, "warning", "its certificate ends"),
        (late + timedelta(days=20), "error", "so letters leave unsigned; put the next one"),
        (NOW - timedelta(days=2), "error", "its certificate begins"),
    ):
        ((found, _, sentence),) = said(write(KEY), day)
        assert (found, words in sentence) == (level, True), sentence
    other = write(KEY.replace("H05", "H77"))
    assert "the agency is not registered" in said(other)[0][2]


def test_check_tells_of_anchors_that_cannot_be_read(folder: Path, write: Write) -> None:
    (folder / "anchors" / "goc.pem").write_text("nothing")

    sentences = [sentence for _, _, sentence in said(write(ANCHORS))]
    assert len(sentences) == 2
    assert "holds no certificate in PEM form" in sentences[0]
    assert "every signature is untrusted" in sentences[1]


def test_at_sighup_anchors_and_keys_are_read_again_and_bad_keys_leave_those_before(
    folder: Path, write: Write
) -> None:
    config = load(write(ANCHORS + KEY))
    room = Room(folder, Budget(0), Budget(0), Budget(0))
    gateway = Gateway(keys(config.smime), room, Opener(), trusted(config.smime), 0)
    first = gateway.keys["H05"].fingerprint
    (folder / "anchors" / "hai.pem").write_bytes(intermediate().pem)
    put(folder, official(rsa(), address=""))

    reload(config.smime, gateway, None)

    assert [one.name for one in gateway.trust.anchors] == ["goc", "hai"]
    second = gateway.keys["H05"].fingerprint
    assert second != first
    (folder / "own.key").write_text("nothing")
    with capture_logs() as logs:
        reload(config.smime, gateway, None)
    assert gateway.keys["H05"].fingerprint == second
    assert [line["event"] for line in logs] == ["smime.unusable"]
    put(folder, official())
    (folder / "own.key").chmod(0o644)
    with capture_logs() as logs:
        reload(config.smime, gateway, None)
    assert gateway.keys["H05"].fingerprint == second
    assert "own.key can be read by others; run: chmod" in logs[0]["fault"]
