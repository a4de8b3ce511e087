"""`congvu login certificate`: what is registered, refused, shown, taken away, and warned of in time."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.congvu.office import Office
from tests.congvu.test_check import findings
from tests.mail.smtp import certificates
from tests.mail.smtp.certificates import Made


def made(**more: Any) -> Made:
    return certificates.made(now=datetime.now(UTC), **more)


def saved(office: Office, one: Made, name: str = "client.pem") -> Made:
    (office.folder / name).write_bytes(one.pem)
    return one


@pytest.fixture(scope="module")
def made_logins(fresh_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with two logins, to copy from: their hashes take longer than the tests."""
    office = Office(shutil.copytree(fresh_office, tmp_path_factory.mktemp("logins") / "office"))
    for name in ("relay", "other"):
        office.good("login", "add", name, "--agency", "G22", "--generate")
    return office.folder


@pytest.fixture
def with_logins(made_logins: Path, tmp_path: Path) -> Office:
    return Office(shutil.copytree(made_logins, tmp_path / "office"))


def shown(office: Office, name: str = "relay") -> list[str]:
    facts = json.loads(office.good("login", "show", name, "--json"))
    return [one["fingerprint"] for one in facts["certificates"]]


def test_a_certificate_is_registered_shown_and_taken_away(with_logins: Office) -> None:
    office, one = with_logins, saved(with_logins, made())
    end = f"until {one.certificate.not_valid_after_utc:%Y-%m-%d}"

    told = office.good("login", "certificate", "relay", "client.pem")
    assert told == f"Login relay is known by certificate {one.fingerprint[:16]}, {end}.\n"
    again = office.good("login", "certificate", "relay", "client.pem")
    assert again.startswith("Login relay is already known by certificate ")
    assert f"{one.fingerprint}, {end}" in " ".join(office.good("login", "show", "relay").split())
    assert end in office.good("login", "list")

    digits = one.fingerprint[:12].upper()
    told = office.good("login", "certificate", "relay", "--remove", digits)
    assert told == f"Login relay is not known by certificate {one.fingerprint[:16]} any more.\n"
    assert shown(office) == []
    events = office.good("audit", "export")
    assert events.count("login.certificate-added") == 1
    assert events.count("login.certificate-removed") == 1


def test_a_login_may_have_two_and_a_certificate_has_one_login(with_logins: Office) -> None:
    office = with_logins
    old, new = saved(office, made(days=(-1, 10))), saved(office, made(), "new.pem")
    office.good("login", "certificate", "relay", "client.pem")
    office.good("login", "certificate", "relay", "new.pem")

    assert shown(office) == [new.fingerprint, old.fingerprint]
    told = office.refused("login", "certificate", "other", "new.pem")
    assert told == (
        "this certificate is login relay's; give each login its own, or remove it there:"
        f" congvu login certificate relay --remove {new.fingerprint[:16]}"
    )


@pytest.mark.parametrize("given", ["", "3fa94c2", "00000000", "*"])
def test_what_does_not_name_one_certificate_removes_none(with_logins: Office, given: str) -> None:
    one = saved(with_logins, made())
    with_logins.good("login", "certificate", "relay", "client.pem")

    told = with_logins.refused("login", "certificate", "relay", "--remove", given)

    assert "see congvu login show relay" in told
    assert shown(with_logins) == [one.fingerprint]


def too_short() -> bytes:
    """An RSA key of 1,024 bits, which OpenSSL would refuse at every handshake."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding

    key, like = rsa.generate_private_key(65537, 1024), made().certificate
    builder = x509.CertificateBuilder(like.issuer, like.subject, key.public_key(), 7)
    builder = builder.not_valid_before(like.not_valid_before_utc)
    return (
        builder.not_valid_after(like.not_valid_after_utc)
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.PEM)
    )


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"nothing", "client.pem holds no certificate in PEM form; give the client's own"),
        (made(days=(-9, -2)).pem, "ended 20"),
        (
            made(uses=[ExtendedKeyUsageOID.SERVER_AUTH]).pem,
            "is not for clients: its extended key usage lacks clientAuth; get one that has it",
        ),
        (too_short(), "has an RSA key of 1024 bits; make one of 2048 at least"),
    ],
    ids=["none", "ended", "for servers", "short key"],
)
def test_a_certificate_that_could_never_be_used_is_refused(
    with_logins: Office, octets: bytes, words: str
) -> None:
    (with_logins.folder / "client.pem").write_bytes(octets)

    assert words in with_logins.refused("login", "certificate", "relay", "client.pem")
    assert shown(with_logins) == []


def test_an_unknown_login_is_told(office: Office) -> None:
    saved(office, made())

    told = office.refused("login", "certificate", "nobody", "client.pem")

    assert told == "login nobody is not registered; see congvu login list"


@pytest.mark.parametrize(("days", "warned"), [((-1, 29), True), ((-1, 31), False)])
def test_check_warns_of_a_login_whose_last_certificate_ends_within_30_days(
    with_logins: Office, days: tuple[int, int], warned: bool
) -> None:
    office = with_logins
    one = saved(office, made(days=days))
    saved(office, made(days=(-1, 3)), "first.pem")
    office.good("login", "certificate", "relay", "client.pem")
    office.good("login", "certificate", "relay", "first.pem")

    end = f"{one.certificate.not_valid_after_utc:%Y-%m-%d}"
    expected = (
        f"its certificate ends {end}; congvu login certificate relay FILE registers the next one"
    )
    found = findings(office, "--offline").get("login relay", [])
    assert found == ([("warning", expected)] if warned else [])


def test_check_warns_of_a_trusted_listeners_certificate_that_ends(
    office: Office, tmp_path: Path
) -> None:
    house = made(days=(-1, 300))
    house.write(office.folder / "listener.pem")
    saved(office, made(days=(-1, 20)), "G22.pem")
    config = office.folder / "config.toml"
    block = (
        '[[relay.listener]]\naddress = "127.0.0.1:26"\nkind = "trusted"\ntls = "starttls"\n'
        'cert_file = "listener.pem"\nkey_file = "listener.pem"\n'
        'client_cert_file = "G22.pem"\nagency = "G22"\n[telegram]'
    )
    config.write_text(config.read_text("utf-8").replace("[telegram]", block), encoding="utf-8")

    found = findings(office, "--offline")["listener 127.0.0.1:26"]
    assert any(
        "a certificate in" in words and "put the next one there" in words for _, words in found
    )
    (office.folder / "G22.pem").write_text("nothing")
    found = findings(office, "--offline")["listener 127.0.0.1:26"]
    assert any("G22.pem holds no certificate" in words for _, words in found)
