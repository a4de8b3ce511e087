"""`congvu secrecy`, what `congvu check` says of the rules, and [secrecy] in the configuration."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from congvu.cli.checks.secrecy import secrecy as checked
from congvu.config import load
from store import Store, secrecy
from tests.congvu.conftest import Write, complaint
from tests.congvu.office import Office
from tests.store.incidents import SEEN
from work import receipt

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
OWN = '[[rule]]\nid = "own"\nmarks = ["level"]\nverdict = "{}"\nreason = "r"\nvalid_from = 2026-01-01\nsource = "s"\n'


def met(office: Office) -> None:
    """Two incidents: a letter that was refused twice, and one that is held."""

    async def write() -> None:
        store = Store.open(f"sqlite:///{office.folder / 'congvu.db'}", "test")
        await store.write(secrecy.met, SEEN, NOW)
        await store.write(secrecy.met, SEEN, NOW)
        await store.write(secrecy.met, replace(SEEN, kind="held", letter=7), NOW)
        await store.close()

    asyncio.run(write())


def test_incidents_are_listed_shown_and_closed_by_a_person(office: Office) -> None:
    assert office.good("secrecy", "list") == "No incident is open.\n"
    met(office)
    held, refused = office.json("secrecy", "list")
    assert (held["letter"], held["kind"], held["state"]) == (receipt.encode(7), "held", "open")
    assert (refused["times"], refused["level"], refused["rule"]) == (2, "B", "level-alone")
    _, first, second = office.good("secrecy", "list").splitlines()
    assert first.split()[:2] == ["2", "24/11/2026"]
    assert second.split()[-3:] == ["level-alone", "subject", "open"]

    shown = office.good("secrecy", "show", "1")
    assert "sender      an@bn.gov.vn" in shown
    assert "times: 2" in shown
    assert "officer     no mailbox is named in officer of [secrecy]" in shown
    assert f"congvu queue why {receipt.encode(7)}" in office.good("secrecy", "show", "2")

    assert (
        office.good("secrecy", "close", "1", "--reason", "tên riêng") == "Incident 1 is closed.\n"
    )
    assert [one["id"] for one in office.json("secrecy", "list")] == [2]
    assert [one["state"] for one in office.json("secrecy", "list", "--all")] == ["open", "closed"]
    assert ": tên riêng" in office.good("secrecy", "show", "1")
    assert "was closed before" in office.refused("secrecy", "close", "1", "--reason", "x")
    assert "there is no incident 9" in office.refused("secrecy", "close", "9", "--reason", "x")
    assert "there is no incident 9" in office.refused("secrecy", "show", "9")
    assert "write a reason" in office.refused("secrecy", "close", "2", "--reason", " ")


def said(write: Write, text: str) -> list[tuple[str, str]]:
    return [(str(one.level), one.sentence) for one in checked(load(write(text)))]


def test_check_reads_the_offices_rules_and_names_the_line_that_is_wrong(write: Write) -> None:
    officer = '[secrecy]\nofficer = ["a@vpcp.gov.vn"]\n'
    own = f'{officer}rules_file = "own.toml"\n'
    path = write(officer)
    (path.parent / "own.toml").write_text(OWN.format("person"), "utf-8")

    ((level, sentence),) = said(write, officer)
    assert (level, sentence.endswith(" rules")) == ("ok", True)
    ((level, sentence),) = said(write, own)
    assert (level, sentence.endswith("with the office's own before them")) == ("ok", True)
    (path.parent / "own.toml").write_text(OWN.format("perhaps"), "utf-8")
    ((level, sentence),) = said(write, own)
    assert level == "error"
    assert "own.toml, line 1: verdict is one of" in sentence


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("", "no mailbox of a security officer is named"),
        ('waived_by = "QĐ 1"\nofficer = ["a@vpcp.gov.vn"]', 'no letter is looked at, by "QĐ 1"'),
        (
            'officer = ["a@vpcp.gov.vn"]\n[smime]\nencrypted = "pass"',
            "lets through what nobody can look into",
        ),
    ],
)
def test_check_warns_of_what_weakens_the_look(write: Write, options: str, words: str) -> None:
    (_, (level, sentence)) = said(write, f"[secrecy]\n{options}\n")

    assert level == "warning"
    assert words in sentence


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("inside = []", "is empty, so that papers for circulation inside could go nowhere"),
        ("seconds = 0", "seconds"),
        ('rules_file = "missing.toml"', "cannot be read"),
        ("enabled = false", "enabled"),
        ('officer = ["nobody"]', "officer"),
    ],
)
def test_a_wrong_option_is_refused(write: Write, options: str, words: str) -> None:
    assert words in complaint(write(f"[secrecy]\n{options}\n"))
