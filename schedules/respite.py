"""Until when a reminder may be acknowledged or put off: as far as the office's customs let it, to the opening of a day."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from schedules.ladder import Case, Plan
from work.respite import Respite, RespiteKind
from work.task import Task

OPENS = time(8)  # where no ladder is in force
HOURS, DAYS = "h", "d"
MOST = {HOURS: 23, DAYS: 31}


class Span(NamedTuple):
    """For how long: so many hours, or until so many working days later begin."""

    sign: str
    number: int


OFFERED = (Span(HOURS, 2), Span(DAYS, 1), Span(DAYS, 3))


def opening_of(plan: Plan, task: Task, day: date) -> datetime:
    """The instant of *day* at which reminders of the task begin."""
    ladder = plan.ladder(task.due or day, _case(task))
    return plan.calendar.instant(day, OPENS if ladder is None else ladder.opens)


def after(plan: Plan, task: Task, number: int, office: datetime) -> datetime:
    """That of the *number*-th working day after the office's."""
    calendar = plan.calendar
    return opening_of(plan, task, calendar.add_working_days(calendar.today(office), number))


def latest(
    plan: Plan,
    task: Task,
    person: int,
    kind: RespiteKind,
    before: Iterable[Respite],
    office: datetime,
) -> datetime:
    """Until when *person* can have one of that *kind* at the instant *office*, after those *before*.

    An acknowledgement is counted from the person's first one of this deadline, so that
    renewing it spares nobody longer. What is put off comes back with the reminder of the
    due day at the latest, and, once that has come, after so many working days.
    """
    custom = plan.customs.on(plan.calendar.today(office))
    if kind is RespiteKind.ACKNOWLEDGED:
        mine = [
            one.at
            for one in before
            if (one.person, one.kind, one.version) == (person, kind, task.version)
        ]
        return after(plan, task, custom.acknowledged, min(mine, default=office))
    rungs = () if task.until is None else plan.rungs(task.until, _case(task))
    last = next((rung.at for rung in rungs if rung.slot == "T"), None)
    far = after(plan, task, custom.snoozed, office)
    if last is None:
        return far
    return min(far, last) if last > office else after(plan, task, custom.snoozed_late, office)


def put_off_until(
    plan: Plan, task: Task, person: int, span: Span, office: datetime
) -> tuple[datetime, bool]:
    """Until when *person* puts off their reminders, and whether that is less than *span*: the office lets it no longer."""
    last = latest(plan, task, person, RespiteKind.SNOOZED, (), office)
    wanted = office + timedelta(hours=span.number)
    if span.sign == DAYS:
        wanted = after(plan, task, span.number, office)
    return min(wanted, last), last < wanted


def _case(task: Task) -> Case:
    return Case(task.document.urgency, task.document.kind)
