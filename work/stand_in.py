"""A stand-in (người được ủy quyền): who acts for somebody who is away, from day to day.

Within one agency, one for each who is away, never in a row, and never more than the other may
(Bộ luật Dân sự 2015, Điều 138–141, and the working rules that an agency gives itself).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from work.person import Person


class Phase(StrEnum):
    """What people are told of it, in this order."""

    NAMED = "named"  # while it is still to come
    BEGUN = "begun"
    ENDED = "ended"


class Amiss(StrEnum):
    """Why nobody can be named so."""

    SAME = "same"  # nobody stands in for themselves
    SELF = "self"  # nobody names themselves in the place of another
    UNKNOWN = "unknown"  # there is no such person, or no such number
    DISABLED = "disabled"  # who would stand in is not there any more
    FOREIGN = "foreign"  # who would stand in works in another agency
    BACKWARDS = "backwards"
    OVER = "over"  # its last day is over already
    OVERLAP = "overlap"  # somebody stands in for them then
    CHAIN = "chain"  # one of both stands in, or is stood in for, the other way then


@dataclass(frozen=True, slots=True)
class NewStandIn:
    """Who is to stand in for whom, by the numbers of people, from *first* to *last*, both of them days of it.

    *begins_at* and *ends_at* are these days' first instant, and the first after them, in the
    office's zone. *document* is the number and sign of the paper that says so.
    """

    absent: int
    deputy: int
    first: date
    last: date
    begins_at: datetime
    ends_at: datetime
    document: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StandIn:
    """The same as it is kept; *ended_by* ended it before its last day.

    One that was ended before it began has no time at all. *set_at* is an office instant, and so is
    *next_at*, when something is told of it next.
    """

    id: int
    absent: Person
    deputy: Person
    first: date
    last: date
    begins_at: datetime
    ends_at: datetime
    document: str | None
    reason: str | None
    set_at: datetime
    set_by: str
    ended_by: str | None = None
    next_at: datetime | None = None

    def phase(self, office: datetime) -> Phase:
        """Where it stands at the office's time."""
        if office >= self.ends_at or self.ends_at == self.begins_at:
            return Phase.ENDED
        return Phase.BEGUN if office >= self.begins_at else Phase.NAMED
