"""`congvu backup`, `restore` and `queue restored`: what they say, and what they refuse."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.congvu.office import HERE, Office
from tests.congvu.test_queue import with_letter
from work.letter import State


@pytest.fixture
def lost(office: Office) -> Office:
    """An office of whose store only the backup is left, with a letter in doubt and a held one."""
    with_letter(office, State.WAITING)
    with_letter(office, State.HELD)
    office.good("backup", "copy.db")
    (office.folder / "congvu.db").unlink()
    return office


@pytest.fixture
def restored(lost: Office) -> Office:
    lost.good("restore", "copy.db")
    return lost


def test_a_backup_says_what_is_in_it_and_what_is_not(office: Office) -> None:
    with_letter(office, State.WAITING)
    said = office.good("backup", "copy.db")

    assert "letters               1\n" in said
    assert "Not in it, and to be kept apart from it:" in said
    kept = [Path(line.strip()).name for line in said.splitlines() if line.startswith("  ")]
    assert {"config.toml", "dkim", "audit.pem"} <= set(kept)
    assert b"PRIVATE KEY" not in (office.folder / "copy.db").read_bytes()
    (line,) = [line for line in office.good("audit", "export").splitlines() if '"backup"' in line]
    assert '\\"by\\":\\"cli:' in line


def test_every_file_that_an_option_names_is_to_be_kept(office: Office) -> None:
    config = office.folder / "config.toml"
    trusted = """
[[relay.listener]]
address = "127.0.0.1:2526"
kind = "trusted"
tls = "starttls"
cert_file = "tls.pem"
key_file = "tls.key"
client_cert_file = "clients.pem"
agency = "G22"
"""
    config.write_text(config.read_text("utf-8") + trusted, "utf-8")
    for name in ("tls.pem", "tls.key", "clients.pem"):
        (office.folder / name).touch(mode=0o600)
    (office.folder / "spool").mkdir(exist_ok=True)
    said = office.good("backup", "copy.db")

    kept = {Path(line.strip()).name for line in said.splitlines() if line.startswith("  ")}
    assert kept >= {"config.toml", "dkim", "audit.pem", "tls.pem", "tls.key", "clients.pem"}
    assert not {"spool", "congvu.db"} & kept


def test_the_look_at_a_backup_changes_nothing(lost: Office) -> None:
    assert lost.good("restore", "--check", "copy.db").endswith("The backup is good.\n")
    assert not (lost.folder / "congvu.db").exists()


def test_a_restored_store_says_what_waits_for_a_word(lost: Office) -> None:
    said = lost.good("restore", "copy.db")

    assert "Open at that time, and perhaps sent since: 1 letter to 1 recipient, 0 notices" in said
    assert "congvu queue restored lists it" in said
    assert "1 held recipient may have been released since" in said


def test_a_store_that_holds_something_is_refused_in_one_sentence(office: Office) -> None:
    office.good("backup", "copy.db")

    assert office.refused("restore", "copy.db") == (
        "the store is not empty; to put the backup in its place, say --replace"
    )
    assert office.refused("backup", "copy.db").endswith("is there already; name a new file")
    assert "is no backup of Congvu" in office.refused("restore", "--check", "config.toml")
    assert "The one before it is " in office.good("restore", "--replace", "copy.db")


def test_what_is_in_doubt_is_listed_told_and_sent_once(restored: Office) -> None:
    found = restored.json("queue", "restored")
    (letter,) = found["letters"]
    assert found["in_doubt"] == {"letters": 1, "recipients": 1, "notices": 0, "updates": 0}
    name = letter["id"]
    assert name in restored.good("queue", "restored")
    told = restored.good("queue", "why", name)
    assert "may have been sent since the backup; ask the recipient" in told
    assert "the store was made of a backup" in told
    assert "1 letter of the backup may have been sent; nothing of it" in restored.run("check").out

    assert restored.good("queue", "send-restored", name) == f"{name}: sent once more.\n"

    assert "is due, and goes as soon as" in restored.good("queue", "why", name)
    assert "1, repeated" in restored.good("queue", "show", name)
    assert restored.good("queue", "restored") == "Nothing waits for your word.\n"
    assert "not in doubt" in restored.refused("queue", "send-restored", name)


def test_what_is_in_doubt_can_be_dropped_with_a_reason(restored: Office) -> None:
    (letter,) = restored.json("queue", "restored")["letters"]
    said = restored.good("queue", "drop-restored", "--all-letters", "--reason", "it arrived")

    assert said == "1 letter dropped.\n"
    assert "ended without a report" in restored.good("queue", "why", letter["id"])


def test_a_word_names_what_it_is_about(restored: Office) -> None:
    assert "say which" in restored.refused("queue", "send-restored", code=2)
    said = restored.good("queue", "send-restored", "--all-letters", "--notices", "--chats")
    assert (
        said == "1 letter sent once more.\n0 notices sent once more.\n0 updates sent once more.\n"
    )


def test_the_account_tells_of_the_cut(restored: Office) -> None:
    assert "what was done between is not here" in restored.good("audit", "verify")
    (cut,) = restored.json("audit", "verify")["restored"]
    assert len(cut["sha256"]) == 64


def test_a_terminal_shows_how_far_it_is(office: Office) -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "congvu", "backup", "copy.db"],
        cwd=office.folder, stdout=subprocess.PIPE, stderr=theirs, check=True,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )  # fmt: skip
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)

    assert "copied 100 %" in shown
    assert b"\r" not in done.stdout
