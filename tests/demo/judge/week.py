"""The days of the simulated week on a paper calendar: which are worked, and what words about a deadline mean on which."""

from datetime import date, timedelta

MONDAY, SUNDAY = date(2026, 8, 17), date(2026, 8, 23)

# By hand, from the announcements: Saturday 22/8 is worked for Monday 31/8; 1/9 and 2/9 are holidays.
WORKED_SATURDAYS = {date(2026, 8, 22)}
DAYS_OFF = {date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2)}
FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
WORKING_DAYS = [
    day
    for day in (FIRST + timedelta(number) for number in range((LAST - FIRST).days + 1))
    if (day.weekday() < 5 or day in WORKED_SATURDAYS) and day not in DAYS_OFF
]


def day_of(due: date, left: int) -> date:
    """The working day on which *left* of them remain until *due*; below zero, that many are over since."""
    until = [day for day in WORKING_DAYS if day <= due]
    if left >= 0:
        return until[-1 - left]
    return WORKING_DAYS[len(until) - left - 1]
