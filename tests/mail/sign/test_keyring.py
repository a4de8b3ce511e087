"""The keyring takes the keys of a folder, and says of every other file what to do with it."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from mail.sign import Keyring, keep_pem, new_pem

RSA, ED25519 = new_pem("rsa"), new_pem("ed25519")
PKCS8 = (Encoding.PEM, PrivateFormat.PKCS8)


def selectors(ring: Keyring, domain: str) -> list[str]:
    return [key.selector for key in ring.keys_for(domain)]


def office(folder: Path) -> Keyring:
    keep_pem(folder, "huyena.gov.vn", "ed", ED25519)
    keep_pem(folder, "huyena.gov.vn", "rsa", RSA)
    keep_pem(folder, "thue.huyena.gov.vn", "thue", ED25519)
    ring = Keyring(folder)
    assert ring.reload() == ()
    return ring


def test_a_domain_has_its_keys_rsa_first(tmp_path: Path) -> None:
    rsa_key, ed25519 = office(tmp_path).keys_for("huyena.gov.vn")

    assert (rsa_key.selector, rsa_key.algorithm, rsa_key.domain) == ("rsa", "rsa", "huyena.gov.vn")
    assert (ed25519.algorithm, len(ed25519.public_key)) == ("ed25519", 32)


def test_a_key_serves_the_subdomains_and_the_nearest_one_wins(tmp_path: Path) -> None:
    ring = office(tmp_path)

    assert selectors(ring, "mail.huyena.gov.vn") == ["rsa", "ed"]
    assert selectors(ring, "thue.huyena.gov.vn") == ["thue"]
    assert selectors(ring, "a.b.thue.huyena.gov.vn") == ["thue"]


@pytest.mark.parametrize("domain", ["gov.vn", "xahuyena.gov.vn", "vn", "", "huyena.gov.vn.evil.vn"])
def test_no_other_domain_has_a_key(domain: str, tmp_path: Path) -> None:
    assert office(tmp_path).keys_for(domain) == ()


def test_a_folder_that_is_not_there_holds_no_key(tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "none")

    assert ring.reload() == ()
    assert ring.keys_for("huyena.gov.vn") == ()


def test_a_key_that_is_added_or_removed_counts_after_the_next_reload(tmp_path: Path) -> None:
    ring = office(tmp_path)
    keep_pem(tmp_path, "huyenb.gov.vn", "b", ED25519)
    (tmp_path / "huyena.gov.vn" / "ed.pem").unlink()
    assert selectors(ring, "huyena.gov.vn") == ["rsa", "ed"]

    ring.reload()

    assert selectors(ring, "huyena.gov.vn") == ["rsa"]
    assert selectors(ring, "huyenb.gov.vn") == ["b"]


def test_a_key_whose_file_broke_stays_in_force_and_the_others_too(tmp_path: Path) -> None:
    ring = office(tmp_path)
    broken = tmp_path / "huyena.gov.vn" / "ed.pem"
    broken.write_bytes(ED25519[:60])

    assert ring.reload() == (
        f"{broken} is no unencrypted private key in PEM form; "
        "put a good copy in its place, or make a new key with `congvu dkim new`.",
    )
    assert selectors(ring, "huyena.gov.vn") == ["rsa", "ed"]


def damaged() -> bytes:
    """An RSA key whose private half belongs to another one."""
    one, other = (load_pem_private_key(pem, None) for pem in (RSA, new_pem("rsa")))
    assert isinstance(one, rsa.RSAPrivateKey)
    assert isinstance(other, rsa.RSAPrivateKey)
    mine, foreign = one.private_numbers(), other.private_numbers()
    numbers = rsa.RSAPrivateNumbers(
        mine.p, mine.q, foreign.d, foreign.dmp1, foreign.dmq1, mine.iqmp, mine.public_numbers
    )
    key = numbers.private_key(unsafe_skip_rsa_key_validation=True)
    return key.private_bytes(*PKCS8, NoEncryption())


FILES = {
    "no PEM": (b"secret", "is no unencrypted private key"),
    "encrypted": (
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            *PKCS8, BestAvailableEncryption(b"x")
        ),
        "is no unencrypted private key",
    ),
    "another algorithm": (
        ec.generate_private_key(ec.SECP256R1()).private_bytes(*PKCS8, NoEncryption()),
        "is neither an RSA nor an Ed25519 key",
    ),
    "too short": (
        rsa.generate_private_key(65537, 1024).private_bytes(*PKCS8, NoEncryption()),
        "has 1024 bits; RSA needs 2048 to 4096",
    ),
    "damaged": (damaged(), "is damaged"),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_no_key_for_us_is_named_with_the_remedy(kind: str, tmp_path: Path) -> None:
    pem, reason = FILES[kind]
    path = keep_pem(tmp_path, "huyena.gov.vn", "bad", pem)
    keep_pem(tmp_path, "huyena.gov.vn", "good", ED25519)
    ring = Keyring(tmp_path)

    (problem,) = ring.reload()

    assert problem.startswith(f"{path} {reason}")
    assert problem.endswith("make a new key with `congvu dkim new`.")
    assert selectors(ring, "huyena.gov.vn") == ["good"]


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = keep_pem(tmp_path, "huyena.gov.vn", "open", ED25519)
    path.chmod(0o604)
    ring = Keyring(tmp_path)

    assert ring.reload() == (
        f"{path} may be read by every user of this machine, so it is not used; run chmod 600 on it.",
    )
    assert ring.keys_for("huyena.gov.vn") == ()

    path.chmod(0o640)
    assert ring.reload() == ()
    assert selectors(ring, "huyena.gov.vn") == ["open"]


@pytest.mark.parametrize("place", ["HuyenA.gov.vn/x.pem", "huyena.gov.vn/_.pem", "-a.vn/x.pem"])
def test_a_name_that_dns_would_not_have_is_refused(place: str, tmp_path: Path) -> None:
    path = tmp_path / place
    keep_pem(tmp_path, path.parent.name, path.stem, ED25519)
    ring = Keyring(tmp_path)

    (problem,) = ring.reload()

    assert problem == (
        f"{path} is not named <domain>/<selector>.pem in lower-case DNS names; rename it."
    )


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "huyena.gov.vn" / "x.pem"
    path.mkdir(parents=True)

    (problem,) = Keyring(tmp_path).reload()

    assert problem == (
        f"{path} cannot be read (Is a directory); let the daemon's user own it, mode 0600."
    )


def test_a_key_is_kept_for_its_owner_alone_and_never_overwritten(tmp_path: Path) -> None:
    path = keep_pem(tmp_path / "keys", "huyena.gov.vn", "rsa", RSA)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with pytest.raises(FileExistsError):
        keep_pem(tmp_path / "keys", "huyena.gov.vn", "rsa", new_pem("rsa"))
    assert path.read_bytes() == RSA


def test_a_key_does_not_show_its_private_half(tmp_path: Path) -> None:
    (_, key) = office(tmp_path).keys_for("huyena.gov.vn")

    assert "private" not in repr(key).lower()
