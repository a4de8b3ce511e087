"""`congvu serve` as a process: it serves, tells how it is, ends in order, and leaves nobody behind."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.program import free_port
from congvu.audit_key import new_audit_key
from congvu.cli.main import run
from schedules.clock import MachineClock
from store import Store, worker
from store.account import Entry, entries_about
from store.migrate import ensure

PATIENCE = 60  # seconds, for a machine with much else to do

HEAVY = ("starlette", "uvicorn", "prometheus_client", "telegram", "alembic", "jinja2")


class Office:
    """A folder with all that a daemon needs, and the daemon's log."""

    def __init__(self, folder: Path, more: str = "") -> None:
        self.port = free_port()
        self.url = f"sqlite:///{folder / 'congvu.db'}"
        self.log = folder / "log"
        self.config = folder / "config.toml"
        self.config.write_text(
            '[office]\nname = "Văn phòng"\ndomain = "vpcp.gov.vn"\n'
            '[store]\nurl = "sqlite:///congvu.db"\n[relay]\nhostname = "congvu.vpcp.gov.vn"\n'
            f'[web]\nlisten = "127.0.0.1:{self.port}"\n{more}[log]\nformat = "json"\n',
            encoding="utf-8",
        )
        ensure(self.url)
        new_audit_key(folder / "keys" / "audit.pem")

    async def start(self, *options: str, **environment: str) -> asyncio.subprocess.Process:
        """The daemon's process."""
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "congvu", "--config", str(self.config), "serve", *options,
                stderr=log, env={**os.environ, **environment},
            )  # fmt: skip

    @asynccontextmanager
    async def serving(self, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """The daemon's process once it is ready; ended in order, unless it has ended before."""
        process = await self.start(*options)
        try:
            await until(self.ready)
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
                async with asyncio.timeout(PATIENCE):
                    await process.wait()

    async def ready(self) -> bool:
        """Whether it says so."""
        answer = await self.ask("/readyz")
        return answer is not None and answer.status_code == 200

    async def ask(self, path: str, token: str = "") -> httpx.Response | None:
        """What it answers, if it does."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        async with httpx.AsyncClient(timeout=PATIENCE) as client:
            try:
                return await client.get(f"http://127.0.0.1:{self.port}{path}", headers=headers)
            except httpx.TransportError:
                return None

    async def workers(self) -> int:
        """How many leases are alive."""
        found = await self.read(worker.count, MachineClock().now())
        living: int = found.living
        return living

    async def read(self, function: Any, *args: Any) -> Any:
        """What *function* reads in its store."""
        store = Store.open(self.url, "test")
        try:
            return await store.read(function, *args)
        finally:
            await store.close()

    def told(self, event: str) -> int:
        """How often the log says *event*."""
        return self.log.read_text(encoding="utf-8").count(f'"event":"{event}"')


async def until(true: Callable[[], Any]) -> None:
    """Waits until *true* says so."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = true()
            if await found if asyncio.iscoroutine(found) else found:
                return
            await asyncio.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether the process runs, and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children_of(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


async def test_it_serves_and_a_sigterm_ends_it_in_order(office: Office) -> None:
    async with office.serving() as process:
        assert await office.workers() == 1
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == 0

    assert await office.workers() == 0
    assert (office.told("serving"), office.told("stopped")) == (1, 1)


async def test_several_workers_serve_one_store_and_end_together(office: Office) -> None:
    async with office.serving("--workers", "3") as process:
        await until(lambda: is_count(office, 3))
        children = children_of(process.pid)
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == 0

    assert await office.workers() == 0
    assert len(children) == 2
    assert not [pid for pid in children if alive(pid)]


async def is_count(office: Office, workers: int) -> bool:
    return await office.workers() == workers


async def test_a_worker_that_dies_is_started_again(office: Office) -> None:
    async with office.serving("--workers", "2") as process:
        await until(lambda: len(children_of(process.pid)) == 1)
        (first,) = children_of(process.pid)
        os.kill(first, signal.SIGKILL)
        await until(lambda: office.told("child.started") == 2)
        await until(lambda: office.told("serving") >= 2)

    assert office.told("loop.failed") == 1


async def test_the_figures_are_those_of_all_workers_and_outlast_one(office: Office) -> None:
    async with office.serving("--workers", "2") as process:
        await until(lambda: counts(office, 'congvu_events_total{event="serving",level="info"} 2.0'))
        (child,) = children_of(process.pid)
        os.kill(child, signal.SIGKILL)
        await until(lambda: counts(office, 'congvu_events_total{event="serving",level="info"} 3.0'))


async def counts(office: Office, line: str) -> bool:
    answer = await office.ask("/metrics")
    return answer is not None and line in answer.text


async def test_workers_of_a_parent_that_was_killed_end_by_themselves(office: Office) -> None:
    async with office.serving("--workers", "2") as process:
        await until(lambda: is_count(office, 2))
        (child,) = children_of(process.pid)
        process.kill()
        await process.wait()
        await until(lambda: not alive(child))

    assert await office.workers() == 1, "the child gave its lease back, the parent could not"


async def test_a_second_signal_ends_it_at_once_with_its_workers(office: Office) -> None:
    async with office.serving("--workers", "2") as process:
        await until(lambda: is_count(office, 2))
        (child,) = children_of(process.pid)
        os.kill(child, signal.SIGSTOP)  # so that the first signal has something to wait for
        process.send_signal(signal.SIGTERM)
        await until(lambda: office.told("stopping") == 1)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == -signal.SIGTERM
        await until(lambda: not alive(child))


async def test_a_hangup_reads_the_token_again(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("first\n")
    token.chmod(0o600)
    office = Office(tmp_path, 'token_file = "token"\n')
    async with office.serving() as process:
        answer = await office.ask("/metrics", "first")
        assert answer is not None
        assert answer.status_code == 200
        token.write_text("second\n")
        process.send_signal(signal.SIGHUP)
        await until(lambda: accepts(office, "second"))
        assert not await accepts(office, "first")


async def accepts(office: Office, token: str) -> bool:
    answer = await office.ask("/metrics", token)
    return answer is not None and answer.status_code == 200


async def test_the_service_manager_hears_of_start_and_stop(office: Office, tmp_path: Path) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(PATIENCE)
        process = await office.start("--workers", "2", NOTIFY_SOCKET=address)
        first = await asyncio.to_thread(manager.recv, 100)
        await until(lambda: is_count(office, 2))
        process.terminate()
        await process.wait()
        second = manager.recv(100)
        manager.setblocking(False)
        with pytest.raises(BlockingIOError):
            manager.recv(100)

    assert (first, second) == (b"READY=1", b"STOPPING=1")


async def test_the_service_manager_hears_again_and_again_that_it_lives_until_it_hangs(
    office: Office, tmp_path: Path
) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(PATIENCE)
        watched = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "400000"}
        process = await office.start(**watched)
        heard = [await asyncio.to_thread(manager.recv, 100) for _ in range(6)]
        process.send_signal(signal.SIGSTOP)
        manager.settimeout(1.0)
        assert not await asyncio.to_thread(goes_on, manager)
        process.send_signal(signal.SIGCONT)
        process.terminate()
        assert await process.wait() == 0

    assert sorted(heard) == [b"READY=1", *[b"WATCHDOG=1"] * 5]


def goes_on(manager: socket.socket) -> bool:
    """Whether there is always one more word; what was said before is heard first."""
    try:
        return all(manager.recv(100) for _ in range(100))
    except TimeoutError:
        return False


async def test_a_simulation_is_kept_across_restarts_and_never_left_by_mistake(
    office: Office,
) -> None:
    async with office.serving("--clock-start", "2026-03-02T08:00", "--clock-speed", "max"):
        pass
    refused = await office.start()
    assert await refused.wait() == 1
    assert "stands at 2026-03-02T01:00:00+00:00: go on with --clock-speed max" in last_line(office)

    async with office.serving("--workers", "2", "--clock-speed", "max"):
        await until(lambda: is_count(office, 2))
    real = await office.start("--clock-speed", "real")
    await until(office.ready)
    real.terminate()
    assert await real.wait() == 0

    told: tuple[Entry, ...] = await office.read(entries_about, "clock")
    assert [entry.event for entry in told] == ["clock-simulated", "clock-real"]


def last_line(office: Office) -> str:
    return office.log.read_text(encoding="utf-8").splitlines()[-1]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--clock-speed", "0"), '"0" is no speed'),
        (("--clock-start", "soon"), '"soon" is no instant; write it such as 2026-03-02T07:00'),
        (("--clock-start", "2026-03-02", "--clock-speed", "real"), "begins a simulation"),
        (("--roles", "relay,cook"), '"cook" is no role; known are relay, schedules'),
        (("--workers", "0"), "0 is not in the range"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(
    office: Office,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    words: str,
) -> None:
    assert run(["--config", str(office.config), "serve", *options]) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert words in line


async def test_a_simulation_without_a_start_does_not_begin(office: Office) -> None:
    process = await office.start("--clock-speed", "max")

    assert await process.wait() == 1
    (line,) = office.log.read_text(encoding="utf-8").splitlines()
    assert line == "this store is not simulated; say where to begin with --clock-start"


@pytest.mark.parametrize("missing", ["congvu.db", "keys/audit.pem"])
async def test_a_daemon_without_its_store_or_its_key_does_not_begin(
    office: Office, tmp_path: Path, missing: str
) -> None:
    (tmp_path / missing).unlink()
    process = await office.start()

    assert await process.wait() == 1
    assert str(tmp_path / missing) in last_line(office)
    assert not (tmp_path / missing).exists()


async def test_the_relay_need_not_wait_for_web_chat_or_migration_libraries() -> None:
    program = f"import sys, congvu.cli.serve; print(set(sys.modules) & set({HEAVY!r}))"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdout=asyncio.subprocess.PIPE
    )
    answer, _ = await process.communicate()

    assert answer.decode().strip() == "set()"
