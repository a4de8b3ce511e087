"""The part of the tick that asks for reports: requests open by themselves, and their members are reminded.

What is due stands in the store. Two processes that do this at once open each request once, by its
unique key, and tell each rung once; one that dies leaves what it had not committed to the next.
"""

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from schedules.calendar import Calendar
from schedules.ladder import Plan, Release, Rung
from schedules.report_period import Asked, Reporting, shipped_reporting
from store import Tx, notice, restoration
from store.form import members, requests, series, telling, versions
from store.form.requests import NewRequest, Waiting
from work.act import Act
from work.audience import audience as audience_of
from work.deadline import Until
from work.form.form import Version
from work.form.period import Period, PeriodKind, read_period
from work.form.request import Request, RequestEvent
from work.outbox import NewNotice

BY = "tick"
SERIES = 10  # of one transaction
SKIPPED_MOST = 60  # periods that a form leaves out, one after another: a year of weeks has 53


@dataclass(frozen=True)
class ReportPlan:
    """All that decides when reports are asked for and reminded of."""

    reporting: Reporting
    ladder: Plan

    @property
    def calendar(self) -> Calendar:
        """The office's calendar."""
        return self.ladder.calendar

    @functools.cached_property
    def mark(self) -> str:
        """Sixteen hexadecimal digits that change with the calendar, a rule or a ladder."""
        said = f"{self.calendar.mark} {self.reporting.mark}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@functools.lru_cache(maxsize=8)
def report_plan(calendar: Calendar) -> ReportPlan:
    """The plan on *calendar* by the rules that come with the program."""
    reporting = shipped_reporting()
    return ReportPlan(reporting, Plan(calendar, reporting.ladders))


@dataclass(frozen=True, slots=True)
class Reported:
    """What one transaction did; *more* when there may be as much again."""

    opened: int
    notices: int
    worked: bool
    more: bool


def has_work(tx: Tx, calendar: Calendar, office: datetime) -> bool:
    """Whether a report is to be asked for or reminded of, or was dated by another plan; four looks by index."""
    mark = report_plan(calendar).mark
    looks = (
        series.due_at(office),
        requests.due_at(office),
        series.not_planned_by(mark),
        requests.not_planned_by(mark),
    )
    return any(tx.value(look.limit(1)) is not None for look in looks)


def next_due(tx: Tx) -> datetime | None:
    """The office instant at which the next report is asked for or reminded of."""
    return earliest(series.next_due(tx), requests.next_due(tx))


def earliest(*instants: datetime | None) -> datetime | None:
    """The first of those that are there."""
    return min((one for one in instants if one is not None), default=None)


def release(tx: Tx, calendar: Calendar, office: datetime, now: datetime, limit: int) -> Reported:
    """Opens at most *limit* requests that are due, and reminds of at most as many."""
    return _Release(tx, report_plan(calendar), office, Act(BY, now), limit).run()


class _Release:
    """One transaction of the tick."""

    def __init__(self, tx: Tx, plan: ReportPlan, office: datetime, act: Act, limit: int) -> None:
        self._tx = tx
        self._plan = plan
        self._office = office
        self._act = act
        self._limit = limit
        self._opened = 0
        self._notices = 0
        self._dues: dict[tuple[str, int, Period], date | None] = {}

    def run(self) -> Reported:
        stale = series.planned_otherwise(self._tx, self._plan.mark, SERIES)
        for row in stale:
            self._advance(row, row.period, row.reached)
        waiting = series.due(self._tx, self._office, SERIES)
        for row in waiting:
            self._ask(row)
        others = requests.planned_otherwise(self._tx, self._plan.mark, self._limit)
        self._replan(others)
        reminded = requests.due(self._tx, self._office, self._limit)
        self._remind(reminded)
        worked = bool(stale or waiting or others or reminded)
        ahead = next_due(self._tx)
        full = len(stale) == SERIES or len(others) == self._limit
        more = worked and (full or (ahead is not None and ahead <= self._office))
        return Reported(self._opened, self._notices, worked, more)

    def _ask(self, row: series.Row) -> None:
        """Asks the next members for the report of the period that is due."""
        known = versions.of_code(self._tx, row.form)
        asked = self._plan.reporting.asked(known, row.period, self._plan.calendar)
        if asked is None or asked.at > self._office:
            self._advance(row, row.period, row.reached)
            return
        opening = self._plan.reporting.opening(self._office, self._plan.calendar)
        if opening > self._office:
            series.set_next(self._tx, replace(row, next_at=opening))
            return
        left = self._limit - self._opened
        if left <= 0:
            return
        found = members.members(self._tx, asked.version.form, asked.dates.last).members
        ahead = [one for one in found if one.key > row.reached]
        self._open(row.form, asked, ahead[:left])
        if len(ahead) > left:
            series.set_next(self._tx, replace(row, reached=ahead[left - 1].key))
        else:
            self._advance(row, row.period.after, "")

    def _advance(self, row: series.Row, period: Period, reached: str) -> None:
        """Dates the next period that the form asks for, *period* or one after; none where it ended."""
        known = versions.of_code(self._tx, row.form)
        mark = self._plan.mark
        for _ in range(SKIPPED_MOST):
            asked = self._plan.reporting.asked(known, period, self._plan.calendar)
            if asked is not None:
                series.set_next(self._tx, series.Row(row.form, period, reached, asked.at, mark))
                return
            if _is_over(known, period):
                break
            period, reached = period.after, ""
        series.set_next(self._tx, series.Row(row.form, period, "", None, mark))

    def _open(self, form: str, asked: Asked, those: Iterable[members.Member]) -> None:
        dates = asked.dates
        new = [
            NewRequest(
                form,
                asked.version.number,
                asked.period.label,
                asked.period.kind,
                dates.first,
                dates.last,
                dates.due,
                one.key,
                one.party,
                one.excused,
            )
            for one in those
        ]
        numbers = requests.open_new(self._tx, new, self._office, self._act)
        self._opened += len(new)
        excused = {one.member for one in new if one.excused is not None}
        told = numbers if not excused else self._waiting(numbers)
        before = restoration.told_before(self._tx)
        doubt = before is not None and asked.at <= before
        self._notices += telling.tell_all(
            self._tx, told, RequestEvent.OPEN, 1, self._office, self._act, {}, in_doubt=doubt
        )

    def _waiting(self, numbers: tuple[int, ...]) -> list[int]:
        found = requests.several(self._tx, numbers)
        return [number for number, one in found.items() if one.state.waits]

    def _replan(self, rows: tuple[Waiting, ...]) -> None:
        """Computes the next rung anew, and the due date where the calendar moves it."""
        found = requests.several(self._tx, [row.request for row in rows]) if rows else {}
        computed = []
        for row in rows:
            one = self._redated(found[row.request])
            moved = one.version > found[row.request].version
            fresh = row.plan == "" and row.released is None
            released = self._passed(one.due) if fresh or moved else row.released
            computed.append(self._next(one, released))
        requests.set_next(self._tx, computed)

    def _redated(self, one: Request) -> Request:
        """*one*, its due date moved and its member told where the calendar of its period has changed."""
        due_on = self._due(one)
        if due_on is None or due_on == one.due:
            return one
        requests.redate(self._tx, one.id, due_on, self._office, self._act)
        position = len(requests.history(self._tx, one.id))
        facts = {"was": one.due.isoformat()}
        self._notices += telling.tell(
            self._tx, one.id, RequestEvent.REDATE, position, self._office, self._act, facts
        )
        return replace(one, due=due_on, version=one.version + 1)

    def _due(self, one: Request) -> date | None:
        """What the calendar says now; None where a person set the due date, and for what was asked for once."""
        period = read_period(one.period)
        if one.fixed or period is None or one.kind is PeriodKind.AD_HOC:
            return None
        key = (one.form, one.form_version, period)
        if key not in self._dues:
            form = versions.one(self._tx, one.form, one.form_version)
            own = form.asked_in(period)
            calendar, reporting = self._plan.calendar, self._plan.reporting
            dates = None if own is None else reporting.dates(period, own, calendar)
            self._dues[key] = None if dates is None else dates.due
        return self._dues[key]

    def _passed(self, due: date) -> int | None:
        """The order of the newest rung that is over: who is asked now is not reminded of it at once."""
        newest = self._plan.ladder.next(Until(due), None, self._office)
        return newest.rung.order if newest and newest.rung.at <= self._office else None

    def _remind(self, rows: tuple[Waiting, ...]) -> None:
        found = requests.several(self._tx, [row.request for row in rows]) if rows else {}
        people = telling.behind(self._tx, found.values(), self._office) if rows else ()
        before = restoration.told_before(self._tx) if rows else None
        computed = []
        for row in rows:
            one, released = found[row.request], row.released
            ahead = self._ahead(one, released)
            if ahead is not None and ahead.at <= self._office:
                in_doubt = before is not None and ahead.rung.at <= before
                self._tell(one, ahead.rung, people, in_doubt=in_doubt)
                released = ahead.rung.order
            computed.append(self._next(one, released))
        requests.set_next(self._tx, computed)

    def _tell(self, one: Request, rung: Rung, people: Any, *, in_doubt: bool) -> None:
        following = self._ahead(one, rung.order)
        today = self._plan.calendar.today(self._office)
        left = self._plan.calendar.working_days(today, one.due)
        facts = {**telling.facts_of(one), "working_days": left, "slot": rung.slot}
        returned = {"state": str(one.state), "why": one.reason}
        added = 0
        for who in audience_of((one.party,), people, rung.to):
            new = NewNotice(
                key=telling.reminder_key(one.id, one.version, rung.order, who.person.id),
                kind=telling.REMINDER,
                person=who.person.id,
                language=who.person.language,
                reason=telling.reason_of(who),
                facts={**facts, **returned, **who.told},
                at=self._office,
                expires=following.at if following else None,
            )
            addresses = notice.channels_of(self._tx, [who.person], self._office, ())
            added += notice.add(self._tx, new, addresses, self._act.now, in_doubt=in_doubt)
        codes: dict[str, str | int] = {"slot": rung.slot, "version": one.version, "notices": added}
        self._tx.audit(self._act.now, "report.reminded", f"report:{one.id}", **codes)
        self._notices += added

    def _next(self, one: Request, released: int | None) -> Waiting:
        ahead = self._ahead(one, released)
        return Waiting(one.id, released, ahead.at if ahead else None, self._plan.mark)

    def _ahead(self, one: Request, released: int | None) -> Release | None:
        return self._plan.ladder.next(Until(one.due), released, self._office)


def _is_over(known: tuple[Version, ...], period: Period) -> bool:
    """Whether every version of the form ended before *period*'s year."""
    ends = [one.form.valid_to for one in known]
    return not known or all(end is not None and end.year < period.year for end in ends)
