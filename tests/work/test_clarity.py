"""The six things that a task has to be clear about, each missing alone and all of them there."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from work.clarity import Clarity, Clear
from work.document import Document
from work.person import Person, Position
from work.task import Party, Role, Task, TaskState

PAPER = Document("15/VPCP-KSTT", "VPCP", date(2026, 8, 3), "rà soát thủ tục", kind="CV")
HEAD = Person(1, "Ngô Giang", "giang@x.vn", "G18", None, Position.AGENCY_HEAD)
BINH = Person(2, "Trần Bình", "binh@x.vn", "G18", "Vụ Pháp chế", Position.STAFF)
OTHER = Person(3, "Lê Hoa", "hoa@y.vn", "H05", None, Position.CLERK)
LEAD = Party(Role.LEAD, "G18", 1, 2, "BYT", "Vụ Pháp chế", "Trần Bình")
WHOLE = Task(
    1, 1, PAPER, "Rà soát thủ tục", "Báo cáo", (LEAD,), TaskState.ASSIGNED, date(2026, 9, 1), 1,
    datetime(2026, 8, 4, tzinfo=UTC),
)  # fmt: skip
EVERYBODY = (HEAD, BINH, OTHER)


def missing(task: Task, *people: Person) -> tuple[Clear, ...]:
    return Clarity(people or EVERYBODY, "G18").missing(task, task.document)


def test_a_task_with_all_six_is_missing_nothing() -> None:
    assert missing(WHOLE) == ()


@pytest.mark.parametrize(
    ("task", "unclear"),
    [
        (replace(WHOLE, due=None), Clear.TIME),
        (replace(WHOLE, product=None), Clear.PRODUCT),
        (replace(WHOLE, product=" "), Clear.PRODUCT),
        (replace(WHOLE, parties=(Party(Role.LEAD, "G18"),)), Clear.ANSWER),
        (replace(WHOLE, parties=(Party(Role.LEAD, "H05"),)), Clear.AUTHORITY),
        (
            replace(
                WHOLE,
                document=replace(PAPER, excerpt=""),
                content="Công văn số 15/VPCP-KSTT ngày 03/8/2026 của VPCP",
            ),
            Clear.WORK,
        ),
    ],
)
def test_each_is_missed_alone(task: Task, unclear: Clear) -> None:
    assert missing(task) == (unclear,)


def test_nobody_there_is_unclear_about_the_person() -> None:
    left = replace(BINH, disabled=True)
    unit = replace(WHOLE, parties=(replace(LEAD, person=None, person_name=None),))

    assert missing(WHOLE, left) == (Clear.PERSON, Clear.AUTHORITY)
    assert missing(unit, BINH) == (Clear.PERSON, Clear.AUTHORITY), "a unit needs a head or a clerk"
    assert missing(unit) == (), "the agency's head is told"


def test_another_agency_answers_as_a_whole_and_a_follower_can_approve() -> None:
    follower = Party(Role.FOLLOWER, "G18", 1, 2, "BYT", "Vụ Pháp chế", "Trần Bình")
    task = replace(WHOLE, parties=(Party(Role.LEAD, "H05"), follower))

    assert missing(task) == ()


def test_a_task_that_names_its_document_and_more_is_clear_where_the_document_has_words() -> None:
    task = replace(WHOLE, content="Trả lời công văn số 15/VPCP-KSTT")

    assert missing(task) == ()


def test_all_six_come_in_their_order() -> None:
    nothing = replace(
        WHOLE, parties=(Party(Role.LEAD, "G18"),), due=None, product=None,
        document=replace(PAPER, excerpt=""), content="Công văn 15/VPCP-KSTT",
    )  # fmt: skip

    assert missing(nothing, OTHER) == tuple(Clear)
