"""Rounds as tables, their medians, and the ratios that a claim rests on."""

import json
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.cases import GOALS, Load, asked, beats_unsigned
from bench.machine import CORES, Memory, Spent

OURS, PEER, UNSIGNED = "congvu", "postfix", "unsigned"


@dataclass(frozen=True, slots=True)
class Round:
    """One relay's time with a whole load, from the first letter sent to the last one at the next hop."""

    number: int
    relay: str
    load: Load
    seconds: float
    memory: Memory
    spent: Spent

    @property
    def rate(self) -> float:
        """Letters a second, end to end."""
        return self.load.letters / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time a letter, of the relay's processes alone."""
        return self.spent.cpu_seconds / self.load.letters * 1000

    @property
    def resident_mib(self) -> float:
        """Resident memory of its processes, as tools add it up."""
        return self.memory.resident

    @property
    def shared_once_mib(self) -> float:
        """The same, with pages that several share counted once."""
        return self.memory.shared_once


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that is asked for, and what was measured; a ratio *upward* may not be below, others not above."""

    what: str
    measured: float
    goal: float
    upward: bool = True

    @property
    def met(self) -> bool:
        """Whether it is so."""
        return self.measured >= self.goal if self.upward else self.measured <= self.goal

    def __str__(self) -> str:
        bound, verdict = "least" if self.upward else "most", "met" if self.met else "NOT MET"
        return (
            f"{self.what}: {self.measured:.2f}, at {bound} {self.goal:.2f} is asked for: {verdict}"
        )


def heading() -> str:
    """What stands above the rounds."""
    return "round  relay     letters/s  CPU ms/letter  RSS MiB  PSS MiB  others' cores  load"


def line(one: Round) -> str:
    """One round; what others did meanwhile stands beside it."""
    return (
        f"{one.number:>5}  {one.relay:<9}{one.rate:>10.0f}{one.cpu_ms:>15.2f}{one.resident_mib:>9.0f}"
        f"{one.shared_once_mib:>9.0f}{one.spent.foreign:>15.2f}{one.spent.load:>6.1f}"
    )


def ratios(rounds: Sequence[Round], load: Load, peer: str = PEER) -> list[float]:
    """Ours to the peer's letters a second under *load*, round by round."""
    ours, theirs = _of(rounds, load, OURS), _of(rounds, load, peer)
    return [mine.rate / other.rate for mine, other in zip(ours, theirs, strict=True)]


def loads(rounds: Sequence[Round]) -> tuple[Load, ...]:
    """The loads in the order in which they were measured."""
    return tuple(dict.fromkeys(one.load for one in rounds))


def summary(rounds: Sequence[Round]) -> str:
    """The medians, and whether the machine was quiet enough to believe them."""
    lines = [
        f"{'':24}{'letters/s':>17}{'CPU ms/letter':>18}{'RSS MiB':>18}{'PSS MiB':>18}",
        f"{'':24}" + f" {PEER:>8}{OURS:>8} " * 4 + "  ratio (of single rounds)",
    ]
    lines += [_row(rounds, load) for load in loads(rounds)]
    noise = max(one.spent.foreign for one in rounds)
    if noise > 0.1 * CORES:
        lines.append(
            f"others kept up to {noise:.1f} of {CORES} cores busy: measure again when they are not"
        )
    return "\n".join(lines)


def claims(rounds: Sequence[Round]) -> Iterator[Claim]:
    """What is asked of the loads that were measured."""
    measured = loads(rounds)
    medians = [statistics.median(ratios(rounds, load)) for load in measured]
    for load, ratio in zip(measured, medians, strict=True):
        yield Claim(f"letters a second, {load}", ratio, asked(load))
    if len(measured) > 1:
        mean = statistics.geometric_mean(medians)
        yield Claim(f"letters a second, geometric mean of {len(measured)}", mean, GOALS.mean)
    cpu = max(_share(rounds, load, "cpu_ms") for load in measured)
    memory = max(_share(rounds, load, "resident_mib") for load in measured)
    yield Claim("processor time a letter, worst case", cpu, GOALS.cpu, upward=False)
    yield Claim("resident memory of the tree, worst case", memory, GOALS.memory, upward=False)
    if any(one.relay == UNSIGNED for one in rounds):
        for load in beats_unsigned(measured):
            ratio = statistics.median(ratios(rounds, load, UNSIGNED))
            yield Claim(f"letters a second, {load}, to Postfix unsigned", ratio, 1.0)


def write(path: Path, rounds: Sequence[Round]) -> None:
    """Everything that was measured, for programs."""
    found = {
        "cores": CORES,
        "claims": [{**asdict(claim), "met": claim.met} for claim in claims(rounds)],
        "rounds": [{**asdict(one), "rate": one.rate, "cpu_ms": one.cpu_ms} for one in rounds],
    }
    path.write_text(json.dumps(found, indent=1) + "\n")


def _of(rounds: Sequence[Round], load: Load, relay: str) -> list[Round]:
    mine = [one for one in rounds if one.load == load and one.relay == relay]
    return sorted(mine, key=lambda one: one.number)


def _median(rounds: Sequence[Round], load: Load, relay: str, figure: str) -> float:
    found: list[float] = [getattr(one, figure) for one in _of(rounds, load, relay)]
    return statistics.median(found)


def _share(rounds: Sequence[Round], load: Load, figure: str) -> float:
    return _median(rounds, load, OURS, figure) / _median(rounds, load, PEER, figure)


def _row(rounds: Sequence[Round], load: Load) -> str:
    def pair(figure: str, digits: int = 0) -> str:
        theirs, ours = (_median(rounds, load, relay, figure) for relay in (PEER, OURS))
        return f" {theirs:>8.{digits}f}{ours:>8.{digits}f} "

    each = ratios(rounds, load)
    span = f"{statistics.median(each):.2f} ({min(each):.2f} to {max(each):.2f})"
    figures = pair("rate") + pair("cpu_ms", 2) + pair("resident_mib") + pair("shared_once_mib")
    return f"{load!s:24}{figures}  {span}"
