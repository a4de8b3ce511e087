"""A task (nhiệm vụ): one piece of assigned work, who answers for it, and the class it falls into."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from work.deadline import Deadline, Reached, Until
from work.document import Document


class TaskState(StrEnum):
    """Where a task stands. Whether it is late is never a state: see class_of."""

    ASSIGNED = "assigned"  # chưa tiếp nhận
    RECEIVED = "received"  # đã tiếp nhận, đang thực hiện
    PAUSED = "paused"  # tạm dừng
    SUBMITTED = "submitted"  # báo hoàn thành, chờ duyệt
    DONE = "done"  # hoàn thành
    CANCELLED = "cancelled"  # hủy: nobody needs it any more
    RECALLED = "recalled"  # thu hồi: who assigned it took it back

    @property
    def open(self) -> bool:
        """Whether something is still to be done about it, by whomever."""
        return self in OPEN_STATES


OPEN_STATES = frozenset(
    {TaskState.ASSIGNED, TaskState.RECEIVED, TaskState.PAUSED, TaskState.SUBMITTED}
)
RUNNING_STATES = frozenset({TaskState.ASSIGNED, TaskState.RECEIVED})  # who leads has to act


class TaskEvent(StrEnum):
    """What happens to a task; each stands in its history with who, when, and why."""

    RECEIVE = "receive"  # tiếp nhận
    REPORT = "report"  # báo cáo tiến độ
    SUBMIT = "submit"  # báo hoàn thành
    APPROVE = "approve"  # duyệt
    RETURN = "return"  # trả lại
    FINISH = "finish"  # hoàn thành, without approval
    CANCEL = "cancel"  # hủy
    RECALL = "recall"  # thu hồi
    REOPEN = "reopen"  # mở lại
    REDATE = "due"  # another deadline, by who assigned it
    ASSIGN = "assign"  # other parties
    REWORD = "reword"  # another subject
    HAND_ON = "hand-on"  # giao lại cho người khác trong đơn vị
    PAUSE = "pause"  # tạm dừng
    RESUME = "resume"  # tiếp tục
    ASK = "ask"  # xin gia hạn
    GRANT = "grant"  # đồng ý gia hạn
    REFUSE = "refuse"  # không đồng ý
    WITHDRAW = "withdraw"  # rút đề nghị gia hạn
    RECOUNT = "recount"  # lịch nghỉ thay đổi: the deadline was counted again


REST = None  # in the table: received where who leads has received it, else assigned

MOVES: Mapping[tuple[TaskState, TaskEvent], TaskState | None] = MappingProxyType(
    {
        (TaskState.ASSIGNED, TaskEvent.RECEIVE): TaskState.RECEIVED,
        (TaskState.ASSIGNED, TaskEvent.REPORT): TaskState.RECEIVED,
        (TaskState.ASSIGNED, TaskEvent.SUBMIT): TaskState.SUBMITTED,
        (TaskState.ASSIGNED, TaskEvent.FINISH): TaskState.DONE,
        (TaskState.ASSIGNED, TaskEvent.CANCEL): TaskState.CANCELLED,
        (TaskState.ASSIGNED, TaskEvent.RECALL): TaskState.RECALLED,
        (TaskState.ASSIGNED, TaskEvent.REDATE): TaskState.ASSIGNED,
        (TaskState.ASSIGNED, TaskEvent.ASSIGN): TaskState.ASSIGNED,
        (TaskState.ASSIGNED, TaskEvent.REWORD): TaskState.ASSIGNED,
        (TaskState.ASSIGNED, TaskEvent.HAND_ON): TaskState.ASSIGNED,
        (TaskState.ASSIGNED, TaskEvent.PAUSE): TaskState.PAUSED,
        (TaskState.ASSIGNED, TaskEvent.ASK): TaskState.RECEIVED,
        (TaskState.ASSIGNED, TaskEvent.GRANT): TaskState.ASSIGNED,
        (TaskState.ASSIGNED, TaskEvent.REFUSE): TaskState.ASSIGNED,
        (TaskState.ASSIGNED, TaskEvent.WITHDRAW): TaskState.ASSIGNED,
        (TaskState.ASSIGNED, TaskEvent.RECOUNT): TaskState.ASSIGNED,
        (TaskState.RECEIVED, TaskEvent.REPORT): TaskState.RECEIVED,
        (TaskState.RECEIVED, TaskEvent.SUBMIT): TaskState.SUBMITTED,
        (TaskState.RECEIVED, TaskEvent.FINISH): TaskState.DONE,
        (TaskState.RECEIVED, TaskEvent.CANCEL): TaskState.CANCELLED,
        (TaskState.RECEIVED, TaskEvent.RECALL): TaskState.RECALLED,
        (TaskState.RECEIVED, TaskEvent.REDATE): TaskState.RECEIVED,
        (TaskState.RECEIVED, TaskEvent.ASSIGN): REST,
        (TaskState.RECEIVED, TaskEvent.REWORD): TaskState.RECEIVED,
        (TaskState.RECEIVED, TaskEvent.HAND_ON): TaskState.RECEIVED,
        (TaskState.RECEIVED, TaskEvent.PAUSE): TaskState.PAUSED,
        (TaskState.RECEIVED, TaskEvent.ASK): TaskState.RECEIVED,
        (TaskState.RECEIVED, TaskEvent.GRANT): TaskState.RECEIVED,
        (TaskState.RECEIVED, TaskEvent.REFUSE): TaskState.RECEIVED,
        (TaskState.RECEIVED, TaskEvent.WITHDRAW): TaskState.RECEIVED,
        (TaskState.RECEIVED, TaskEvent.RECOUNT): TaskState.RECEIVED,
        (TaskState.PAUSED, TaskEvent.RESUME): REST,
        (TaskState.PAUSED, TaskEvent.CANCEL): TaskState.CANCELLED,
        (TaskState.PAUSED, TaskEvent.RECALL): TaskState.RECALLED,
        (TaskState.PAUSED, TaskEvent.ASSIGN): TaskState.PAUSED,
        (TaskState.PAUSED, TaskEvent.REWORD): TaskState.PAUSED,
        (TaskState.PAUSED, TaskEvent.GRANT): TaskState.PAUSED,
        (TaskState.PAUSED, TaskEvent.REFUSE): TaskState.PAUSED,
        (TaskState.PAUSED, TaskEvent.WITHDRAW): TaskState.PAUSED,
        (TaskState.SUBMITTED, TaskEvent.APPROVE): TaskState.DONE,
        (TaskState.SUBMITTED, TaskEvent.RETURN): REST,
        (TaskState.SUBMITTED, TaskEvent.FINISH): TaskState.DONE,
        (TaskState.SUBMITTED, TaskEvent.CANCEL): TaskState.CANCELLED,
        (TaskState.SUBMITTED, TaskEvent.RECALL): TaskState.RECALLED,
        (TaskState.SUBMITTED, TaskEvent.REDATE): TaskState.SUBMITTED,
        (TaskState.SUBMITTED, TaskEvent.ASSIGN): TaskState.SUBMITTED,
        (TaskState.SUBMITTED, TaskEvent.REWORD): TaskState.SUBMITTED,
        (TaskState.SUBMITTED, TaskEvent.GRANT): TaskState.SUBMITTED,
        (TaskState.SUBMITTED, TaskEvent.REFUSE): TaskState.SUBMITTED,
        (TaskState.SUBMITTED, TaskEvent.WITHDRAW): TaskState.SUBMITTED,
        (TaskState.DONE, TaskEvent.REOPEN): REST,
        (TaskState.CANCELLED, TaskEvent.REOPEN): REST,
        (TaskState.RECALLED, TaskEvent.REOPEN): REST,
    }
)


def moved(state: TaskState, event: TaskEvent, *, received: bool = False) -> TaskState | None:
    """The state after *event*; None where the event cannot happen in *state*.

    *received*: whether who leads has received it, which is where it rests then.
    """
    if (state, event) not in MOVES:
        return None
    return MOVES[state, event] or (TaskState.RECEIVED if received else TaskState.ASSIGNED)


@dataclass(frozen=True, slots=True)
class Impossible:
    """Why an event did not happen: not in that *state*, in which others can."""

    state: TaskState

    @property
    def can(self) -> tuple[TaskEvent, ...]:
        """What can happen instead, in the order in which TaskEvent has it."""
        return tuple(event for event in TaskEvent if (self.state, event) in MOVES)


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

    @property
    def name(self) -> str:
        """Its nearest name: that of the person, the unit or the agency."""
        return self.person_name or self.unit_name or self.agency_name


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

    *due* is the day of the deadline in force, of *version* (0: there never was one),
    and *due_last* the last instant that complies, where it has an hour; *done_on* the
    day of the result document, whose number is *result*; *stopped_on* the day on which
    the clock stopped: of what was submitted or paused. *stopped_at* is the instant of
    either; None where only the day is known.
    *opened_at*, *received_at* and *closed_at* are office instants.
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
    received_at: datetime | None = None
    stopped_on: date | None = None
    due_last: datetime | None = None
    stopped_at: datetime | None = None

    @property
    def until(self) -> Until | None:
        """The deadline in force."""
        return None if self.due is None else Until(self.due, self.due_last)

    @property
    def stopped(self) -> Reached | None:
        """When its clock stopped, by which it is judged; None while it runs."""
        day = self.done_on or self.stopped_on
        return None if day is None else Reached(day, self.stopped_at)

    def class_at(self, now: Reached) -> "TaskClass":
        """The class it falls into *now*."""
        return class_of(self.state, self.until, self.stopped, now)

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


_DONE = {
    False: TaskClass.DONE_IN_TIME,
    True: TaskClass.DONE_LATE,
    None: TaskClass.DONE_UNDATED,
}
_OPEN = {
    False: TaskClass.OPEN_IN_TIME,
    True: TaskClass.OPEN_LATE,
    None: TaskClass.OPEN_UNDATED,
}


def class_of(
    state: TaskState, due: Until | None, stopped: Reached | None, now: Reached
) -> TaskClass:
    """The class a task falls into *now*: derived, never kept.

    Judged by the deadline in force: it is late when its clock stopped after *due*,
    or *now* is while it runs. It stops on the day of the result document, else at the
    submission, or at a pause; how long approval takes is not the lead's to answer for.
    """
    return classed(state, None if due is None else due.is_over(stopped or now))


def classed(state: TaskState, late: bool | None) -> TaskClass:
    """The class of a task whose lateness is known; None for *late* where it has no deadline."""
    if state is TaskState.DONE:
        return _DONE[late]
    return _OPEN[late] if state.open else TaskClass.CANCELLED
