"""Secrecy in a daemon: real clients are refused or held, the officer is told, and SIGHUP takes new rules."""

import asyncio
import json
import signal
import smtplib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.program import free_port
from schedules.clock import MachineClock
from store import Store
from store.directory.agencies import add_agency
from tests.congvu import office as cli
from tests.congvu.test_serve import Office, until
from tests.peers import need
from tests.secrecy import documents
from tests.secrecy.letters import cases, letter
from work.agency import Agency

OFFICER = "baomat@vpcp.gov.vn"
OWN = """[[rule]]
id = "project-name"
marks = ["project"]
verdict = "refuse"
reason = "Tên dự án của cơ quan"
valid_from = 2026-01-01
source = "QĐ 1/QĐ-UBND"

[[mark]]
words = ["xyzzy"]
mark = "project"
valid_from = 2026-01-01
source = "QĐ 1/QĐ-UBND"
"""


class Guarded(Office):
    """An office that relays for one agency into a maildir, with an officer, a second channel and rules of its own."""

    def __init__(self, folder: Path) -> None:
        self.door, self.box, self.alarm = free_port(), folder / "box", folder / "alarm"
        self.rules = folder / "secrecy.toml"
        self.rules.write_text("", "utf-8")
        program = folder / "alert"
        program.write_text(f'#!/bin/sh\ncat >> "{self.alarm}"\n', "utf-8")
        program.chmod(0o700)
        super().__init__(
            folder,
            f'[[relay.listener]]\naddress = "127.0.0.1:{self.door}"\nkind = "trusted"\ntls = "none"\n'
            'networks = ["127.0.0.0/8"]\nagency = "H05"\n'
            f'[[relay.route]]\ndomain = "*"\nvia = "maildir:{self.box}"\n'
            f'[secrecy]\nrules_file = "secrecy.toml"\nofficer = ["{OFFICER}"]\n'
            f'[watchdog]\ncommand = ["{program}"]\n',
        )

    async def swaks(self, subject: str, *options: str, body: str = "Kinh gui") -> str:
        """What swaks hears."""
        command = [need("swaks"), "--server", f"127.0.0.1:{self.door}", "--helo", "mx.bn.gov.vn"]
        process = await asyncio.create_subprocess_exec(
            *command,
            *("--from", "an@bn.gov.vn", "--to", "binh@yte.gov.vn", "--body", body),
            *("--header", f"Subject: {subject}", *options),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        async with asyncio.timeout(90):
            said, _ = await process.communicate()
        return said.decode()

    def letters(self) -> list[bytes]:
        """What lies in the maildir."""
        return [path.read_bytes() for path in sorted((self.box / "new").glob("*"))]

    def lines(self, event: str) -> list[dict[str, Any]]:
        """The lines of the log that say *event*."""
        said = [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line]
        return [line for line in said if line["event"] == event]


async def registered(made: Guarded) -> None:
    """Puts the agency into its store."""
    store = Store.open(made.url, "test")
    agency = Agency("H05", "Bắc Ninh", "BN", frozenset({"bn.gov.vn", "hason.gov.vn"}))
    await store.write(add_agency, agency, MachineClock().now())
    await store.close()


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[tuple[Guarded, asyncio.subprocess.Process]]:
    """Such an office that serves."""
    made = Guarded(folder)
    await registered(made)
    async with made.serving() as process:
        yield made, process


def stored(folder: Path) -> bytes:
    """All that stands in the files of the store."""
    return b"".join(path.read_bytes() for path in folder.glob("congvu.db*") if path.is_file())


async def test_marks_are_met_by_real_clients_and_the_officer_sees_it_through(
    tmp_path: Path,
) -> None:
    need("swaks")
    secret, plain = tmp_path / "a.pdf", tmp_path / "b.pdf"
    secret.write_bytes(documents.pdf(["UBND TỈNH\nTỐI MẬT\nKế hoạch PLUGH"]))
    plain.write_bytes(documents.pdf(["UBND TỈNH\nKế hoạch"]))
    congvu = cli.Office(tmp_path)
    async with office(tmp_path) as (guarded, process):
        assert "250 2.0.0 0" in await guarded.swaks("Bao cao", "--attach", f"@{plain}")
        refused = await guarded.swaks("Bao cao PLUGH", "--attach", f"@{secret}")
        held = await guarded.swaks("MAT - lich hop")
        assert "there is a mark of state secrecy in the first lines or an attachment's" in refused
        assert "250 2.0.0 held for release, " in held
        await until(lambda: len(guarded.letters()) == 2 and guarded.alarm.exists())
        receipt = held.partition("held for release, ")[2][:6]
        why = await asyncio.to_thread(congvu.good, "queue", "why", receipt)
        assert "on secrecy found a doubtful mark, in: subject" in why
        assert "secrecy:" not in why.splitlines()[-1]
        (one, two) = await asyncio.to_thread(congvu.json, "secrecy", "list")
        assert (one["kind"], one["letter"], two["kind"]) == ("held", receipt, "refused")
        await asyncio.to_thread(congvu.good, "queue", "release", receipt)
        await until(lambda: len(guarded.letters()) == 3)

        assert "250 2.0.0 0" in await guarded.swaks("Du an xyzzy")
        guarded.rules.write_text(OWN, "utf-8")
        process.send_signal(signal.SIGHUP)
        await until(lambda: guarded.lines("secrecy.reloaded"))
        assert "550 5.7.1 Rule project-name" in await guarded.swaks("Du an xyzzy")
        guarded.rules.write_text(OWN.replace("refuse", "maybe"), "utf-8")
        process.send_signal(signal.SIGHUP)
        await until(lambda: guarded.lines("secrecy.kept"))
        assert "550 5.7.1 Rule project-name" in await guarded.swaks("Du an xyzzy")

    (kept,) = guarded.lines("secrecy.kept")
    assert "secrecy.toml, line 1: " in kept["problem"]
    assert [line["kind"] for line in guarded.lines("letter.secret")][:2] == ["refused", "held"]
    assert b"PLUGH" not in stored(tmp_path)
    assert "PLUGH" not in guarded.log.read_text("utf-8") + guarded.alarm.read_text("utf-8")
    notices = [one for one in guarded.letters() if OFFICER.encode() in one]
    assert len(notices) == 1


async def test_a_network_of_its_own_may_waive_the_look_and_is_reminded_of_it(
    tmp_path: Path,
) -> None:
    need("swaks")
    made = Guarded(tmp_path)
    waived = made.config.read_text("utf-8").replace(
        "[secrecy]\n", '[secrecy]\nwaived_by = "QĐ 1"\n'
    )
    made.config.write_text(waived, "utf-8")
    await registered(made)
    async with made.serving():
        assert "250 2.0.0 0" in await made.swaks("[TUYỆT MẬT] abc")
    checked = await asyncio.to_thread(cli.Office(tmp_path).run, "check", "--offline")

    assert [line["decision"] for line in made.lines("secrecy.waived")] == ["QĐ 1"]
    assert 'no letter is looked at, by "QĐ 1"' in " ".join(checked.out.split())


def answered(port: int, chosen: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What the relay makes of each case, told over one connection."""
    found = {}
    with smtplib.SMTP("127.0.0.1", port, "mx.bn.gov.vn", timeout=120) as client:
        for case in chosen:
            client.ehlo_or_helo_if_needed()
            client.mail("van.thu@hason.gov.vn", ["BODY=8BITMIME"])
            client.rcpt("nhan@thanhvan.gov.vn")
            code, said = client.data(letter(case))
            made = "held" if b"held for release" in said else "taken"
            refused = "refused" if b"5.7.1 Rule " in said else "unfit" if b"5.6.0" in said else "?"
            found[case["id"]] = made if code == 250 else refused
    return found


async def holds(folder: Path, chosen: Sequence[dict[str, Any]]) -> None:
    """Fails unless each case comes to what its label says, and nothing tells of a refused one any more."""
    async with office(folder) as (guarded, _):
        found = await asyncio.to_thread(answered, guarded.door, chosen)
    whole = len(chosen)
    chosen = [case for case in chosen if found[case["id"]] != "unfit"]  # by their header's octets
    assert whole - len(chosen) <= whole // 100
    found = {case["id"]: found[case["id"]] for case in chosen}
    leads = {"refuse": "refused", "person": "held", "pass": "taken", "internal": "taken"}
    assert found == {case["id"]: leads[case["label"]] for case in chosen}
    kept = stored(folder)
    for case in chosen:
        named = f"<{int(case['id'][1:])}@hason.gov.vn>".encode()  # its Message-ID
        assert (named in kept) == (found[case["id"]] != "refused"), case["id"]


async def test_a_sample_of_the_labelled_letters_comes_to_what_its_labels_say(
    tmp_path: Path,
) -> None:
    await holds(tmp_path, cases()[::16])


@pytest.mark.proof
async def test_every_labelled_letter_comes_to_what_its_label_says(tmp_path: Path) -> None:
    await holds(tmp_path, cases())
