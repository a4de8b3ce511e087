"""How a deadline moves over a pause: by the working days that the pause took."""

from dataclasses import replace
from datetime import date, datetime

from schedules.calendar import ONE_DAY, Calendar
from schedules.recount import counted
from work.deadline import PAUSE, Counted, Deadline, Until
from work.pause import Resumption


def resumption(
    since: date,
    until: date,
    due: Until | None,
    calendar: Calendar,
    chosen: date | None = None,
    of: Counted | None = None,
) -> Resumption:
    """How a task due by *due* goes on that was paused on *since* and is resumed on *until*.

    The day of the pause counts as taken, that of resuming does not. A pause that
    took no working day moves nothing, and an hour stays the same one. *chosen* is the
    date that who resumes sets, in place of the one that is counted. What the deadline was
    counted *of* is counted on, so that a later change of the calendar moves all of it.
    """
    taken = calendar.working_days(since - ONE_DAY, until - ONE_DAY)
    source = f"tạm dừng {since:%d/%m/%Y} đến {until:%d/%m/%Y}, {taken} ngày làm việc"
    on = None if due is None or not taken else _counted_on(due, taken, of, source)
    new = chosen or (None if on is None else counted(on, calendar).due)
    if new is None or (due is not None and due == Until(new)):
        return Resumption(since, until, due, taken)
    forecast = chosen is None and due is not None and calendar.forecast_between(due.day, new)
    warnings = ("forecast-calendar",) if forecast else ()
    at = None if chosen or due is None else _same_hour(due, new, calendar)
    exclusive = at is not None and due is not None and due.exclusive
    kept = None if chosen or at else on
    deadline = Deadline(new, PAUSE, source, new, exclusive, warnings, at, kept)
    return Resumption(since, until, due, taken, deadline)


def _counted_on(due: Until, taken: int, of: Counted | None, source: str) -> Counted:
    """So many working days more: behind the term, or behind a fixed day."""
    if of is None:
        return Counted("working-days", taken, due.day, source)
    return replace(of, moved=of.moved + taken)


def _same_hour(due: Until, day: date, calendar: Calendar) -> datetime | None:
    return None if due.at is None else calendar.instant(day, calendar.local(due.at).time())
