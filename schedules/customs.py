"""How reminders are told: at which hours, many in one, in the morning, and how long they can be put off.

Dated data (schedules/data/ladder.toml); an office lays its own rows over it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from schedules.calendar import Calendar
from schedules.hours import Sessions
from work.person import Person


@dataclass(frozen=True, slots=True)
class Custom:
    """How reminders are told from *valid_from* on.

    More than *group_over* for one person at one time become one message, never where it
    is None. *digest_at* is the hour of the morning digest, None where there is none.
    An acknowledgement keeps those above quiet for *acknowledged* working days at most;
    a reminder can be put off for *snoozed*, once the day has come for *snoozed_late*.
    """

    valid_from: date
    source: str
    group_over: int | None = None
    digest_at: time | None = None
    acknowledged: int = 3
    snoozed: int = 5
    snoozed_late: int = 1


@dataclass(frozen=True, slots=True)
class Hours:
    """When people of an *agency*, or of one *unit* of it, are told: from *opens* to *closes*, but not in a *quiet* span.

    "" for *agency* is everybody. On working days alone; what is hỏa tốc keeps no hours.
    """

    valid_from: date
    source: str
    opens: time
    closes: time
    quiet: tuple[tuple[time, time], ...] = ()
    agency: str = ""
    unit: str = ""

    def serves(self, person: Person) -> bool:
        """Whether they are that person's."""
        theirs = self.agency in ("", person.agency)
        return theirs and self.unit in ("", person.unit)

    def ends(self, local: time) -> time | None:
        """*local* itself where people may be told then, else when they next may that day; None for not any more."""
        if local >= self.closes:
            return None
        found = max(local, self.opens)
        for begin, end in sorted(self.quiet):
            if begin <= found < end:
                found = end
        return found if found < self.closes else None


@dataclass(frozen=True, slots=True)
class Customs:
    """All rows of them; of several in force the narrowest counts, then the newest, then the last."""

    rows: tuple[Custom, ...] = ()
    hours: tuple[Hours, ...] = ()

    def within(self, sessions: Sessions) -> "Customs":
        """The same, for an office that works in *sessions*: from its opening to its closing, where no row says otherwise."""
        whole = Hours(date.min, "", sessions.morning.opens, sessions.afternoon.closes)
        return Customs(self.rows, (whole, *self.hours))

    def on(self, day: date) -> Custom:
        """How reminders are told on *day*."""
        begun = [row for row in self.rows if row.valid_from <= day]
        order = ((row.valid_from, number) for number, row in enumerate(begun))
        return begun[max(order)[-1]] if begun else PLAIN

    def of(self, person: Person, day: date) -> Hours | None:
        """The hours of *person* on *day*; None where there are none, and any will do."""
        begun = [one for one in self.hours if one.valid_from <= day and one.serves(person)]
        order = (
            (bool(one.unit), bool(one.agency), one.valid_from, number)
            for number, one in enumerate(begun)
        )
        return begun[max(order)[-1]] if begun else None

    def may_tell(self, person: Person, now: datetime, calendar: Calendar) -> datetime:
        """*now* where *person* may be told at that instant, else the first one after it."""
        local = calendar.local(now)
        day, hour = local.date(), local.time()
        while True:
            hours = self.of(person, day)
            if hours is None:
                return now if day == local.date() else calendar.instant(day, time.min)
            if calendar.is_working(day) and (found := hours.ends(hour)) is not None:
                same = day == local.date() and found == hour
                return now if same else calendar.instant(day, found)
            day, hour = calendar.next_working_day(day), time.min


PLAIN = Custom(date.min, "each reminder on its own")
CUSTOMS = Customs()
