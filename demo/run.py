"""`congvu demo`: makes the sample office, then either leads round it or walks round it by itself."""

import signal
import tempfile
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog

from demo.program import run_until_told
from demo.tour import SPEED, tour
from demo.tour_check import walk
from demo.tour_console import invite
from demo.tour_failure import StepFailed
from demo.tour_occasions import occasions
from demo.tour_office import Place
from demo.tour_ports import ANY, USUAL, Ports, free_ports, ports_from
from demo.tour_stage import MONDAY, stage
from demo.tour_steps import DIM, GREEN, RED, Steps


class NotEmptyError(ValueError):
    """The folder to keep a demo in holds something already."""


def check(keep: Path | None, base: int | None) -> bool:
    """Whether every step of the tour really happened. Raises NotEmptyError."""
    steps = Steps()
    wanted = ANY if base is None else ports_from(base)
    with _folder(keep) as folder, _logged(folder):
        _run(walk(folder, free_ports(wanted), steps))
        finished = steps.good and (folder / "steps.json").exists()
    _tell_end(steps, finished)
    _tell_kept(steps, keep)
    return finished


def lead(keep: Path | None, base: int | None) -> bool:
    """Whether the office stood until it was told to end. Raises NotEmptyError."""
    steps = Steps()
    wanted = USUAL if base is None else ports_from(base)
    with _folder(keep) as folder, _logged(folder):
        _run(_lead(Place(folder), free_ports(wanted), steps))
    steps.say("\nĐã dừng.")
    steps.say(steps.styled(DIM, "Ended."))
    _tell_kept(steps, keep)
    return steps.good


def _run(doing: Coroutine[Any, Any, None]) -> None:
    """A terminal that is closed ends it like any other end: the daemon would outlive it."""
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
    run_until_told(doing)


async def _lead(place: Place, ports: Ports, steps: Steps) -> None:
    clock = ("--clock-start", MONDAY, "--clock-speed", str(SPEED))
    try:
        async with stage(place, ports, steps, *clock) as there:
            await there.register()
            await there.letters()
            await there.arrivals()
            await invite(there)
            await occasions(there)
            for line in tour(there):
                steps.say(line)
            async with steps.step("Đang chạy, Ctrl-C để dừng", "Running, Ctrl-C ends it"):
                await there.daemon.ended()
    except* StepFailed:
        pass  # told already, where it failed


def _tell_end(steps: Steps, finished: bool) -> None:
    count, seconds = len(steps.told), sum(step.seconds for step in steps.told)
    steps.say()
    if finished:
        steps.say(steps.styled(GREEN, f"Cả {count} bước đã thật sự diễn ra, {seconds:.0f} giây."))
        steps.say(steps.styled(DIM, f"All {count} steps really happened, {seconds:.0f} seconds."))
    else:
        steps.say(
            steps.styled(RED, "Không phải bước nào cũng diễn ra; --keep DIR giữ lại nhật ký.")
        )
        steps.say(steps.styled(DIM, "Not every step happened; --keep DIR leaves the log."))


def _tell_kept(steps: Steps, keep: Path | None) -> None:
    if keep is not None:
        steps.say(f"{keep.absolute()}")


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="congvu-demo-") as made:
            yield Path(made)
        return
    if keep.exists() and any(keep.iterdir()):
        raise NotEmptyError(f"{keep} holds something already; name a new or an empty folder")
    keep.mkdir(parents=True, exist_ok=True)
    yield keep.absolute()


@contextmanager
def _logged(folder: Path) -> Iterator[None]:
    """What the peers log goes to a file: the terminal has the steps."""
    with (folder / "peers.log").open("w", encoding="utf-8") as file:
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(file))
        yield
