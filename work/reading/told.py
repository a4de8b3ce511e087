"""What one clause tells, as it is gathered: deadlines with their place, meetings, periods, and terms without a beginning."""

from dataclasses import dataclass, field

from work.reading.said import Asked, Covered, Meeting, When
from work.reading.scene import Scene

SURE, LIKELY, FAIR, DOUBTFUL, FAR = 0.95, 0.9, 0.75, 0.6, 0.3  # certainty


@dataclass(frozen=True, slots=True)
class Limit:
    """A deadline and where it stands: chunks *first* to before *last*. *spanning* for the end of a range."""

    asked: Asked
    first: int
    last: int
    spanning: bool = False


@dataclass(slots=True)
class Told:
    """What one clause tells."""

    scene: Scene
    limits: list[Limit] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)
    periods: list[Covered] = field(default_factory=list)
    undated: list[str] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    def add(self, when: When, certainty: float, first: int, last: int, **more: bool) -> None:
        """Keeps one deadline."""
        weak, spanning = more.get("weak", False), more.get("spanning", False)
        asked = Asked(when, self.scene.words(first, last), certainty, weak=weak)
        self.limits.append(Limit(asked, first, last, spanning))
