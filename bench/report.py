"""Rounds as a table, their medians, and the ratios that a claim rests on."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.machine import CORES, Spent

OURS, PEER = "congvu", "postfix"


@dataclass(frozen=True, slots=True)
class Round:
    """One relay's time with the whole load, from the first letter sent to the last one at the next hop."""

    number: int
    relay: str
    letters: int
    seconds: float
    memory_mib: float
    spent: Spent

    @property
    def rate(self) -> float:
        """Letters a second, end to end."""
        return self.letters / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time a letter, of the relay's processes alone."""
        return self.spent.cpu_seconds / self.letters * 1000


def heading() -> str:
    """What stands above the rounds."""
    return "round  relay    letters/s  CPU ms/letter  memory MiB  others' cores  load"


def line(one: Round) -> str:
    """One round; what others did meanwhile stands beside it."""
    return (
        f"{one.number:>5}  {one.relay:<8}{one.rate:>10.0f}{one.cpu_ms:>15.2f}{one.memory_mib:>12.0f}"
        f"{one.spent.foreign:>15.2f}{one.spent.load:>6.1f}"
    )


def ratios(rounds: Sequence[Round]) -> list[float]:
    """Ours to the peer's letters a second, round by round."""
    rates = {(one.number, one.relay): one.rate for one in rounds}
    numbers = sorted({one.number for one in rounds})
    return [rates[number, OURS] / rates[number, PEER] for number in numbers]


def summary(rounds: Sequence[Round]) -> str:
    """The medians, and whether the machine was quiet enough to believe them."""
    lines = [_medians(name, rounds) for name in (PEER, OURS)]
    each = ", ".join(f"{ratio:.2f}" for ratio in ratios(rounds))
    lines.append(f"ratio of letters a second, round by round: {each}")
    noise = max(one.spent.foreign for one in rounds)
    if noise > 0.1 * CORES:
        lines.append(
            f"others kept up to {noise:.1f} of {CORES} cores busy: measure again when they are not"
        )
    return "\n".join(lines)


def write(path: Path, rounds: Sequence[Round], load: str) -> None:
    """Everything that was measured, for programs."""
    found = {
        "cores": CORES,
        "load": load,
        "ratios": ratios(rounds),
        "median_ratio": statistics.median(ratios(rounds)),
        "rounds": [{**asdict(one), "rate": one.rate, "cpu_ms": one.cpu_ms} for one in rounds],
    }
    path.write_text(json.dumps(found, indent=1) + "\n")


def _medians(name: str, rounds: Sequence[Round]) -> str:
    mine = [one for one in rounds if one.relay == name]
    rate = statistics.median(one.rate for one in mine)
    cpu = statistics.median(one.cpu_ms for one in mine)
    memory = statistics.median(one.memory_mib for one in mine)
    return f"{name}: median {rate:.0f} letters/s, {cpu:.2f} ms CPU a letter, {memory:.0f} MiB"
