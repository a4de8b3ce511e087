"""A hand-over (bàn giao): all the open work of one person, or of one agency, that goes to another at once."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Unfit(StrEnum):
    """Why nothing is handed over, or given back."""

    UNKNOWN = "unknown"
    SAME = "same"
    SELF = "self"  # nobody takes to themselves what they may not see
    DISABLED = "disabled"  # who would get it is not there any more
    ENDED = "ended"  # the agency that would get it is not valid that day
    CIRCLE = "circle"  # the one that would get it was itself succeeded by the other
    NOTHING = "nothing"  # no open work
    RUNNING = "running"  # another hand-over of the same is not finished
    CROSSED = "crossed"  # work still goes to who gives, or away from who gets
    LASTING = "lasting"  # an agency's is not undone: people and code went with it
    UNDONE = "undone"  # that was done before
    BROKEN_OFF = "broken-off"  # that goes on first: nobody was told of it yet


class Outcome(StrEnum):
    """What undoing did with one task."""

    BACK = "back"
    CLOSED = "closed"  # it has ended since
    CHANGED = "changed"  # its parties were changed since


@dataclass(frozen=True, slots=True)
class HandOver:
    """One batch; *source* and *target* are numbers of people, or codes of agencies.

    All instants are the office's. It is *finished_at* the moment from which nothing of it is left.
    """

    id: int
    source: int | str
    target: int | str
    source_name: str
    target_name: str
    reason: str | None
    begun_at: datetime
    begun_by: str
    finished_at: datetime | None = None
    undone_at: datetime | None = None

    @property
    def is_of_agencies(self) -> bool:
        """Whether one agency succeeded another, with its people."""
        return isinstance(self.source, str)


@dataclass(frozen=True, slots=True)
class Portion:
    """What of it somebody has a part in: how many *tasks*, how many of these they *lead*, how many are *late*.

    *nearest* are the first of them by deadline: number, number of the document, deadline.
    """

    tasks: int = 0
    lead: int = 0
    late: int = 0
    nearest: tuple[tuple[int, str, date | None], ...] = ()
