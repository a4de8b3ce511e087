"""Spans of days that people ask figures of: a month, a quarter, a year, or between two days that they write."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

PERIODS = ("month", "last-month", "quarter", "last-quarter", "year")

_DAY = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?(?!\d|[/.]\d)")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from *since* to *until*, both among them."""

    since: date
    until: date


def quarter(day: date) -> tuple[date, int]:
    """The first day of the quarter, and which it is."""
    number = (day.month - 1) // 3 + 1
    return date(day.year, 3 * number - 2, 1), number


def span(kind: str, today: date) -> Span:
    """The days of a period that is called by its name, one of PERIODS.

    >>> span("last-quarter", date(2026, 2, 10))
    Span(since=datetime.date(2025, 10, 1), until=datetime.date(2025, 12, 31))
    """
    month, since = today.replace(day=1), quarter(today)[0]
    before = {"last-month": month, "last-quarter": since}
    if kind in before:
        until = before[kind] - timedelta(days=1)
        return Span(quarter(until)[0] if kind == "last-quarter" else until.replace(day=1), until)
    firsts = {"month": month, "quarter": since, "year": today.replace(month=1, day=1)}
    return Span(firsts[kind], today)


def dates(text: str, today: date) -> Span | None:
    """The two days that *text* names, nothing to come; None for anything else.

    Without a year they lie in this one, or in the last where that is still to come.

    >>> dates("từ 1/9/2026 đến 30/9/2026", date(2026, 10, 1)).until
    datetime.date(2026, 9, 30)
    >>> dates("1/12-31/12", date(2026, 10, 1)).until
    datetime.date(2025, 12, 31)
    """
    for year in (today.year, today.year - 1):
        days = _days(text, year)
        if len(days) == 2 and days[0] <= min(days[1], today):
            return Span(days[0], min(days[1], today))
    return None


def _days(text: str, year: int) -> list[date]:
    """The days in *text*, in that *year* where they name none; nothing where one is no day."""
    try:
        return [date(int(y or year), int(m), int(d)) for d, m, y in _DAY.findall(text)]
    except ValueError:
        return []
