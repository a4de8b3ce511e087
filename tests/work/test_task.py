"""Tasks: what moves them, and the class that is derived and never kept."""

from datetime import date

import pytest

from work.task import (
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


@pytest.mark.parametrize(
    ("state", "event", "expected"),
    [
        ("open", "finish", "done"),
        ("open", "cancel", "cancelled"),
        ("done", "finish", None),
        ("done", "cancel", None),
        ("cancelled", "finish", None),
        ("cancelled", "cancel", None),
        ("done", "reopen", "open"),
        ("cancelled", "reopen", "open"),
        ("open", "reopen", None),
    ],
)
def test_a_task_moves_as_the_table_says(state: str, event: str, expected: str | None) -> None:
    assert moved(TaskState(state), TaskEvent(event)) == expected


@pytest.mark.parametrize(
    ("state", "due", "done_on", "today", "expected"),
    [
        ("open", DUE, None, DUE, "open-in-time"),
        ("open", DUE, None, AFTER, "open-late"),
        ("open", None, None, AFTER, "open-undated"),
        ("done", DUE, DUE, AFTER, "done-in-time"),
        ("done", DUE, BEFORE, AFTER, "done-in-time"),
        ("done", DUE, AFTER, AFTER, "done-late"),
        ("done", None, AFTER, AFTER, "done-undated"),
        ("cancelled", DUE, None, AFTER, "cancelled"),
        ("cancelled", None, None, AFTER, "cancelled"),
    ],
)
def test_the_class_follows_from_deadline_completion_and_day(
    state: str, due: date | None, done_on: date | None, today: date, expected: str
) -> None:
    assert class_of(TaskState(state), due, done_on, today) == TaskClass(expected)


@pytest.mark.parametrize("roles", [(), ("coordinator",), ("lead", "lead")])
def test_a_task_without_one_lead_cannot_be(roles: tuple[str, ...]) -> None:
    parties = tuple(Party(Role(role), "G18") for role in roles)

    with pytest.raises(ValueError, match="a task has one lead"):
        NewTask("Báo cáo kết quả", parties)
