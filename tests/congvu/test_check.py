"""`congvu check`: one line for each matter, the worst decides, and every bad one says what to do."""

import datetime
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import trustme

from store.version import KNOWN, SCHEMA
from tests.congvu.names import name_server
from tests.congvu.office import Office
from tests.congvu.test_dkim import records, resolve_at


def findings(office: Office, *arguments: str) -> dict[str, list[Any]]:
    done = office.run("check", *arguments)
    found: dict[str, list[Any]] = {}
    for line in done.out.splitlines():
        level, matter, sentence = line[:7].strip(), line[9:33].strip(), line[35:]
        found.setdefault(matter, []).append((level, sentence))
    levels = {level for values in found.values() for level, _ in values}
    assert done.code == ("error" in levels)
    assert done.err == ""
    return found


def replace(office: Office, old: str, new: str) -> None:
    path = office.folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_wrong_configuration_is_told_with_its_lines_and_nothing_else(office: Office) -> None:
    replace(office, "enabled = false", 'enabled = "no"')

    assert findings(office) == {
        "configuration": [("error", "config.toml:47: [telegram] `enabled` must be true or false")]
    }


def test_a_missing_configuration_is_an_error_too(tmp_path: Path) -> None:
    ((level, sentence),) = findings(Office(tmp_path))["configuration"]

    assert level == "error"
    assert "make one with congvu init DIR" in sentence


def test_a_newer_store_and_a_missing_one_are_told(office: Office) -> None:
    store = office.folder / "congvu.db"
    with sqlite3.connect(store) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    newer = "schema 9999 is of a newer Congvu; install that version again"
    assert findings(office, "--offline")["store"] == [("error", newer)]

    store.unlink()
    ((level, sentence),) = findings(office, "--offline")["store"]
    assert (level, sentence.split(";")[0]) == ("error", f"there is no store at {store}")


def test_an_empty_store_is_not_changed_by_looking(office: Office) -> None:
    store = office.folder / "congvu.db"
    store.write_bytes(b"")
    empty = ("warning", f"{store} has no tables yet; congvu serve makes them")

    assert findings(office, "--offline")["store"] == [empty]
    assert findings(office, "--offline")["store"] == [empty]


def test_an_older_store_is_brought_up_by_nothing_but_serving(office: Office) -> None:
    store = office.folder / "congvu.db"
    with sqlite3.connect(store) as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (KNOWN[0],))
    database.close()

    ((level, sentence),) = findings(office, "--offline")["store"]
    assert (level, sentence) == (
        "warning",
        f"{store} has schema {KNOWN[0]}, not {SCHEMA}; take a backup, then congvu serve brings it there",
    )
    assert office.refused("agency", "list").startswith(
        f"the store has schema {KNOWN[0]}, this program needs {SCHEMA}; take a backup"
    )


def test_a_clock_that_stands_before_the_account_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year, words in ((2001, "set its clock"), (2026, "but the account has lines of")):
        earlier = datetime.datetime(year, 11, 2, tzinfo=datetime.UTC)
        monkeypatch.setattr("congvu.cli.shell.Shell.now", earlier)

        ((level, sentence),) = findings(office, "--offline")["clock"]

        assert level == "error"
        assert words in sentence


def test_an_office_without_logins_or_agencies_is_told_the_next_step(office: Office) -> None:
    found = findings(office, "--offline")
    assert found["logins"] == [("warning", "none is usable; congvu login add NAME --agency CODE")]

    office.good("agency", "disable", "G22")
    ((level, sentence),) = findings(office, "--offline")["agencies"]
    assert level == "warning"
    assert sentence == "none may send; see congvu agency list, then congvu agency enable CODE"

    office.good("agency", "enable", "G22")
    office.good("login", "add", "vp-relay", "--agency", "G22", "--generate")
    office.good("login", "disable", "vp-relay")
    ((_, sentence),) = findings(office, "--offline")["logins"]
    assert sentence == "none is usable; see congvu login list, then congvu login enable NAME"


def test_a_trusted_network_of_nobody_is_an_error(office: Office) -> None:
    block = '[[relay.listener]]\naddress = "127.0.0.1:26"\nkind = "trusted"\ntls = "none"\n'
    replace(office, "[telegram]", block + 'networks = ["10.0.0.0/8"]\nagency = "H05"\n[telegram]')

    assert findings(office, "--offline")["listener 127.0.0.1:26"] == [
        ("ok", "trusted, without TLS"),
        ("error", "its agency H05 is not registered; congvu agency add H05 NAME"),
    ]


def test_keys_that_are_open_gone_or_others_are_told(office: Office) -> None:
    folder = office.folder / "keys/dkim/vpcp.gov.vn"
    rsa, ed25519 = sorted(folder.glob("*.pem"), key=lambda path: -path.stat().st_size)
    (office.folder / "keys/audit.pem").chmod(0o640)
    rsa.chmod(0o644)
    ed25519.rename(folder / "stray.pem")
    found = findings(office, "--offline")

    assert found["audit key"] == [
        ("error", f"{office.folder}/keys/audit.pem can be read by others; run: chmod 600 {office.folder}/keys/audit.pem")
    ]  # fmt: skip
    assert found[f"dkim {rsa.stem}"] == [
        ("error", f"{rsa} is not used, as others can read it; run: chmod 600 {rsa}")
    ]
    ((level, sentence),) = found[f"dkim {ed25519.stem}"]
    assert (level, sentence.split(";")[1]) == ("error", " put your copy there")
    assert found["signing keys"] == [
        ("warning", f"the store does not know {folder}/stray.pem; the next start takes it up, so move it away if it shall not sign")
    ]  # fmt: skip

    rsa.chmod(0o600)
    (folder / "stray.pem").rename(rsa)
    ((level, sentence),) = findings(office, "--offline")[f"dkim {rsa.stem}"]
    assert sentence == f"{rsa} is another key than the store knows; put your copy there"


def test_a_domain_without_a_key_is_told_once_its_agency_may_send(office: Office) -> None:
    office.good("agency", "add", "H05", "Bắc Ninh", "--domain", "bacninh.gov.vn")
    office.good("agency", "add", "H06", "Dưới", "--domain", "duoi.vpcp.gov.vn")
    office.good("agency", "add", "H08", "Không gửi", "--domain", "khonggui.gov.vn")
    for code in ("H05", "H06"):
        office.good("login", "add", code.lower(), "--agency", code, "--generate")
    office.good("agency", "add", "H07", "Cũ", "--domain", "cu.gov.vn", "--valid-to", "2020-01-01")

    assert findings(office, "--offline")["signing keys"] == [
        ("warning", f"letters from {domain} leave unsigned; congvu dkim new {domain}")
        for domain in ("bacninh.gov.vn", "duoi.vpcp.gov.vn")
    ], "no agency's key signs for another, though it stands above"


def test_a_missing_spool_is_told_with_the_command(office: Office) -> None:
    (office.folder / "spool").rmdir()

    ((level, sentence),) = findings(office, "--offline")["spool"]

    assert level == "error"
    assert sentence.endswith(f"run: mkdir -m 700 {office.folder}/spool")


def test_a_calendar_that_cannot_be_read_is_told_with_its_line(office: Office) -> None:
    (office.folder / "own.toml").write_text("[[day]]\nvalid_from = 2026-13-01\n")
    replace(office, "[telegram]", '[schedules]\ncalendars = ["own.toml"]\n[telegram]')

    ((level, sentence),) = findings(office, "--offline")["calendar"]

    assert level == "error"
    assert sentence.startswith(f"{office.folder}/own.toml")


def serve_tls(office: Office, certificate: trustme.LeafCert, key: trustme.LeafCert) -> None:
    (office.folder / "cert.pem").write_bytes(
        b"".join(pem.bytes() for pem in certificate.cert_chain_pems)
    )
    path = office.folder / "key.pem"
    path.touch(0o600)
    path.write_bytes(key.private_key_pem.bytes())
    replace(
        office, 'tls = "none"\n', 'tls = "starttls"\ncert_file = "cert.pem"\nkey_file = "key.pem"\n'
    )


def of_listener(office: Office) -> tuple[str, str]:
    (finding,) = findings(office, "--offline")["listener 127.0.0.1:2525"]
    level, sentence = finding
    return level, sentence


def test_a_good_certificate_is_told_with_its_end(office: Office) -> None:
    certificate = trustme.CA().issue_cert("congvu.vpcp.gov.vn")
    serve_tls(office, certificate, certificate)

    level, sentence = of_listener(office)

    assert level == "ok"
    assert sentence.startswith("submission, starttls, certificate until ")


@pytest.mark.parametrize(
    ("days", "level", "words"),
    [(-1, "error", "ended "), (5, "warning", "ends ")],
)
def test_a_certificate_that_ends_is_told(office: Office, days: int, level: str, words: str) -> None:
    end = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    certificate = trustme.CA().issue_cert("congvu.vpcp.gov.vn", not_after=end)
    serve_tls(office, certificate, certificate)

    found = of_listener(office)

    assert found[0] == level
    assert f"{words}{end:%Y-%m-%d}; renew it and send SIGHUP" in found[1]


def test_a_certificate_for_another_name_or_of_another_key_is_told(office: Office) -> None:
    ca = trustme.CA()
    other = ca.issue_cert("mail.example")
    serve_tls(office, other, other)
    assert of_listener(office)[1].endswith(
        "is not for congvu.vpcp.gov.vn; get one that names it as subjectAltName"
    )

    (office.folder / "key.pem").write_bytes(ca.issue_cert("x.example").private_key_pem.bytes())
    level, sentence = of_listener(office)
    assert level == "error"
    assert "is not the key of" in sentence

    (office.folder / "cert.pem").write_text("no certificate")
    assert of_listener(office)[1].endswith("holds no certificate in PEM form; renew it")


def test_dns_is_asked_for_every_key_and_judged(office: Office) -> None:
    published = records(office)
    right, other = sorted(published, key=lambda name: -len(published[name]))

    with name_server(published) as port:
        resolve_at(office, port)
        assert findings(office)["dns"] == [
            ("ok", f"{right} is published"),
            ("ok", f"{other} is published"),
        ]
    with name_server({right: published[right].replace("p=M", "p=A")}) as port:
        resolve_at(office, port)
        (wrong, absent) = findings(office)["dns"]
    assert wrong[0] == "error"
    assert wrong[1].endswith("; publish it anew: congvu dkim dns vpcp.gov.vn")
    assert absent == (
        "warning", f"{other}: there is no record; publish it: congvu dkim dns vpcp.gov.vn"
    )  # fmt: skip


def test_a_silent_name_server_is_a_warning_with_a_way_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mail.dns.LOOKUP_SECONDS", 0.2)
    monkeypatch.setattr("mail.witness.PATIENCE_SECONDS", 0.2)
    with name_server({}) as port:
        pass
    resolve_at(office, port)

    for level, sentence in findings(office)["dns"]:
        assert level == "warning"
        assert sentence.endswith("look at resolvers under [dns], or use --offline")


def test_the_second_channel_is_tried_when_that_is_asked_for(office: Office) -> None:
    assert "alert" not in findings(office, "--offline")
    ((level, sentence),) = findings(office, "--offline", "--alert")["alert"]
    assert level == "warning"
    assert "name a program in command of [watchdog]" in sentence

    path = office.folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    heard = office.folder / "heard"
    for script, expected in ((f"cat > {heard}", "ok"), ("exit 7", "error")):
        section = f"[watchdog]\ncommand = ['/bin/sh', '-c', '{script}']\n"
        path.write_text(f"{text}\n{section}", encoding="utf-8")
        ((level, sentence),) = findings(office, "--offline", "--alert")["alert"]
        assert level == expected, sentence

    assert "this is a trial" in heard.read_text(encoding="utf-8")


def test_the_hours_of_the_office_are_told_and_must_be_a_morning_and_an_afternoon(
    office: Office,
) -> None:
    ((_, usual),) = findings(office, "--offline")["calendar"]
    replace(
        office,
        "[telegram]",
        '[schedules]\noffice_hours = ["08:00-12:00", "13:00-17:00"]\n[telegram]',
    )

    ((level, sentence),) = findings(office, "--offline")["calendar"]

    assert usual.endswith("at work 07:30-11:30, 13:30-17:00")
    assert (level, sentence) == ("ok", "the official one; at work 08:00-12:00, 13:00-17:00")
    asked = "Gửi báo cáo trước cuối buổi sáng ngày 15/10/2036"
    (read,) = office.json("read", "--text", asked)["deadlines"]
    assert read["due"].startswith("2036-10-15T12:00"), "a morning ends when the office says"
    for wrong in ('"13:30-17:00", "07:30-11:30"', '"07:30-17:00"'):
        replace(office, '"08:00-12:00", "13:00-17:00"', wrong)
        assert 'write ["07:30-11:30", "13:30-17:00"]' in office.refused("task", "list")
        replace(office, wrong, '"08:00-12:00", "13:00-17:00"')


def test_by_which_decision_the_bot_runs_is_told_and_one_to_come_is_none(office: Office) -> None:
    ((level, sentence),) = findings(office, "--offline")["telegram"]
    assert (level, sentence) == ("ok", "off, until the office decides otherwise")

    (office.folder / "keys/token").write_text("1234:secret")
    (office.folder / "keys/token").chmod(0o600)
    on = 'enabled = true\ntoken_file = "keys/token"\ndecision = "12/QĐ-VP"\n'
    replace(office, "enabled = false", f"{on}decided_on = 2026-01-05")
    assert findings(office, "--offline")["telegram"] == [
        ("ok", "switched on by 12/QĐ-VP of 05/01/2026")
    ]

    replace(office, "2026-01-05", "2099-01-05")
    ((level, sentence),) = findings(office, "--offline")["telegram"]
    assert (level, "still to come" in sentence) == ("error", True)


def test_where_letters_lead_and_who_reads_their_answers_is_told(office: Office) -> None:
    found = findings(office, "--offline")
    ((level, lead),) = found["pages"]
    assert (level, "until url in [web] says" in lead) == ("ok", True)
    assert "read by nobody until addresses in [intake]" in found["answers"][0][1]

    url = "https://congvu.vpcp.gov.vn"
    replace(office, "[web]", f'[intake]\naddresses = ["vanthu@vpcp.gov.vn"]\n[web]\nurl = "{url}"')
    found = findings(office, "--offline")
    assert found["pages"] == [("ok", url)]
    assert found["answers"] == [("ok", "to notices are taken in at vanthu@vpcp.gov.vn")]


def test_the_consoles_own_certificate_is_looked_at_as_those_of_listeners_are(
    office: Office,
) -> None:
    ca = trustme.CA()
    serve_tls(office, *[ca.issue_cert("congvu.vpcp.gov.vn")] * 2)
    web = 'cert_file = "cert.pem"\nkey_file = "key.pem"\nurl = "https://congvu.vpcp.gov.vn"\n'
    replace(office, 'listen = "127.0.0.1:8025"\n', f'listen = "127.0.0.1:8025"\n{web}')

    ((level, sentence),) = findings(office, "--offline")["console"]
    assert (level, sentence.startswith("https, certificate until ")) == ("ok", True)

    (office.folder / "key.pem").write_bytes(ca.issue_cert("x.example").private_key_pem.bytes())
    ((level, sentence),) = findings(office, "--offline")["console"]
    assert (level, "is not the key of" in sentence) == ("error", True)

    end = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    over = ca.issue_cert("congvu.vpcp.gov.vn", not_after=end)
    (office.folder / "cert.pem").write_bytes(b"".join(pem.bytes() for pem in over.cert_chain_pems))
    (office.folder / "key.pem").write_bytes(over.private_key_pem.bytes())
    ((level, sentence),) = findings(office, "--offline")["console"]
    assert (level, f"ended {end:%Y-%m-%d}" in sentence) == ("error", True)


def test_a_key_of_second_factors_that_opens_nothing_is_told(office: Office) -> None:
    path = office.folder / "keys" / "second-factor.key"
    ((level, sentence),) = findings(office, "--offline")["second factors"]
    assert (level, sentence) == ("ok", f"{path} is made at the next start")

    path.write_bytes(b"short")
    path.chmod(0o600)
    ((level, sentence),) = findings(office, "--offline")["second factors"]
    assert (level, "does not hold 32 octets" in sentence) == ("error", True)
