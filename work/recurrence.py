"""What comes round: rules of RFC 5545 §3.3.10 as far as offices use them, and the days they give.

Every rule ends. What it gives is kept day by day, so that each can be moved by itself and
nothing has to be expanded where a reminder is looked for.
"""

import calendar as gregorian
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

MOST = 400  # occurrences: a year of days, or a term of office of weeks
FURTHEST = 366 * 6  # days looked at behind the first
LONGEST_RULE = 200  # characters
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY")
_BY_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that ends after *count* times or with the day *until*.

    *weekdays* are pairs of a number within the month (0: each, negative: from its end)
    and a day of the week (0 is Monday); *month_days* count from 1, negative from the end.
    Raises ValueError for what does not go together.
    """

    frequency: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        """Holds the rules of RFC 5545 §3.3.10, and that it ends."""
        if (self.count is None) == (self.until is None):
            raise ValueError("it ends by one of COUNT and UNTIL")
        if self.count is not None and not 1 <= self.count <= MOST:
            raise ValueError(f"COUNT is 1 to {MOST}")
        if self.month_days and self.frequency != "MONTHLY":
            raise ValueError("BYMONTHDAY goes with FREQ=MONTHLY alone")
        if self.frequency != "MONTHLY" and any(number for number, _ in self.weekdays):
            raise ValueError("a number before a weekday goes with FREQ=MONTHLY alone")

    def __str__(self) -> str:
        """As RRULE has it; UNTIL as a day, whatever DTSTART is."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.weekdays:
            days = (f"{number or ''}{WEEKDAYS[weekday]}" for number, weekday in self.weekdays)
            parts.append(f"BYDAY={','.join(days)}")
        if self.month_days:
            parts.append(f"BYMONTHDAY={','.join(map(str, self.month_days))}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)

    def days(self, first: date) -> tuple[date, ...]:
        """The days from *first* on, MOST at most. *first* counts only where the rule gives it.

        >>> [str(day) for day in read_rule("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2").days(date(2026, 2, 1))]
        ['2026-02-27', '2026-03-27']
        """
        return tuple(islice(self._days(first), self.count or MOST))

    def _days(self, first: date) -> Iterator[date]:
        end = first + timedelta(days=FURTHEST)
        if self.until is not None:
            end = min(end, self.until)
        day = first
        while day <= end:
            if self._in_step(first, day) and self._chosen(first, day):
                yield day
            day += timedelta(days=1)

    def _in_step(self, first: date, day: date) -> bool:
        if self.frequency == "DAILY":
            passed = (day - first).days
        elif self.frequency == "WEEKLY":  # weeks begin on Monday, the default of WKST
            passed = (_monday(day) - _monday(first)).days // 7
        else:
            passed = (day.year - first.year) * 12 + day.month - first.month
        return passed % self.interval == 0

    def _chosen(self, first: date, day: date) -> bool:
        if self.month_days and not self._is_month_day(day):
            return False
        if self.weekdays:
            return any(_is_weekday(day, *one) for one in self.weekdays)
        if self.frequency == "WEEKLY":
            return day.weekday() == first.weekday()
        return bool(self.month_days) or self.frequency == "DAILY" or day.day == first.day

    def _is_month_day(self, day: date) -> bool:
        behind = day.day - gregorian.monthrange(day.year, day.month)[1] - 1
        return day.day in self.month_days or behind in self.month_days


def read_rule(text: str) -> Rule:
    """The rule that *text* is, in the form of RRULE. Raises ValueError for any other.

    >>> str(read_rule("freq=weekly;byday=MO;count=10"))
    'FREQ=WEEKLY;BYDAY=MO;COUNT=10'
    """
    pairs = [part.partition("=") for part in text[:LONGEST_RULE].upper().strip().split(";")]
    said = {name: value for name, _, value in pairs}
    known = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "COUNT", "UNTIL"}
    if len(said) != len(pairs) or said.keys() - known or len(text) > LONGEST_RULE:
        raise ValueError(f"it has each of {', '.join(sorted(known))} at most once, and no other")
    if said.get("FREQ") not in FREQUENCIES:
        raise ValueError(f"FREQ is one of {', '.join(FREQUENCIES)}")
    return Rule(
        said["FREQ"],
        _number(said.get("INTERVAL", "1"), "INTERVAL", 99),
        tuple(_weekday(one) for one in _listed(said.get("BYDAY"))),
        tuple(_month_day(one) for one in _listed(said.get("BYMONTHDAY"))),
        None if "COUNT" not in said else _number(said["COUNT"], "COUNT", MOST),
        None if "UNTIL" not in said else _until(said["UNTIL"]),
    )


def _listed(text: str | None) -> list[str]:
    return [] if text is None else text.split(",")


def _number(text: str, name: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:6]) <= most:
        raise ValueError(f"{name} is 1 to {most}")
    return int(text)


def _weekday(text: str) -> tuple[int, int]:
    match = _BY_DAY.fullmatch(text)
    if match is None:
        raise ValueError("BYDAY has days such as MO or, in a month, 2TU and -1FR")
    return int(match[1] or 0), WEEKDAYS.index(match[2])


def _month_day(text: str) -> int:
    digits = text.removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdecimal()) or not 1 <= int(digits[:3]) <= 31:
        raise ValueError("BYMONTHDAY has days from 1 to 31, or -1 for the last")
    return int(text)


def _until(text: str) -> date:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        raise ValueError("UNTIL is a day such as 20271231") from None


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _is_weekday(day: date, number: int, weekday: int) -> bool:
    if day.weekday() != weekday:
        return False
    if number >= 0:
        return number in (0, (day.day - 1) // 7 + 1)
    last = gregorian.monthrange(day.year, day.month)[1]
    return -number == (last - day.day) // 7 + 1
