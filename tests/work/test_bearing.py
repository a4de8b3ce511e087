"""What a later document says of tasks that stand: which of them it means."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from templates.register import changed
from tests.store.office import NOW, due_on, paper
from work.bearing import Bearing, previewed
from work.document import Document
from work.official.found import Role
from work.preview import Change
from work.proposal import Asked, Draft
from work.standing import Standing
from work.task import Party, Task, TaskState
from work.task import Role as Part

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PAPER: Document = paper()
FORMER, LATER = date(2026, 8, 28), date(2026, 8, 27)
SAID = (
    "tại mục 1, thời hạn gửi báo cáo “trước ngày 29/8/2026” được sửa thành “trước ngày 05/9/2026”."
)


def task(number: int, due: date, unit: int) -> Task:
    lead = Party(Part.LEAD, "G18", unit, None, "Bộ Y tế", f"Vụ {unit}", None)
    return Task(number, 7, PAPER, "báo cáo", None, (lead,), TaskState.RECEIVED, due, 1, NOW)


STAND = (task(1, FORMER, 4), task(2, LATER, 5))


def changes(said: str, *stand: Task) -> tuple[Change, ...]:
    asked = Asked(1, said, None, due_on("2026-09-04"), None)
    bearing = Bearing(None, Standing(7, PAPER, stand or STAND, {}), Role.CORRECTS).local(HANOI)
    return previewed(Draft(PAPER, (asked,), ()), bearing, 8).changes


@pytest.mark.parametrize(
    "said", [SAID, SAID.replace("29/8/2026", "29 tháng 8 năm 2026"), SAID.replace("trước ngày 29", "ngày 28")]
)  # fmt: skip
def test_a_correction_of_one_day_leaves_the_tasks_of_other_days_alone(said: str) -> None:
    assert [one.task.id for one in changes(said)] == [1]


@pytest.mark.parametrize(
    "said", ["gia hạn đến ngày 05/9/2026", "gia hạn một tuần", "ngày 99/99/2026"]
)
def test_what_names_no_day_that_stands_is_said_of_all(said: str) -> None:
    assert [one.task.id for one in changes(said)] == [1, 2]


def test_an_hour_that_stands_is_told_by_the_clocks_of_the_office() -> None:
    last = datetime(2026, 8, 27, 8, 59, 59, 999999, tzinfo=ZoneInfo("UTC"))
    hourly = replace(task(1, LATER, 4), due_last=last)
    (change,) = changes("gia hạn", hourly)
    assert changed(change, "vi") == "thời hạn trước 16:00 ngày 27/08/2026 → 04/09/2026"
