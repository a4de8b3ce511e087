"""The course of a petition's time: the days that its clocks run by, out of its history, and the clocks themselves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from work.deadline import Deadline
from work.pause import Resumption
from work.petition import ENDED, Depth, Event, Happened, Kind, State


class Step(StrEnum):
    """What the law gives a time for, in the order in which it is due."""

    REGISTER = "register"  # vào sổ
    FORWARD = "forward"  # phân loại, chuyển tới nơi xử lý
    ANSWER = "answer"  # trả lời


@dataclass(frozen=True, slots=True)
class Course:
    """Days of a petition, each the office's; None for what did not happen.

    *passed* is when it went to who deals with it, here (*here*) or elsewhere;
    *ended* when it was refused, withdrawn or joined. *waits* are the intervals in
    which a supplement was waited for; the last may be open.
    """

    received: date
    registered: date | None = None
    passed: date | None = None
    here: bool = False
    answered: date | None = None
    ended: date | None = None
    waits: tuple[tuple[date, date | None], ...] = ()

    def met(self, step: Step) -> date | None:
        """The day on which what *step* asks for was done, or was needed no more."""
        days = {
            Step.REGISTER: self.registered,
            Step.FORWARD: self.passed,
            Step.ANSWER: self.answered,
        }
        return days[step] or self.ended


def course_of(received: date, happened: Iterable[Happened]) -> Course:
    """The course that a history makes."""
    course = Course(received)
    for one in happened:
        course = after(course, one.event, one.state, one.day)
    return course


def after(course: Course, event: Event, state: State, day: date) -> Course:
    """The course after one more event, which came to *state* on *day*."""
    match event:
        case Event.REGISTER:
            return replace(course, registered=day)
        case Event.CLASSIFY:
            return replace(course, passed=None, here=False)
        case Event.FORWARD:
            return replace(course, passed=day, here=False)
        case Event.ASSIGN:
            return replace(course, passed=course.passed or day, here=True)
        case Event.ANSWER:
            return replace(course, answered=day)
        case Event.ASK:
            return replace(course, waits=(*course.waits, (day, None)))
        case Event.SUPPLY:
            return _supplied(course, day)
    return _ended(course, day) if state in ENDED and course.ended is None else course


def _ended(course: Course, day: date) -> Course:
    open_ = course.waits and course.waits[-1][1] is None
    return replace(_supplied(course, day) if open_ else course, ended=day)


def _supplied(course: Course, day: date) -> Course:
    if not course.waits or course.waits[-1][1] is not None:
        return course  # nobody had asked
    *earlier, (since, _) = course.waits
    return replace(course, waits=(*earlier, (since, day)))


@dataclass(frozen=True, slots=True)
class Clock:
    """One time that the law gives, with all that makes it.

    *source* is the article, *checked* whether its text was compared with the law's own;
    *start* the day that it counts from, *working_days* how many it gives, *first* the
    deadline before any pause, *pauses* what moved it. *waits_since* is there while it
    stands; *met* once it was kept or missed for good.
    """

    step: Step
    source: str
    checked: bool
    start: date
    working_days: int
    first: Deadline
    pauses: tuple[Resumption, ...] = ()
    waits_since: date | None = None
    met: date | None = None

    @property
    def deadline(self) -> Deadline:
        """The one in force."""
        moved = [one.deadline for one in self.pauses if one.deadline is not None]
        return moved[-1] if moved else self.first

    @property
    def due(self) -> date:
        """The last day that complies."""
        return self.deadline.due

    def late_on(self, today: date) -> bool:
        """Whether it was met too late, or is over on *today* while it runs."""
        return self.due < (self.met or self.waits_since or today)


Clocks = Callable[[Kind, Depth, Course], tuple[Clock, ...]]
"""Every clock of a petition of that kind and course, in the order of Step."""


def running(clocks: Iterable[Clock]) -> Clock | None:
    """The clock by which a petition is watched: the first that is not met."""
    return next((clock for clock in clocks if clock.met is None), None)


def is_late(clocks: Iterable[Clock], today: date) -> bool:
    """Whether the petition is late on *today*: by the clock that runs, else by the last of all.

    That it was entered or passed on too late does not make its answer late.
    """
    found = tuple(clocks)
    judged = running(found) or (found[-1] if found else None)
    return judged is not None and judged.late_on(today)
