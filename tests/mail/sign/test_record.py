"""What we publish is what a verifier reads, in strings that DNS can hold."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.sign import dns_record, txt_strings
from mail.sign.record import KeyRecord, read_record
from tests.mail.sign.letters import keys
from tests.peers import need


@pytest.mark.parametrize("number", [0, 1], ids=["rsa", "ed25519"])
def test_a_record_of_ours_is_read_as_the_key_it_was_made_of(number: int) -> None:
    key = keys()[number]
    record = read_record(dns_record(key.public_key, key.algorithm).encode())

    assert isinstance(record, KeyRecord)
    assert (record.algorithm, record.bits) == (("rsa", 2048), ("ed25519", 0))[number]
    assert record.holds(key.sign(bytes(32)), bytes(32))
    assert not record.holds(key.sign(bytes(32)), b"\1" * 32)


def test_the_record_is_the_one_of_rfc_8463() -> None:
    (_, key) = keys()

    assert dns_record(bytes(32), "ed25519") == f"v=DKIM1; k=ed25519; p={'A' * 43}="
    assert dns_record(key.public_key, "ed25519").startswith("v=DKIM1; k=ed25519; p=")


@given(st.text("ab=;", max_size=900))
def test_the_strings_together_are_the_record(record: str) -> None:
    strings = txt_strings(record)

    assert "".join(strings) == record
    assert all(0 < len(string) <= 255 for string in strings)


def test_openssl_reads_the_rsa_key_that_is_published(tmp_path: Path) -> None:
    openssl = need("openssl")
    (rsa, _) = keys()
    (tmp_path / "key.der").write_bytes(rsa.public_key)
    command = [openssl, "rsa", "-pubin", "-inform", "DER", "-text", "-noout", "-in"]

    said = subprocess.run([*command, str(tmp_path / "key.der")], capture_output=True, check=True)

    assert b"Public-Key: (2048 bit)" in said.stdout


@given(st.binary(max_size=300))
def test_no_record_raises(text: bytes) -> None:
    read_record(text)
    read_record(b"v=DKIM1; p=" + text)
