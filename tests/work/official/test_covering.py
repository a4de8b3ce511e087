"""What a letter asks beside the documents in it, or without any."""

import pytest

from tests.work.official.test_document import DOCUMENT, days, letter
from work.official.found import Read

WITHOUT_LIMIT = DOCUMENT.replace(" trước ngày 25/10/2026", "")
DRAFT = """CHÍNH PHỦ
Số:      /2026/NĐ-CP
DỰ THẢO
An Minh, ngày    tháng    năm 2026
NGHỊ ĐỊNH
Quy định về biên chế
Điều 1. Các sở hoàn thành việc rà soát trước ngày 31 tháng 12 năm 2026.
"""
PLAN = """UBND TỈNH AN MINH
Số:      /KH-UBND
KẾ HOẠCH
Giảm rác thải (dự thảo)

TT\tNhiệm vụ\tChủ trì\tHoàn thành
1\tLắp lưới chắn rác\tSở Y tế\t31/12/2026
2\tThu gom rác\tSở Nội vụ\t30/11/2026
"""


def leads(found: Read) -> list[str]:
    return [one.lead.value for one in found.errands if one.lead is not None]


def test_a_limit_that_stands_only_in_the_letter_is_that_of_the_document_and_a_person_decides() -> (
    None
):
    found = letter("Kính gửi Quý sở, đề nghị gửi báo cáo trước ngày 25/10/2026.", WITHOUT_LIMIT)

    assert days(found) == ["2026-10-24"]
    assert leads(found) == ["Các sở, ban, ngành"]
    assert not found.opens


def test_what_the_letter_says_beside_counts_from_the_letter() -> None:
    asked = "Kính gửi Quý sở, đề nghị gửi báo cáo trong tuần này."
    found = letter(asked, WITHOUT_LIMIT.replace("12 tháng 10", "01 tháng 10"))

    assert days(found) == ["2026-10-16"]


def test_who_only_hands_a_document_on_sets_no_limit_of_its_issuer() -> None:
    note = "Đề nghị phòng Tổ chức gửi báo cáo trước ngày 20/10/2026."

    assert days(letter(note, WITHOUT_LIMIT, forwarded=True)) == []


def test_the_days_of_a_draft_beside_the_letter_that_asks_for_opinions_bind_nobody() -> None:
    found = letter("Xin gửi văn bản và dự thảo.", DOCUMENT, DRAFT)

    assert days(found) == ["2026-10-24"]
    assert len(found.papers) == 1
    assert not found.opens


def test_a_limit_of_the_letter_is_that_of_what_was_issued_wherever_its_draft_stands() -> None:
    asked = "Kính gửi Quý sở, đề nghị gửi báo cáo trước ngày 25/10/2026."
    found = letter(asked, PLAN, WITHOUT_LIMIT)

    assert days(found) == ["2026-10-24"]
    (errand,) = (one for one in found.errands if one.deadline is not None)
    assert found.papers[errand.paper].number is not None


def test_a_table_in_a_draft_is_none_of_tasks_where_the_letter_asks_for_opinions() -> None:
    asked = "Đề nghị Sở Y tế, Sở Nội vụ:\n- cho ý kiến về nhiệm vụ,\n- gửi lại file.\n\nHạn gửi: 20/10/2026."

    assert days(letter(asked, PLAN)) == ["2026-10-20"]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        (
            "Anh Huy ơi, nhờ anh 02 việc:\n1. Tên cán bộ đi cùng, anh gửi em trước 25/11 nhé.\n2. Bản cập nhật, anh gửi chậm nhất 30/11 giúp em.",
            ["2026-11-24", "2026-11-30"],
        ),
        (
            "Kính gửi: Văn phòng các xã\n\nSở nhờ các xã cung cấp số liệu.\n\nSố liệu trả lời vào thư này, chậm nhất ngày 20/10/2026.",
            ["2026-10-20"],
        ),
        (
            "Kính gửi: Quý Cục\n\nTrân trọng kính mời Quý Cục viết bài. Tóm tắt gửi trước 20/11/2026, toàn văn gửi trước 05/12/2026.",
            ["2026-11-19", "2026-12-04"],
        ),
        ("Kính gửi: Các đơn vị\n\nBáo cáo này tự động gửi lúc 7h thứ Tư hằng tuần.", []),
    ],
)
def test_a_letter_without_a_document_asks_each_thing_by_its_day(text: str, due: list[str]) -> None:
    assert days(letter(text)) == due


@pytest.mark.parametrize(
    "called",
    [
        "BVĐK Cẩm Lương, BV Phổi, BV Tâm thần",
        "các anh/chị đầu mối số liệu của các Cục",
        "Quý khách hàng CỤC THỦY LỢI VÀ NƯỚC SẠCH",
    ],
)
def test_who_is_greeted_has_to_do_it(called: str) -> None:
    found = letter(f"Kính gửi {called},\n\nVui lòng gửi báo cáo trước ngày 20/10/2026 giúp em.")

    assert leads(found) == [called]
