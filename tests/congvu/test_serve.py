"""`congvu serve` as a process: it serves, tells how it is, ends in order, and leaves nobody behind."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from congvu.cli.main import run
from store.account import Entry, entries_about
from tests.congvu.served import ADDRESS, PATIENCE, Relaying, Served, until
from tests.processes import alive, children

HEAVY = (
    "starlette",
    "uvicorn",
    "prometheus_client",
    "telegram",
    "alembic",
    "jinja2",
    "sqlalchemy.dialects.postgresql",
)


@pytest.fixture
def office(tmp_path: Path) -> Served:
    return Served(tmp_path)


async def test_it_serves_and_a_sigterm_ends_it_in_order(office: Served) -> None:
    async with office.serving() as process:
        assert await office.workers() == 1
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == 0

    assert await office.workers() == 0
    assert (office.told("serving"), office.told("stopped")) == (1, 1)


async def test_several_workers_serve_one_store_and_end_together(office: Served) -> None:
    async with office.serving("--workers", "3") as process:
        await office.serve(4)
        workers = children(process.pid)
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == 0

    assert await office.workers() == 0
    assert len(workers) == 3, "they relay; the parent has the rest"
    assert not [pid for pid in workers if alive(pid)]


async def test_a_worker_that_dies_is_started_again(office: Served) -> None:
    async with office.serving("--workers", "2") as process:
        await until(lambda: len(children(process.pid)) == 2)
        first, _ = children(process.pid)
        os.kill(first, signal.SIGKILL)
        await until(lambda: office.told("child.started") == 3)
        await until(lambda: office.told("serving") >= 3)

    assert office.told("loop.failed") == 1


async def test_the_figures_are_those_of_all_workers_and_outlast_one(office: Served) -> None:
    async with office.serving("--workers", "2") as process:
        await until(lambda: counts(office, 'congvu_events_total{event="serving",level="info"} 3.0'))
        child, _ = children(process.pid)
        os.kill(child, signal.SIGKILL)
        await until(lambda: counts(office, 'congvu_events_total{event="serving",level="info"} 4.0'))


async def counts(office: Served, line: str) -> bool:
    answer = await office.ask("/metrics")
    return answer is not None and line in answer.text


async def test_workers_of_a_parent_that_was_killed_end_by_themselves(office: Served) -> None:
    async with office.serving("--workers", "2") as process:
        await office.serve(3)
        there = children(process.pid)
        process.kill()
        await process.wait()
        await until(lambda: not any(map(alive, there)))

    assert await office.workers() == 1, "the children gave their leases back, the parent could not"


async def test_a_worker_that_is_to_end_before_it_has_begun_leaves_no_lease(office: Served) -> None:
    """Its lease once stayed where the stop came between its joining and its first heartbeat."""
    told, parent = os.pipe()
    os.close(parent)
    process = await office.start("--worker-number", "2", "--roles", "relay", stdin=told)
    os.close(told)
    async with asyncio.timeout(PATIENCE):
        assert await process.wait() == 0

    assert (office.told("worker.joined"), office.told("worker.left")) == (1, 1)
    assert await office.workers() == 0


async def test_a_second_signal_ends_it_at_once_with_its_workers(office: Served) -> None:
    async with office.serving("--workers", "2") as process:
        await office.serve(3)
        child, _ = children(process.pid)
        os.kill(child, signal.SIGSTOP)  # so that the first signal has something to wait for
        process.send_signal(signal.SIGTERM)
        await until(lambda: office.told("stopping") >= 1)  # the other child may have heard of it
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == -signal.SIGTERM
        await until(lambda: not alive(child))


async def test_a_hangup_reads_the_token_again(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("first\n")
    token.chmod(0o600)
    office = Served(tmp_path, 'token_file = "token"\n')
    async with office.serving() as process:
        answer = await office.ask("/metrics", "first")
        assert answer is not None
        assert answer.status_code == 200
        token.write_text("second\n")
        process.send_signal(signal.SIGHUP)
        await until(lambda: accepts(office, "second"))
        assert not await accepts(office, "first")


async def accepts(office: Served, token: str) -> bool:
    answer = await office.ask("/metrics", token)
    return answer is not None and answer.status_code == 200


async def test_the_service_manager_hears_of_start_and_stop(tmp_path: Path) -> None:
    office = Relaying(tmp_path)
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(PATIENCE)
        process = await office.start("--workers", "2", environment={"NOTIFY_SOCKET": address})
        first = await asyncio.to_thread(manager.recv, 100)
        _, client = await asyncio.open_connection(ADDRESS, office.door)  # a relay listens by then
        client.close()
        await office.serve(3)
        process.terminate()
        await process.wait()
        second = manager.recv(100)
        manager.setblocking(False)
        with pytest.raises(BlockingIOError):
            manager.recv(100)

    assert (first, second) == (b"READY=1", b"STOPPING=1")


async def test_workers_that_cannot_have_an_address_end_the_daemon_as_one_would(
    tmp_path: Path,
) -> None:
    said = []
    for workers in ("1", "2"):
        (tmp_path / workers).mkdir()
        office = Relaying(tmp_path / workers)
        with socket.create_server((ADDRESS, office.door)):
            process = await office.start("--workers", workers)
            async with asyncio.timeout(PATIENCE):
                code = await process.wait()
        errors = [line for line in office.log.read_text("utf-8").splitlines() if line[0] != "{"]
        for own in (str(office.folder), str(office.door)):
            errors = [line.replace(own, "…") for line in errors]
        said.append((code, errors))
        assert (office.told("serving"), office.told("loop.failed")) == (0, 0)
        assert await office.workers() == 0

    assert said[0] == said[1]
    (sentence,) = said[0][1]
    assert "address already in use; congvu check tells which line of …/config.toml" in sentence


async def test_a_daemon_tells_how_loops_of_its_workers_are(tmp_path: Path) -> None:
    office = Relaying(tmp_path)
    async with office.serving("--workers", "2") as process:
        await until(lambda: counts(office, 'congvu_loop_healthy{loop="smtp"} 1.0'))
        first, _ = children(process.pid)
        os.kill(first, signal.SIGKILL)
        await until(lambda: counts(office, 'congvu_loop_healthy{loop="worker-2"} 0.0'))
        await until(office.ready)


async def test_the_service_manager_hears_again_and_again_that_it_lives_until_it_hangs(
    office: Served, tmp_path: Path
) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(PATIENCE)
        watched = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "400000"}
        process = await office.start(environment=watched)
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
    office: Served,
) -> None:
    async with office.serving("--clock-start", "2026-03-02T08:00", "--clock-speed", "max"):
        pass
    refused = await office.start()
    assert await refused.wait() == 1
    assert "stands at 2026-03-02T01:00:00+00:00: go on with --clock-speed max" in last_line(office)

    async with office.serving("--workers", "2", "--clock-speed", "max"):
        await office.serve(3)
    real = await office.start("--clock-speed", "real")
    await until(office.ready)
    real.terminate()
    assert await real.wait() == 0

    told: tuple[Entry, ...] = await office.read(entries_about, "clock")
    assert [entry.event for entry in told] == ["clock-simulated", "clock-real"]


def last_line(office: Served) -> str:
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
    office: Served,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    words: str,
) -> None:
    assert run(["--config", str(office.config), "serve", *options]) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert words in line


async def test_a_simulation_without_a_start_does_not_begin(office: Served) -> None:
    process = await office.start("--clock-speed", "max")

    assert await process.wait() == 1
    (line,) = office.log.read_text(encoding="utf-8").splitlines()
    assert line == "this store is not simulated; say where to begin with --clock-start"


@pytest.mark.parametrize("missing", ["congvu.db", "keys/audit.pem"])
async def test_a_daemon_without_its_store_or_its_key_does_not_begin(
    office: Served, tmp_path: Path, missing: str
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
