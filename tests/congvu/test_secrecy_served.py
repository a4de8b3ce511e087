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

from tests.congvu.served import Relaying, until
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


class Guarded(Relaying):
    """An office with an officer, a second channel and rules of its own."""

    def __init__(self, folder: Path, more: str = "") -> None:
        self.alarm = folder / "alarm"
        self.rules = folder / "secrecy.toml"
        self.rules.write_text("", "utf-8")
        program = folder / "alert"
        program.write_text(f'#!/bin/sh\ncat >> "{self.alarm}"\n', "utf-8")
        program.chmod(0o700)
        super().__init__(
            folder,
            f'[secrecy]\nrules_file = "secrecy.toml"\nofficer = ["{OFFICER}"]\n{more}'
            f'[watchdog]\ncommand = ["{program}"]\n',
        )

    async def answer(self, subject: str, *options: str) -> str:
        """What a client hears of a letter with this subject."""
        return await self.swaks("--header", f"Subject: {subject}", *options)


@asynccontextmanager
async def office(
    folder: Path, more: str = ""
) -> AsyncIterator[tuple[Guarded, asyncio.subprocess.Process]]:
    """Such an office that serves."""
    made = Guarded(folder, more)
    await made.registered(Agency("H05", "Bắc Ninh", "BN", frozenset({"bn.gov.vn", "hason.gov.vn"})))
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
    async with office(tmp_path) as (guarded, process):
        assert "250 2.0.0 0" in await guarded.answer("Bao cao", "--attach", f"@{plain}")
        refused = await guarded.answer("Bao cao PLUGH", "--attach", f"@{secret}")
        held = await guarded.answer("MAT - lich hop")
        assert "there is a mark of state secrecy in the first lines or an attachment's" in refused
        assert "250 2.0.0 held for release, " in held
        await until(lambda: len(guarded.letters()) == 2 and guarded.alarm.exists())
        receipt = held.partition("held for release, ")[2][:6]
        why = await guarded.good("queue", "why", receipt)
        assert "on secrecy found a doubtful mark, in: subject" in why
        assert "secrecy:" not in why.splitlines()[-1]
        (one, two) = json.loads(await guarded.good("secrecy", "list", "--json"))
        assert (one["kind"], one["letter"], two["kind"]) == ("held", receipt, "refused")
        await guarded.good("queue", "release", receipt)
        await until(lambda: len(guarded.letters()) == 3)

        assert "250 2.0.0 0" in await guarded.answer("Du an xyzzy")
        guarded.rules.write_text(OWN, "utf-8")
        process.send_signal(signal.SIGHUP)
        await until(lambda: guarded.lines("secrecy.reloaded"))
        assert "550 5.7.1 Rule project-name" in await guarded.answer("Du an xyzzy")
        guarded.rules.write_text(OWN.replace("refuse", "maybe"), "utf-8")
        process.send_signal(signal.SIGHUP)
        await until(lambda: guarded.lines("secrecy.kept"))
        assert "550 5.7.1 Rule project-name" in await guarded.answer("Du an xyzzy")

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
    async with office(tmp_path, 'waived_by = "QĐ 1"\n') as (guarded, _):
        assert "250 2.0.0 0" in await guarded.answer("[TUYỆT MẬT] abc")
    checked = await guarded.run("check", "--offline")

    assert [line["decision"] for line in guarded.lines("secrecy.waived")] == ["QĐ 1"]
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
