"""A task's title says what it wants done, and which words in an answer are of another matter."""

import pytest

from work.reply.matter import matter_of
from work.reply.meaning import Meaning
from work.reply.understand import Said, understand

MONTHLY = "Báo cáo công tác cải cách hành chính tháng 11"


@pytest.mark.parametrize(
    ("title", "act", "brief"),
    [
        ("Góp ý dự thảo Nghị định", "gop y", True),
        ("Rà soát hộ nghèo", "ra soat", False),
        ("Kiểm tra, xử lý vi phạm", "", False),
        ("Thực hiện cập nhật dữ liệu", "cap nhat", True),
        ("Đề án du lịch", "", False),
    ],
)
def test_a_title_asks_for_one_act_or_for_none_that_is_told(
    title: str, act: str, brief: bool
) -> None:
    found = matter_of(title)
    assert (found.act, found.is_brief) == (act, brief)


@pytest.mark.parametrize(
    "text",
    [
        "Đã nộp báo cáo tháng 10 rồi ạ.",
        "Đã gửi báo cáo PCTT trên trục liên thông.",
        "Đã hoàn thành kế hoạch phòng chống thiên tai.",
        "Đề án 06 đã hoàn thành.",
    ],
)
def test_what_is_done_of_another_matter_is_for_a_person(text: str) -> None:
    assert understand(Said(text, title=MONTHLY)).main is Meaning.UNCLEAR


@pytest.mark.parametrize(
    "text",
    [
        "Đã nộp báo cáo tháng 11 rồi ạ.",
        "Đã gửi báo cáo CCHC trên trục liên thông.",
        "Đã nộp báo cáo công tác cải cách hành chính ngày 20/10/2026.",
        "Việc này đã hoàn thành.",
    ],
)
def test_what_is_done_of_the_same_matter_is_done(text: str) -> None:
    assert understand(Said(text, title=MONTHLY)).main is Meaning.DONE


def test_handing_it_to_somebody_is_not_handing_it_in() -> None:
    for text in ("Gửi cho chị Lan rồi", "Đã gửi Sở Tư pháp rồi ạ", "Đã trình Giám đốc Sở"):
        assert understand(Said(text, title=MONTHLY)).main is Meaning.UNCLEAR
    assert understand(Said("Gửi rồi ạ", title=MONTHLY)).main is Meaning.DONE
    assert understand(Said("Gửi rồi ạ")).main is Meaning.UNCLEAR
