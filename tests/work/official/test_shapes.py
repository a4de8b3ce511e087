"""What the shape of a letter tells: who only comes to a meeting, rows of what is held, and the letter that a report carries out."""

import pytest

from tests.work.official.test_document import DOCUMENT, days, letter
from work.document import Urgency
from work.official.found import Read, Role
from work.official.issuing import unit_above

INVITATION = """UBND TỈNH AN MINH
Số: 318/GM-UBND
An Minh, ngày 12 tháng 10 năm 2026

GIẤY MỜI
Dự Hội nghị trực tuyến

UBND tỉnh trân trọng kính mời dự Hội nghị, cụ thể như sau:
1. Thời gian: 08 giờ 00, thứ Sáu, ngày 23 tháng 10 năm 2026.
2. Thành phần, kính mời:
- Giám đốc các sở: Tài chính, Xây dựng;
- Trưởng phòng Kinh tế (hoặc Kinh tế, Hạ tầng và Đô thị).
3. Phân công chuẩn bị: Sở Tài chính chuẩn bị báo cáo chung, gửi Văn phòng trước ngày 20/10/2026.

Nơi nhận:
- Như trên;
"""
PLAN = """UBND TỈNH AN MINH
Số: 12/KH-UBND
An Minh, ngày 12 tháng 10 năm 2026

KẾ HOẠCH
Thi đua năm 2026

{rows}

Nơi nhận:
- Như trên;
"""
REPORT = """UBND XÃ PHÚ AN
PHÒNG KINH TẾ
Số: 88/BC-PKT
Phú An, ngày 12 tháng 10 năm 2026

BÁO CÁO
Kết quả rà soát hộ nghèo năm 2026

Thực hiện {paper} số 690/UBND-KT ngày 15/9/2026 của UBND xã, Phòng Kinh tế báo cáo như sau:
1. Tổng số hộ: 3.418.
"""


def leads(found: Read) -> list[str]:
    return [one.lead.value for one in found.errands if one.lead is not None]


def ties(found: Read) -> list[tuple[Role, str]]:
    return [(tie.role, tie.number.value) for paper in found.papers for tie in paper.ties]


def test_who_comes_to_a_meeting_has_nothing_to_do_there() -> None:
    found = letter("Gửi giấy mời.", INVITATION)

    assert found.asks
    assert "Trưởng phòng Kinh tế" not in leads(found)
    assert leads(found)[0] == "Sở Tài chính"
    assert days(found) == ["2026-10-19"]


@pytest.mark.parametrize(
    ("rows", "due"),
    [
        (
            "TT\tNội dung\tChủ trì\tThời gian\n1\tHọp Hội đồng\tSở Nội vụ\t18/12/2026\n2\tNộp hồ sơ\tSở Y tế\tTrước 20/12/2026",
            ["2026-12-19"],
        ),
        (
            "TT\tNội dung\tChủ trì\tThời gian\n1\tHọp Hội đồng\tSở Nội vụ\tTrước 18/12/2026\n2\tBáo cáo\tSở Y tế\t20/12/2026",
            ["2026-12-17", "2026-12-20"],
        ),
        (
            "TT\tĐơn vị\tThời gian\tĐịa điểm\n1\tSở Nội vụ\t08h00 ngày 18/12/2026\tTrụ sở\n2\tSở Y tế\t14h00 ngày 20/12/2026\tTrụ sở",
            [],
        ),
        (
            "TT\tNội dung\tChủ trì\tThời hạn\n1\tLàm việc trực tiếp tại xã Phú An\tTổ giám sát\tTừ ngày 14/12/2026 đến ngày 18/12/2026\n2\tGửi báo cáo\tSở Y tế\tTrước 20/12/2026",
            ["2026-12-19"],
        ),
        (
            "TT\tLuật (thời điểm có hiệu lực)\tVăn bản\tCơ quan chủ trì\tThời hạn trình\n1\tLuật Thủy lợi (01/3/2027)\tNghị định\tSở Y tế\ttrước 15/12/2026\n2\tLuật Kiến trúc (01/7/2027)\tThông tư\tSở Nội vụ\tchậm nhất 18/12/2026",
            ["2026-12-14", "2026-12-18"],
        ),
        (
            "TT\tNội dung\tThời hạn\n1\tGửi hồ sơ tạm ứng\tChậm nhất ngày 18/12/2026\n2\tGửi bản đối chiếu\tTrước ngày 15/01/2027",
            ["2026-12-18", "2027-01-14"],
        ),
    ],
)
def test_rows_of_what_is_held_set_no_limit(rows: str, due: list[str]) -> None:
    assert days(letter("Gửi kế hoạch.", PLAN.format(rows=rows))) == due


@pytest.mark.parametrize(
    ("paper", "tied"),
    [("Công văn", [(Role.REPORTS, "690/UBND-KT")]), ("Nghị quyết", [])],
)
def test_a_report_is_on_the_letter_that_it_carries_out(
    paper: str, tied: list[tuple[Role, str]]
) -> None:
    assert ties(letter("Gửi báo cáo.", REPORT.format(paper=paper))) == tied


def test_what_your_office_wrote_is_answered_and_an_act_is_not_replaced_by_a_letter() -> None:
    text = """CÔNG TY BẮC SÔNG
Số: 14/CV-BS
V/v góp ý dự thảo
An Minh, ngày 12 tháng 10 năm 2026

Kính gửi: Sở Tư pháp tỉnh An Minh

Công ty nhận được Công văn số 22/STP-XD ngày 02/10/2026 của Quý Sở. Dự thảo thay thế Thông tư số 12/2021/TT-BXD.
"""
    assert ties(letter("Gửi góp ý.", text)) == [(Role.ANSWERS, "22/STP-XD")]


def test_each_of_those_who_are_ordered_one_after_another_has_something_to_do() -> None:
    text = INVITATION.replace(
        "3. Phân công chuẩn bị: Sở Tài chính chuẩn bị báo cáo chung, gửi Văn phòng trước ngày 20/10/2026.",
        "UBND tỉnh đề nghị Công an tỉnh bố trí lực lượng; Sở Y tế cử cán bộ y tế trực.",
    )
    assert leads(letter("Gửi giấy mời.", text)) == ["Công an tỉnh", "Sở Y tế"]


def test_an_answer_that_opens_by_what_was_asked_asks_nothing() -> None:
    text = INVITATION.replace("GIẤY MỜI\n", "V/v trả lời cử tri\n").split("UBND tỉnh trân trọng")[0]
    text += """Kính gửi: Sở Nội vụ

Thực hiện Công văn số 57/SNV-VP ngày 01/10/2026 của Sở Nội vụ (gửi trước ngày 16/10/2026), UBND tỉnh trả lời như sau:
Trạm có bác sĩ từ ngày 02/11/2026.
"""
    assert not letter("Gửi văn bản.", text).asks


@pytest.mark.parametrize(
    "opening",
    [
        "Ngày 30 tháng 9 năm 2026, tại trụ sở UBND tỉnh, Chủ tịch đã chủ trì\ncuộc họp.",
        "Sáng ngày 05/10/2026, Chủ tịch UBND tỉnh đã chủ trì\ncuộc họp.",
        "Bệnh viện Đa khoa tỉnh thông báo: kể từ tuần sau, số điện thoại của phòng\ntrực là 0900 000 000.",
    ],
)
def test_the_text_that_no_blank_line_parts_from_the_excerpt_is_none_of_it(opening: str) -> None:
    text = "UBND TỈNH AN MINH\nSố: 12/TB-UBND\nAn Minh, ngày 12 tháng 10 năm 2026\n\nTHÔNG BÁO\nKết luận của Chủ tịch tại cuộc họp về đường\nven biển\n"
    (paper,) = letter("Gửi thông báo.", text + opening).papers
    assert paper.excerpt is not None
    assert paper.excerpt.value == "Kết luận của Chủ tịch tại cuộc họp về đường ven biển"


def test_an_opinion_on_what_was_sent_round_answers_who_sent_it() -> None:
    text = (
        DOCUMENT.replace("V/v báo cáo biên chế", "V/v góp ý dự thảo Đề án")
        .replace("Các sở, ban, ngành", "Cục Thủy lợi")
        .replace(
            "Đề nghị các sở, ban, ngành gửi báo cáo biên chế trước ngày 25/10/2026.",
            "Thực hiện Công văn số 1790/TL-VH ngày 01/10/2026 của Cục Thủy lợi, Sở Nội vụ thống nhất với dự thảo.",
        )
    )

    assert ties(letter("Gửi ý kiến.", text)) == [(Role.ANSWERS, "1790/TL-VH")]


@pytest.mark.parametrize(
    "more",
    [
        "Sau đó cập nhật 02 lần/ngày.",
        "Riêng Sở Tài chính, đề nghị bổ sung số liệu nguồn vốn theo biểu mẫu.",
    ],
)
def test_what_is_asked_once_more_without_a_day_keeps_it_from_opening(more: str) -> None:
    asked = "trước ngày 25/10/2026."

    assert letter("Kính gửi.", DOCUMENT).opens
    assert not letter("Kính gửi.", DOCUMENT.replace(asked, f"{asked}\n{more}")).opens


def test_a_stamp_below_the_excerpt_of_a_telegram_counts() -> None:
    telegram = PLAN.replace(
        "KẾ HOẠCH\nThi đua năm 2026", "CÔNG ĐIỆN\nVề việc ứng phó mưa lớn\nHỎA TỐC"
    )

    assert letter("", telegram).papers[0].urgency.value == Urgency.EXPRESS


@pytest.mark.parametrize(
    ("above", "issuer"),
    [
        (["BỘ Y TẾ", "BỆNH VIỆN TRUNG ƯƠNG", "TRƯỜNG XUÂN"], "BỆNH VIỆN TRUNG ƯƠNG TRƯỜNG XUÂN"),
        (["VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI", "TỈNH", "CHI NHÁNH KHU VỰC 4"], "CHI NHÁNH KHU VỰC 4"),
        (["BỘ NÔNG NGHIỆP VÀ MÔI", "TRƯỜNG", "VĂN PHÒNG"], "VĂN PHÒNG"),
    ],
)
def test_a_name_that_only_tells_of_what_kind_goes_on(above: list[str], issuer: str) -> None:
    found = unit_above(above)

    assert found is not None
    assert found[0] == issuer
