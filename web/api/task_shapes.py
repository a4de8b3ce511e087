"""Tasks as programs read them, and what they may send about them."""

from typing import ClassVar, Literal

from pydantic import Field

from web.api.kinds import (
    Cursor,
    Day,
    Instant,
    Limit,
    Line,
    Number,
    Shape,
    Short,
    Text,
    ToldDay,
)
from work.document import Urgency
from work.extension import Outcome
from work.task import Role, TaskClass, TaskEvent, TaskState


class TaskQuery(Shape):
    """Which tasks; those of one's reach in every state, in the order of their numbers, where nothing is asked for."""

    several: ClassVar[frozenset[str]] = frozenset({"state"})

    state: list[TaskState] = Field(default=[], max_length=len(TaskState))
    only: Literal["late", "soon", "waiting"] | None = Field(
        default=None, description="Open ones that are overdue, due soon, or wait for approval."
    )
    due_by: Day | None = Field(default=None, description="Due on that day at the latest.")
    number: Short | None = Field(default=None, description="The document's number and sign.")
    document: Number | None = Field(default=None, description="The document's id.")
    cursor: Cursor | None = None
    limit: Limit = 50


class Until(Shape):
    """A deadline: its last day, and the last instant that complies, where it has an hour."""

    day: ToldDay
    at: Instant | None


class Paper(Shape):
    """The document that assigned a task; what bears a mark of secrecy has no issuer here."""

    id: int
    number: str
    kind: str | None
    issued: ToldDay
    urgency: Urgency
    issuer: str | None


class PartyShape(Shape):
    """Who has a part: an agency, one of its units, or one person; no names where the task is hidden."""

    role: Role
    agency: str
    agency_name: str | None
    unit: int | None
    unit_name: str | None
    person: int | None
    person_name: str | None


class TaskLine(Shape):
    """One task; *hidden* where it bears a mark of secrecy, and then no words of it are told."""

    id: int
    version: str = Field(description="Changes with everything that happens; If-Match takes it.")
    state: TaskState
    result_class: TaskClass
    late: bool | None
    hidden: bool
    title: str | None
    product: str | None
    document: Paper
    due: Until | None
    opened_at: Instant
    received_at: Instant | None
    closed_at: Instant | None
    done_on: ToldDay | None
    result: str | None
    parties: list[PartyShape]


class TaskPage(Shape):
    """A page; *next* goes into `cursor` for the next one, and is null behind the last."""

    items: list[TaskLine]
    next: str | None


class Progress(Shape):
    """The last report."""

    percent: int
    at: Instant
    text: str | None


class DeadlineShape(Shape):
    """One version of the deadline; the last one is in force."""

    version: int
    day: ToldDay
    at: Instant | None
    reason: str | None


class ExtensionShape(Shape):
    """A wish for another deadline; no *outcome* while nobody has decided."""

    was: ToldDay
    due: ToldDay
    reason: str | None
    document: str | None
    at: Instant
    outcome: Outcome | None
    granted: ToldDay | None


class TaskWhole(TaskLine):
    """One task with its deadlines, wishes for others, progress, and what one's person can do with it now."""

    deadlines: list[DeadlineShape]
    extensions: list[ExtensionShape]
    progress: Progress | None
    can: list[TaskEvent]


class HappenedShape(Shape):
    """One event; *by* is a code such as `person:12,api:3`, *name* that person's where the task is not hidden."""

    number: int
    event: TaskEvent
    state: TaskState
    at: Instant
    by: str
    name: str | None
    reason: str | None
    percent: int | None


class History(Shape):
    """All that happened to a task since it was opened, in order."""

    items: list[HappenedShape]


class NewReport(Shape):
    """How far a task is."""

    percent: int = Field(ge=0, le=100)
    text: Text | None = None


class NewSubmission(Shape):
    """What says that a task is done: *done_on* is the day of the result document, today where it is not given."""

    done_on: Day | None = None
    result: Line | None = Field(default=None, description="Number and sign of the result document.")
    text: Text | None = None


class NewExtension(Shape):
    """A wish for another deadline, before the one in force is there."""

    due: Day
    reason: Text
    document: Short | None = Field(default=None, description="The letter that asks.")


class ExtensionDecision(Shape):
    """Whether the deadline moves: to *due*, or to what was asked for; a refusal has a reason."""

    grant: bool
    due: Day | None = None
    reason: Text | None = None


class Decision(Shape):
    """Whether what was submitted is approved of; returning it has a reason."""

    approve: bool
    reason: Text | None = None
