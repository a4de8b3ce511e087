"""Mails that hand another on, lines that tell who wrote what follows, and times that are only shown."""

import pytest

from tests.work.official.test_document import days, letter
from work.official.found import Read
from work.official.letter import Letter, Sheet
from work.official.page import pages
from work.official.reconsidered import MOST_SHOWN

HANDED_ON = """\
Em chuyển anh xem, {own}

---------- Forwarded message ---------
Từ: Phòng Kế hoạch <kh@so.mau.gov.vn>
Ngày: Th 2, 12 thg 10, 2026 lúc 09:15
Chủ đề: Báo cáo chuyển đổi số
Tới: Văn phòng <vp@xa.mau.gov.vn>

Kính gửi Văn phòng,

Đề nghị Văn phòng gửi báo cáo chuyển đổi số quý III trước ngày 30/10/2026 để phòng tổng hợp, trình lãnh đạo Sở xem xét.
"""


def shown(found: Read) -> list[str]:
    return [
        one.deadline.due.isoformat()
        for one in found.perhaps
        if one.deadline is not None and one.deadline.due is not None
    ]


def parts(text: str) -> list[str]:
    sheet = Sheet((), "text", text)
    return [one.text for one in pages(Letter("a@b.vn", "", (), "", None, None, (), (sheet,), ()))]


def test_what_is_handed_on_without_a_file_is_asked() -> None:
    found = letter(HANDED_ON.format(own="cảm ơn anh."), forwarded=True)

    assert days(found) == ["2026-10-29"]
    assert not found.opens


def test_a_day_of_who_hands_it_on_is_shown_beside_it() -> None:
    own = "anh gửi lại giúp em bản dự thảo trước ngày 20/10/2026 nhé."
    found = letter(HANDED_ON.format(own=own), forwarded=True)

    assert days(found) == ["2026-10-29"]
    assert "2026-10-19" in shown(found)


@pytest.mark.parametrize(
    "line",
    [
        "Hạn: 17h00 ngày 25/11/2026",
        "Hạn: 25/11/2026 17:00",
        "HẠN NỘP: 17h00 ngày 25/11/2026",
        "Trước 17h00 ngày 25/11/2026",
        "Trước 17h00 ngày 25/11/2026: gửi về phòng",
        "Họp 08h00 ngày 25/11/2026: phòng họp số 2",
        "Thời gian 08h00 25/11: tầng 3",
        "Deadline: 17:00 25/11",
        "Hội nghị 08h00 ngày 25/11/2026",
    ],
)
def test_a_line_with_a_limit_or_an_event_is_no_head_of_another_letter(line: str) -> None:
    assert parts(f"Kính gửi anh,\n{line}\nEm cảm ơn anh nhiều nhé")[0].splitlines()[1] == line


@pytest.mark.parametrize("head", ["Lò Thị Hà, 24/11 09:15:", "Mai viết lúc 09:10 18/11:"])
def test_who_wrote_what_follows_opens_a_page_and_keeps_the_words_beside(head: str) -> None:
    said = " Anh gửi giúp em báo cáo trước ngày 27/11/2026 nhé"

    assert parts(f"Chuyển anh xem.\n{head}{said}\nnhắc anh nhé") == [
        "Chuyển anh xem.",
        f"{said}\nnhắc anh nhé",
    ]


def test_of_a_robots_letter_the_likeliest_days_are_shown_and_none_is_due() -> None:
    said = ("kết quả chuyển đổi số", "danh sách cán bộ trực", "biểu thống kê dân số", "báo cáo thu ngân sách", "phiếu đăng ký thi đua")  # fmt: skip
    lines = (
        f"Đề nghị các đơn vị gửi {one} về Phòng Tổng hợp chậm nhất ngày {day}/12/2026 để tổng hợp."
        for day, one in enumerate(said, 10)
    )
    asked = "\n".join(("Kính gửi các đơn vị,", "", *lines))

    assert len(days(letter(asked))) == len(said)

    found = letter(f"{asked}\n\nĐây là thư tự động, vui lòng không trả lời thư này.\n")

    assert not days(found)
    assert len(shown(found)) == MOST_SHOWN
