"""How a deadline moves over a pause: by the working days that the pause took."""

from datetime import date, datetime

from schedules.calendar import ONE_DAY, Calendar
from work.deadline import PAUSE, Deadline, Until
from work.pause import Resumption


def resumption(
    since: date, until: date, due: Until | None, calendar: Calendar, chosen: date | None = None
) -> Resumption:
    """How a task due by *due* goes on that was paused on *since* and is resumed on *until*.

    The day of the pause counts as taken, that of resuming does not. A pause that
    took no working day moves nothing, and an hour stays the same one. *chosen* is the
    date that who resumes sets, in place of the one that is counted.
    """
    taken = calendar.working_days(since - ONE_DAY, until - ONE_DAY)
    moved = None if due is None or not taken else calendar.add_working_days(due.day, taken)
    new = chosen or moved
    if new is None or (due is not None and due == Until(new)):
        return Resumption(since, until, due, taken)
    source = f"tạm dừng {since:%d/%m/%Y} đến {until:%d/%m/%Y}, {taken} ngày làm việc"
    forecast = chosen is None and due is not None and calendar.forecast_between(due.day, new)
    warnings = ("forecast-calendar",) if forecast else ()
    at = None if chosen or due is None else _same_hour(due, new, calendar)
    exclusive = at is not None and due is not None and due.exclusive
    deadline = Deadline(new, PAUSE, source, new, exclusive, warnings, at)
    return Resumption(since, until, due, taken, deadline)


def _same_hour(due: Until, day: date, calendar: Calendar) -> datetime | None:
    return None if due.at is None else calendar.instant(day, calendar.local(due.at).time())
