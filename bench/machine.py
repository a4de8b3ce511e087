"""What a measurement cost, and what the machine did besides: read from /proc (Linux, proc(5))."""

import os
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count() or 1
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds of processor time at one moment: of some processes with their children, and of everybody."""

    at: float
    ours: float
    all: float


@dataclass(frozen=True, slots=True)
class Spent:
    """What lies between two samples; *foreign* is how many cores others kept busy."""

    wall_seconds: float
    cpu_seconds: float
    foreign: float
    load: float  # average of the last minute


def sample(roots: Iterable[int]) -> Sample:
    """The time that *roots* and all below them have used, and that the machine has."""
    times = [_times(pid) for pid in tree(roots)]
    return Sample(time.perf_counter(), sum(times), _machine())


def spent(before: Sample, after: Sample, known_seconds: float = 0.0) -> Spent:
    """The difference; *known_seconds* were used by the measurement itself, and are nobody's load."""
    wall, ours = after.at - before.at, after.ours - before.ours
    foreign = max(after.all - before.all - ours - known_seconds, 0.0) / wall
    return Spent(wall, ours, foreign, os.getloadavg()[0])


def tree(roots: Iterable[int]) -> frozenset[int]:
    """The processes *roots* and all below them, those alive now."""
    below: dict[int, list[int]] = defaultdict(list)
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            below[int(fields[1])].append(int(entry.name))
    found: set[int] = set()
    todo = list(roots)
    while todo:
        pid = todo.pop()
        if pid not in found:
            found.add(pid)
            todo += below[pid]
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB in memory: *resident* counts a page once for each process that has it, *shared_once* once in all."""

    resident: float
    shared_once: float


def memory(roots: Iterable[int]) -> Memory:
    """What they keep in memory now, with all below them."""
    found = [_kibibytes(pid) for pid in tree(roots)]
    return Memory(*(sum(column) / 1024 for column in zip(*found, strict=True)))


def _stat(pid: int) -> list[str]:
    """The fields behind the name, of which the first is the state; none once it is gone."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return []
    return text[text.rindex(")") + 2 :].split()


def _times(pid: int) -> float:
    """Its own time and that of its children that ended, in user and kernel mode."""
    fields = _stat(pid)
    return sum(int(ticks) for ticks in fields[11:15]) / TICKS


def _machine() -> float:
    """Busy time: all but idle, waiting for a disk, stolen, and guests', which user time holds already."""
    user, nice, system, _idle, _waiting, hard, soft, *_ = map(
        int, (_PROC / "stat").read_text().split("\n", 1)[0].split()[1:]
    )
    return (user + nice + system + hard + soft) / TICKS


def _kibibytes(pid: int) -> tuple[int, int]:
    """Rss and Pss; none once it is gone."""
    try:
        text = (_PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0, 0
    found = dict(
        line.split()[:2] for line in text.splitlines() if line.startswith(("Rss:", "Pss:"))
    )
    return int(found.get("Rss:", 0)), int(found.get("Pss:", 0))
