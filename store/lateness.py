"""What makes a task late, as conditions of SQL: the same as work.deadline.Until.is_over."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_

from store.schema.base import Instant
from store.schema.work import task
from work.deadline import Reached

Column = ColumnElement[Any]


def over(due: Column, last: Column, day: Any, at: Any) -> ColumnElement[bool]:
    """Whether what is due on *due*, until *last* where there is an hour, is over on *day*, at the instant *at* of it.

    NULL, which no WHERE takes, on the last day of what has no hour, or where only the day is known.
    """
    return or_(due < day, and_(due == day, last < at))


def over_now(due: Column, last: Column, now: Reached) -> ColumnElement[bool]:
    """Whether it is over now, as a range of an index on *due* first."""
    return and_(due <= now.day, over(due, last, now.day, literal(now.at, Instant)))


def due_today(due: Column, last: Column, now: Reached) -> ColumnElement[bool]:
    """Whether its last day is today, and it is not over yet."""
    return and_(due == now.day, func.coalesce(last >= literal(now.at, Instant), True))


def still(due: Column, last: Column, now: Reached) -> ColumnElement[bool]:
    """Whether it is not over yet."""
    return and_(due >= now.day, or_(due > now.day, due_today(due, last, now)))


def near(now: Reached, soon: date, of: Any = task.c) -> ColumnElement[bool]:
    """Whether who leads an open task has to act, and the last day is not over and is *soon* at the latest."""
    return and_(still(of.due, of.due_last, now), of.due <= soon, of.stopped_on.is_(None))


def judged_late(now: Reached) -> Column:
    """Whether a task is late by when its clock stopped, or else *now*; NULL where it has no deadline."""
    day = func.coalesce(task.c.done_on, task.c.stopped_on, now.day)
    stopped = or_(task.c.done_on.is_not(None), task.c.stopped_on.is_not(None))
    at = case((stopped, task.c.stopped_at), else_=literal(now.at, Instant))
    late = func.coalesce(over(task.c.due, task.c.due_last, day, at), False)
    return case((task.c.due.is_(None), None), else_=late)


def late_while_open(now: Reached, of: Any = task.c) -> ColumnElement[bool]:
    """The same of an open task, by the columns *of* it or of its party; not of one without a deadline."""
    return or_(late_while_running(now, of), late_while_stopped(of))


def late_while_running(now: Reached, of: Any = task.c) -> ColumnElement[bool]:
    """The same of one whose clock runs."""
    return and_(of.stopped_on.is_(None), over_now(of.due, of.due_last, now))


def late_while_stopped(of: Any = task.c) -> ColumnElement[bool]:
    """The same of one whose clock stands."""
    stopped = over(of.due, of.due_last, of.stopped_on, of.stopped_at)
    return and_(of.stopped_on.is_not(None), stopped)
