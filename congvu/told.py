"""What a worker tells its parent of itself: a line of JSON each time."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field

from congvu.supervise import LoopHealth
from work.figures import Figures


@dataclass(frozen=True, slots=True)
class Told:
    """What it has counted, how its loops are, and since when, in seconds, what does not move."""

    figures: Figures = field(default_factory=Figures)
    loops: tuple[LoopHealth, ...] = ()
    pulses: Mapping[str, float] = field(default_factory=dict)
    worries: Mapping[str, float] = field(default_factory=dict)

    def line(self) -> bytes:
        """As it is written."""
        plain = {
            "figures": self.figures.plain(),
            "loops": [astuple(loop) for loop in self.loops],
            "pulses": dict(self.pulses),
            "worries": dict(self.worries),
        }
        return json.dumps(plain).encode() + b"\n"

    @classmethod
    def of(cls, line: bytes) -> "Told":
        """What *line* says; raises ValueError, LookupError, TypeError, AttributeError or RecursionError."""
        plain = json.loads(line)
        loops = tuple(LoopHealth(*loop) for loop in plain["loops"])
        pulses, worries = dict(plain["pulses"]), dict(plain["worries"])
        return cls(Figures.of(plain["figures"]), loops, pulses, worries)


def as_one(loops: Iterable[LoopHealth]) -> tuple[LoopHealth, ...]:
    """Loops of the same name in several processes as one, which is healthy while each of them is."""
    known: dict[str, LoopHealth] = {}
    for loop in loops:
        known[loop.name] = _both(known[loop.name], loop) if loop.name in known else loop
    return tuple(known.values())


def _both(one: LoopHealth, other: LoopHealth) -> LoopHealth:
    healthy, restarts = one.healthy and other.healthy, one.restarts + other.restarts
    return LoopHealth(one.name, healthy, restarts, other.incident or one.incident)
