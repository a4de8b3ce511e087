"""A pause (tạm dừng): an interval in which nobody has to act on a task, and its clock stands."""

from dataclasses import dataclass
from datetime import date

from work.deadline import Deadline, Until


@dataclass(frozen=True, slots=True)
class Pause:
    """One interval: *begun* and *ended* are numbers of events in the task's history.

    *since* and *until* are the office's days of the two, *working_days* how many
    the pause took; None while it lasts, and where the task ended in it.
    """

    begun: int
    since: date
    reason: str
    ended: int | None = None
    until: date | None = None
    working_days: int | None = None


@dataclass(frozen=True, slots=True)
class Resumption:
    """How a task goes on, on the office's day *until*, as computed of a pause that began on *since*.

    *working_days* is what the pause took; *deadline* is the new one, None where the
    deadline *was* stands.
    """

    since: date
    until: date
    was: Until | None
    working_days: int
    deadline: Deadline | None = None
