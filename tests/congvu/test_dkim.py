"""`congvu dkim`: keys made, their records printed, and changed only once the world can verify them."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mail.sign import SigningKey
from mail.sign.key import read_pem
from store import Tx
from store.directory.change import Overtaken
from tests.congvu.names import name_server
from tests.congvu.office import Office
from tests.zones import Zone, zone_server
from work.directory import DkimKey

MOH = ("agency", "add", "G18", "Bộ Y tế", "--domain", "moh.gov.vn")


def resolve_at(office: Office, *ports: int) -> None:
    path = office.folder / "config.toml"
    kept = path.read_text(encoding="utf-8").split("\n[dns]")[0]
    named = ", ".join(f'"127.0.0.1:{port}"' for port in ports)
    path.write_text(f"{kept}\n[dns]\nresolvers = [{named}]\n", encoding="utf-8")


def records(office: Office, *domain: str) -> dict[str, str]:
    return {record["name"]: record["value"] for record in office.json("dkim", "dns", *domain)}


def signing(office: Office) -> set[str]:
    """The selectors of the office's domain that letters are to be signed with."""
    keys = office.json("dkim", "list")
    return {key["selector"] for key in keys if key["active"] and key["domain"] == "vpcp.gov.vn"}


def keys_in(office: Office) -> tuple[SigningKey, ...]:
    """The private halves in the office's folder."""
    folder = office.folder / "keys/dkim"
    read = [read_pem(p.parent.name, p.stem, p.read_bytes()) for p in folder.glob("*/*.pem")]
    return tuple(key for key in read if isinstance(key, SigningKey))


@pytest.fixture
def published(office: Office) -> Iterator[Zone]:
    """The DNS of an office, which shows its first pair."""
    with zone_server(Zone()) as zone:
        resolve_at(office, zone.port)
        publish(office, zone)
        office.good("dkim", "check")
        yield zone


def publish(office: Office, zone: Zone, ttl: int = 0) -> None:
    for name, value in records(office).items():
        zone.txt(name, value, ttl=ttl)


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
        "moh.gov.vn has keys already (ed25519 and rsa); change keys with"
        " congvu dkim rotate moh.gov.vn"
    )


def test_domains_get_their_first_keys_together_or_none_of_them(office: Office) -> None:
    office.good(*MOH)

    told = office.refused("dkim", "new", "moh.gov.vn", "vpcp.gov.vn")

    assert told.startswith("vpcp.gov.vn has keys already"), "congvu init made them"
    assert records(office, "moh.gov.vn") == {}
    told = office.good("dkim", "new", "moh.gov.vn", "gov.vn", "--algorithm", "ed25519")
    assert [told.count(f"Made 1 keys of {one} in") for one in ("moh.gov.vn", "gov.vn")] == [1, 1]
    assert len(records(office, "moh.gov.vn")) == len(records(office, "gov.vn")) == 1


def test_first_keys_sign_at_once_and_others_wait_for_dns_whatever_it_had_before(
    office: Office,
) -> None:
    assert set(states(office).values()) == {"signs"}
    first = signing(office)
    assert "The new keys wait." in office.good("dkim", "rotate")
    with zone_server(Zone()) as zone:
        resolve_at(office, zone.port)
        told = office.refused("dkim", "rotate")
        assert told.count("there is no record") == 2
        assert signing(office) == first

        publish(office, zone, ttl=86400)
        office.good("dkim", "rotate")

    assert signing(office) == set(states(office)) - first, "nobody has relied on the first"


def test_new_keys_sign_only_after_dns_has_them(office: Office, published: Zone) -> None:
    old = signing(office)
    assert "The new keys wait." in office.good("dkim", "rotate")
    assert signing(office) == old
    waiting = set(states(office)) - old

    told = office.refused("dkim", "rotate")
    assert "there is no record" in told
    assert "what signs goes on signing" in told
    assert signing(office) == old

    publish(office, published)
    told = office.good("dkim", "rotate")

    assert told.count("Leave the record") == 2
    assert signing(office) == waiting
    assert states(office) == dict.fromkeys(old, "retiring") | dict.fromkeys(waiting, "signs")
    listed = office.good("dkim", "list")
    assert listed.count("leave the record until") == 2
    assert listed.count("signs since") == 2
    assert {name.split(".")[0] for name in records(office)} == old | waiting, "all have to stand"
    assert office.good("dkim", "dns").count("; leave it until") == 2


def test_what_caches_may_have_is_waited_for(office: Office, published: Zone) -> None:
    published.absence = 3600
    old = signing(office)
    office.good("dkim", "rotate")
    office.refused("dkim", "rotate")

    publish(office, published, ttl=60)
    told = office.good("dkim", "rotate")

    assert "when no cache has anything else any more (TTL 3600 s)" in told
    assert signing(office) == old
    (key, _) = [key for key in office.json("dkim", "list") if key["state"] == "waits"]
    since, ready = (datetime.fromisoformat(key[name]) for name in ("seen_since", "ready_at"))
    assert ready - since == timedelta(hours=1)
    assert "waits until" in office.good("dkim", "list")


def test_one_server_that_does_not_show_a_key_yet_holds_it_up(
    office: Office, published: Zone
) -> None:
    with zone_server(Zone(dict(published.records))) as late:
        resolve_at(office, published.port, late.port)
        office.good("dkim", "rotate")
        publish(office, published)

        told = office.refused("dkim", "rotate")

        assert f"there is no record at 127.0.0.1:{late.port}, though others have it right" in told
        assert "not everywhere" in office.good("dkim", "list")
        publish(office, late)
        assert "sign; a daemon" in office.good("dkim", "rotate")


def test_a_selector_is_never_used_twice_in_one_day(office: Office, published: Zone) -> None:
    (first,) = {key["selector"] for key in office.json("dkim", "list") if key["algorithm"] == "rsa"}
    office.good("dkim", "rotate")

    assert f"{first}2" in states(office)


def test_a_key_that_was_revoked_signs_no_more_and_its_record_says_so(
    office: Office, published: Zone
) -> None:
    (rsa,) = [key for key in office.json("dkim", "list") if key["algorithm"] == "rsa"]

    told = office.good("dkim", "revoke", "vpcp.gov.vn", rsa["selector"])

    assert f'{rsa["name"]}. IN TXT (\n    "v=DKIM1; k=rsa; p="\n)' in told
    assert "its letters wait" not in told, "the Ed25519 key signs"
    assert states(office)[rsa["selector"]] == "revoked"
    assert signing(office) == set(states(office)) - {rsa["selector"]}
    folder = office.folder / "keys/dkim/vpcp.gov.vn"
    assert {path.name for path in folder.iterdir()} > {f"{rsa['selector']}.pem.revoked"}
    assert not (folder / f"{rsa['selector']}.pem").exists()

    done = office.run("dkim", "check")
    assert "DNS still shows the revoked key; publish it with an empty p=, at once" in done.out
    publish(office, published)
    office.good("dkim", "check")


def test_when_all_keys_are_revoked_new_ones_are_made_and_sign_once_they_are_shown(
    office: Office, published: Zone
) -> None:
    old = signing(office)
    told = office.good("dkim", "revoke", "vpcp.gov.vn", "--all")

    assert "No key of vpcp.gov.vn is left, so its letters wait." in told
    assert told.count('p="\n') == 2
    assert signing(office) == set()

    publish(office, published, ttl=86400)
    office.good("dkim", "rotate")

    assert signing(office) == set(states(office)) - old
    assert "nothing to revoke" in office.refused("dkim", "revoke", "vpcp.gov.vn", *old)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "name selectors, or write --all; see congvu dkim list"),
        (("x", "--all"), "name selectors, or write --all; see congvu dkim list"),
        (("x",), "vpcp.gov.vn has no key x; see congvu dkim list"),
    ],
)
def test_only_what_is_named_is_revoked(
    office: Office, arguments: tuple[str, ...], sentence: str
) -> None:
    assert office.refused("dkim", "revoke", "vpcp.gov.vn", *arguments) == sentence


def test_the_signing_for_a_domain_may_end(office: Office, published: Zone) -> None:
    told = office.good("dkim", "retire", "vpcp.gov.vn", "--yes")

    assert told.count("Leave the record") == 2
    assert signing(office) == set()
    assert office.refused("dkim", "retire", "vpcp.gov.vn", "--yes") == (
        "no key of vpcp.gov.vn signs; see congvu dkim list"
    )


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

    assert "has keys already (ed25519 and rsa)" in told
    assert set(states(office)) == before
    assert office.good("dkim", "list").count("its file is not here") == 2


@pytest.mark.parametrize("change", [("rotate",), ("new", "moh.gov.vn")])
def test_keys_that_the_store_did_not_take_leave_no_files(
    office: Office, published: Zone, monkeypatch: pytest.MonkeyPatch, change: tuple[str, ...]
) -> None:
    def overtaken(tx: Tx, keys: tuple[DkimKey, ...], now: datetime) -> bool:
        raise Overtaken("dkim_key")

    office.good(*MOH)
    before = set((office.folder / "keys/dkim").rglob("*.pem*"))
    monkeypatch.setattr("congvu.cli.dkim_make.add_dkim_keys", overtaken)
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


def test_a_look_at_dns_does_not_stop_letters_by_itself(office: Office, published: Zone) -> None:
    published.records.clear()  # as while a zone is loaded anew

    told = office.run("dkim", "check")

    assert told.out.count("there is no record") == 2
    assert all(key["published"] for key in office.json("dkim", "list"))


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
    monkeypatch.setattr("mail.witness.PATIENCE_SECONDS", 0.2)
    with name_server({}) as port:
        pass
    resolve_at(office, port)

    done = office.run("dkim", "check", "--json")

    assert done.code == 1
    assert all(record["fault"] for record in json.loads(done.out)["records"])
    assert office.good("dkim", "list").count("never looked") == 2
