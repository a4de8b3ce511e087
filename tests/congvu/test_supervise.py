"""The supervisor: what fails is restarted and told, the others go on, and the end is orderly."""

import asyncio
import contextlib
from collections.abc import Iterator, MutableMapping
from datetime import timedelta
from typing import Any

import pytest
import structlog

from congvu import supervise
from congvu.supervise import LoopHealth, LoopReturned, Supervisor

SOON = timedelta(seconds=20)

Lines = list[MutableMapping[str, Any]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    with structlog.testing.capture_logs() as captured:
        yield captured


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervise, "FIRST_PAUSE_SECONDS", 0.01)


class Failing:
    """A loop that fails some times and then runs on."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.ran = 0
        self.well = asyncio.Event()

    async def run(self) -> None:
        self.ran += 1
        if self.ran <= self.times:
            raise ValueError(f"failure {self.ran}")
        self.well.set()
        await asyncio.Event().wait()


class Draining:
    """A loop with one piece of work under way, which it finishes when it is asked to drain."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.finished = False
        self._asked = asyncio.Event()

    async def run(self) -> None:
        await self._asked.wait()
        await asyncio.sleep(self.seconds)
        self.finished = True

    def drain(self) -> None:
        self._asked.set()


async def forever() -> None:
    await asyncio.Event().wait()


async def until_healthy(supervisor: Supervisor, name: str) -> LoopHealth:
    async with asyncio.timeout(20):
        while True:
            (found,) = [health for health in supervisor.health() if health.name == name]
            if found.healthy:
                return found
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("quick")
async def test_a_loop_that_fails_is_restarted_and_told_by_its_incident(lines: Lines) -> None:
    loop = Failing(2)
    async with Supervisor(SOON) as supervisor:
        supervisor.add("queue", loop.run)
        await loop.well.wait()
        health = await until_healthy(supervisor, "queue")
        supervisor.stop()

    failures = [line for line in lines if line["event"] == "loop.failed"]
    assert [str(line["exc_info"]) for line in failures] == ["failure 1", "failure 2"]
    assert health == LoopHealth("queue", True, 2, failures[-1]["incident"])


@pytest.mark.usefixtures("quick")
async def test_a_loop_whose_own_task_group_fails_at_its_end_is_restarted_too() -> None:
    """TaskGroup leaves its parent marked as cancelled then (Python 3.11): the queue stood still for good."""
    inner = Failing(2)

    async def grouped() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(inner.run(), name="inner")

    async with Supervisor(SOON) as supervisor:
        supervisor.add("queue", grouped)
        async with asyncio.timeout(20):
            await inner.well.wait()
        supervisor.stop()

    assert inner.ran == 3


async def test_the_pause_doubles_with_each_failure_in_a_row_and_has_a_bound(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(supervise, "LONGEST_PAUSE_SECONDS", 0.04)
    loop = Failing(4)
    async with Supervisor(SOON) as supervisor:
        supervisor.add("queue", loop.run)
        await loop.well.wait()
        supervisor.stop()

    pauses = [line["again_in_seconds"] for line in lines if line["event"] == "loop.failed"]
    assert pauses == [0.01, 0.02, 0.04, 0.04]


async def test_a_failure_after_long_health_counts_as_the_first_again(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervise, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(supervise, "HEALTHY_AFTER_SECONDS", 0.0)
    loop = Failing(3)
    async with Supervisor(SOON) as supervisor:
        supervisor.add("queue", loop.run)
        await loop.well.wait()
        supervisor.stop()

    pauses = [line["again_in_seconds"] for line in lines if line["event"] == "loop.failed"]
    assert pauses == [0.01, 0.01, 0.01]


@pytest.mark.usefixtures("lines")
async def test_a_loop_that_failed_is_not_ready_while_it_pauses() -> None:
    async with Supervisor(SOON) as supervisor:
        supervisor.add("queue", Failing(1).run)
        supervisor.add("web", forever)
        await asyncio.sleep(0.05)
        health = {loop.name: loop.healthy for loop in supervisor.health()}
        supervisor.stop()

    assert health == {"queue": False, "web": True}


@pytest.mark.usefixtures("quick")
async def test_the_others_go_on_while_one_fails(lines: Lines) -> None:
    failing, steady = Failing(3), Failing(0)
    async with Supervisor(SOON) as supervisor:
        supervisor.add("bad", failing.run)
        supervisor.add("good", steady.run)
        await failing.well.wait()
        supervisor.stop()

    assert (failing.ran, steady.ran) == (4, 1)
    assert {line.get("loop") for line in lines} == {"bad", None}


@pytest.mark.usefixtures("quick")
async def test_a_loop_that_returns_or_cancels_itself_has_failed(lines: Lines) -> None:
    ways = iter(("return", "cancel"))
    well = asyncio.Event()

    async def run() -> None:
        match next(ways, None):
            case "return":
                return
            case "cancel":
                raise asyncio.CancelledError("of something inside")
        well.set()
        await forever()

    async with Supervisor(SOON) as supervisor:
        supervisor.add("queue", run)
        await well.wait()
        supervisor.stop()

    failures = [line["exc_info"] for line in lines if line["event"] == "loop.failed"]
    assert [type(error) for error in failures] == [LoopReturned, LoopReturned]


async def test_a_stop_lets_a_loop_finish_what_is_under_way() -> None:
    work = Draining(0.05)
    async with Supervisor(SOON) as supervisor:
        supervisor.add("smtp", work.run, drain=work.drain)
        supervisor.stop()

    assert work.finished


async def test_a_stop_ends_a_loop_that_has_nothing_to_finish_and_one_that_pauses() -> None:
    async with asyncio.timeout(20), Supervisor(SOON) as supervisor:
        supervisor.add("tick", forever)
        supervisor.add("queue", Failing(1).run, drain=lambda: None)
        await asyncio.sleep(0.02)
        supervisor.stop()


async def test_what_the_others_need_is_stopped_last() -> None:
    order: list[str] = []
    work = Draining(0.05)

    async def smtp() -> None:
        await work.run()
        order.append("smtp")

    async def heartbeat() -> None:
        try:
            await forever()
        finally:
            order.append("heartbeat")

    async with Supervisor(SOON) as supervisor:
        supervisor.add("heartbeat", heartbeat, last=True)
        supervisor.add("smtp", smtp, drain=work.drain)
        await asyncio.sleep(0)
        supervisor.stop()

    assert order == ["smtp", "heartbeat"]


async def test_a_loop_that_does_not_finish_in_time_is_cancelled_and_named(lines: Lines) -> None:
    work = Draining(1000)
    async with asyncio.timeout(20), Supervisor(timedelta(seconds=0.05)) as supervisor:
        supervisor.add("smtp", work.run, drain=work.drain)
        supervisor.stop()

    assert not work.finished
    assert [line["loops"] for line in lines if line["event"] == "drain.overdue"] == [["smtp"]]


async def test_a_drain_that_fails_still_ends_the_loop(lines: Lines) -> None:
    def broken() -> None:
        raise ValueError("a bug")

    async with asyncio.timeout(20), Supervisor(SOON) as supervisor:
        supervisor.add("smtp", forever, drain=broken)
        await asyncio.sleep(0)
        supervisor.stop()

    assert "drain.failed" in [line["event"] for line in lines]


async def test_a_failure_while_stopping_is_told_but_not_restarted(lines: Lines) -> None:
    asked = asyncio.Event()

    async def run() -> None:
        await asked.wait()
        raise ValueError("too late")

    async with Supervisor(SOON) as supervisor:
        supervisor.add("smtp", run, drain=asked.set)
        await asyncio.sleep(0)
        supervisor.stop()

    assert [line["loop"] for line in lines if line["event"] == "loop.failed"] == ["smtp"]


async def test_an_error_at_the_start_ends_what_was_started_and_is_raised() -> None:
    ended = asyncio.Event()

    async def run() -> None:
        try:
            await forever()
        finally:
            ended.set()

    async def start() -> None:
        async with Supervisor(SOON) as supervisor:
            supervisor.add("heartbeat", run)
            await asyncio.sleep(0)
            raise OSError("the address is taken")

    with pytest.raises(OSError, match="taken"):
        await start()

    assert ended.is_set()


@pytest.mark.usefixtures("lines")
async def test_a_loop_that_swallows_its_cancellation_is_not_started_again() -> None:
    runs = []

    async def run() -> None:
        runs.append(1)
        with contextlib.suppress(asyncio.CancelledError):
            await forever()

    async def start() -> None:
        async with Supervisor(SOON) as supervisor:
            supervisor.add("rude", run)
            await asyncio.sleep(0)
            raise OSError("the address is taken")

    async with asyncio.timeout(20):
        with pytest.raises(OSError, match="taken"):
            await start()
    assert len(runs) == 1


async def test_nothing_is_started_after_the_stop() -> None:
    loop = Failing(0)
    async with Supervisor(SOON) as supervisor:
        supervisor.stop()
        supervisor.add("late", loop.run)

    assert loop.ran == 0


async def test_what_begins_after_a_reload_was_asked_for_reads_again_at_once() -> None:
    called: list[str] = []
    async with Supervisor(SOON) as supervisor:
        supervisor.reload()
        supervisor.on_reload(lambda: called.append("rules"))
        supervisor.stop()

    assert called == ["rules"]


async def test_a_reload_that_fails_does_not_keep_the_others_from_theirs(lines: Lines) -> None:
    called = []

    def broken() -> None:
        raise ValueError("line 3")

    async with Supervisor(SOON) as supervisor:
        supervisor.on_reload(broken)
        supervisor.on_reload(lambda: called.append("token"))
        supervisor.reload()
        supervisor.stop()

    assert called == ["token"]
    assert "reload.failed" in [line["event"] for line in lines]
