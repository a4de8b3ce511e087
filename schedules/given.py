"""The deadline of one task that words say, kept with what it was counted from, so that it can be counted again."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import NamedTuple

from schedules.calendar import Calendar
from schedules.due import Due, Reckoner, Reference
from schedules.hours import USUAL, Sessions
from schedules.recount import COUNTABLE
from work.deadline import BY_HAND, Counted, Deadline, by_hour
from work.reading.asked import read
from work.reading.point import Point, Unit
from work.reading.said import Ahead, ByPoint, WithinTerm
from work.reading.term import Anchor
from work.spelling import composed
from work.written_deadline import adds_nothing

# What a person leaves out who writes only the deadline, and a sentence has.
_TASK = ("Hoàn thành {}", "Hoàn thành trong {}")


class Said(NamedTuple):
    """One deadline: *due* as it was read, beside what a task keeps of it."""

    due: Due
    deadline: Deadline


def deadline_in(text: str, reckoner: Reckoner) -> Said | None:
    """The deadline that *text* says and nothing besides; None where it says none, several, or more than that."""
    for form in _TASK:
        sentence = form.format(composed(text).strip())
        reading = read(sentence)
        found = reckoner.deadlines(reading)
        if len(found) == 1 and not reading.meetings and not reading.undated:
            return _said(found[0], sentence, text)
    return None


def set_by(text: str, reckoner: Reckoner) -> Deadline | None:
    """The deadline that somebody sets by these words, which no register undoes; None as for deadline_in()."""
    said = deadline_in(text, reckoner)
    return None if said is None else replace(said.deadline, rule=BY_HAND)


def counted_from_the_paper(
    text: str,
    issued: date,
    received: date | None,
    calendar: Calendar,
    sessions: Sessions = USUAL,
) -> Deadline | None:
    """The term in a cell of a register: from the day that it names, that of the paper, or that on which it was *received*.

    A term that names none counts from the receipt. None where that day is not known, for hours of a
    receipt, whose hour no register has, and for what counts from something else.
    """
    start = datetime.combine(received or issued, time(), calendar.zone)
    found = deadline_in(text, Reckoner(calendar, Reference(start, issued, False), sessions))
    when = None if found is None else found.due.asked.when
    if found is None or not isinstance(when, WithinTerm):
        return None
    term = when.term
    if isinstance(term.start, Point) or term.start is Anchor.SIGNED:
        return found.deadline
    by_receipt = term.start in (Anchor.RECEIVED, Anchor.SILENT) and term.unit is not Unit.HOUR
    return found.deadline if by_receipt and received is not None else None


def _said(due: Due, sentence: str, text: str) -> Said | None:
    asked = due.asked
    single = isinstance(asked.when, ByPoint | WithinTerm | Ahead)
    if due.due is None or not single or not adds_nothing(sentence.replace(asked.words, " ", 1)):
        return None
    if isinstance(due.due, datetime):
        at = by_hour(due.due, due.exclusive, due.rule, text)
        return Said(due, replace(at, warnings=due.warnings))
    literal = due.literal if isinstance(due.literal, date) else None
    deadline = Deadline(due.due, due.rule, text, literal, due.exclusive, due.warnings)
    return Said(due, replace(deadline, counted=_counted(due, text)))


def _counted(due: Due, text: str) -> Counted | None:
    """None for what no calendar moves."""
    when = due.asked.when
    if due.rule not in COUNTABLE:
        return None
    match when:
        case WithinTerm(term) if isinstance(due.start, date):
            return Counted(due.rule, term.number, due.start, text)
        case Ahead(number) if isinstance(due.literal, date):
            return Counted(due.rule, number, due.literal, text)
        case _:
            return None
