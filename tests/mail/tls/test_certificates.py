"""Certificates that strangers show: whatever they are, they are judged, and nothing breaks."""

import hashlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as some

from mail.dns import Tlsa
from mail.smtp.trust import Trust
from mail.tls import chain, dane, path
from mail.tls.witness import Witness

NOW = datetime.now(UTC)
ROOT = trustme.CA()
ISSUER = ROOT.create_child_ca()
LEAF = ISSUER.issue_cert("mx.a.vn")


def der(pem: trustme.Blob) -> bytes:
    return x509.load_pem_x509_certificate(pem.bytes()).public_bytes(Encoding.DER)


SHOWN = tuple(map(der, LEAF.cert_chain_pems))
ODD = SHOWN[0].replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x09", 1)  # version 10
ANCHOR = Tlsa(2, 0, 1, hashlib.sha256(SHOWN[1]).digest())


@pytest.mark.parametrize(
    "octets", [*SHOWN, der(ROOT.cert_pem), ODD], ids=["leaf", "issuer", "root", "odd"]
)
def test_the_key_is_found_as_it_stands_in_the_certificate(octets: bytes) -> None:
    plain = octets.replace(b"\xa0\x03\x02\x01\x09", b"\xa0\x03\x02\x01\x02", 1)
    key = x509.load_der_x509_certificate(plain).public_key()

    expected = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert chain.public_key(octets) == expected


@given(some.one_of(some.binary(), some.integers(0, len(SHOWN[0])).map(lambda n: SHOWN[0][:n])))
def test_what_is_no_certificate_has_no_key_and_does_no_harm(octets: bytes) -> None:
    with suppress(ValueError):
        chain.public_key(octets)


@given(some.integers(0, len(SHOWN[0]) - 1), some.integers(0, 255))
def test_a_certificate_that_was_changed_anywhere_is_not_the_one_that_was_named(
    place: int, octet: int
) -> None:
    changed = bytearray(SHOWN[0])
    changed[place] = octet
    shown = (bytes(changed), SHOWN[1])
    same = shown == SHOWN

    record = Tlsa(3, 0, 1, hashlib.sha256(SHOWN[0]).digest())
    assert (dane.mismatch(shown, [record], ["mx.a.vn"], NOW) is None) == same
    assert (dane.mismatch(shown, [ANCHOR], ["mx.a.vn"], NOW) is None) == same


def test_a_certificate_of_a_version_that_nobody_knows_is_judged(ca_file: Path) -> None:
    said = dane.mismatch((ODD, SHOWN[1]), [ANCHOR], ["mx.a.vn"], NOW)

    assert said is not None
    assert "cannot be read" in said
    assert not Witness(Trust(ca_file)).is_good((ODD, *SHOWN[1:]), "mx.a.vn", NOW)


def test_what_the_witness_calls_good_is_good_for_openssl_too(
    authority: trustme.CA, ca_file: Path
) -> None:
    leaf = authority.issue_cert("mx.a.vn")
    witness = Witness(Trust(ca_file))
    shown = tuple(map(der, leaf.cert_chain_pems))

    assert witness.is_good(shown, "mx.a.vn", NOW)
    assert not witness.is_good(shown, "mx.b.vn", NOW)
    assert not witness.is_good(shown, "mx.a.vn", NOW + timedelta(days=365 * 2000))
    assert not witness.is_good(SHOWN, "mx.a.vn", NOW)
    assert not witness.is_good((), "mx.a.vn", NOW)
    assert not witness.is_good(shown, "no name at all", NOW)


def test_a_certificate_that_is_not_for_servers_proves_no_server() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    root, root_key = x509.load_pem_x509_certificate(ROOT.cert_pem.bytes()), ROOT.private_key_pem
    signer = elliptic(root_key.bytes())
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("mx.a.vn")]), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    trusted = path.roots([der(ROOT.cert_pem)])

    assert trusted is not None
    assert path.astray([made.public_bytes(Encoding.DER)], trusted, ["mx.a.vn"], NOW)
    good = der(ROOT.issue_cert("mx.a.vn").cert_chain_pems[0])
    assert path.astray([good], trusted, ["mx.a.vn"], NOW) is None


def elliptic(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(pem, None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key
