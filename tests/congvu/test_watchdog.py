"""Work that does not move is noticed, told to a program once, and shown; the program cannot hold us up."""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from congvu.alert import Alert
from congvu.daemon import Order
from congvu.parts import relay_smime
from congvu.vigil import WATCHES, Word
from congvu.watchdog import STORED, Watchdog, message
from schedules.clock import MachineClock, OfficeClock
from store import Store, claim, spool
from tests.store.letters import DAY, new_letter

CLOCK = MachineClock()
HOUR = timedelta(hours=1)
READS = "import sys, pathlib; pathlib.Path(sys.argv[1]).open('a').write(sys.stdin.read() + '=' * 9)"


def watchdog(store: Store, alert: Alert | None = None, holder: str = "worker:1") -> Watchdog:
    told = alert or Alert(())
    return Watchdog(store, CLOCK, OfficeClock(CLOCK), holder, told, "mx.vp.vn", 4 * HOUR)


async def overdue(store: Store, by: timedelta) -> None:
    """A letter that nobody takes up."""
    came = CLOCK.now() - by
    await store.write(spool.accept, new_letter(), came, came + 5 * DAY, None)


async def test_a_letter_that_nobody_takes_up_is_told_to_the_program_once_and_when_it_goes(
    store: Store, tmp_path: Path
) -> None:
    heard = tmp_path / "heard"
    dog = watchdog(store, Alert((sys.executable, "-c", READS, str(heard))))
    await overdue(store, HOUR)
    with structlog.testing.capture_logs() as lines:
        await dog.once()
        assert not heard.exists()
        for _ in range(3):
            await dog.once()
        assert list(dog.stuck()) == ["due"]
        assert dog.stuck_here() == ()
        await store.write(claim.claim, "worker:1", CLOCK.now(), 10)
        for _ in range(4):
            await dog.once()

    first, last, _ = heard.read_text("utf-8").split("=" * 9)
    assert first.startswith(
        "Congvu at mx.vp.vn: letters are due and nobody takes them up\n\n"
        "[due] letters are due and nobody takes them up: for 1 h 0 min.\n  To do: see congvu queue"
    )
    assert last.startswith("Congvu at mx.vp.vn: it moves again\n\n[due] over: letters are due")
    assert "@" not in first + last
    events = [(line["event"], line["log_level"], line["kind"]) for line in lines]
    assert events == [("watchdog.stuck", "error", "due"), ("watchdog.moves", "info", "due")]


async def test_a_certificate_that_ended_is_told_of_and_when_the_next_one_is_there(
    store: Store, tmp_path: Path
) -> None:
    heard, ages = tmp_path / "heard", {"gateway": 60.0}
    dog = watchdog(store, Alert((sys.executable, "-c", READS, str(heard))))
    daemon: Any = SimpleNamespace(order=Order(), machine=CLOCK, watchdog=dog)
    gateway: Any = SimpleNamespace(ended=lambda _now: ages)
    relay_smime.watch(daemon, gateway)
    for _ in range(2):
        await dog.once()
    assert list(dog.stuck()) == ["gateway"]
    assert "S/MIME signature, because the certificate has ended" in heard.read_text("utf-8")

    ages["gateway"] = 0.0
    for _ in range(3):
        await dog.once()
    assert dog.stuck() == {}


async def test_what_waits_for_its_time_is_not_stuck(store: Store) -> None:
    now = CLOCK.now()
    later = new_letter(release_at=now + HOUR)
    await store.write(spool.accept, later, now - DAY, now + 5 * DAY, None)
    await overdue(store, timedelta(minutes=10))
    dog = watchdog(store)
    for _ in range(3):
        await dog.once()

    assert dog.stuck() == {}


async def test_of_several_processes_one_watches_the_store(store: Store) -> None:
    await overdue(store, HOUR)
    first, second = watchdog(store), watchdog(store, holder="worker:2")
    for _ in range(3):
        await first.once()
        await second.once()

    assert [list(dog.stuck()) for dog in (first, second)] == [["due"], []]


async def test_a_loop_of_this_process_that_does_not_come_round_is_told_at_once_to_health(
    store: Store,
) -> None:
    dog, ages = watchdog(store), {"claims": 10.0, "sweeps": 10.0}
    dog.pulses.append(lambda: ages)
    assert dog.stuck_here() == ()

    ages["claims"] = WATCHES["claims"].limit_seconds
    assert dog.stuck_here() == ("claims",)
    for _ in range(2):
        await dog.once()
    assert list(dog.stuck()) == ["claims"]


async def test_a_store_that_does_not_answer_is_told_and_nothing_else_is_forgotten(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await overdue(store, HOUR)
    dog = watchdog(store)
    for _ in range(2):
        await dog.once()
    monkeypatch.setattr("congvu.watchdog.PATIENCE_SECONDS", 0.0)
    dog._heard = asyncio.get_running_loop().time() - WATCHES["store"].limit_seconds
    for _ in range(4):
        await dog.once()

    assert set(dog.stuck()) == {"due", "store"}


def test_every_kind_that_is_asked_for_has_words() -> None:
    words = [Word(kind, "still", 90.0) for kind in WATCHES]

    assert set(STORED) < set(WATCHES)
    assert message(words, "mx", "worker:1").count("still, for 1 min.") == len(WATCHES)


async def test_a_program_that_does_not_end_is_killed_with_what_it_started(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    script = f"sleep 300 & echo $! > {pid}; sleep 300"

    fault = await Alert(("/bin/sh", "-c", script), limit_seconds=1.0).tell("x")

    assert fault == "it did not end within 1 seconds"
    async with asyncio.timeout(20):
        while _lives(int(pid.read_text())):  # noqa: ASYNC110 - nobody tells of a child's child
            await asyncio.sleep(0.05)


async def test_a_program_that_cannot_be_killed_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What runs by sudo is root's: the watchdog's loop failed, and was started again, every half minute."""

    groups = []

    def forbidden(group: int, _signal: int) -> None:
        groups.append(group)
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("congvu.operator_program.KILLED_SECONDS", 0.1)
    monkeypatch.setattr(os, "killpg", forbidden)

    async with asyncio.timeout(20):
        fault = await Alert(("/bin/sleep", "1"), limit_seconds=0.1).tell("x")

    assert fault == "it did not end within 0.1 seconds"
    async with asyncio.timeout(20):
        while _stands(groups[0]):  # noqa: ASYNC110 - it ends by itself, whenever the machine lets it
            await asyncio.sleep(0.05)


def _stands(pid: int) -> bool:
    """Whether there is such a process, waited for or not."""
    return Path(f"/proc/{pid}").exists()


def _lives(pid: int) -> bool:
    try:
        return "sleep" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


async def test_a_program_that_fails_or_is_not_there_is_told_of_in_the_log() -> None:
    with structlog.testing.capture_logs() as lines:
        failed = await Alert(("/bin/sh", "-c", "exit 3")).tell("x")
        absent = await Alert(("/nowhere/alert",)).tell("x")

    assert failed == "it ended with 3"
    assert absent == "it cannot be started: No such file or directory"
    assert [line["event"] for line in lines] == ["alert.failed"] * 2


async def test_a_program_gets_none_of_our_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONGVU_TELEGRAM_TOKEN", "12345:secret")
    seen = tmp_path / "seen"

    assert await Alert(("/bin/sh", "-c", f"env > {seen}")).tell("x") is None

    assert "PATH=" in seen.read_text()
    assert "secret" not in seen.read_text()


async def test_a_program_that_reads_nothing_is_no_fault() -> None:
    assert await Alert(("/bin/true",)).tell("x" * 1000) is None
    assert await Alert(()).tell("x") is None
    assert os.access("/bin/true", os.X_OK)
