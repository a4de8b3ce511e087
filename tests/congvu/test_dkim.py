"""`congvu dkim`: keys made, their records printed, and changed only once the world can verify them."""

import base64
import json
import re
from datetime import datetime
from pathlib import Path

import pytest

from mail.sign.keyring import Keyring
from store import Tx
from store.directory.change import Overtaken
from store.directory.dkim import add_dkim_keys
from tests.congvu.names import name_server
from tests.congvu.office import Office
from work.directory import DkimKey

MOH = ("agency", "add", "G18", "Bộ Y tế", "--domain", "moh.gov.vn")


def resolve_at(office: Office, port: int) -> None:
    path = office.folder / "config.toml"
    kept = path.read_text(encoding="utf-8").split("\n[dns]")[0]
    path.write_text(f'{kept}\n[dns]\nresolvers = ["127.0.0.1:{port}"]\n', encoding="utf-8")


def records(office: Office, *domain: str) -> dict[str, str]:
    return {record["name"]: record["value"] for record in office.json("dkim", "dns", *domain)}


def signing(office: Office) -> set[str]:
    ring = Keyring(office.folder / "keys/dkim")
    assert ring.reload() == ()
    return {key.selector for key in ring.keys_for("vpcp.gov.vn")}


def states(office: Office) -> dict[str, str]:
    return {key["selector"]: key["state"] for key in office.json("dkim", "list")}


def test_the_records_are_printed_as_a_zone_file_has_them(office: Office) -> None:
    told = office.good("dkim", "dns")

    for name, value in records(office).items():
        algorithm, octets = re.fullmatch(r"v=DKIM1; k=(rsa|ed25519); p=(\S+)", value).groups()  # type: ignore[union-attr]
        assert (
            len(base64.b64decode(octets, validate=True)) == {"rsa": 294, "ed25519": 32}[algorithm]
        )
        block = told.split(f"{name}. IN TXT (\n")[1].split("\n)")[0]
        strings = re.findall(r'"([^"]*)"', block)
        assert "".join(strings) == value
        assert max(map(len, strings)) <= 255


@pytest.mark.parametrize("command", ["new", "check", "dns"])
def test_a_domain_that_no_agency_writes_from_gets_no_keys(office: Office, command: str) -> None:
    office.good(*MOH)

    assert office.refused("dkim", command, "mho.gov.vn") == (
        "no agency writes from mho.gov.vn; did you mean moh.gov.vn? If not, give it to one first:"
        " congvu agency domain CODE mho.gov.vn"
    )
    assert office.good("dkim", "dns", "moh.gov.vn") == (
        "moh.gov.vn has no signing key yet; make a pair: congvu dkim new moh.gov.vn\n"
    )
    assert office.good("dkim", "new", "gov.vn"), "it stands above one that an agency has"


def test_a_domain_gets_its_first_keys_once(office: Office) -> None:
    office.good(*MOH)
    office.good("dkim", "new", "moh.gov.vn", "--algorithm", "rsa")
    office.good("dkim", "new", "moh.gov.vn", "--algorithm", "ed25519")

    assert len(records(office, "moh.gov.vn")) == 2
    assert office.refused("dkim", "new", "moh.gov.vn") == (
        "moh.gov.vn signs with ed25519 and rsa already; change keys with"
        " congvu dkim rotate moh.gov.vn"
    )


def test_new_keys_sign_only_after_dns_has_them(office: Office) -> None:
    old = signing(office)
    assert "The new keys wait." in office.good("dkim", "rotate")
    assert signing(office) == old

    waiting = set(states(office)) - old
    published = {
        name: value for name, value in records(office).items() if name.split(".")[0] in old
    }
    with name_server(published) as port:
        resolve_at(office, port)
        told = office.refused("dkim", "rotate")
    assert "there is no record" in told
    assert "the old keys go on signing" in told
    assert signing(office) == old

    with name_server(records(office)) as port:
        resolve_at(office, port)
        assert "The new keys sign" in office.good("dkim", "rotate")

    assert signing(office) == waiting
    assert states(office) == dict.fromkeys(old, "retired") | dict.fromkeys(waiting, "signs")
    assert {name.split(".")[0] for name in records(office)} == waiting


def test_a_rotation_that_was_cut_short_is_finished_by_the_next_run(office: Office) -> None:
    office.good("dkim", "rotate")
    folder = office.folder / "keys/dkim/vpcp.gov.vn"
    for path in folder.glob("*.waiting"):
        path.rename(path.with_suffix(""))

    with name_server(records_of_all(office)) as port:
        resolve_at(office, port)
        office.good("dkim", "rotate")

    assert sorted(states(office).values()) == ["retired", "retired", "signs", "signs"]


def records_of_all(office: Office) -> dict[str, str]:
    """The records of waiting keys whose files already bear the ending of signing ones."""
    ring = Keyring(office.folder / "keys/dkim")
    ring.reload()
    return {
        f"{key.selector}._domainkey.{key.domain}": (
            f"v=DKIM1; k={key.algorithm}; p={base64.b64encode(key.public_key).decode()}"
        )
        for key in ring.keys_for("vpcp.gov.vn")
    }


def test_without_keys_there_is_nothing_to_rotate(office: Office) -> None:
    assert office.refused("dkim", "rotate", "moh.gov.vn") == (
        "moh.gov.vn has no keys to rotate; make the first with congvu dkim new moh.gov.vn"
    )


def test_a_selector_that_was_ever_used_is_not_used_again(office: Office) -> None:
    folder: Path = office.folder / "keys/dkim/vpcp.gov.vn"
    before = set(states(office))
    for path in folder.glob("*.pem"):
        path.unlink()

    told = office.refused("dkim", "new", "vpcp.gov.vn")

    assert "signs with ed25519 and rsa already" in told
    assert set(states(office)) == before
    assert set(states(office).values()) == {"file missing"}


def test_a_key_that_waits_never_bears_the_ending_of_those_that_sign(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, seen = signing(office), []

    def looked(tx: Tx, keys: tuple[DkimKey, ...], now: datetime) -> bool:
        seen.append(signing(office))
        return add_dkim_keys(tx, keys, now)

    monkeypatch.setattr("congvu.cli.dkim.add_dkim_keys", looked)
    office.good("dkim", "rotate")

    assert seen == [old]


@pytest.mark.parametrize("change", [("rotate",), ("new", "moh.gov.vn")])
def test_keys_that_the_store_did_not_take_leave_no_files(
    office: Office, monkeypatch: pytest.MonkeyPatch, change: tuple[str, ...]
) -> None:
    def overtaken(tx: Tx, keys: tuple[DkimKey, ...], now: datetime) -> bool:
        raise Overtaken("dkim_key")

    office.good(*MOH)
    before = set((office.folder / "keys/dkim").rglob("*.pem*"))
    monkeypatch.setattr("congvu.cli.dkim.add_dkim_keys", overtaken)
    assert "nothing was kept, run it again" in office.refused("dkim", *change)

    assert set((office.folder / "keys/dkim").rglob("*.pem*")) == before


def test_it_is_told_that_a_daemon_takes_new_keys_up_by_itself(office: Office) -> None:
    office.good(*MOH)
    told = office.good("dkim", "new", "moh.gov.vn")

    assert told.endswith("A daemon that runs signs with them at once, or within a minute.\n")


def test_a_look_at_dns_says_what_to_publish_and_is_kept(office: Office) -> None:
    with name_server({}) as port:
        resolve_at(office, port)
        done = office.run("dkim", "check")

    assert done.code == 1
    assert done.err == "2 things are to be mended; do it, then look again with congvu dkim check\n"
    assert done.out.count("there is no record") == 2
    for name, value in records(office).items():
        assert f"{name}. IN TXT (" in done.out
        assert value[-20:] in done.out
    assert office.good("dkim", "list").count("absent, ") == 2, "it is what the overview tells"

    with name_server(records(office)) as port:
        resolve_at(office, port)
        told = office.good("dkim", "check")
    assert told.endswith("DNS has every record, and nothing leaves unsigned.\n")
    assert office.good("dkim", "list").count("right, ") == 2


def test_a_look_at_dns_tells_who_sends_without_a_key(office: Office) -> None:
    office.good("agency", "add", "H05", "Bắc Ninh", "--domain", "bacninh.gov.vn")
    with name_server(records(office)) as port:
        resolve_at(office, port)
        assert "unsigned." in office.good("dkim", "check"), "it has no way in yet"
        office.good("login", "add", "bn", "--agency", "H05", "--generate")
        done = office.run("dkim", "check")
        assert office.good("dkim", "check", "vpcp.gov.vn")

    assert done.code == 1
    assert done.out.endswith(
        "\nLetters from bacninh.gov.vn leave unsigned; make keys: congvu dkim new bacninh.gov.vn\n"
    )


def test_a_silent_name_server_changes_nothing_that_was_seen(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mail.dns.LOOKUP_SECONDS", 0.2)
    with name_server({}) as port:
        pass
    resolve_at(office, port)

    done = office.run("dkim", "check", "--json")

    assert done.code == 1
    assert all(record["fault"] for record in json.loads(done.out)["records"])
    assert office.good("dkim", "list").count("never looked") == 2
