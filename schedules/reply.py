"""Which day somebody means who asks in a letter for more time."""

from datetime import date, timedelta
from typing import NamedTuple

from schedules.calendar import Calendar
from schedules.deadline import months_after
from schedules.point import days_of
from work.reading.point import Unit
from work.reading.term import Anchor
from work.reply.meaning import Until

FARTHEST = timedelta(days=366)  # behind the deadline, as in the chat


class Wished(NamedTuple):
    """The day that is asked for; *working_days* where so many were asked for on top of the deadline."""

    day: date
    working_days: int | None = None


def wished(until: Until, sent: date, due: date, calendar: Calendar) -> Wished | None:
    """The day meant by who wrote on the day *sent* of a task that is due on *due*.

    None where no calendar has it, or it lies so far off that it is a slip of the finger. A span is
    meant to its end; so much "more" is counted from the deadline.
    """
    found = _pointed(until, sent, calendar) if until.more is None else _more(until, due, calendar)
    return None if found is None or found.day > due + FARTHEST else found


def _pointed(until: Until, sent: date, calendar: Calendar) -> Wished | None:
    where = None if until.point is None else until.point.where
    days = None if where is None else days_of(where, sent, calendar)
    if days is None or days.last < sent:
        return None
    said = None if until.point is None else until.point.weekday
    if said not in (None, days.last.weekday()):
        return None
    return Wished(days.last - timedelta(days=until.before))


def _more(until: Until, due: date, calendar: Calendar) -> Wished | None:
    term = until.more
    if term is None or term.start is not Anchor.SILENT:
        return None
    match term.unit:
        case Unit.WORKING_DAY:
            return Wished(calendar.add_working_days(due, term.number), term.number)
        case Unit.DAY:
            return Wished(due + timedelta(days=term.number))
        case Unit.WEEK:
            return Wished(due + timedelta(weeks=term.number))
        case Unit.MONTH:
            return Wished(months_after(due, term.number))
    return None
