"""How long things are kept: the rules that are shipped, and the office's own laid over them."""

import calendar as months_of
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from pathlib import Path

from schedules.calendar import Calendar
from work.dated import DataFile, Row
from work.retention import Cut, Kind

TABLES = ("minimum", "keep")
LONGEST = 1200  # months; more is a slip of the pen


@dataclass(frozen=True, slots=True)
class Term:
    """For how long things are kept from the day on which they ended."""

    months: int = 0
    days: int = 0

    def kept_from(self, today: date) -> date:
        """The first day of which things are still kept on *today*.

        A month later is the same day of the month, else that month's last
        (Bộ luật Dân sự 2015, Điều 148).

        >>> Term(months=1).kept_from(date(2027, 3, 31)), Term(months=1).kept_from(date(2027, 2, 28))
        (datetime.date(2027, 3, 1), datetime.date(2027, 1, 28))
        """
        if not self.months:
            return today - timedelta(days=self.days)
        year, month = divmod(today.year * 12 + today.month - 1 - self.months, 12)
        last = months_of.monthrange(year, month + 1)[1]
        if today.day <= last:
            return date(year, month + 1, today.day)
        return date(year, month + 1, last) + timedelta(days=1)

    def __str__(self) -> str:
        number, unit = (self.months, "month") if self.months else (self.days, "day")
        return f"{number} {unit}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: the *term* of a kind on the days from *valid_from* to *valid_to*."""

    kind: Kind
    term: Term
    valid_from: date
    valid_to: date
    source: str

    def holds(self, day: date) -> bool:
        """Whether it is in force on *day*."""
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class Retention:
    """Every rule, the one read last on top, and the minima that none may fall below."""

    keeps: tuple[Rule, ...]
    minima: tuple[Rule, ...]

    def rule(self, kind: Kind, day: date) -> Rule | None:
        """What *kind* goes by on *day*; None where it stays."""
        found = [rule for rule in self.keeps if rule.kind is kind and rule.holds(day)]
        return found[-1] if found else None

    def minimum(self, kind: Kind, day: date) -> Rule | None:
        """The longest minimum of *kind* on *day*."""
        found = [rule for rule in self.minima if rule.kind is kind and rule.holds(day)]
        return min(found, key=lambda rule: rule.term.kept_from(day), default=None)

    def cuts(self, office: datetime, machine: datetime, calendar: Calendar) -> tuple[Cut, ...]:
        """What goes of each kind on the office's day, at the office's and the machine's time."""
        day = calendar.today(office)
        found = []
        for kind in Kind:
            if (rule := self.rule(kind, day)) is None:
                continue
            terms = [one.term for one in (rule, self.minimum(kind, day)) if one]
            kept_from = min(term.kept_from(day) for term in terms)
            begins = calendar.instant(kept_from, time.min)
            by_machine = min(begins, machine - (office - begins))
            found.append(Cut(kind, day, kept_from, begins, by_machine))
        return tuple(found)


def retention(*overlays: Path) -> Retention:
    """The shipped rules with the rows of *overlays* laid over them, the last one on top.

    Raises DataRefused, whose text names file, line and remedy.
    """
    shipped = DataFile.shipped("schedules", "retention.toml", TABLES)
    theirs = [DataFile.at(path, TABLES) for path in overlays]
    minima = [_rule(row) for source in (shipped, *theirs) for row in source.rows("minimum")]
    own = [(row, _rule(row)) for source in theirs for row in source.rows("keep")]
    for (row, rule), minimum in product(own, minima):
        _require(row, rule, minimum)
    keeps = [_rule(row) for row in shipped.rows("keep")] + [rule for _, rule in own]
    return Retention(tuple(keeps), tuple(minima))


def _rule(row: Row) -> Rule:
    row.only("kind", "months", "days", "valid_from", "valid_to", "source")
    kind, source = Kind(row.text("kind", [*Kind])), row.text("source")
    first = row.day("valid_from")
    last = row.day("valid_to", date.max)
    if last < first:
        raise row.refused("valid_to lies before valid_from; exchange them")
    return Rule(kind, _term(row), first, last, source)


def _term(row: Row) -> Term:
    units = [unit for unit in ("months", "days") if unit in row.values]
    if len(units) != 1:
        raise row.refused("write months or days, and not both")
    number = row.number(units[0])
    longest = LONGEST if units[0] == "months" else LONGEST * 30
    if not 1 <= number <= longest:
        raise row.refused(f"{units[0]} is a number from 1 to {longest}")
    return Term(**{units[0]: number})


def _require(row: Row, rule: Rule, minimum: Rule) -> None:
    first = max(rule.valid_from, minimum.valid_from)
    both = rule.kind is minimum.kind and first <= min(rule.valid_to, minimum.valid_to)
    if both and rule.term.kept_from(first) > minimum.term.kept_from(first):
        raise row.refused(
            f'"{rule.kind}" must be kept for {minimum.term} at least ({minimum.source});'
            f" write {minimum.term} or more"
        )
