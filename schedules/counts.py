"""How many tasks of a scope stand how: the summary above every list."""

from dataclasses import dataclass

from schedules.calendar import Calendar
from schedules.scope import Filter
from schedules.soon import last_soon_day
from store import Tx, standing
from store.worklist import Wanted
from work.deadline import Reached


@dataclass(frozen=True, slots=True)
class Counts:
    """Open tasks: overdue, due soon, and all others."""

    late: int
    soon: int
    rest: int

    @property
    def open(self) -> int:
        """All of them."""
        return self.late + self.soon + self.rest

    def by_filter(self) -> dict[Filter, int]:
        """How many a list has that is narrowed so; of other filters nothing is known."""
        return {Filter.ALL: self.open, Filter.LATE: self.late, Filter.SOON: self.soon}

    def facts(self) -> dict[str, int]:
        """As templates take them."""
        return {"late": self.late, "soon": self.soon, "rest": self.rest, "open": self.open}


def counted(tx: Tx, tasks: Wanted, now: Reached, calendar: Calendar) -> Counts:
    """The counts of *tasks* *now*."""
    last = last_soon_day(now.day, calendar)
    found, late, soon = standing.open_counts(tx, tasks, now, last)
    return Counts(late, soon, found - late - soon)
