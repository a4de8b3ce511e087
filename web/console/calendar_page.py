"""The office's calendar, a year on one page: days off, days made up for, and which law or decision says so."""

import calendar as months
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute

from schedules.calendar import Calendar, Day, DayKind
from web.console.frame import page
from web.console.gate import Gate
from web.console.operators import watches
from web.console.visit import Visit

NAMED = (DayKind.HOLIDAY, DayKind.COMPENSATION, DayKind.SWAP_OFF, DayKind.SWAP_WORK)
FIRST, LAST = 2000, 2100
ONE_DAY = timedelta(days=1)


def routes(gate: Gate) -> Sequence[BaseRoute]:
    """/calendar."""
    return (gate.look("/calendar", show),)


async def show(visit: Visit) -> Response:
    """The year that the address names, or the office's own."""
    calendar, today = visit.desk.calendar, visit.desk.today
    year = _year(visit.request.query_params.get("year", ""), today.year)
    days = [(day, calendar.why(day)) for day in _days(year)]
    working = sum(calendar.is_working(day) for day, _ in days)
    facts = {
        "year": year,
        "back": year - 1 if year > FIRST else None,
        "on": year + 1 if year < LAST else None,
        "today": today,
        "months": [_month(year, month, calendar) for month in range(1, 13)],
        "runs": list(_runs(days)),
        "working": working,
        "forecast": any(what.forecast for _, what in days),
        "operates": watches(visit.person),
        "week": calendar.why(date(year, 1, 5)).source,
    }
    return page(visit, "calendar", facts, active="calendar")


def _year(text: str, this: int) -> int:
    if text.isascii() and text.isdecimal() and len(text) == 4:
        return min(max(int(text), FIRST), LAST)
    return this


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += ONE_DAY


def _month(year: int, month: int, calendar: Calendar) -> dict[str, Any]:
    weeks = months.Calendar(firstweekday=0).monthdatescalendar(year, month)
    cells = [[_cell(day, month, calendar) for day in week] for week in weeks]
    working = sum(calendar.is_working(day) for week in weeks for day in week if day.month == month)
    return {"number": month, "weeks": cells, "working": working}


def _cell(day: date, month: int, calendar: Calendar) -> tuple[date, str, str] | None:
    """The day with its kind and its name; None where it is another month's."""
    if day.month != month:
        return None
    what = calendar.why(day)
    return day, str(what.kind), what.name


def _runs(days: Sequence[tuple[date, Day]]) -> Iterator[dict[str, Any]]:
    """Days that stand together for one reason, as one line."""
    run: dict[str, Any] | None = None
    for day, what in days:
        named = what.kind in NAMED or bool(what.name)
        same = run is not None and run["what"] == what and run["last"] == day - ONE_DAY
        if named and same and run is not None:
            run["last"] = day
            continue
        if run is not None:
            yield run
        kind = str(what.kind)
        run = {"first": day, "last": day, "what": what, "kind": kind} if named else None
    if run is not None:
        yield run
