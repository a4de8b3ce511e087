"""What is measured, and what is asked of it: sizes, connections, and whether those are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class Load:
    """So many letters of so many octets, over so many connections at a time.

    *kept* connections carry one letter after another; the others one each.
    """

    letters: int
    octets: int = 4096
    connections: int = 20
    kept: bool = True

    def __str__(self) -> str:
        manner = "kept" if self.kept else "one letter each"
        return f"{self.octets // 1024} KiB x {self.connections} {manner}"


@dataclass(frozen=True, slots=True)
class Goals:
    """What is asked of the medians, as ratios to the signing peer."""

    mean: float = 3.0  # letters a second, geometric mean over the twelve
    least: float = 1.5  # letters a second, in any case
    cpu: float = 0.35  # processor time a letter, at most
    memory: float = 0.3  # of the whole tree, at most


GOALS = Goals()
FULL, QUICK = 5000, 1000  # letters of 4 KiB; a fifth of it at 100 KiB
_SIZES = (4096, 102400)


def usual(letters: int) -> Load:
    """The load that a change is judged by."""
    return Load(letters)


def twelve(letters: int) -> tuple[Load, ...]:
    """Both sizes, over 1, 20 and 100 connections, kept and not."""
    shapes = product(_SIZES, (False, True), (1, 20, 100))
    return tuple(
        Load(letters if octets == _SIZES[0] else letters // 5, octets, connections, kept)
        for octets, kept, connections in shapes
    )


def asked(load: Load) -> float:
    """How many times the peer's letters a second are asked for."""
    return _ASKED.get((load.octets, load.connections, load.kept), GOALS.least)


_ASKED: Mapping[tuple[int, int, bool], float] = {
    (4096, 20, True): 3.5,
    (4096, 20, False): 3.0,
    (102400, 20, True): 2.5,
}


def beats_unsigned(loads: Sequence[Load]) -> tuple[Load, ...]:
    """Those in which we, signing, are asked to be faster than a Postfix that does not sign."""
    return tuple(load for load in loads if load.octets == _SIZES[0] and load.connections >= 20)
