"""A report form before it is kept: of whom it would ask, when next, and who could be told of nothing."""

from dataclasses import dataclass
from datetime import date

from schedules.calendar import Calendar
from schedules.report_period import Asked, Reporting, shipped_reporting, too_early
from store import Tx, audience
from store.form import members, series, versions
from store.form.members import Members
from work.form.form import Form, Version
from work.form.period import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class Preview:
    """What keeping the form would come to: *first* is how each of its kinds is asked for next.

    *alone* are members behind whom nobody stands who could be told.
    """

    form: Form
    known: tuple[Version, ...]
    found: Members
    first: tuple[Asked, ...]
    begins: tuple[Period, ...]
    alone: tuple[str, ...]


def previewed(tx: Tx, form: Form, today: date, calendar: Calendar) -> Preview | tuple[str, ...]:
    """What keeping the form would come to; the periods in which it would be due before its data end."""
    if labels := too_early(form, form.periods, calendar):
        return tuple(labels)
    day = max(today, form.valid_from)
    told = calendar.working_day_from(day)  # on which members can be asked at the earliest
    known, kinds = versions.of_code(tx, form.code), series.kinds(tx, form.code)
    found = members.members(tx, form, day)
    wanted = [one.party for one in found.members if one.excused is None]
    unreached = audience.without_anybody(tx, wanted)
    alone = tuple(party.unit_name or party.agency_name for party in wanted if party in unreached)
    reporting = shipped_reporting()
    later = (*known, Version(len(known) + 1, form))
    asked, begins = list[Asked](), list[Period]()
    for own in form.periods:
        if own.kind is PeriodKind.AD_HOC:
            continue
        period = reporting.first_from(form, own.kind, told, calendar)
        if period is None:
            continue
        if own.kind not in kinds:
            begins.append(period)
        asked += _next(reporting, later, period, calendar)
    return Preview(form, known, found, tuple(asked), tuple(begins), alone)


def _next(
    reporting: Reporting, later: tuple[Version, ...], period: Period, days: Calendar
) -> list[Asked]:
    """The first period from *period* on that the new version asks for; none within a year of weeks."""
    for _ in range(53):
        found = reporting.asked(later, period, days)
        if found is not None and found.version is later[-1]:
            return [found]
        period = period.after
    return []
