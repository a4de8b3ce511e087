"""Tasks: what moves them, and the class that is derived and never kept."""

from datetime import date

import pytest

from work.deadline import Reached, Until
from work.task import (
    Impossible,
    NewTask,
    Party,
    Role,
    TaskClass,
    TaskEvent,
    TaskState,
    class_of,
    moved,
)

DUE = date(2026, 10, 23)
BEFORE, AFTER = date(2026, 10, 22), date(2026, 10, 24)


# What each event makes of a task in each state, by hand: "." where it cannot happen. Capitals are the
# states: Assigned, Received, Paused, Submitted, Done, Cancelled, X recalled; a slash parts the task that had
# not been received from one that had.
TABLE = """
          assigned  received  paused    submitted done      cancelled recalled
receive   R         .         .         .         .         .         .
report    R         R         .         .         .         .         .
submit    S         S         .         .         .         .         .
approve   .         .         .         D         .         .         .
return    .         .         .         A/R       .         .         .
finish    D         D         .         D         .         .         .
cancel    C         C         C         C         .         .         .
recall    X         X         X         X         .         .         .
reopen    .         .         .         .         A/R       A/R       A/R
due       A         R         .         S         .         .         .
assign    A         A/R       P         S         .         .         .
reword    A         R         P         S         .         .         .
hand-on   A         R         .         .         .         .         .
pause     P         P         .         .         .         .         .
resume    .         .         A/R       .         .         .         .
ask       R         R         .         .         .         .         .
grant     A         R         P         S         .         .         .
refuse    A         R         P         S         .         .         .
withdraw  A         R         P         S         .         .         .
recount   A         R         .         .         .         .         .
"""
LETTERS = {
    "A": "assigned", "R": "received", "S": "submitted", "D": "done", "C": "cancelled",
    "P": "paused", "X": "recalled", ".": None,
}  # fmt: skip


def cells() -> list[tuple[str, str, str]]:
    states, *rows = (line.split() for line in TABLE.strip().splitlines())
    return [
        (state, row[0], cell) for row in rows for state, cell in zip(states, row[1:], strict=True)
    ]


@pytest.mark.parametrize(("state", "event", "cell"), cells())
def test_a_task_moves_as_the_table_says(state: str, event: str, cell: str) -> None:
    fresh, taken = LETTERS[cell[0]], LETTERS[cell[-1]]

    assert moved(TaskState(state), TaskEvent(event)) == fresh
    assert moved(TaskState(state), TaskEvent(event), received=True) == taken


def test_the_table_holds_every_event_in_every_state() -> None:
    assert len(set(cells())) == len(TaskState) * len(TaskEvent)


def test_what_cannot_happen_says_what_can() -> None:
    assert Impossible(TaskState.RECALLED).can == (TaskEvent.REOPEN,)
    assert TaskEvent.RECEIVE in Impossible(TaskState.ASSIGNED).can
    assert TaskEvent.RECEIVE not in Impossible(TaskState.RECEIVED).can


@pytest.mark.parametrize(
    ("state", "due", "stopped_on", "today", "expected"),
    [
        ("assigned", DUE, None, DUE, "open-in-time"),
        ("assigned", DUE, None, AFTER, "open-late"),
        ("received", DUE, None, AFTER, "open-late"),
        ("received", None, None, AFTER, "open-undated"),
        ("paused", DUE, BEFORE, AFTER, "open-in-time"),
        ("submitted", DUE, DUE, AFTER, "open-in-time"),
        ("submitted", DUE, AFTER, AFTER, "open-late"),
        ("done", DUE, DUE, AFTER, "done-in-time"),
        ("done", DUE, BEFORE, AFTER, "done-in-time"),
        ("done", DUE, AFTER, AFTER, "done-late"),
        ("done", None, AFTER, AFTER, "done-undated"),
        ("cancelled", DUE, None, AFTER, "cancelled"),
        ("cancelled", None, None, AFTER, "cancelled"),
        ("recalled", DUE, None, AFTER, "cancelled"),
    ],
)
def test_the_class_follows_from_deadline_completion_and_day(
    state: str, due: date | None, stopped_on: date | None, today: date, expected: str
) -> None:
    until = None if due is None else Until(due)
    stopped = None if stopped_on is None else Reached(stopped_on)

    assert class_of(TaskState(state), until, stopped, Reached(today)) == TaskClass(expected)


@pytest.mark.parametrize("roles", [(), ("coordinator",), ("lead", "lead")])
def test_a_task_without_one_lead_cannot_be(roles: tuple[str, ...]) -> None:
    parties = tuple(Party(Role(role), "G18") for role in roles)

    with pytest.raises(ValueError, match="a task has one lead"):
        NewTask("Báo cáo kết quả", parties)
