"""The history of a task: what happened to it, in order, of which nothing is ever changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from work.task import TaskEvent, TaskState


@dataclass(frozen=True, slots=True)
class Happened:
    """One event: *state* is where the task stood after it, *at* an office instant, *by* a code of who.

    *number* counts from 1 within the task; *facts* are JSON values, days in ISO 8601.
    """

    number: int
    event: TaskEvent
    state: TaskState
    at: datetime
    by: str
    reason: str | None
    facts: Mapping[str, Any]


def last_submission(happened: Sequence[Happened]) -> tuple[int, Happened] | None:
    """The newest time that a task was handed in, with its number, counted from 1; None where it never was."""
    found = [one for one in happened if one.event is TaskEvent.SUBMIT]
    return (len(found), found[-1]) if found else None
