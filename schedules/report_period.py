"""Report periods on the official calendar: from when to when data are taken, when they are due, when they are asked for."""

import calendar as months_of
import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from schedules.calendar import ONE_DAY, Calendar
from schedules.ladder import Ladder
from schedules.ladder_data import read_ladder
from work.dated import DataFile, Row
from work.form.form import Form, Version, in_force
from work.form.period import REGULAR, Dates, Due, FormPeriod, Period, PeriodKind, PeriodRule

TABLES = ("period", "ladder")
FILE = "report.toml"
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """One period of a form: by which *version*, on which days, and at which instant it is asked for."""

    period: Period
    version: Version
    dates: Dates
    at: datetime


@dataclass(frozen=True)
class Reporting:
    """The general rules of periods, and the ladders by which members are reminded."""

    rules: tuple[PeriodRule, ...]
    ladders: tuple[Ladder, ...]

    @functools.cached_property
    def mark(self) -> str:
        """Sixteen hexadecimal digits that change with any of them."""
        return hashlib.sha256(f"{self.rules} {self.ladders}".encode()).hexdigest()[:16]

    @property
    def opens(self) -> time:
        """The hour at which reports are asked for."""
        return self.ladders[-1].opens

    def opening(self, now: datetime, calendar: Calendar) -> datetime:
        """*now* while letters may leave, else when they next may: what is asked for late waits for a working day."""
        ladder, local = self.ladders[-1], calendar.local(now)
        day = local.date()
        if calendar.is_working(day) and local.time() < ladder.closes:
            return max(now, calendar.instant(day, ladder.opens))
        return calendar.instant(calendar.next_working_day(day), ladder.opens)

    def dates(self, period: Period, own: FormPeriod, calendar: Calendar) -> Dates | None:
        """The days of *period*, by what the form says itself and else by the rule; None where no rule holds.

        Data end on the day *closes* and begin after the one before (Nghị định 09/2019/NĐ-CP, Điều 12). A
        day of the month is a point in time, which stays where it falls; working days are counted.
        """
        for rule in reversed(self.rules):
            if rule.kind is not period.kind:
                continue
            closes = own.closes or rule.closes
            first, last = _data(period, closes)
            if rule.valid_from <= last <= rule.valid_to:
                due = _due_day(period, last, own.due or rule.due, calendar)
                opens = rule.opens if own.opens is None else own.opens
                asked = calendar.add_working_days(last + ONE_DAY, -opens - 1)
                return Dates(
                    first,
                    last,
                    due,
                    min(asked, due),
                    calendar.forecast_between(last, due) or calendar.forecast(due),
                    not calendar.is_working(due),
                )
        return None

    def asked(
        self, versions: tuple[Version, ...], period: Period, calendar: Calendar
    ) -> Asked | None:
        """How the form of *versions* is asked for in *period*; None where it is not.

        The version that counts is the one in force on the last day of the data.
        """
        found = self._version(versions, period, calendar)
        if found is None:
            return None
        version, dates = found
        return Asked(period, version, dates, calendar.instant(dates.opens, self.opens))

    def _version(
        self, versions: tuple[Version, ...], period: Period, calendar: Calendar
    ) -> tuple[Version, Dates] | None:
        for one in sorted(
            versions, key=lambda one: (one.form.valid_from, one.number), reverse=True
        ):
            own = one.form.asked_in(period) or FormPeriod(period.kind)
            dates = self.dates(period, own, calendar)
            if dates is not None and in_force(versions, dates.last) is one:
                return (one, dates) if one.form.asked_in(period) else None
        return None

    def first_from(
        self, form: Form, kind: PeriodKind, day: date, calendar: Calendar
    ) -> Period | None:
        """The first period of *kind* that is due after *day*; None where no rule dates any."""
        own = next((one for one in form.periods if one.kind is kind), FormPeriod(kind))
        period = around(kind, day).before.before
        for _ in range(7):
            dates = self.dates(period, own, calendar)
            if dates is not None and dates.due > day:
                return period
            period = period.after
        return None


def around(kind: PeriodKind, day: date) -> Period:
    """The period of *kind* in which *day* lies by the calendar's months and weeks.

    >>> around(PeriodKind.QUARTER, date(2026, 8, 3)).label
    '2026-Q3'
    """
    if kind is PeriodKind.WEEK:
        iso = day.isocalendar()
        return Period(kind, iso.year, iso.week)
    if kind in (PeriodKind.YEAR, PeriodKind.NINE_MONTHS):
        return Period(kind, day.year)
    span = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6}[kind]
    return Period(kind, day.year, (day.month - 1) // span + 1)


@functools.cache
def shipped_reporting() -> Reporting:
    """The rules and ladders that come with the program."""
    file = DataFile.shipped("schedules", FILE, TABLES)
    rules = tuple(_rule(row) for row in file.rows("period"))
    return Reporting(rules, tuple(read_ladder(row) for row in file.rows("ladder")))


def _rule(row: Row) -> PeriodRule:
    row.only("kind", "closes", "due_working_days", "opens", "valid_from", "valid_to", "source")
    return PeriodRule(
        PeriodKind(row.text("kind", REGULAR)),
        row.number("closes"),
        Due(row.number("due_working_days")),
        row.number("opens"),
        row.day("valid_from"),
        row.day("valid_to", date.max),
        row.text("source"),
    )


def _data(period: Period, closes: int) -> tuple[date, date]:
    if period.kind is PeriodKind.WEEK:
        last = date.fromisocalendar(period.year, period.number, closes)
        return last - _A_WEEK + ONE_DAY, last
    before = _day_of(period.first_month - 1, closes)
    return before + ONE_DAY, _day_of(period.last_month, closes)


def _due_day(period: Period, last: date, due: Due, calendar: Calendar) -> date:
    if due.day is None:
        return calendar.add_working_days(last, due.working_days or 0)
    found = _day_of(period.last_month + due.month, due.day)
    return found - ONE_DAY if due.before else found


def _day_of(month: int, day: int) -> date:
    """That day of the month counted from year 0, else the month's last."""
    year, index = divmod(month, 12)
    return date(year, index + 1, min(day, months_of.monthrange(year, index + 1)[1]))


def too_early(form: Form, kinds: Iterable[FormPeriod], calendar: Calendar) -> tuple[str, ...]:
    """Labels of periods in which *form* would be due before its data end, each kind's first that is."""
    reporting, found = shipped_reporting(), []
    for own in kinds:
        if own.kind is PeriodKind.AD_HOC:
            continue
        period = around(own.kind, form.valid_from)
        for _ in range(12):
            dates = reporting.dates(period, own, calendar)
            if dates is not None and dates.due < dates.last:
                found.append(period.label)
                break
            period = period.after
    return tuple(found)
