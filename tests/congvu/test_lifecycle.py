"""The process and the world around it: the service manager, the parent, the signals."""

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest

from congvu.lifecycle import parent_watched, reassure, signals, tell_manager, watched_seconds


def nothing() -> None:
    """For a signal that does not come."""


@pytest.mark.parametrize("abstract", [False, True])
def test_the_service_manager_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, abstract: bool
) -> None:
    name = f"@{tmp_path}" if abstract else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + name[1:] if abstract else name)
        manager.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", name)

        tell_manager("READY=1")

        assert manager.recv(100) == b"READY=1"


def test_without_a_service_manager_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    tell_manager("READY=1")

    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere/notify")
    tell_manager("READY=1")


def test_a_service_manager_that_reads_nothing_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = int(Path("/proc/sys/net/unix/max_dgram_qlen").read_text("ascii"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        for _ in range(most + 5):  # for ever, where the last ones wait to be read
            tell_manager("WATCHDOG=1")

        manager.setblocking(False)
        assert all(manager.recv(100) == b"WATCHDOG=1" for _ in range(most))


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "30000000", "NOTIFY_SOCKET": ""}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_a_service_manager_that_waits_for_our_word_is_known(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str], seconds: float | None
) -> None:
    for name, value in {"NOTIFY_SOCKET": "/run/x", **told}.items():
        monkeypatch.setenv(name, value)

    assert watched_seconds() == seconds


async def test_the_service_manager_is_reassured_as_long_as_nothing_is_stuck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
            running = tasks.create_task(reassure(0.02, lambda: stuck))
            for _ in range(3):
                assert await loop.sock_recv(manager, 100) == b"WATCHDOG=1"
            stuck.append("claims")
            await asyncio.sleep(0.1)
            while _heard(manager):
                pass
            await asyncio.sleep(0.1)
            assert not _heard(manager)
            running.cancel()


def _heard(manager: socket.socket) -> bytes:
    try:
        return manager.recv(100)
    except BlockingIOError:
        return b""


async def test_a_parent_that_leaves_is_noticed() -> None:
    left = asyncio.Event()
    mine, parents = os.pipe()
    with parent_watched(mine, left.set):
        os.write(parents, b"a word is no farewell")
        await asyncio.sleep(0.05)
        assert not left.is_set()
        os.close(parents)
        async with asyncio.timeout(20):
            await left.wait()
    os.close(mine)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_first_signal_stops_and_a_hangup_reloads(number: signal.Signals) -> None:
    stopped, reloaded = asyncio.Event(), asyncio.Event()
    before = signal.getsignal(number)
    with signals(stopped.set, reloaded.set, nothing):
        os.kill(os.getpid(), signal.SIGHUP)
        async with asyncio.timeout(20):
            await reloaded.wait()
        assert not stopped.is_set()
        os.kill(os.getpid(), number)
        async with asyncio.timeout(20):
            await stopped.wait()
    signal.signal(number, before)
