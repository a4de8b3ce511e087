"""Taking back what an import of a register did: what it was, and why a task stays as it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stays(StrEnum):
    """Why a task is not taken back."""

    ACTED = "acted"  # somebody has acted on it since
    UNDATED = "undated"  # the import gave it its first deadline, and none can be taken away
    WAITED = "waited"  # it waited for approval, or was paused, when the import ended it


@dataclass(frozen=True, slots=True)
class Import:
    """One import as it is kept: *at* and *undone_at* are office instants, *left* tasks are not taken back."""

    id: int
    at: datetime
    by: str
    file: str
    opened: int
    changed: int
    undone_at: datetime | None
    left: int


@dataclass(frozen=True, slots=True)
class Undone:
    """What became of an undoing: the tasks taken back, those that stay with why, and how many people are told."""

    opened: tuple[int, ...] = ()
    changed: tuple[int, ...] = ()
    stays: tuple[tuple[int, Stays], ...] = ()
    told: int = 0

    def plus(self, other: "Undone") -> "Undone":
        """Both together."""
        return Undone(
            self.opened + other.opened,
            self.changed + other.changed,
            self.stays + other.stays,
            self.told + other.told,
        )
