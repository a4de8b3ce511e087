"""A petition (phản ánh, kiến nghị): what somebody outside asks of the office, where it stands, and what right each act needs.

What is told of a denunciation or a complaint is not dealt with here: it is passed on by its own law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from work.access import Doing


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
        **{(state, Event.SUPPLY): state for state in (State.RECEIVED, *_FILED)},  # unasked
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


RIGHTS: Mapping[Event, Doing] = MappingProxyType(
    {
        **dict.fromkeys(Event, Doing.PETITION),
        Event.ASK: Doing.SUPPLEMENT,
        Event.SUPPLY: Doing.SUPPLEMENT,
        Event.ANSWER: Doing.ANSWER,
        Event.SEE: Doing.WHOLE,
    }
)
NAMED = frozenset({Event.SEE})  # not for whoever runs commands on the machine and says no name


@dataclass(frozen=True, slots=True)
class Petition:
    """One petition as everybody may see it: nothing of who sent it, and none of their words.

    *title* is the clerk's (trích yếu); *number* is given at receipt, anew from 1 each
    *year*; *received* is the office's day; *task* the piece of
    work by which its clock is watched; *joined_to* the petition that it was joined
    with; *competent* the body that it was passed on to; *ground* the code of why it was
    refused; *result* the number and sign of the answer. *before* is the state in which
    a supplement was asked for. *proposed* is the kind that a letter's words speak for,
    until a clerk has said of what kind it is.
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
    proposed: Kind | None = None

    @property
    def denounces(self) -> bool:
        """Whether it is a denunciation, or may be one, and nobody has looked yet."""
        unsorted = self.kind is Kind.UNSORTED and self.proposed is Kind.DENUNCIATION
        return unsorted or self.kind is Kind.DENUNCIATION

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
