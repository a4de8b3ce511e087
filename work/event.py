"""Events that people are asked to: meetings, training, dialogues, days for citizens; their states, and who is told of what.

An event has one occurrence or, with a rule, several; each is moved, cancelled and held by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

MOST_PARTICIPANTS = 500
NOTICE = "event"  # an invitation, a change or a cancellation, by mail alone
REMINDER = "event-reminder"


class EventKind(StrEnum):
    """What people come together for."""

    MEETING = "meeting"  # họp
    CONFERENCE = "conference"  # hội nghị
    TRAINING = "training"  # tập huấn
    DIALOGUE = "dialogue"  # đối thoại
    RECEPTION = "reception"  # tiếp công dân
    WORKING_VISIT = "working-visit"  # làm việc với cơ quan khác, khảo sát


class EventState(StrEnum):
    """Where an event, or one occurrence of it, stands."""

    PLANNED = "planned"  # dự kiến
    MOVED = "moved"  # dời: at another time than was first told
    CANCELLED = "cancelled"  # hủy
    HELD = "held"  # đã diễn ra

    @property
    def open(self) -> bool:
        """Whether it is still to come."""
        return self in (EventState.PLANNED, EventState.MOVED)


class Happening(StrEnum):
    """What happens to an event; each stands in its history with who, when, and why."""

    ADD = "add"  # lên lịch
    CHANGE = "change"  # another title, place, link or note
    INVITE = "invite"  # mời
    REMOVE = "remove"  # thôi mời
    MOVE = "move"  # dời lịch
    CANCEL = "cancel"  # hủy
    HOLD = "held"  # đã diễn ra
    ANSWER = "answer"  # trả lời lời mời


MOVES: Mapping[tuple[EventState, Happening], EventState] = MappingProxyType(
    {
        (EventState.PLANNED, Happening.CHANGE): EventState.PLANNED,
        (EventState.PLANNED, Happening.INVITE): EventState.PLANNED,
        (EventState.PLANNED, Happening.REMOVE): EventState.PLANNED,
        (EventState.PLANNED, Happening.ANSWER): EventState.PLANNED,
        (EventState.PLANNED, Happening.MOVE): EventState.MOVED,
        (EventState.PLANNED, Happening.CANCEL): EventState.CANCELLED,
        (EventState.PLANNED, Happening.HOLD): EventState.HELD,
        (EventState.MOVED, Happening.CHANGE): EventState.MOVED,
        (EventState.MOVED, Happening.INVITE): EventState.MOVED,
        (EventState.MOVED, Happening.REMOVE): EventState.MOVED,
        (EventState.MOVED, Happening.ANSWER): EventState.MOVED,
        (EventState.MOVED, Happening.MOVE): EventState.MOVED,
        (EventState.MOVED, Happening.CANCEL): EventState.CANCELLED,
        (EventState.MOVED, Happening.HOLD): EventState.HELD,
    }
)


def moved(state: EventState, happening: Happening) -> EventState | None:
    """The state after *happening*; None where that cannot happen: the one way on.

    >>> moved(EventState.CANCELLED, Happening.MOVE) is None
    True
    """
    return MOVES.get((state, happening))


class Part(StrEnum):
    """What somebody is asked to an event for (ROLE, RFC 5545 §3.2.16)."""

    CHAIR = "chair"  # chủ trì
    REQUIRED = "required"  # thành phần dự
    OPTIONAL = "optional"  # mời dự, không bắt buộc


class Answer(StrEnum):
    """What somebody said to an invitation (PARTSTAT, RFC 5545 §3.2.12)."""

    NONE = "needs-action"  # chưa trả lời
    ACCEPTED = "accepted"  # dự
    DECLINED = "declined"  # không dự
    TENTATIVE = "tentative"  # chưa chắc


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, aware UTC; *ends* is not part of it. With *all_day* both are midnights of the office.

    Raises ValueError where it does not end after it starts.
    """

    starts: datetime
    ends: datetime
    all_day: bool = False

    def __post_init__(self) -> None:
        """Holds that it takes time (RFC 5545 §3.8.2.2)."""
        if self.ends <= self.starts:
            raise ValueError("an event ends after it starts")


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who is asked to an event.

    *told* is the SEQUENCE of what they were last told of the whole event, None while
    they were told nothing; *answered_at* is an office instant.
    """

    person: int
    name: str
    mailbox: str
    language: str
    part: Part
    answer: Answer = Answer.NONE
    told: int | None = None
    answered_at: datetime | None = None
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which an event takes place; *original* is its start by the rule, or as first planned.

    *number* counts from 1 within the event; *answers* are those to this time of a series alone, by person;
    *sequence* is that of the change that moved it, 0 while it never was.
    """

    number: int
    original: datetime
    span: Span
    state: EventState = EventState.PLANNED
    answers: Mapping[int, Answer] = field(default_factory=dict)
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is said of an event beside when and with whom; *agency* is the code of the organiser."""

    kind: EventKind
    title: str
    agency: str
    place: str | None = None
    link: str | None = None
    note: str | None = None
    document: int | None = None


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event before the store has given a number.

    *uid* is for good (RFC 5545 §3.8.4.7). *spans* are its times, with their original
    starts; more than one only with a *rule* (RRULE, RFC 5545 §3.8.5.3).
    """

    uid: str
    what: Particulars
    spans: tuple[tuple[datetime, Span], ...]
    rule: str | None = None
    participants: tuple[tuple[int, Part], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """An event as read from the store; *agency_name* and *document_number* are names of what *what* points to.

    *length* is how long each of its times takes as first planned.
    """

    id: int
    uid: str
    what: Particulars
    length: timedelta
    rule: str | None
    state: EventState
    sequence: int
    occurrences: tuple[Occurrence, ...]
    participants: tuple[Participant, ...]
    agency_name: str = ""
    document_number: str | None = None

    @property
    def chair(self) -> Participant | None:
        """Who leads it."""
        return next((one for one in self.participants if one.part is Part.CHAIR), None)

    @property
    def reached(self) -> tuple[Participant, ...]:
        """Who knows of it, and so hears of every change."""
        return tuple(one for one in self.participants if one.told is not None and not one.disabled)

    @property
    def unaware(self) -> tuple[Participant, ...]:
        """Who is asked to it and was told nothing yet."""
        return tuple(one for one in self.participants if one.told is None and not one.disabled)

    @property
    def elsewhen(self) -> tuple[Occurrence, ...]:
        """Those of a series that are not where its rule has them, and take place."""
        return tuple(
            one
            for one in self.occurrences
            if self.rule is not None
            and one.state is not EventState.CANCELLED
            and (one.span.starts, one.span.ends) != (one.original, one.original + self.length)
        )

    @property
    def left_out(self) -> tuple[Occurrence, ...]:
        """Those of a series that do not take place."""
        cancelled = (one for one in self.occurrences if one.state is EventState.CANCELLED)
        return tuple(cancelled) if self.rule is not None else ()

    def answer(self, one: Participant, time: Occurrence) -> Answer:
        """What they said of that time: of it alone, else of the whole event."""
        return time.answers.get(one.person, one.answer)

    def at(self, number: int) -> Occurrence | None:
        """Its occurrence of that number."""
        return next((one for one in self.occurrences if one.number == number), None)
