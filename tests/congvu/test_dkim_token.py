"""`congvu dkim` with keys in a token: made inside it, published like others, looked at by `check`."""

import sys
from pathlib import Path

import pytest

from mail.sign.token import Tokens
from store import Tx
from store.directory.change import Overtaken
from tests.congvu.office import Office
from tests.congvu.test_check import findings
from tests.congvu.test_dkim import publish, records, resolve_at
from tests.mail.sign.hsm import LABEL, MODULE, PIN, hsm_home, settings_in
from tests.zones import Zone, zone_server

__all__ = ["hsm_home"]

BLOCK = f'[[relay.dkim_token]]\nlabel = "{LABEL}"\nmodule = "{MODULE}"\npin_file = "keys/pin"\n'
MOH = ("agency", "add", "G18", "Bộ Y tế", "--domain", "moh.gov.vn")


@pytest.fixture
def tokened(office: Office, hsm_home: Path) -> Office:
    """An office with a token."""
    settings_in(office.folder / "keys")
    path = office.folder / "config.toml"
    path.write_text(path.read_text("utf-8").replace("[telegram]", f"{BLOCK}[telegram]"), "utf-8")
    return office


def test_keys_are_made_in_the_token_and_follow_each_other_there(
    tokened: Office, tmp_path: Path
) -> None:
    tokened.good(*MOH)
    told = tokened.good("dkim", "new", "moh.gov.vn", "--token", LABEL)

    assert f"Made 2 keys of moh.gov.vn in the token {LABEL}." in told
    assert not (tokened.folder / "keys/dkim/moh.gov.vn").exists()
    listed = [key for key in tokened.json("dkim", "list") if key["domain"] == "moh.gov.vn"]
    assert {(key["token"], key["file"], key["state"]) for key in listed} == {(LABEL, None, "signs")}
    assert set(records(tokened, "moh.gov.vn")) == {key["name"] for key in listed}
    with zone_server(Zone()) as zone:
        resolve_at(tokened, zone.port)
        publish(tokened, zone)
        tokened.run("dkim", "check", "moh.gov.vn")
        told = tokened.good("dkim", "rotate", "moh.gov.vn")

    assert "The new keys wait." in told
    assert "wait already" in tokened.refused("dkim", "rotate", "moh.gov.vn", "--token", LABEL)
    stay = [key["token"] for key in tokened.json("dkim", "list") if key["domain"] == "moh.gov.vn"]
    assert stay == [LABEL] * 4


def test_check_signs_once_with_each_key_of_a_token(tokened: Office, hsm_home: Path) -> None:
    tokened.good(*MOH)
    tokened.good("dkim", "new", "moh.gov.vn", "--token", LABEL, "--algorithm", "rsa")
    (name,) = records(tokened, "moh.gov.vn")

    assert findings(tokened, "--offline")["tokens"] == [
        ("ok", f"{LABEL} is there, and makes rsa and ed25519 keys"),
        ("ok", f"{name} signs"),
    ]
    (hsm_home / "tokens").rename(hsm_home / "away")
    try:
        found = findings(tokened, "--offline")["tokens"]
    finally:
        (hsm_home / "away").rename(hsm_home / "tokens")
    assert {level for level, _ in found} == {"error"}
    assert all("see that it is there: pkcs11-tool" in sentence for _, sentence in found)


def test_a_token_that_is_not_there_or_not_configured_is_refused_with_what_to_do(
    tokened: Office,
) -> None:
    tokened.good(*MOH)

    assert tokened.refused("dkim", "new", "moh.gov.vn", "--token", "other") == (
        "no token other is configured (there is: congvu); add a [[relay.dkim_token]]"
    )
    pin = tokened.folder / "keys/pin"
    pin.chmod(0o644)
    assert tokened.refused("dkim", "new", "moh.gov.vn", "--token", LABEL) == (
        f"the PIN in {pin} is not used, as others can read it; run: chmod 600 {pin}"
    )
    pin.unlink()
    told = tokened.refused("dkim", "new", "moh.gov.vn", "--token", LABEL)
    assert told == f"the PIN cannot be read from {pin}; mend the file"
    settings_in(tokened.folder / "keys", PIN)
    config = tokened.folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace(str(MODULE), "/nowhere.so"), "utf-8")
    told = tokened.refused("dkim", "new", "moh.gov.vn", "--token", LABEL)
    assert told.startswith(f"the token {LABEL} does not do it")


def test_without_the_library_it_is_told_how_to_get_it(
    tokened: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mail.sign.token", None)
    told = "keys in a token need python-pkcs11; run: pip install 'congvu[hsm]'"

    tokened.good(*MOH)
    assert tokened.refused("dkim", "new", "moh.gov.vn", "--token", LABEL) == told
    assert findings(tokened, "--offline")["tokens"] == [("error", told)]


def test_a_key_that_the_store_did_not_take_is_destroyed(
    tokened: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(tx: Tx, keys: object, now: object) -> bool:
        raise Overtaken("dkim_key")

    tokened.good(*MOH)
    monkeypatch.setattr("congvu.cli.dkim_make.add_dkim_keys", overtaken)
    tokened.refused("dkim", "new", "moh.gov.vn", "--token", LABEL)
    monkeypatch.undo()

    tokened.good("dkim", "new", "moh.gov.vn", "--token", LABEL)
    tokens = Tokens([settings_in(tokened.folder / "keys")])
    (name, _) = records(tokened, "moh.gov.vn")
    assert tokens.holds(LABEL, name)
    assert not tokens.holds(LABEL, name.replace(".", "2.", 1)), "the selector was free again"


def test_two_tokens_with_one_label_are_refused(tokened: Office) -> None:
    path = tokened.folder / "config.toml"
    path.write_text(path.read_text("utf-8").replace("[telegram]", f"{BLOCK}[telegram]"), "utf-8")

    assert '"congvu" stands above; remove one' in tokened.refused("dkim", "list")
