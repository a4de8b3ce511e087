"""Certificates and keys that an agency cannot sign with are refused with what is wrong."""

import pytest

from mail.smime import key
from mail.smime.key import GatewayKey
from tests.certified import intermediate, official, rsa
from tests.mail.smime.conftest import gateway_key

GOOD = official(address="")


def test_a_key_knows_whose_it_is() -> None:
    own = gateway_key(official(address="An.NV@bn.gov.vn"))

    assert own.addresses == {"an.nv@bn.gov.vn"}
    assert own.is_for("an.nv@BN.gov.vn")
    assert own.begin < own.end


@pytest.mark.parametrize(
    ("certificate", "private", "wrong"),
    [
        (b"nothing", GOOD.key.read_bytes(), "cert_file holds no certificate"),
        (GOOD.pem, b"nothing", "key_file holds no unencrypted private key"),
        (GOOD.pem, official().key.read_bytes(), "does not belong"),
        (official(rsa(1024)).pem, official(rsa(1024)).key.read_bytes(), "1024 bits"),
    ],
)
def test_what_cannot_sign_says_why(certificate: bytes, private: bytes, wrong: str) -> None:
    found = key.read(certificate, private)

    assert isinstance(found, str)
    assert wrong in found


def test_who_issued_it_stands_in_the_same_file() -> None:
    by = official(below=True, address="")
    whole = key.read(by.pem + intermediate().pem, by.key.read_bytes())
    alone = key.read(by.pem, by.key.read_bytes())

    assert isinstance(whole, GatewayKey)
    assert isinstance(alone, GatewayKey)
    assert len(whole.sign(b"x")) > len(alone.sign(b"x")) + 300
