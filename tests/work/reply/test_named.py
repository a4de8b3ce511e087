"""What an answer names beside what was understood of it leaves it to a person."""

from datetime import date

import pytest

from tests.work.reply.score import rules_alone
from work.reply.meaning import Doubt, Meaning, Paper, Percent, Understood
from work.reply.named import overlooked
from work.reply.understand import Said, understand

GOING, DONE = (Meaning.PROGRESS,), (Meaning.DONE,)


@pytest.mark.parametrize(
    "text",
    [
        "Chưa xong, mới được khoảng một nửa",
        "Đã có 18/24 xã nộp",
        "Mới đi được 4/6 khu, còn lại mai kiểm tra",
        "Xong 40% phần công bố, còn lại đang làm",
    ],
)
def test_a_share_without_per_cent_leaves_progress_to_a_person(text: str) -> None:
    assert overlooked(text, Understood(GOING, text)) is Doubt.PERCENTS


def test_days_and_numbers_of_documents_are_no_shares() -> None:
    text = "Công văn số 12/UBND-VX về ngày 20/11, đơn vị đang làm, xong trước 30/11/2026"
    assert overlooked(text, Understood(GOING, text)) is None


def test_who_is_on_the_way_at_all_of_it_is_done_or_speaks_of_a_part() -> None:
    text = "Xong 100% phần công bố, phần công khai đang làm."
    whole, most = (Understood(GOING, text, percent=Percent(n, f"{n}%")) for n in (100, 90))
    assert overlooked(text, whole) is Doubt.PERCENTS
    assert overlooked(text, most) is None


def test_a_document_of_which_number_or_day_was_missed_is_for_a_person() -> None:
    two = "Đã ban hành Quyết định số 640/QĐ-UBND, thay thế Quyết định 598/QĐ-UBND"
    assert overlooked(two, Understood(DONE, two)) is Doubt.UNREAD
    one = "Đã gửi ngày 03/11/2026 qua trục liên thông, số 771/BVĐK-KHTH"
    number = "771/BVĐK-KHTH"
    bare, dated = (
        Understood(DONE, one, paper=Paper(number, day)) for day in (None, date(2026, 11, 3))
    )
    assert overlooked(one, bare) is Doubt.UNREAD
    assert overlooked(one, dated) is None


@pytest.mark.parametrize(
    "text",
    [
        "Em xin lùi sang tuần sau ạ. Hồ sơ thì 16/12 mới về.",
        "Xin gia hạn thêm 2 tuần ạ, máy hỏng từ hôm 5/11 chưa sửa được.",
    ],
)
def test_a_day_and_a_term_that_are_not_the_same_leave_more_time_to_a_person(text: str) -> None:
    assert understand(Said(text), rules_alone).doubt is Doubt.DAYS


def test_a_term_that_is_told_as_a_day_too_is_more_time() -> None:
    text = "Đề nghị gia hạn thêm 10 ngày, tức đến ngày 30/10/2026."
    assert understand(Said(text), rules_alone).meanings == (Meaning.EXTENSION,)
