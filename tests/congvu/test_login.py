"""`congvu login`: passwords read, made, kept as hashes and never shown again."""

import asyncio
import re
from collections.abc import Mapping

import pytest

from congvu.password import generated, weakness
from mail import scram
from mail.password import verify
from store import Store
from store.directory import load
from tests.congvu.office import Office
from work.directory import Login

GOOD = "ba con meo den 7"


def logins(office: Office) -> Mapping[str, Login]:
    async def read() -> Mapping[str, Login]:
        store = Store.open(f"sqlite:///{office.folder}/congvu.db", "test")
        directory = await store.read(load)
        await store.close()
        return directory.logins

    return asyncio.run(read())


def hashes(office: Office) -> dict[str, str]:
    return {name: login.password_hash for name, login in logins(office).items()}


def is_proved_by(login: Login, password: str) -> bool:
    kept = scram.read(login.scram or "")
    return kept is not None and kept == scram.keys(password, kept.salt, kept.iterations)


def test_a_password_is_read_from_standard_input_and_kept_as_argon2id(office: Office) -> None:
    told = office.good("login", "add", "relay", "--agency", "G22", stdin=f"{GOOD}\n")

    assert told == "Added login relay of G22.\n"
    relay = logins(office)["relay"]
    assert relay.password_hash.startswith("$argon2id$")
    assert verify(relay.password_hash, GOOD)
    assert is_proved_by(relay, GOOD)


def test_a_made_password_is_shown_once(office: Office) -> None:
    told = office.good("login", "add", "relay", "--agency", "G22", "--generate")

    password = told.split("shown this once: ")[1].strip()
    assert verify(hashes(office)["relay"], password)
    assert password not in office.good("login", "list") + office.good("login", "show", "relay")


def test_another_password_replaces_the_first(office: Office) -> None:
    office.good("login", "add", "relay", "--agency", "G22", stdin=f"{GOOD}\n")

    office.good("login", "password", "relay", stdin=f"{GOOD}88\n")

    relay = logins(office)["relay"]
    assert verify(relay.password_hash, f"{GOOD}88")
    assert not verify(relay.password_hash, GOOD)
    assert is_proved_by(relay, f"{GOOD}88")
    assert office.refused("login", "password", "nobody", stdin=f"{GOOD}\n") == (
        "login nobody is not registered; see congvu login list"
    )


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "has 0 characters; give one of 14 to 128"),
        ("thirteen char", "has 13 characters"),
        ("x" * 129, "has 129 characters"),
        ("mật khẩu của tôi", "characters that mail programs spell differently"),
        ("the RELAY password", "holds the login's name"),
        ("abcabcabcabcabc", "repeats too few characters"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(
    office: Office, password: str, words: str
) -> None:
    told = office.refused("login", "add", "relay", "--agency", "G22", stdin=f"{password}\n")

    assert words in told
    assert told.endswith("; or let one be made with --generate")
    assert hashes(office) == {}


def test_made_passwords_are_strong_and_differ() -> None:
    made = {generated() for _ in range(100)}

    assert len(made) == 100
    assert all(re.fullmatch(r"(?:[a-z2-9]{5}-){3}[a-z2-9]{5}", password) for password in made)
    assert not any(weakness(password, "relay") for password in made)


def test_logins_are_imported_with_made_passwords(office: Office) -> None:
    told = office.good("login", "import", "-", stdin="name,agency\none,G22\ntwo,G22\n")

    shown = dict(re.findall(r"^(\w+) +G22 +(\S+)$", told, re.MULTILINE))
    assert all(is_proved_by(login, shown[name]) for name, login in logins(office).items())
    assert {name: verify(encoded, shown[name]) for name, encoded in hashes(office).items()} == {
        "one": True,
        "two": True,
    }


def test_a_file_with_a_known_login_keeps_nothing(office: Office) -> None:
    office.good("login", "add", "two", "--agency", "G22", "--generate")

    told = office.refused("login", "import", "-", stdin="name,agency\none,G22\ntwo,G22\nx,H99\n")

    assert told.split("\n")[:2] == [
        '-:3: name "two" is registered already; see it with `list`, or choose another',
        '-:4: agency "H99" is not registered; add it with congvu agency add first',
    ]
    assert list(hashes(office)) == ["two"]


def test_a_login_is_no_mailbox(office: Office) -> None:
    told = office.refused("login", "add", "an@vpcp.gov.vn", "--agency", "G22", code=2)

    assert '"an@vpcp.gov.vn" is no login name' in told


def test_a_login_says_whether_it_works(office: Office) -> None:
    office.good("login", "add", "relay", "--agency", "G22", "--generate")
    assert office.json("login", "show", "relay")["state"] == "active"
    assert "SCRAM" in office.good("login", "show", "relay")

    office.good("agency", "disable", "G22")
    assert office.json("login", "show", "relay")["state"] == "agency disabled"

    office.good("login", "disable", "relay")
    assert office.json("login", "list")[0]["state"] == "disabled"
