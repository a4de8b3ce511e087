"""What is due soon (sắp đến hạn): the same days for chat, reminders and the overview."""

from datetime import date

from schedules.calendar import ONE_DAY, Calendar

SOON_WORKING_DAYS = 3  # left, at most


def last_soon_day(today: date, calendar: Calendar) -> date:
    """The last day on which a deadline is due soon, seen on *today*; days off at the end belong to it."""
    return calendar.add_working_days(today, SOON_WORKING_DAYS + 1) - ONE_DAY
