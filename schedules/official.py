"""Reads the official calendar: the table that is shipped, and the office's own rows laid over it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from schedules.calendar import OFFICE_ZONE, ONE_DAY, Calendar, Day, DayKind, Week
from work.dated import DataFile, Row

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LISTED = tuple(kind for kind in DayKind if kind not in (DayKind.WEEKDAY, DayKind.WEEKEND))
LONGEST_RUN = timedelta(days=31)  # a longer one is a slip in month or year
TABLES = ("coverage", "week", "day")


def official_calendar(*overlays: Path, zone: ZoneInfo = OFFICE_ZONE) -> Calendar:
    """The shipped calendar with the rows of *overlays* laid over it, the last one on top.

    Raises DataRefused, whose text names file, line and remedy.
    """
    sources = [DataFile.shipped("schedules", "calendar.toml", TABLES)]
    sources += [DataFile.at(path, TABLES) for path in overlays]
    days = {
        day: what for source in sources for row in source.rows("day") for day, what in _run(row)
    }
    weeks = [_week(row) for source in sources for row in source.rows("week")]
    spans = [_span(row) for source in sources for row in source.rows("coverage")]
    return Calendar(days, weeks, spans, zone)


def _run(row: Row) -> Iterator[tuple[date, Day]]:
    row.only("valid_from", "valid_to", "kind", "name", "source", "status")
    day, last = _span(row)
    if last - day > LONGEST_RUN:
        raise row.refused("the run of days is longer than a month; write one row for each holiday")
    forecast = row.text("status", ("fixed", "forecast")) == "forecast"
    what = Day(DayKind(row.text("kind", LISTED)), row.text("name"), row.text("source"), forecast)
    while day <= last:
        yield day, what
        day += ONE_DAY


def _week(row: Row) -> Week:
    row.only("valid_from", "rest_days", "source")
    rest = frozenset(WEEK.index(name) for name in row.texts("rest_days", WEEK))
    if len(rest) == len(WEEK):
        raise row.refused("rest_days leaves no day to work; name the days of rest only")
    return Week(row.day("valid_from"), rest, row.text("source"))


def _span(row: Row) -> tuple[date, date]:
    first = row.day("valid_from")
    last = row.day("valid_to", first)
    if last < first:
        raise row.refused("valid_to lies before valid_from; exchange them")
    return first, last
