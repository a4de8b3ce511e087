"""A petition (phản ánh, kiến nghị): what somebody outside asks of the office, where it stands, and who may do what.

What is told of a denunciation or a complaint is not dealt with here: it is passed on by its own law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from work.person import Person, Position
from work.task import Party


class Kind(StrEnum):
    """What a petition is by law."""

    UNSORTED = "unsorted"  # chưa phân loại
    REFLECTION = "reflection"  # phản ánh
    PROPOSAL = "proposal"  # kiến nghị
    REQUEST = "request"  # đề nghị
    COMPLAINT = "complaint"  # khiếu nại
    DENUNCIATION = "denunciation"  # tố cáo


PASSED_ON = frozenset({Kind.REQUEST, Kind.COMPLAINT, Kind.DENUNCIATION})  # each by a law of its own


class Channel(StrEnum):
    """By which way it came in."""

    MAIL = "mail"  # thư điện tử
    POST = "post"  # bưu chính
    IN_PERSON = "in-person"  # trực tiếp
    PHONE = "phone"  # điện thoại
    PORTAL = "portal"  # cổng dịch vụ công


class Depth(StrEnum):
    """What an answer takes, which decides for how long it may take."""

    PLAIN = "plain"  # không phải xác minh
    VERIFY = "verify"  # phải xác minh
    COMPLEX = "complex"  # phức tạp


class State(StrEnum):
    """Where a petition stands. Whether it is late is never a state: see Clock."""

    RECEIVED = "received"  # mới nhận, chưa vào sổ
    REGISTERED = "registered"  # đã vào sổ
    CLASSIFIED = "classified"  # đã phân loại
    SUPPLEMENT = "supplement"  # chờ bổ sung
    FORWARDED = "forwarded"  # đã chuyển cơ quan có thẩm quyền
    HANDLING = "handling"  # đang xử lý
    ANSWERED = "answered"  # đã trả lời
    PUBLISHED = "published"  # đã công khai
    CLOSED = "closed"  # đã kết thúc
    REFUSED = "refused"  # từ chối tiếp nhận
    WITHDRAWN = "withdrawn"  # người gửi rút
    JOINED = "joined"  # nhập vào đơn có cùng nội dung


ENDED = frozenset({State.CLOSED, State.REFUSED, State.WITHDRAWN, State.JOINED})


class Event(StrEnum):
    """What happens to a petition; each stands in its history with who, when, and why."""

    REGISTER = "register"  # vào sổ
    CLASSIFY = "classify"  # phân loại
    ASK = "ask"  # yêu cầu bổ sung
    SUPPLY = "supply"  # đã bổ sung
    FORWARD = "forward"  # chuyển, hướng dẫn
    ASSIGN = "assign"  # giao xử lý
    ANSWER = "answer"  # trả lời
    PUBLISH = "publish"  # công khai kết quả
    CLOSE = "close"  # kết thúc
    REFUSE = "refuse"  # từ chối
    WITHDRAW = "withdraw"  # rút
    JOIN = "join"  # nhập
    ERASE = "erase"  # xóa dữ liệu cá nhân
    SEE = "see"  # xem đầy đủ dữ liệu cá nhân


BACK = None  # in the table: where the supplement was asked for

_FILED = (State.REGISTERED, State.CLASSIFIED, State.HANDLING)
_OPEN = (State.RECEIVED, *_FILED, State.SUPPLEMENT)

MOVES: Mapping[tuple[State, Event], State | None] = MappingProxyType(
    {
        (State.RECEIVED, Event.REGISTER): State.REGISTERED,
        **{(state, Event.CLASSIFY): State.CLASSIFIED for state in (*_FILED, State.FORWARDED)},
        **{(state, Event.ASK): State.SUPPLEMENT for state in _FILED},
        (State.SUPPLEMENT, Event.SUPPLY): BACK,
        **{(state, Event.FORWARD): State.FORWARDED for state in (State.CLASSIFIED, State.HANDLING)},
        **{(state, Event.ASSIGN): State.HANDLING for state in (State.CLASSIFIED, State.HANDLING)},
        (State.HANDLING, Event.ANSWER): State.ANSWERED,
        (State.ANSWERED, Event.PUBLISH): State.PUBLISHED,
        **{
            (state, Event.CLOSE): State.CLOSED
            for state in (State.FORWARDED, State.ANSWERED, State.PUBLISHED)
        },
        **{(state, Event.REFUSE): State.REFUSED for state in _OPEN},
        **{(state, Event.WITHDRAW): State.WITHDRAWN for state in _OPEN},
        **{(state, Event.JOIN): State.JOINED for state in _OPEN},
        **{(state, Event.ERASE): state for state in State if state in ENDED},
        **{(state, Event.SEE): state for state in State},
    }
)


def moved(state: State, event: Event, before: State | None = None) -> State | None:
    """The state after *event*; None where it cannot happen in *state*.

    *before* is the state in which a supplement was asked for, to which it goes back.
    """
    if (state, event) not in MOVES:
        return None
    return MOVES[state, event] or before


@dataclass(frozen=True, slots=True)
class Impossible:
    """Why an event did not happen: not in that *state*, in which others can."""

    state: State

    @property
    def can(self) -> tuple[Event, ...]:
        """What can happen instead, in the order in which Event has it."""
        return tuple(event for event in Event if (self.state, event) in MOVES)


class Duty(StrEnum):
    """What somebody is to one petition."""

    CLERK = "clerk"  # văn thư of the agency that received it
    HANDLER = "handler"  # who was given it
    HEAD = "head"  # of the agency that received it
    OPERATOR = "operator"  # whoever runs commands on the machine, and says no name


_RECEIVING = frozenset({Duty.CLERK, Duty.HEAD, Duty.OPERATOR})
MAY: Mapping[Event, frozenset[Duty]] = MappingProxyType(
    {
        Event.REGISTER: _RECEIVING,
        Event.CLASSIFY: _RECEIVING,
        Event.ASK: _RECEIVING | {Duty.HANDLER},
        Event.SUPPLY: _RECEIVING | {Duty.HANDLER},
        Event.FORWARD: _RECEIVING,
        Event.ASSIGN: _RECEIVING,
        Event.ANSWER: frozenset({Duty.HANDLER, Duty.HEAD, Duty.OPERATOR}),
        Event.PUBLISH: _RECEIVING,
        Event.CLOSE: _RECEIVING,
        Event.REFUSE: _RECEIVING,
        Event.WITHDRAW: _RECEIVING,
        Event.JOIN: _RECEIVING,
        Event.ERASE: _RECEIVING,
        Event.SEE: frozenset({Duty.CLERK, Duty.HANDLER}),
    }
)


def duties(who: Person | None, agency: str, handler: Party) -> frozenset[Duty]:
    """What *who* is to a petition that *agency* received and *handler* leads; None is the operator.

    Where a whole unit was given it, whoever is of that unit handles it.
    """
    if who is None:
        return frozenset({Duty.OPERATOR})
    if who.disabled:
        return frozenset()
    found = set()
    if who.agency == agency and who.position is Position.CLERK:
        found.add(Duty.CLERK)
    if who.agency == agency and who.position is Position.AGENCY_HEAD:
        found.add(Duty.HEAD)
    unit = handler.person is None and handler.unit_name is not None
    if who.id == handler.person or (
        unit and (who.agency, who.unit) == (handler.agency, handler.unit_name)
    ):
        found.add(Duty.HANDLER)
    return frozenset(found)


def may(who: Person | None, event: Event, agency: str, handler: Party) -> bool:
    """Whether *who* may let *event* happen."""
    return not MAY[event].isdisjoint(duties(who, agency, handler))


@dataclass(frozen=True, slots=True)
class Petition:
    """One petition as everybody may see it: nothing of who sent it, and none of their words.

    *title* is the clerk's (trích yếu); *number* is given at receipt, anew from 1 each
    *year*; *received* is the office's day; *task* the piece of
    work by which its clock is watched; *joined_to* the petition that it was joined
    with; *competent* the body that it was passed on to; *ground* the code of why it was
    refused; *result* the number and sign of the answer. *before* is the state in which
    a supplement was asked for.
    """

    id: int
    year: int
    number: int
    kind: Kind
    depth: Depth
    channel: Channel
    title: str
    state: State
    agency: str
    task: int
    received: date
    opened_at: datetime
    before: State | None = None
    closed_at: datetime | None = None
    joined_to: int | None = None
    competent: str | None = None
    ground: str | None = None
    result: str | None = None
    erased: bool = False

    @property
    def code(self) -> str:
        """What it is called where nothing else of it may be told: "PAKN 12/2026"."""
        return code_of(self.number, self.year)


def code_of(number: int, year: int) -> str:
    """The name of a petition that says nothing of it.

    >>> code_of(12, 2026)
    'PAKN 12/2026'
    """
    return f"PAKN {number}/{year}"


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a petition's history; *day* is the office's, *number* counts from 1 within the petition."""

    number: int
    event: Event
    state: State
    day: date
    at: datetime
    by: str
    reason: str | None
    facts: Mapping[str, Any]
