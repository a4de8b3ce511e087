"""The first days of lunar years (mùng 1 Tết Nguyên đán), by Vietnam's time, UTC+7: in 2030 a day before China's."""

from datetime import date

_FIRST_DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02",
        "2031-01-23", "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08", "2036-01-28", "2037-02-15",
        "2038-02-04", "2039-01-24", "2040-02-12",
    )
)  # fmt: skip


def new_year(year: int) -> date | None:
    """The first day of the lunar year that begins in *year*; None where the table does not reach.

    >>> new_year(2027)
    datetime.date(2027, 2, 6)
    """
    return next((day for day in _FIRST_DAYS if day.year == year), None)


def next_new_year(day: date) -> date | None:
    """The first that does not lie before *day*."""
    return next((first for first in _FIRST_DAYS if first >= day), None)
