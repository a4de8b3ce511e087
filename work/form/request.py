"""A request (yêu cầu báo cáo): one form, for one period, of one member; where it stands and whether it is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from work.form.period import PeriodKind
from work.task import Party


class RequestState(StrEnum):
    """Where a request stands. Whether it is late is never a state: see class_of."""

    OPEN = "open"  # chưa gửi
    SUBMITTED = "submitted"  # đã gửi, chờ duyệt
    RETURNED = "returned"  # trả lại để sửa
    ACCEPTED = "accepted"  # đã chấp nhận
    EXCUSED = "excused"  # được miễn

    @property
    def waits(self) -> bool:
        """Whether its member has to send something."""
        return self in WAITING


WAITING = frozenset({RequestState.OPEN, RequestState.RETURNED})


class RequestEvent(StrEnum):
    """What happens to a request; each stands in its history with who, when, and why."""

    OPEN = "open"  # mở yêu cầu
    SUBMIT = "submit"  # gửi báo cáo
    RETURN = "return"  # trả lại
    ACCEPT = "accept"  # chấp nhận
    EXCUSE = "excuse"  # miễn
    ASK_AGAIN = "ask-again"  # yêu cầu lại sau khi đã miễn
    REDATE = "redate"  # another day, by the calendar


MOVES: Mapping[tuple[RequestState, RequestEvent], RequestState] = MappingProxyType(
    {
        (RequestState.OPEN, RequestEvent.SUBMIT): RequestState.SUBMITTED,
        (RequestState.OPEN, RequestEvent.EXCUSE): RequestState.EXCUSED,
        (RequestState.SUBMITTED, RequestEvent.SUBMIT): RequestState.SUBMITTED,
        (RequestState.SUBMITTED, RequestEvent.RETURN): RequestState.RETURNED,
        (RequestState.SUBMITTED, RequestEvent.ACCEPT): RequestState.ACCEPTED,
        (RequestState.RETURNED, RequestEvent.SUBMIT): RequestState.SUBMITTED,
        (RequestState.RETURNED, RequestEvent.EXCUSE): RequestState.EXCUSED,
        (RequestState.ACCEPTED, RequestEvent.RETURN): RequestState.RETURNED,
        (RequestState.EXCUSED, RequestEvent.ASK_AGAIN): RequestState.OPEN,
    }
)


def can(state: RequestState) -> tuple[RequestEvent, ...]:
    """What can happen in *state*, in the order in which RequestEvent has it."""
    return tuple(event for event in RequestEvent if (state, event) in MOVES)


class RequestClass(StrEnum):
    """How a request counts, judged by the due date in force."""

    SENT_IN_TIME = "sent-in-time"  # gửi đúng hạn
    SENT_LATE = "sent-late"  # gửi quá hạn
    OPEN_IN_TIME = "open-in-time"  # chưa gửi, trong hạn
    OPEN_LATE = "open-late"  # chưa gửi, quá hạn
    EXCUSED = "excused"  # được miễn


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it stands.

    *submitted_on* is the office's day on which what lies there was first sent since it was asked
    for or returned: correcting it of one's own accord makes nobody late. *version* counts the
    deadlines, *submissions* what was sent; *fixed* says that a person set the due date.
    """

    id: int
    form: str
    form_name: str
    form_version: int
    period: str
    kind: PeriodKind
    first: date
    last: date
    due: date
    version: int
    party: Party
    state: RequestState
    opened_at: datetime
    submissions: int
    submitted_on: date | None
    reason: str | None = None
    fixed: bool = False

    @property
    def member_name(self) -> str:
        """Who has to answer, with what tells them from others."""
        names = (self.party.person_name, self.party.unit_name, self.party.agency_name)
        return ", ".join(name for name in names if name)

    @property
    def binding(self) -> str:
        """What a sheet bears so that it is taken for this request and version alone.

        It is no secret: who may send is asked apart.
        """
        said = f"{self.id} {self.form} {self.form_version} {self.period} {self.party.agency}"
        return f"BC{self.id}.{self.form_version}.{sha256(said.encode()).hexdigest()[:10]}"

    def class_on(self, today: date) -> RequestClass:
        """Its class, seen on *today*."""
        return class_of(self.state, self.due, self.submitted_on, today)


def class_of(
    state: RequestState, due: date, submitted_on: date | None, today: date
) -> RequestClass:
    """The class of a request; derived, never stored."""
    if state is RequestState.EXCUSED:
        return RequestClass.EXCUSED
    if state.waits or submitted_on is None:
        return RequestClass.OPEN_LATE if today > due else RequestClass.OPEN_IN_TIME
    return RequestClass.SENT_LATE if submitted_on > due else RequestClass.SENT_IN_TIME


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a request's history."""

    number: int
    event: RequestEvent
    state: RequestState
    at: datetime
    by: str
    reason: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Submission:
    """One version of what was sent; *values* as work.form.value writes them, *file* "" where none came."""

    number: int
    at: datetime
    by: str
    reason: str | None
    values: Mapping[str, str]
    file: str = ""
    digest: bytes = b""
