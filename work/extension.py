"""An extension (gia hạn): asked for before the deadline, decided by who assigned the task."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a request."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by who asked
    LAPSED = "lapsed"  # the task ended before anybody decided


@dataclass(frozen=True, slots=True)
class Ask:
    """A request on the office's day *today* to move the deadline from *was* to *due*.

    *working_days* is how many were asked for, where no date was; *document* the
    number and sign of the letter that asks.
    """

    was: date
    due: date
    reason: str
    today: date
    working_days: int | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """A request as it is kept: *number* is its event's in the task's history, *at* an office instant.

    *outcome* is None while nobody has decided; *granted* is the date that was granted.
    """

    number: int
    was: date
    due: date
    working_days: int | None
    document: str | None
    reason: str
    at: datetime
    by: str
    outcome: Outcome | None = None
    granted: date | None = None
