"""How a deadline moves over a pause: by the working days that the pause took."""

from datetime import date

from schedules.calendar import ONE_DAY, Calendar
from work.deadline import PAUSE, Deadline
from work.pause import Resumption


def resumption(
    since: date, until: date, due: date | None, calendar: Calendar, chosen: date | None = None
) -> Resumption:
    """How a task due on *due* goes on that was paused on *since* and is resumed on *until*.

    The day of the pause counts as taken, that of resuming does not. A pause that
    took no working day moves nothing. *chosen* is the date that who resumes sets,
    in place of the one that is counted.
    """
    taken = calendar.working_days(since - ONE_DAY, until - ONE_DAY)
    moved = None if due is None or not taken else calendar.add_working_days(due, taken)
    new = chosen or moved
    if new is None or new == due:
        return Resumption(since, until, due, taken)
    source = f"tạm dừng {since:%d/%m/%Y} đến {until:%d/%m/%Y}, {taken} ngày làm việc"
    forecast = chosen is None and due is not None and calendar.forecast_between(due, new)
    warnings = ("forecast-calendar",) if forecast else ()
    return Resumption(since, until, due, taken, Deadline(new, PAUSE, source, new, False, warnings))
