"""A paper of several lines: who is asked for what, on which day it was issued, and what it only cites."""

import pytest

from work.reading.asked import read
from work.reading.issued import issued_in
from work.reading.point import Day

LETTER = """\
VĂN PHÒNG CHÍNH PHỦ
Số: 7816/VPCP-KSTT
V/v báo cáo công tác cải cách hành chính quý IV/2026

Hà Nội, ngày 05 tháng 10 năm 2026

Kính gửi:
- Các bộ, cơ quan ngang bộ;
- Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương.

Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ;
Thực hiện Công văn số 100/TTg-KSTT ngày 01/10/2026, Văn phòng Chính phủ đề nghị:
1. Các bộ, cơ quan ngang bộ rà soát thủ tục hành chính, gửi kết quả về Văn phòng Chính phủ trước
ngày 20 tháng 10 năm 2026.
2. Bộ Nội vụ chủ trì, phối hợp với Bộ Tài chính tổng hợp trong thời hạn 05 ngày
làm việc kể từ ngày nhận được văn bản này.
Hội nghị tổng kết tổ chức lúc 8 giờ 00 ngày 28/12/2026 tại Hà Nội.
Trân trọng./.

TL. BỘ TRƯỞNG
Nơi nhận:
- Như trên;
- Lưu: VT, KSTT (3b).
"""


def test_only_what_is_asked_is_a_deadline_and_lines_may_break_anywhere() -> None:
    found = read(LETTER)

    assert [(asked.words, asked.addressee) for asked in found.deadlines] == [
        ("trước ngày 20 tháng 10 năm 2026", "Các bộ; cơ quan ngang bộ"),
        ("trong thời hạn 05 ngày làm việc kể từ ngày nhận được", "Bộ Nội vụ; Bộ Tài chính"),
    ]
    assert [meeting.words for meeting in found.meetings] == ["lúc 8 giờ 00 ngày 28/12/2026"]


def test_the_day_of_issue_is_that_of_the_line_with_the_place() -> None:
    assert issued_in(LETTER) == Day(5, 10, 2026)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Căn cứ Nghị định, ngày 05 tháng 3 năm 2020, của Chính phủ",
        "trước, ngày 5/10/2026",
        "Hà Nội 2026",
    ],
)
def test_other_days_are_not_that_of_issue(text: str) -> None:
    assert issued_in(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Giao Sở Xây dựng chủ trì, phối hợp với Sở Tài chính báo cáo trước ngày 15/10/2026.", "Sở Xây dựng; Sở Tài chính"),
        ("Yêu cầu Bộ Công an, Bộ Quốc phòng báo cáo trước ngày 15/10/2026.", "Bộ Công an; Bộ Quốc phòng"),
        ("Trong thời hạn 05 ngày kể từ ngày ký, Thanh tra tỉnh công khai kết luận.", "Thanh tra tỉnh"),
        ("UBND tỉnh yêu cầu Sở Y tế: báo cáo trước ngày 15/10/2026.", "Sở Y tế"),
        ("Báo cáo trước ngày 15/10/2026.", None),
        ("YÊU CẦU BỘ Y TẾ BÁO CÁO TRƯỚC NGÀY 15/10/2026.", None),
    ],
)  # fmt: skip
def test_who_is_asked_is_named_where_the_text_does(text: str, names: str | None) -> None:
    (asked,) = read(text).deadlines

    assert asked.addressee == names


def test_a_term_from_something_without_a_day_is_told_apart() -> None:
    found = read("Thanh toán trong vòng 30 ngày sau khi nghiệm thu.")

    assert (found.deadlines, found.undated) == ((), ("trong vòng 30 ngày sau khi",))
