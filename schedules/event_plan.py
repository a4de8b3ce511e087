"""When an event takes place: the rule by which it comes round, its times, and days that people should mind."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from schedules.calendar import Calendar
from work.event import Span
from work.recurrence import WEEKDAYS, Rule, read_rule

EVERY = ("day", "week", "month")


@dataclass(frozen=True, slots=True)
class Off:
    """A day on which nobody works, by that *name* where it has one; a *forecast* may still become one."""

    day: date
    name: str | None
    forecast: bool


def round_of(every: str, first: date, end: int | date) -> Rule:
    """What comes round every day, week or month from *first* on: so many times, or until a day.

    >>> from datetime import date
    >>> str(round_of("week", date(2026, 12, 7), 3))
    'FREQ=WEEKLY;BYDAY=MO;COUNT=3'
    """
    days = {
        "day": "FREQ=DAILY",
        "week": f"FREQ=WEEKLY;BYDAY={WEEKDAYS[first.weekday()]}",
        "month": f"FREQ=MONTHLY;BYMONTHDAY={first.day}",
    }
    ends = f"UNTIL={end:%Y%m%d}" if isinstance(end, date) else f"COUNT={end}"
    return read_rule(f"{days[every]};{ends}")


def times(
    first: Span, rule: Rule | None, official: Calendar, *, shift: bool
) -> Iterator[tuple[datetime, Span]]:
    """Each time with its original start; with *shift* one on a day off moves to the next working day."""
    start, length = first.starts.astimezone(official.zone), first.ends - first.starts
    days = (start.date(),) if rule is None else rule.days(start.date())
    for on in days:
        original = datetime.combine(on, start.timetz().replace(tzinfo=None), start.tzinfo)
        begins = original + ((official.working_day_from(on) if shift else on) - on)
        yield original, Span(begins, begins + length, first.all_day)


def days_off(spans: Iterable[Span], official: Calendar) -> Iterator[Off]:
    """Days that one of *spans* begins on and nobody works, or that may become so."""
    for span in spans:
        on = span.starts.astimezone(official.zone).date()
        why, off = official.why(on), not official.is_working(on)
        if off or why.forecast:
            yield Off(on, why.name, not off)
