"""A task (nhiệm vụ): one piece of assigned work, who answers for it, and the class it falls into."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from work.deadline import Deadline
from work.document import Document


class TaskState(StrEnum):
    """Where a task stands. Whether it is late is never a state: see class_of."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"  # withdrawn by who assigned it (thu hồi, hủy)


class TaskEvent(StrEnum):
    """What moves a task from one state to another."""

    FINISH = "finish"
    CANCEL = "cancel"
    REOPEN = "reopen"


MOVES = MappingProxyType(
    {
        (TaskState.OPEN, TaskEvent.FINISH): TaskState.DONE,
        (TaskState.OPEN, TaskEvent.CANCEL): TaskState.CANCELLED,
        (TaskState.DONE, TaskEvent.REOPEN): TaskState.OPEN,
        (TaskState.CANCELLED, TaskEvent.REOPEN): TaskState.OPEN,
    }
)


def moved(state: TaskState, event: TaskEvent) -> TaskState | None:
    """The state after *event*; None where the event cannot happen in *state*."""
    return MOVES.get((state, event))


class Role(StrEnum):
    """What a party owes to a task."""

    LEAD = "lead"  # chủ trì: exactly one
    COORDINATOR = "coordinator"  # phối hợp
    FOLLOWER = "follower"  # theo dõi, for who assigned it


@dataclass(frozen=True, slots=True)
class Party:
    """An agency, one of its units, or one person there, with a role in a task.

    *agency* is a code, *unit* and *person* are numbers in the directory; the
    names stand there once the party was read from the store.
    """

    role: Role
    agency: str
    unit: int | None = None
    person: int | None = None
    agency_name: str = ""
    unit_name: str | None = None
    person_name: str | None = None


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task before the store has given a number.

    *product* is what is to be handed in (sản phẩm); None for *deadline* is a
    task without one (không thời hạn). Raises ValueError unless exactly one
    party leads.
    """

    content: str
    parties: tuple[Party, ...]
    deadline: Deadline | None = None
    product: str | None = None

    def __post_init__(self) -> None:
        """Holds the rule of Nghị định 30/2020/NĐ-CP, Điều 23: one lead."""
        leads = sum(party.role is Role.LEAD for party in self.parties)
        if leads != 1:
            raise ValueError(f"a task has one lead, not {leads}")


@dataclass(frozen=True, slots=True)
class Task:
    """One task with the document that assigned it, as read from the store.

    *due* is the deadline in force, of *version* (0: there never was one);
    *done_on* the day of the result document, whose number is *result*;
    *opened_at* and *closed_at* are office instants.
    """

    id: int
    document_id: int
    document: Document
    content: str
    product: str | None
    parties: tuple[Party, ...]
    state: TaskState
    due: date | None
    version: int
    opened_at: datetime
    closed_at: datetime | None = None
    done_on: date | None = None
    result: str | None = None

    @property
    def lead(self) -> Party:
        """Who answers for the task."""
        return next(party for party in self.parties if party.role is Role.LEAD)


class TaskClass(StrEnum):
    """The result classes of the tracking reports (Quyết định 42/2014/QĐ-TTg), and those outside them."""

    DONE_IN_TIME = "done-in-time"  # hoàn thành đúng hạn
    DONE_LATE = "done-late"  # hoàn thành quá hạn
    DONE_UNDATED = "done-undated"  # hoàn thành, không thời hạn
    OPEN_IN_TIME = "open-in-time"  # đang thực hiện trong hạn
    OPEN_LATE = "open-late"  # đang thực hiện quá hạn
    OPEN_UNDATED = "open-undated"  # đang thực hiện, không thời hạn
    CANCELLED = "cancelled"  # hủy, thu hồi


_CLASSES = {
    (TaskState.DONE, False): TaskClass.DONE_IN_TIME,
    (TaskState.DONE, True): TaskClass.DONE_LATE,
    (TaskState.DONE, None): TaskClass.DONE_UNDATED,
    (TaskState.OPEN, False): TaskClass.OPEN_IN_TIME,
    (TaskState.OPEN, True): TaskClass.OPEN_LATE,
    (TaskState.OPEN, None): TaskClass.OPEN_UNDATED,
}


def class_of(state: TaskState, due: date | None, done_on: date | None, today: date) -> TaskClass:
    """The class a task falls into on *today*: derived, never kept.

    Judged by the deadline in force: what was done is late when *done_on* is
    after *due*, what is open when *today* is.
    """
    return classed(state, None if due is None else due < (done_on or today))


def classed(state: TaskState, late: bool | None) -> TaskClass:
    """The class of a task whose lateness is known; None for *late* where it has no deadline."""
    return _CLASSES.get((state, late), TaskClass.CANCELLED)
