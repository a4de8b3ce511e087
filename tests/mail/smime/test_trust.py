"""Anchors and lists are read from PEM files and folders; what cannot be used is said and does not hide the others."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from mail.smime import trust
from tests.certified import authority, intermediate, revoked


def test_an_anchor_is_called_as_its_file(tmp_path: Path) -> None:
    (tmp_path / "Ban Cơ yếu.pem").write_bytes(authority().pem)
    (tmp_path / "hai.crt").write_bytes(authority().pem + intermediate().pem)
    (tmp_path / "readme.txt").write_text("not read")

    found = trust.read([tmp_path], [])

    assert [one.name for one in found.anchors] == ["Ban Cơ yếu", "hai 1", "hai 2"]
    assert found.anchors[0].certificate == x509.load_pem_x509_certificate(
        authority().pem
    ).public_bytes(Encoding.DER)
    assert found.faults == ()


def test_lists_of_revoked_certificates_are_read(tmp_path: Path) -> None:
    (tmp_path / "lists.pem").write_bytes(revoked() + revoked(intermediate()))

    found = trust.read([], [tmp_path / "lists.pem"])

    assert len(found.crls) == 2
    assert len(x509.load_der_x509_crl(found.crls[1])) == 1


def test_what_cannot_be_used_is_said_by_file(tmp_path: Path) -> None:
    (tmp_path / "good.pem").write_bytes(authority().pem)
    (tmp_path / "bad.pem").write_text(
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    )

    found = trust.read([tmp_path, tmp_path / "gone"], [tmp_path / "good.pem"])

    assert [one.name for one in found.anchors] == ["good"]
    assert found.faults == (
        f"{tmp_path / 'bad.pem'} holds no certificate in PEM form",
        f"{tmp_path / 'gone'} is not there",
        f"{tmp_path / 'good.pem'} holds no list of revoked certificates in PEM form",
    )
