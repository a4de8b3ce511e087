"""The keyring takes the keys that the store lets sign, and says of every file that is no good what to do with it."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from mail.sign import Keyring, SigningKey, Stalled, keep_pem, new_pem
from mail.sign.key import read_pem
from tests.mail.sign.letters import NOW
from tests.mail.sign.rings import known, ring_of, selectors, shown
from work.directory import DkimKey

RSA, ED25519 = new_pem("rsa"), new_pem("ed25519")
PKCS8 = (Encoding.PEM, PrivateFormat.PKCS8)


def office(folder: Path) -> Keyring:
    keep_pem(folder, "huyena.gov.vn", "ed", ED25519)
    keep_pem(folder, "huyena.gov.vn", "rsa", RSA)
    keep_pem(folder, "thue.huyena.gov.vn", "thue", ED25519)
    return ring_of(folder)


def keys(ring: Keyring, domain: str) -> tuple[SigningKey, ...]:
    found = ring.keys_for(domain)
    assert not isinstance(found, Stalled)
    return found


def test_a_domain_has_its_keys_rsa_first(tmp_path: Path) -> None:
    rsa_key, ed25519 = keys(office(tmp_path), "huyena.gov.vn")

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
    ring.appoint(known(tmp_path))

    assert selectors(ring, "huyena.gov.vn") == ["rsa"]
    assert selectors(ring, "huyenb.gov.vn") == ["b"]


def test_a_key_whose_file_broke_stays_in_force_and_the_others_too(tmp_path: Path) -> None:
    ring, stored = office(tmp_path), known(tmp_path)
    broken = tmp_path / "huyena.gov.vn" / "ed.pem"
    broken.write_bytes(ED25519[:60])

    assert ring.reload() == (
        f"{broken} is no unencrypted private key in PEM form; "
        "put a good copy in its place, or make a new key with `congvu dkim new`.",
    )
    ring.appoint(stored)
    assert selectors(ring, "huyena.gov.vn") == ["rsa", "ed"]


def test_a_pipe_in_a_keys_place_keeps_nobody_waiting(tmp_path: Path) -> None:
    ring = office(tmp_path)
    pipe = tmp_path / "huyena.gov.vn" / "pipe.pem"
    os.mkfifo(pipe, 0o600)

    assert ring.reload() == (f"{pipe} is no file; take it away.",)


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
    ring.appoint(known(tmp_path))
    assert selectors(ring, "huyena.gov.vn") == ["good"]


def test_a_key_that_others_may_read_signs_no_more_from_the_next_look_on(tmp_path: Path) -> None:
    path = keep_pem(tmp_path, "huyena.gov.vn", "open", ED25519)
    ring, stored = ring_of(tmp_path), known(tmp_path)
    for mode in (0o604, 0o640):
        path.chmod(mode)

        assert ring.reload() == (
            f"{path} is not used, as others can read it; run: chmod 600 {path}.",
        )
        ring.appoint(stored)
        assert isinstance(ring.keys_for("huyena.gov.vn"), Stalled)

    path.chmod(0o600)
    assert ring.reload() == ()
    ring.appoint(stored)
    assert selectors(ring, "huyena.gov.vn") == ["open"]


def test_a_folder_that_others_may_write_is_refused_with_its_keys(tmp_path: Path) -> None:
    path = keep_pem(tmp_path, "huyena.gov.vn", "x", ED25519)
    path.parent.chmod(0o770)

    assert Keyring(tmp_path).reload() == (
        f"{path} is not used, as others can write {path.parent}; run: chmod 700 {path.parent}.",
    )
    path.parent.chmod(0o755)
    assert Keyring(tmp_path).reload() == (), "to see names is no harm"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_key_of_another_user_is_refused_and_roots_may_be_a_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = keep_pem(tmp_path, "huyena.gov.vn", "x", ED25519)
    os.chown(path, 1234, -1)
    assert Keyring(tmp_path).reload() == (
        f"{path} is not used, as {path} belongs to another user; run: chown 0 {path}.",
    )

    os.chown(path, 0, -1)
    path.chmod(0o440)
    monkeypatch.setattr(os, "geteuid", lambda: 1234)
    assert Keyring(tmp_path).reload() == (), "as the service manager keeps credentials"


def test_credentials_of_the_service_manager_are_read_beside_the_folder(tmp_path: Path) -> None:
    given = tmp_path / "credentials"
    given.mkdir(mode=0o500)
    for name in ("dkim_huyena.gov.vn_ed", "huyenb.gov.vn_b", "telegram-token"):
        path = given / (name + ".pem" if "gov" in name else name)
        path.touch(0o400)
        path.write_bytes(ED25519)
    stored = [
        shown(key)
        for domain, selector in (("huyena.gov.vn", "ed"), ("huyenb.gov.vn", "b"))
        if isinstance(key := read_pem(domain, selector, ED25519), SigningKey)
    ]

    ring = Keyring(tmp_path / "none", given)

    assert ring.reload() == ()
    ring.appoint(stored)
    assert selectors(ring, "huyena.gov.vn") == ["ed"]
    assert selectors(ring, "huyenb.gov.vn") == ["b"]


@pytest.mark.parametrize(
    ("facts", "signs"),
    [
        ({}, ["ed", "rsa"]),
        ({"signs_from": None}, ["rsa"]),
        ({"signs_until": NOW}, ["rsa"]),
        ({"revoked_at": NOW}, ["rsa"]),
        ({"seen": None}, ["ed", "rsa"]),  # it never stood there, so nobody relies on it
        ({"seen": None, "shown_at": NOW}, ["rsa"]),
        ({"seen": b"another"}, ["rsa"]),
        ({"public_key": b"x", "seen": b"x"}, ["rsa"]),
        ({"token": "away"}, ["rsa"]),
    ],
    ids=["signs", "waits", "retired", "revoked", "new", "gone", "wrong", "foreign", "token"],
)
def test_only_what_the_store_lets_sign_and_dns_does_not_belie_signs(
    tmp_path: Path, facts: dict[str, Any], signs: list[str]
) -> None:
    ring = office(tmp_path)
    stored = [
        replace(key, **facts) if key.selector == "ed" else key
        for key in known(tmp_path)
        if key.domain == "huyena.gov.vn"
    ]

    assert ring.appoint(stored) == ()

    assert sorted(selectors(ring, "huyena.gov.vn")) == signs


def test_a_key_that_the_store_does_not_know_signs_nothing(tmp_path: Path) -> None:
    ring = office(tmp_path)

    assert ring.appoint(()) == ()
    assert ring.keys_for("huyena.gov.vn") == ()


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"revoked_at": NOW}, "is revoked"),
        ({"seen": None, "shown_at": NOW}, ": DNS does not show it"),
        ({"seen": b"another"}, ": DNS shows another"),
        ({"public_key": b"x", "seen": b"x"}, ": its file holds another key than the store knows"),
        ({"selector": "gone"}, ": its file is not there, or cannot be used"),
        ({"token": "hsm"}, ": the token hsm is not configured"),
    ],
)
def test_a_domain_whose_keys_cannot_sign_stalls_and_a_parents_key_does_not_step_in(
    tmp_path: Path, facts: dict[str, Any], reason: str
) -> None:
    ring, stored = office(tmp_path), known(tmp_path)
    parent = [key for key in stored if key.domain == "huyena.gov.vn"]
    (below,) = [key for key in stored if key.domain == "thue.huyena.gov.vn"]
    changed: DkimKey = replace(below, **facts)

    (stalled,) = ring.appoint([*parent, changed])

    assert stalled.domain == "thue.huyena.gov.vn"
    assert stalled.reasons[0].startswith(changed.name)
    assert stalled.reasons[0].endswith(reason)
    assert ring.keys_for("a.thue.huyena.gov.vn") == stalled
    assert not ring.signs("thue.huyena.gov.vn")
    assert ring.signs("huyena.gov.vn")
    assert not ring.signs("gov.vn")


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
    (_, key) = keys(office(tmp_path), "huyena.gov.vn")

    assert "private" not in repr(key).lower()
