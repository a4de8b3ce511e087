"""`congvu demo` as somebody meets it who tries Congvu for the first time."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.peers import need

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("demo")]

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 120
LAST_LINE = "tail -f"
STAFF = "an.nv@vpcp.gov.example"
RECALLED = 21  # the task of 4206/BYT-TCCB


@dataclass
class Visit:
    """A demo that runs, and what it printed."""

    process: "subprocess.Popen[str]"
    said: str
    taken: int

    def url(self, stop: str) -> str:
        """Where a stop of the tour is."""
        found = re.search(rf"· {stop} +(\S+)", self.said)
        assert found is not None, self.said
        return found[1].rstrip("/")

    def command(self, name: str) -> list[str]:
        """A command that the tour offers, as a shell would read it."""
        found = re.search(rf"^ +({name} (?:[^\n]*\\\n)*[^\n]*)$", self.said, re.MULTILINE)
        assert found is not None, self.said
        return shlex.split(found[1].replace("\\\n", " "))


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A demo at its end of the set-up, whose first port was taken; ended by an interrupt."""
    folder = tmp_path_factory.mktemp("visit")
    with socket.create_server(("127.0.0.1", 0)) as squatter:
        taken = squatter.getsockname()[1]
        base = ["--port-base", str(min(taken, 65_000))]
        process = subprocess.Popen(
            [sys.executable, "-m", "congvu", "demo", *base],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        with process:
            yield Visit(process, _heard(process), taken)
            process.kill()


def _heard(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if LAST_LINE in line:
            break
    return "".join(lines)


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:
        octets: bytes = answer.read()
        return octets


def subjects(visit: Visit) -> list[str]:
    mails = json.loads(get(f"{visit.url('mailbox')}/api/mails"))["mails"]
    return [mail["subject"] for mail in mails]


def test_each_step_of_the_set_up_is_told_with_a_tick(visit: Visit) -> None:
    assert visit.said.count("✓") == 9
    assert "✗" not in visit.said


@pytest.mark.parametrize("stop", ["mailbox", "chat", "overview"])
def test_the_pages_of_the_tour_open(visit: Visit, stop: str) -> None:
    assert b"<html" in get(f"{visit.url(stop)}/")


def test_a_port_that_is_taken_is_replaced_and_the_tour_says_by_which(visit: Visit) -> None:
    port = int(visit.url("send").rpartition(":")[2])

    assert port != visit.taken
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as relay:
        assert relay.recv(3) == b"220"


@pytest.mark.parametrize("program", ["swaks", "curl"])
def test_the_offered_command_sends_a_letter(visit: Visit, program: str) -> None:
    need(program)
    before = len(subjects(visit))

    sent = subprocess.run(visit.command(program), capture_output=True, check=False)

    assert sent.returncode == 0, sent
    _until(lambda: len(subjects(visit)) > before)


def test_reminders_arrive_by_themselves(visit: Visit) -> None:
    _until(lambda: any(subject.startswith("[MÔ PHỎNG]") for subject in subjects(visit)))


def test_what_came_from_outside_waits_for_the_clerk_as_it_was_meant(visit: Visit) -> None:
    config = Path(visit.command("tail")[-1]).parent / "office" / "config.toml"
    asked = [sys.executable, "-m", "congvu", "--config", str(config), "intake", "proposals"]
    told = subprocess.run([*asked, "--json"], cwd=ROOT, capture_output=True, check=True).stdout
    found = {one["would"]["document"]["number"]: one["would"] for one in json.loads(told)}

    due = {n: [one["deadline"]["due"] for one in would["tasks"]] for n, would in found.items()}
    assert due.pop("4335/BYT-TCCB") in ([], [None])
    assert due == {
        "4331/BYT-KCB": ["2026-08-28"],
        "2311/UBND-VX": ["2026-08-25", "2026-09-10"],
        "1932/UBND-VX": ["2026-08-18"],
    }
    assert found["1932/UBND-VX"]["document"]["urgency"] == "express"
    assert found["4335/BYT-TCCB"]["changes"] == [RECALLED]


def test_a_reminder_is_answered_on_its_page_and_the_task_is_updated(visit: Visit) -> None:
    page, late = visit.url("mailbox"), f"to={STAFF}"
    before = json.loads(get(f"{page}/api/mails"))["count"]
    heads = json.loads(get(f"{page}/api/mails?{late}"))["mails"]
    letters = (json.loads(get(f"{page}/api/mails/{head['id']}")) for head in heads)
    reminder = next(one["id"] for one in letters if one["answers"])
    body = json.dumps({"text": "Được 60% rồi ạ"}).encode()

    request = urllib.request.Request(f"{page}/api/mails/{reminder}/answer", body)
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as sent:
        assert sent.status == 200

    def confirmed() -> bool:
        new = json.loads(get(f"{page}/api/mails?{late}&after={before}"))["mails"]
        texts = (json.loads(get(f"{page}/api/mails/{head['id']}"))["text"] for head in new)
        return any("Tiến độ: 60%" in text for text in texts)

    _until(confirmed)


def test_an_interrupt_ends_it_cleanly_and_leaves_nothing(visit: Visit) -> None:
    kept = Path(visit.command("tail")[-1]).parent
    assert kept.exists()

    visit.process.send_signal(signal.SIGINT)

    assert visit.process.wait(PATIENCE_SECONDS) == 0
    assert not kept.exists()
    with pytest.raises(OSError, match="refused"):
        get(visit.url("overview"))


def test_the_emulator_alone_serves_this_machine_only() -> None:
    command = [sys.executable, "-m", "congvu", "demo", "telegram", "--listen", "0.0.0.0:0"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "127.0.0.1" in done.stderr


def _until(true: object) -> None:
    assert callable(true)
    until = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.1)
