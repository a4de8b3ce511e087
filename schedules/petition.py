"""The clocks of petitions by the law's own terms, on the official calendar, with all that moved them.

Dated data (schedules/data/petition.toml) and the office's own rows over it; nothing here knows the store.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from schedules.calendar import Calendar
from schedules.deadline import in_working_days
from schedules.pause import resumption
from work.dated import DataFile, Row
from work.deadline import Counted, Until
from work.pause import Resumption
from work.petition import PASSED_ON, Depth, Kind
from work.petition_course import Clock, Clocks, Course, Step

TABLES = ("clock", "redirect", "ground")
WAYS = ("chuyển", "hướng dẫn")
LONGEST = 250  # working days; more is a slip of the pen
_DATED = ("valid_from", "valid_to", "source", "checked")


@dataclass(frozen=True, slots=True)
class Dated:
    """From when to when a row holds, by the day of receipt, and what it rests on."""

    valid_from: date
    valid_to: date
    source: str
    checked: bool

    @property
    def act(self) -> str:
        """The act and its article, as a letter cites it; "" where it is the product's own choice."""
        named = self.source.partition(":")[0].partition(" (")[0].strip()
        return "" if named.startswith("Lựa chọn") else named

    def holds(self, day: date) -> bool:
        """Whether it serves what was received on *day*."""
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True)
class Term:
    """One time that the law gives."""

    step: Step
    kinds: tuple[Kind, ...]
    depths: tuple[Depth, ...]
    working_days: int
    pauses: bool
    dated: Dated

    def serves(self, kind: Kind, depth: Depth, received: date) -> bool:
        """Whether it is that of such a petition."""
        return kind in self.kinds and depth in self.depths and self.dated.holds(received)


@dataclass(frozen=True, slots=True)
class Redirect:
    """How what is not for this office goes on: *way* is the law's word for it."""

    kind: Kind
    way: str
    dated: Dated

    @property
    def guides(self) -> bool:
        """Whether the sender is told to whom to turn, and the paper stays here."""
        return self.way == WAYS[1]


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a petition may be refused; *names* by language."""

    code: str
    names: tuple[tuple[str, str], ...]
    dated: Dated

    def name(self, language: str) -> str:
        """The reason as its sender reads it."""
        return dict(self.names)[language]


@dataclass(frozen=True, slots=True)
class Rules:
    """Every row, the one read last on top."""

    terms: tuple[Term, ...]
    redirects: tuple[Redirect, ...]
    grounds: tuple[Ground, ...]

    def term(self, step: Step, kind: Kind, depth: Depth, received: date) -> Term | None:
        """The time for *step*; None where no row gives one."""
        found = [t for t in self.terms if t.step is step and t.serves(kind, depth, received)]
        return found[-1] if found else None

    def redirect(self, kind: Kind, received: date) -> Redirect | None:
        """How a petition of *kind* is passed on."""
        found = [r for r in self.redirects if r.kind is kind and r.dated.holds(received)]
        return found[-1] if found else None

    def grounds_on(self, received: date) -> dict[str, Ground]:
        """Why what was received on that day may be refused, by code."""
        return {one.code: one for one in self.grounds if one.dated.holds(received)}

    def grounds_told(self, received: date) -> dict[str, dict[str, str]]:
        """The same as their senders read them: names in each language, by code."""
        return {code: dict(one.names) for code, one in self.grounds_on(received).items()}


def rules(*overlays: Path) -> Rules:
    """The shipped rows with those of *overlays* laid over them, the last one on top.

    Raises DataRefused, whose text names file, line and remedy.
    """
    sources = [DataFile.shipped("schedules", "petition.toml", TABLES)]
    sources += [DataFile.at(path, TABLES) for path in overlays]
    return Rules(
        tuple(_term(row) for source in sources for row in source.rows("clock")),
        tuple(_redirect(row) for source in sources for row in source.rows("redirect")),
        tuple(_ground(row) for source in sources for row in source.rows("ground")),
    )


def clocks_by(found: Rules, calendar: Calendar) -> Clocks:
    """What computes the clocks of any petition by these rules and this calendar."""

    def clocks(kind: Kind, depth: Depth, course: Course) -> tuple[Clock, ...]:
        asked = ((step, found.term(step, kind, depth, course.received)) for step in _steps(course))
        return tuple(_clock(term, course, calendar) for _, term in asked if term is not None)

    return clocks


def _steps(course: Course) -> Iterator[Step]:
    yield Step.REGISTER
    yield Step.FORWARD
    if course.here:
        yield Step.ANSWER


def _clock(term: Term, course: Course, calendar: Calendar) -> Clock:
    first = in_working_days(course.received, term.working_days, calendar, term.dated.source)
    met = course.met(term.step)
    waits = [one for one in course.waits if term.pauses and (met is None or one[0] <= met)]
    of = Counted("working-days", term.working_days, course.received, term.dated.source)
    first, pauses, due = replace(first, counted=of), [], first.due
    for since, until in waits:
        if until is not None:
            pauses.append(resumption(since, until, Until(due), calendar, of=of))
            due, of = _moved(pauses[-1], due, of)
    standing = [since for since, until in waits if until is None]
    return Clock(
        term.step,
        term.dated.source,
        term.dated.checked,
        course.received,
        term.working_days,
        first,
        tuple(pauses),
        standing[0] if standing and met is None else None,
        met,
    )


def _moved(pause: Resumption, due: date, of: Counted) -> tuple[date, Counted]:
    new = pause.deadline
    return (due, of) if new is None else (new.due, new.counted or of)


def _dated(row: Row) -> Dated:
    first, last = row.day("valid_from"), row.day("valid_to", date.max)
    if last < first:
        raise row.refused("valid_to lies before valid_from; exchange them")
    return Dated(first, last, row.text("source"), _flag(row, "checked"))


def _term(row: Row) -> Term:
    row.only("step", "kinds", "depths", "working_days", "pauses", *_DATED)
    step, number = Step(row.text("step", [*Step])), row.number("working_days")
    if not 1 <= number <= LONGEST:
        raise row.refused(f"working_days is a number from 1 to {LONGEST}")
    kinds = tuple(map(Kind, row.texts("kinds", [*Kind])))
    if not kinds or (step is Step.ANSWER and not PASSED_ON.isdisjoint(kinds)):
        raise row.refused("kinds names whose clock it is; what is passed on is not answered here")
    depths = tuple(map(Depth, row.texts("depths", [*Depth]))) or tuple(Depth)
    return Term(step, kinds, depths, number, _flag(row, "pauses"), _dated(row))


def _redirect(row: Row) -> Redirect:
    row.only("kind", "way", *_DATED)
    return Redirect(Kind(row.text("kind", [*Kind])), row.text("way", WAYS), _dated(row))


def _ground(row: Row) -> Ground:
    row.only("code", "name", "name_en", *_DATED)
    names = ("vi", row.text("name")), ("en", row.text("name_en"))
    return Ground(row.text("code"), names, _dated(row))


def _flag(row: Row, key: str) -> bool:
    value = row.values.get(key)
    if not isinstance(value, bool):
        raise row.refused(f"{key} is true or false, without quotes")
    return value
