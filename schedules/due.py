"""When that is due which a text asks for: each deadline, meeting and period that was read, as days and instants."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from schedules.calendar import ONE_DAY, Calendar
from schedules.deadline import (
    CIVIL_CODE,
    days_ahead,
    in_calendar_days,
    in_half_years,
    in_hours,
    in_months,
    in_quarters,
    in_weeks,
    in_working_days,
    in_years,
    months_ahead,
    weeks_ahead,
    working_days_ahead,
)
from schedules.hours import USUAL, Sessions
from schedules.point import Days, days_of
from schedules.series import series_of
from work.deadline import Deadline, Moment
from work.reading.point import Day, DayPart, Point, Span, Unit, Weekday
from work.reading.said import (
    Ahead,
    Asked,
    ByPoint,
    Covered,
    Meeting,
    Ongoing,
    Reading,
    Recurring,
    Target,
    WithinTerm,
)
from work.reading.term import Anchor, Term
from work.reading.text import has_round_letter

AS_WRITTEN = "lời văn"  # the source where no act is needed: the words say it themselves
PARTS_OF_TIME = "Bộ luật Dân sự 2015, Điều 146"
_TERMS = {
    Unit.WORKING_DAY: in_working_days,
    Unit.DAY: in_calendar_days,
    Unit.WEEK: in_weeks,
    Unit.MONTH: in_months,
    Unit.QUARTER: in_quarters,
    Unit.HALF_YEAR: in_half_years,
    Unit.YEAR: in_years,
}
_AHEAD = {
    Unit.WORKING_DAY: working_days_ahead,
    Unit.DAY: days_ahead,
    Unit.WEEK: weeks_ahead,
    Unit.MONTH: months_ahead,
}
_MONTHS_AHEAD = {Unit.QUARTER: 3, Unit.HALF_YEAR: 6, Unit.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Reference:
    """What is counted from: when the paper was *received*, in the office's time, and when it was *issued*, if that is known.

    *hour* says whether the hour of receipt is known.
    """

    received: datetime
    issued: date | None = None
    hour: bool = True

    @property
    def day(self) -> date:
        """The day of receipt."""
        return self.received.date()

    @property
    def written(self) -> date:
        """The day from which the paper speaks: that of its issue, else of its receipt."""
        return self.issued or self.day


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline: *due* is the last day or instant that complies, None where there is none to name.

    *literal* is the day as written or counted; *exclusive* says that the words were "trước". *rule*,
    *source* and *warnings* are as those of a Deadline, with "weekday-disagrees", "invalid-date",
    "year-inferred", "hour-assumed", "letter-for-zero" and "past" besides. *recurs* is a rule of
    RFC 5545, *start* what a term was counted from.
    """

    due: date | datetime | None
    rule: str
    asked: Asked
    source: str = AS_WRITTEN
    literal: date | datetime | None = None
    exclusive: bool = False
    recurs: str | None = None
    warnings: tuple[str, ...] = ()
    start: date | datetime | None = None


@dataclass(frozen=True, slots=True)
class Reckoner:
    """Computes days and instants for one reference on one calendar."""

    calendar: Calendar
    reference: Reference
    sessions: Sessions = USUAL

    def deadlines(self, reading: Reading) -> tuple[Due, ...]:
        """All deadlines, without those that the words make only where they lie ahead, and that lie behind."""
        found = (self.due(asked) for asked in reading.deadlines)
        return tuple(due for due in found if not (due.asked.weak and "past" in due.warnings))

    def due(self, asked: Asked) -> Due:
        """When *asked* is due."""
        found = self._due(asked)
        past = ("past",) if self._is_past(found.due) else ()
        letter = ("letter-for-zero",) if has_round_letter(asked.words) else ()
        return replace(found, warnings=found.warnings + letter + past)

    def begins(self, meeting: Meeting) -> date | datetime | None:
        """When a meeting begins; None where no calendar has the day."""
        days = self._days(meeting.start)
        return None if days is None else self._at(days.first, meeting.start)

    def covered(self, period: Covered) -> tuple[date, date] | None:
        """The days that a period covers; a first day without year is the nearest before the last."""
        last = self._days(period.last)
        first = self._days(period.first)
        if first is None or last is None:
            return None
        if (
            isinstance(period.first.where, Day | Span)
            and first.inferred
            and first.first > last.last
        ):
            return first.first.replace(
                year=last.last.year - (first.first.month > last.last.month)
            ), last.last
        return first.first, last.last

    def _due(self, asked: Asked) -> Due:
        match asked.when:
            case ByPoint(point, exclusive):
                return self._by_point(asked, point, exclusive)
            case WithinTerm(term):
                return self._within(asked, term)
            case Ahead():
                return self._ahead(asked, asked.when)
            case Recurring():
                return self._recurring(asked, asked.when)
            case Ongoing():
                return Due(None, "ongoing", asked)
            case Target(point):
                found = self._by_point(asked, point, False)
                return replace(found, rule="target")

    def _by_point(self, asked: Asked, point: Point, exclusive: bool) -> Due:
        days = self._days(point)
        rule = _point_rule(point, exclusive)
        if days is None:
            return Due(None, rule, asked, exclusive=exclusive, warnings=("invalid-date",))
        warnings = _said_wrongly(point, days) + (("year-inferred",) if days.inferred else ())
        if point.hour is not None or point.part is not None:
            at = self._at(days.last, point)
            return Due(at, rule, asked, AS_WRITTEN, at, exclusive, warnings=warnings)
        due = days.first - ONE_DAY if exclusive else days.last
        literal = days.first if exclusive else days.last
        off = () if self.calendar.is_working(due) else ("day-off",)
        source = PARTS_OF_TIME if isinstance(point.where, Span) and point.where.part else AS_WRITTEN
        return Due(due, rule, asked, source, literal, exclusive, warnings=off + warnings)

    def _within(self, asked: Asked, term: Term) -> Due:
        if term.unit is Unit.HOUR:
            return self._in_hours(asked, term)
        start = self._start(term.start)
        if start is None:
            return Due(None, term.unit, asked, CIVIL_CODE, warnings=("invalid-date",))
        found = _of(asked, _TERMS[term.unit](start, term.number, self.calendar))
        return replace(found, start=start)

    def _in_hours(self, asked: Asked, term: Term) -> Due:
        start, assumed = self.reference.received, not self.reference.hour
        if isinstance(term.start, Point):
            days = self._days(term.start)
            if days is None:
                return Due(None, term.unit, asked, CIVIL_CODE, warnings=("invalid-date",))
            at = self._at(days.first, term.start)
            assumed = not isinstance(at, datetime)
            start = at if isinstance(at, datetime) else self._midnight(days.first)
        found = _of(asked, in_hours(start, term.number))
        warnings = ("hour-assumed",) if assumed else ()
        return replace(found, start=start, warnings=warnings)

    def _start(self, anchor: Anchor | Point) -> date | None:
        if isinstance(anchor, Point):
            days = self._days(anchor)
            return None if days is None else days.last
        return self.reference.written if anchor is Anchor.SIGNED else self.reference.day

    def _ahead(self, asked: Asked, said: Ahead) -> Due:
        days = self._days(said.point)
        if days is None:
            return Due(None, f"{said.unit}-before", asked, warnings=("invalid-date",))
        if said.unit is Unit.HOUR:
            return self._hours_ahead(asked, said, days)
        unit, number = said.unit, said.number
        if unit in _MONTHS_AHEAD:
            unit, number = Unit.MONTH, number * _MONTHS_AHEAD[unit]
        found = _of(asked, _AHEAD[unit](days.first, number, self.calendar, AS_WRITTEN))
        inferred = ("year-inferred",) if days.inferred else ()
        return replace(found, warnings=found.warnings + inferred)

    def _hours_ahead(self, asked: Asked, said: Ahead, days: Days) -> Due:
        at = self._at(days.first, said.point)
        start = at if isinstance(at, datetime) else self._midnight(days.first)
        warnings = () if isinstance(at, datetime) else ("hour-assumed",)
        due = start - timedelta(hours=said.number)
        return Due(due, "hours-before", asked, AS_WRITTEN, start, warnings=warnings)

    def _recurring(self, asked: Asked, said: Recurring) -> Due:
        if said.unit is Unit.HOUR:
            return self._hourly(asked, said)
        first = max(self.reference.written, self.reference.day)
        if said.start is not None and (begun := self._days(said.start)) is not None:
            first = max(first, _first_due(said, begun))
        series = series_of(said, first, self.calendar)
        if series is None:
            return Due(None, "recurring", asked, warnings=("invalid-date",))
        last = None if said.until is None else self._days(said.until)
        if last is not None:
            series = series._replace(rule=f"{series.rule};UNTIL={last.last:%Y%m%d}")
        point = said.points[0]
        if point.hour is not None or point.part is not None:
            at = self._next_at(said, series.next)
            return Due(at, "recurring", asked, AS_WRITTEN, at, said.exclusive, series.rule)
        off = () if self.calendar.is_working(series.next) else ("day-off",)
        return Due(
            series.next,
            "recurring",
            asked,
            AS_WRITTEN,
            series.literal,
            said.exclusive,
            series.rule,
            off,
        )

    def _next_at(self, said: Recurring, day: date) -> date | datetime:
        """The instant of *said* on *day*, or where that was over when it was received, of the next time."""
        at = self._at(day, said.points[0])
        if isinstance(at, datetime) and self.reference.hour and at < self.reference.received:
            following = series_of(said, day + ONE_DAY, self.calendar)
            return at if following is None else self._at(following.next, said.points[0])
        return at

    def _hourly(self, asked: Asked, said: Recurring) -> Due:
        """Every so many hours: from the hour on that is said, else so many hours after receipt for the first time."""
        begun = None if said.start is None else self._days(said.start)
        first = self.reference.received + timedelta(hours=said.every)
        if begun is not None and said.start is not None:
            at = self._at(begun.first, said.start)
            first = at if isinstance(at, datetime) else self._midnight(begun.first)
        rule = f"FREQ=HOURLY;INTERVAL={said.every}"
        return Due(first, "recurring", asked, AS_WRITTEN, first, recurs=rule)

    def _days(self, point: Point) -> Days | None:
        if point.where is None:
            day = self.reference.written
            return Days(day, day)
        found = days_of(point.where, self.reference.written, self.calendar)
        if found is not None and _is_over(point, found.last, self.reference.written):
            return days_of(point.where, self.reference.day, self.calendar)
        return found

    def _at(self, day: date, point: Point) -> date | datetime:
        """The instant on *day* where an hour or a part of the day is said, else *day*."""
        if point.hour is not None:
            return self._midnight(day) + point.hour
        if point.part is not None:
            morning = point.part is DayPart.MORNING
            part = self.sessions.morning if morning else self.sessions.afternoon
            return datetime.combine(day, part.closes, self.calendar.zone)
        return day

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.calendar.zone)

    def _is_past(self, due: date | datetime | None) -> bool:
        if due is None:
            return False
        if isinstance(due, datetime):
            return due < self.reference.received
        return due < self.reference.day


def _is_over(point: Point, last: date, written: date) -> bool:
    """Whether "this week" was over before it was said: signed on a Saturday, it means that of the receipt."""
    return isinstance(point.where, Weekday) and point.where.weeks == 0 and last < written


def _first_due(said: Recurring, begun: Days) -> date:
    """From when on a series falls due: of "ngày 05 tháng sau" only once the first month is over that is reported."""
    where = said.points[0].where
    behind = isinstance(where, Day) and where.months == 1 and begun.last > begun.first
    return begun.last + ONE_DAY if behind else begun.first


def _point_rule(point: Point, exclusive: bool) -> str:
    if point.hour is not None or point.part is not None:
        return "before-hour" if exclusive else "by-hour"
    if isinstance(point.where, Day) or point.where is None:
        return "before-date" if exclusive else "on-date"
    if isinstance(point.where, Span) and point.where.part is None:
        return "before-period" if exclusive else "in-period"
    return "before-date" if exclusive else "on-date"


def _said_wrongly(point: Point, days: Days) -> tuple[str, ...]:
    wrong = point.weekday is not None and days.last.weekday() != point.weekday
    return ("weekday-disagrees",) if wrong else ()


def _of(asked: Asked, found: Deadline | Moment) -> Due:
    literal = found.literal if isinstance(found, Deadline) else found.due
    return Due(
        found.due,
        found.rule,
        asked,
        found.source,
        literal,
        found.exclusive,
        warnings=found.warnings,
    )
