"""What a process has counted since its start: how often by code, and how long by histogram.

Several processes' figures add up; they pass between them as JSON.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from typing import Any

KEYS_MOST = (
    500  # of one name; label values come from peers too: what is beyond is counted under "other"
)
OTHER = "other"

# Upper ends in seconds; of what takes longer only the sum and the count are known.
BOUNDS: Mapping[str, tuple[float, ...]] = {
    "accept": (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
    "delivery": (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 14400.0, 86400.0),
    "commit": (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0),
}  # fmt: skip


class Histogram:
    """How many took how long; *counts* has one place more than *bounds*."""

    __slots__ = ("bounds", "counts", "seconds")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.seconds = 0.0

    def add(self, seconds: float) -> None:
        """Counts one that took so long."""
        self.counts[bisect_left(self.bounds, seconds)] += 1
        self.seconds += seconds

    def merge(self, other: "Histogram") -> None:
        """Adds another with the same bounds."""
        self.counts = [
            ours + theirs for ours, theirs in zip(self.counts, other.counts, strict=True)
        ]
        self.seconds += other.seconds


class Figures:
    """Counts by name and label values, and a histogram for each name of BOUNDS."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, ...]] = Counter()
        self._kinds: Counter[str] = Counter()  # how many label values each name has
        self.times = {name: Histogram(bounds) for name, bounds in BOUNDS.items()}

    def count(self, name: str, *labels: str, number: int = 1) -> None:
        """So many more of *name* with these label values."""
        key = (name, *labels)
        if key not in self.counts:
            if self._kinds[name] >= KEYS_MOST:
                key = (name, *(OTHER for _ in labels))
            self._kinds[name] += 1
        self.counts[key] += number

    def merge(self, other: "Figures") -> "Figures":
        """These, with another process's added."""
        self.counts.update(other.counts)
        for name, histogram in other.times.items():
            self.times[name].merge(histogram)
        return self

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        counts = [[*key, number] for key, number in tuple(self.counts.items())]
        return {
            "counts": counts,
            "times": {name: [one.counts, one.seconds] for name, one in self.times.items()},
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Figures":
        """What *plain* says, as plain() gave it."""
        figures = cls()
        figures.counts.update({tuple(key): number for *key, number in plain["counts"]})
        for name, (counts, seconds) in plain["times"].items():
            figures.times[name].counts, figures.times[name].seconds = counts, seconds
        return figures
