"""A report is asked for at once (đột xuất), or a period that was missed: from what was given to a request for everybody."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from schedules.calendar import Calendar
from schedules.report_period import shipped_reporting
from store import Tx, clock, rung
from store.form import members, requests, telling
from store.form.requests import NewRequest
from work.act import Act
from work.form.form import Version, in_force
from work.form.period import PeriodKind, is_ad_hoc, read_period
from work.form.request import RequestEvent


class Unasked(StrEnum):
    """Why nobody can be asked like that."""

    NO_PERIOD = "no-period"  # neither a period nor a name
    NOT_ASKED = "not-asked"  # the form has no such periods
    DAYS_MISSING = "days-missing"  # a name has no days of its own
    DAYS_OWN = "days-own"  # a period has its own
    DAYS_MIXED = "days-mixed"  # each must not be before the one before it
    NOT_IN_FORCE = "not-in-force"  # no version then
    DATA_LATER = "data-later"  # the data end behind the day by which they are due
    PAST = "past"  # that day is over


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of the data, and until when they are sent; None where they were not given."""

    first: date | None = None
    last: date | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What is asked for: by which *version* of the form; *fixed* where a person set the due date."""

    version: Version
    period: str
    kind: PeriodKind
    first: date
    last: date
    due: date
    fixed: bool


def opening_of(
    known: tuple[Version, ...], period: str, given: Days, today: date, calendar: Calendar
) -> Opening | Unasked:
    """What *period*, or the name of a report that is asked for once, and the days *given* mean."""
    found = (
        _named(known, period, given)
        if is_ad_hoc(period)
        else _dated(known, period, given, calendar)
    )
    return Unasked.PAST if isinstance(found, Opening) and found.due < today else found


def ask(tx: Tx, one: Opening, reason: str | None, act: Act) -> tuple[int, int]:
    """How many members were asked now, once each, and how many more are excused."""
    office = clock.office_now(tx, act.now)
    form = one.version.form
    new = [
        NewRequest(
            form.code,
            one.version.number,
            one.period,
            one.kind,
            one.first,
            one.last,
            one.due,
            member.key,
            member.party,
            member.excused,
            fixed=one.fixed,
        )
        for member in members.members(tx, form, one.last).members
    ]
    numbers = requests.open_new(tx, new, office, act)
    waiting = [n for n, each in requests.several(tx, numbers).items() if each.state.waits]
    telling.tell_all(tx, waiting, RequestEvent.OPEN, 1, office, act, {"why": reason})
    rung.wait_for_plan(tx, office, act)
    return len(waiting), len(numbers) - len(waiting)


def _named(known: tuple[Version, ...], period: str, given: Days) -> Opening | Unasked:
    first, last, due = given.first, given.last, given.due
    if first is None or last is None or due is None:
        return Unasked.DAYS_MISSING
    if not first <= last <= due:
        return Unasked.DAYS_MIXED
    version = in_force(known, max(last, known[0].form.valid_from))
    if version is None:
        return Unasked.NOT_IN_FORCE
    return Opening(version, period, PeriodKind.AD_HOC, first, last, due, fixed=True)


def _dated(
    known: tuple[Version, ...], label: str, given: Days, calendar: Calendar
) -> Opening | Unasked:
    if given.first or given.last:
        return Unasked.DAYS_OWN
    period = read_period(label)
    if period is None:
        return Unasked.NO_PERIOD
    asked = shipped_reporting().asked(known, period, calendar)
    if asked is None:
        return Unasked.NOT_ASKED
    dates = asked.dates
    if given.due is not None and given.due < dates.last:
        return Unasked.DATA_LATER
    days = (dates.first, dates.last, given.due or dates.due)
    return Opening(asked.version, label, period.kind, *days, fixed=given.due is not None)
