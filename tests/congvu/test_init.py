"""`congvu init`: an office that works at once, or nothing."""

import stat
from pathlib import Path

from congvu.audit_key import AuditKey
from congvu.config import load
from mail.sign.keyring import Keyring
from tests.congvu.office import Office
from tests.congvu.terminal import in_terminal
from tests.mail.sign.rings import known


def test_the_new_office_passes_its_own_check(office: Office) -> None:
    findings = office.json("check", "--offline")

    errors = [f["matter"] for f in findings if f["level"] == "error"]
    assert [matter for matter in errors if not matter.startswith("address ")] == [], (
        "the usual ports may be somebody else's here"
    )
    assert [f["matter"] for f in findings if f["level"] == "warning"] == ["secrecy", "logins"]


def test_its_configuration_serves_loopback_and_names_what_was_given(office: Office) -> None:
    config = load(office.folder / "config.toml")

    assert (config.office.name, config.office.domain) == ("Văn phòng mẫu", "vpcp.gov.vn")
    assert config.relay.hostname == "congvu.vpcp.gov.vn"
    assert all(listener.address.loopback for listener in config.relay.listener)


def test_names_stand_in_the_configuration_as_they_were_given(tmp_path: Path) -> None:
    name = 'Sở "Một cửa" \\ Ủy ban $x'
    Office(tmp_path).good("init", "new", "--name", name)

    assert load(tmp_path / "new/config.toml").office.name == name


def test_it_has_two_signing_keys_that_the_mail_door_can_read(office: Office) -> None:
    ring = Keyring(office.folder / "keys/dkim")

    assert ring.reload() == ()
    assert [key.algorithm for key in known(office.folder / "keys/dkim")] == ["ed25519", "rsa"]
    assert {key["state"] for key in office.json("dkim", "list")} == {"signs"}


def test_secrets_and_letters_are_for_nobody_else(office: Office) -> None:
    AuditKey.read(office.folder / "keys/audit.pem")
    for name in ("congvu.db", "keys/audit.pem", *map(str, office.folder.glob("keys/dkim/*/*.pem"))):
        assert stat.S_IMODE((office.folder / name).stat().st_mode) == 0o600, name
    for name in ("keys", "keys/dkim", "keys/dkim/vpcp.gov.vn", "spool"):
        assert stat.S_IMODE((office.folder / name).stat().st_mode) == 0o700, name


def test_it_has_an_administrator_and_an_account_of_its_making(office: Office) -> None:
    (person,) = office.json("person", "list")
    assert (person["position"], person["email"]) == ("operator", "admin@vpcp.gov.vn")

    account = office.json("audit", "verify")

    assert account["holds"]
    assert account["lines"] == 6, "agency, person, and two keys, which sign"


def test_a_folder_that_holds_an_office_is_refused_and_left_alone(office: Office) -> None:
    before = (office.folder / "config.toml").read_text(encoding="utf-8")

    told = office.refused("init", ".")

    assert told.startswith(". holds an office already (config.toml, congvu.db,")
    assert (office.folder / "config.toml").read_text(encoding="utf-8") == before


def test_a_folder_that_holds_a_part_of_one_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new/keys").symlink_to("/nowhere")

    assert "(keys)" in Office(tmp_path).refused("init", "new")

    assert (tmp_path / "new/keys").is_symlink()


def test_what_cannot_be_finished_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new/mine.txt").touch()
    too_long_for_a_host = ".".join(["a" * 61] * 4) + ".vn"

    told = Office(tmp_path).refused("init", "new", "--domain", too_long_for_a_host)

    assert "`hostname`" in told
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["mine.txt"]


def test_an_administrator_with_a_mailbox_elsewhere_is_refused_and_nothing_is_made(
    tmp_path: Path,
) -> None:
    told = Office(tmp_path).refused(
        "init", "office", "--domain", "vpcp.gov.vn", "--admin-mailbox", "an@gmail.com"
    )

    assert told.startswith("an@gmail.com is no mailbox of vpcp.gov.vn; name the")
    assert told.endswith("nothing was made")
    assert not (tmp_path / "office").exists()


def test_at_a_terminal_a_mailbox_elsewhere_is_asked_for_again(tmp_path: Path) -> None:
    answers = "Sở Y tế\nsoyte.example\nH05\nLê Thị Hoa\nhoa@gmail.com\nhoa@soyte.example\n"
    shown = in_terminal(Office(tmp_path), 200, "init", "office", said=answers)

    assert any("hoa@gmail.com is no mailbox of soyte.example; name" in line for line in shown)
    assert Office(tmp_path / "office").json("person", "list")[0]["email"] == "hoa@soyte.example"


def test_what_a_sample_was_taken_for_is_told(tmp_path: Path) -> None:
    given = ("--name", "Văn phòng", "--domain", "vpcp.gov.vn", "--agency", "G22")
    told = Office(tmp_path).good("init", "office", *given)

    assert "Not given, so a sample's was taken: --admin-name, --admin-mailbox." in told
    more = ("--admin-name", "Hoa", "--admin-mailbox", "hoa@vpcp.gov.vn")
    assert "sample" not in Office(tmp_path).good("init", "other", *given, *more)
