"""What a letter of Sở Nội vụ pins down as its limit, and what it only tells on the way: each alone asks what a person reads in it."""

import pytest

from schedules.official_letter import read
from tests.work.official.scoring import same_deadlines
from tests.work.official.test_wordings import CALENDAR, HERE, letter_of
from work.official.body import Paragraph
from work.official.invited import without_guests
from work.official.table import tasks_in

ROWS = (HERE / "told.tsv").read_text("utf-8").splitlines()[1:]


@pytest.mark.parametrize("row", ROWS)
def test_a_limit_is_read_and_what_is_only_told_is_none(row: str) -> None:
    words, wanted = row.split("\t")
    right, _, got = same_deadlines(wanted, read(letter_of(words), CALENDAR).errands)
    assert right, got or "nothing"


def test_a_table_of_courses_sets_the_days_of_registering() -> None:
    rows = (("Khóa", "Thời gian học", "Hạn đăng ký"), ("1", "09-12/11/2026", "02/11/2026"))
    tasks = tasks_in(rows)
    assert tasks is not None
    assert [task.when for task in tasks] == ["02/11/2026"]


def test_a_limit_behind_those_who_come_is_kept() -> None:
    text = "Thành phần: lãnh đạo các phòng. Các phòng gửi tên về Sở, chậm nhất ngày 19/10/2026."
    kept = without_guests((Paragraph(text),))
    assert [one.text for one in kept] == ["Các phòng gửi tên về Sở, chậm nhất ngày 19/10/2026."]
