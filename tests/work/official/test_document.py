"""What a document says by its form: head, address, annex, and the hands that it came through."""

from datetime import UTC, datetime

import pytest

from schedules.official import official_calendar
from schedules.official_letter import read
from work.official.found import Read
from work.official.letter import Letter, Sheet
from work.official.number_line import number_line

DOCUMENT = """UBND TỈNH AN MINH
SỞ NỘI VỤ
Số: 123/SNV-TCBC
V/v báo cáo biên chế
An Minh, ngày 12 tháng 10 năm 2026

Kính gửi: Các sở, ban, ngành

Đề nghị các sở, ban, ngành gửi báo cáo biên chế trước ngày 25/10/2026.

Nơi nhận:
- Như trên;
GIÁM ĐỐC

Trần Văn Thí
"""
ANNEX = (
    "PHỤ LỤC\n\nTT\tNhiệm vụ\tCơ quan chủ trì\tPhối hợp\tSản phẩm\tThời hạn\n"
    "1\tRà soát thủ tục\tVăn phòng Sở\tCác phòng\tDanh mục\tTháng 11/2026\n"
    "2\tTheo dõi\tThanh tra Sở\t\tBáo cáo\tThường xuyên\n"
)


def letter(*texts: str, subject: str = "Gửi văn bản", forwarded: bool = False) -> Read:
    """What is read of a letter whose own text and files are *texts*."""
    sheets = tuple(
        Sheet((f"{n}.docx",) if n else (), "docx" if n else "text", text)
        for n, text in enumerate(texts)
    )
    sent = datetime(2026, 10, 13, 1, tzinfo=UTC)
    told = Letter("a@b.vn", "", (), subject, sent, None, (), sheets, (), False, forwarded)
    return read(told, official_calendar())


def days(found: Read) -> list[str]:
    return [one.deadline.due.isoformat() for one in found.errands if one.deadline is not None]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Số: 15/VPCP-KSTT", "15/VPCP-KSTT"),
        ("Số: 8 /GM -UBND", "8 /GM -UBND"),
        ("SỐ: 201/UBND - NGÀY 29/10/2026", "201/UBND"),
        ("Số 1204-CV/TU", "1204-CV/TU"),
        ("SXD - So: 2777/SXD-VT - 18/11/2026", "2777/SXD-VT"),
        ("PHIẾU CHUYỂN số: 55/PC-SYT", "55/PC-SYT"),
        ("Số:        /SXD-QLHT", None),
    ],
)
def test_a_number_is_told_as_it_is_printed(line: str, number: str | None) -> None:
    found = number_line(line)

    assert found is not None
    assert found.number == number


@pytest.mark.parametrize("line", ["Công văn số 12/UBND-VX ngày 05/10/2026", "Số máy: 024 0000"])
def test_a_number_that_is_cited_is_none_of_the_document(line: str) -> None:
    assert number_line(line) is None


def test_the_day_may_stand_above_who_signs() -> None:
    day = "An Minh, ngày 12 tháng 10 năm 2026\n"
    below = DOCUMENT.replace(day, "").replace("Nơi nhận:\n- Như trên;\n", f"{day}\n")

    issued = letter(below).papers[0].issued

    assert issued is not None
    assert issued.value == "2026-10-12"


def test_what_is_plain_opens() -> None:
    found = letter(DOCUMENT)

    assert (found.opens, found.doubts, days(found)) == (True, (), ["2026-10-24"])


def test_the_day_in_a_note_above_is_none_of_the_document_and_a_person_decides() -> None:
    found = letter("Chuyển phòng TH, báo cáo trước ngày 18/10/2026.\n\n" + DOCUMENT)

    assert days(found) == ["2026-10-24"]
    assert found.doubts == ("forwarded",)


@pytest.mark.parametrize(
    "marks",
    [
        "---------- Forwarded message ---------\nTừ: A <a@b.vn>\nDate: Th 2, 12 thg 10, 2026\n\n",
        "Từ: A\nĐã gửi: Thứ Hai, 12 Tháng Mười 2026 14:30\nĐến: c@d.vn\nTiêu đề: CV\n\n",
        "----- Thư đã chuyển tiếp -----\nNgười gửi: A\nNgười nhận: B\nChủ đề: CV\n\n",
        "Vào 12/10/2026 14:30, A <a@b.vn> đã viết:\n> ",
    ],
)
def test_a_document_is_found_below_the_marks_of_any_program(marks: str) -> None:
    below = DOCUMENT.replace("\n", "\n> ") if marks.endswith("> ") else DOCUMENT
    found = letter(f"Xem giúp trước ngày 18/10/2026.\n\n{marks}{below}", forwarded=True)

    assert days(found) == ["2026-10-24"]
    assert not found.opens


def test_a_document_that_is_answered_asks_nothing_again() -> None:
    thread = f"Dạ em đã nhận ạ.\n\nVào 12/10/2026 14:30, A <a@b.vn> đã viết:\n{DOCUMENT}"

    found = letter(thread, subject="Re: Gửi văn bản")

    assert (found.asks, days(found)) == (False, [])


def test_tasks_in_an_annex_belong_to_the_document() -> None:
    found = letter("Gửi các phòng.", DOCUMENT, ANNEX)

    assert days(found) == ["2026-10-24", "2026-11-30"]
    assert found.errands[1].lead is not None
    assert found.errands[1].lead.value == "Văn phòng Sở"
    assert found.errands[1].product is not None
    assert found.errands[1].product.value == "Danh mục"
    assert "more-times" in found.doubts


def test_a_document_in_two_formats_is_one() -> None:
    assert len(letter("Gửi 2 bản.", DOCUMENT, DOCUMENT).papers) == 1


def test_a_day_that_no_calendar_has_is_no_day() -> None:
    found = letter(DOCUMENT.replace("25/10/2026", "31/11/2026"))

    assert days(found) == []
    assert not found.opens


@pytest.mark.parametrize(
    "motto",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA\nVIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n",
        "CỘNG HÒA XÃ HỘI CHỦ\nNGHĨA VIỆT NAM\nĐộc lập - Tự do -\nHạnh phúc\n",
    ],
)
def test_a_head_whose_columns_were_printed_one_below_the_other_is_read(motto: str) -> None:
    text = DOCUMENT.replace("An Minh, ngày", f"{motto}An Minh, ngày").replace(
        "năm 2026", "năm\n2026"
    )
    paper = letter(text).papers[0]

    assert paper.excerpt is not None
    assert paper.excerpt.value == "báo cáo biên chế"
    assert paper.issued is not None
    assert paper.issued.value == "2026-10-12"


@pytest.mark.parametrize(
    ("above", "issuer"),
    [
        ("UBND TỈNH AN MINH - SỞ NỘI VỤ", "Sở Nội vụ"),
        ("UBND TỈNH AN MINH\nNHÀ HÁT CHÈO TỈNH", "Nhà hát chèo tỉnh"),
        ("UBND TỈNH AN MINH\nĐẶC KHU ĐẢO XA", "Đặc khu Đảo Xa"),
        ("ỦY BAN NHÂN DÂN\nTỈNH AN MINH", "Ủy ban nhân dân tỉnh An Minh"),
        ("UBND TỈNH AN MINH\nSỞ NỘI VỤ\nLƯU HÀNH NỘI BỘ", "Sở Nội vụ"),
    ],
)
def test_the_body_that_issued_is_the_nearest_above_the_number(above: str, issuer: str) -> None:
    paper = letter(DOCUMENT.replace("UBND TỈNH AN MINH\nSỞ NỘI VỤ", above)).papers[0]

    assert paper.issuer is not None
    assert paper.issuer.value == issuer


@pytest.mark.parametrize(
    "words",
    [
        "không kéo quá ngày 24/10/2026",
        "không trễ hơn ngày 24/10/2026",
        "sớm hơn ngày 25/10/2026",
        "khi hết ngày 24/10/2026",
        "hạn cuối nhận báo cáo là ngày 24/10/2026",
        "chậm lắm là 24/10/2026",
    ],
)
def test_a_limit_may_be_said_in_many_ways(words: str) -> None:
    found = letter(DOCUMENT.replace("trước ngày 25/10/2026", words))

    assert days(found) == ["2026-10-24"]
    assert found.errands[0].when is not None
    assert found.errands[0].when.words in DOCUMENT.replace("trước ngày 25/10/2026", words)
    assert found.opens


@pytest.mark.parametrize(
    "sentence",
    [
        "Đợt cao điểm thực hiện từ ngày 15/10/2026 đến ngày 20/12/2026.",
        "Giấy phép của 09 tàu hết hạn ngày 31/12/2026.",
        "Theo tiến độ được UBND tỉnh phê duyệt, toàn bộ mặt bằng phải bàn giao cho nhà thầu trong năm 2026.",
        "Sở Nội vụ phối hợp với các đoàn thể tổ chức khảo sát người dân trong tháng 12/2026.",
        "Khi có vật nuôi chết rét, thống kê, báo cáo về Sở trong vòng 24 giờ.",
        "Số liệu của báo cáo tính từ ngày 15/12/2025 đến ngày 14/12/2026.",
    ],
)
def test_what_only_goes_on_or_ends_is_no_deadline(sentence: str) -> None:
    assert days(letter(DOCUMENT.replace("\n\nNơi nhận", f"\n\n{sentence}\n\nNơi nhận"))) == [
        "2026-10-24"
    ]


def test_a_table_whose_numbers_a_pdf_joins_to_what_stands_beside_them_is_read() -> None:
    rows = (
        "TT Nội dung\tChủ trì\tPhối hợp\tXong trước\n1 Trang trí khánh\tĐoàn xã\tHội xã\t21/11/2026\ntiết\n"
        "2 Báo cáo kết quả\tMặt trận xã\t28/11/2026\n"
    )
    found = letter(DOCUMENT.replace("\n\nNơi nhận", f"\n\n{rows}\n\nNơi nhận"))

    assert days(found) == ["2026-10-24", "2026-11-20", "2026-11-27"]
    assert [one.lead.value for one in found.errands[1:] if one.lead] == ["Đoàn xã", "Mặt trận xã"]
    assert found.errands[1].content.value == "Trang trí khánh tiết"
    assert "more-times" in found.doubts


def test_a_draft_asks_what_the_letter_around_it_asks() -> None:
    plan = DOCUMENT.replace("Số: 123/SNV-TCBC\nV/v báo cáo biên chế", "Số:      /KH-SNV")
    plan = plan.replace("ngày 12 tháng", "ngày      tháng")
    plan = plan.replace("\n\nKính gửi", "\n\nDỰ THẢO\nKẾ HOẠCH\nRà soát biên chế\n\nKính gửi", 1)
    mail = "Kính gửi anh An, chị Bình,\n\nĐề nghị anh chị cho ý kiến, gửi lại Phòng trước ngày 20/10/2026."

    found = letter(mail, plan)

    assert days(found) == ["2026-10-19"]
    assert [one.lead.value for one in found.errands if one.lead] == ["anh An, chị Bình"]
    assert not found.opens


def test_what_a_list_of_overdue_papers_says_is_asked_by_the_day_below_it() -> None:
    found = letter(
        "Kính gửi anh Dũng,\n\nCòn 02 nhiệm vụ quá hạn:\n1. CV 120/VPCP-KGVX ngày 17/8/2026 - hạn 30/9/2026: báo cáo.\n"
        "2. CV 133/VPCP-KTTH ngày 28/8/2026 - hạn 10/10/2026: góp ý.\n\n"
        "Đề nghị anh cập nhật kết quả trước 16h00 thứ Sáu, ngày 16/10/2026."
    )

    assert days(found) == ["2026-10-16"]


def test_why_something_is_wished_does_not_hide_by_when() -> None:
    wish = "Do thời hạn kiểm toán đang đến gần, kính mong nhận được ý kiến của Bộ trong tháng 11 năm 2026."

    assert days(letter(_saying(wish))) == ["2026-11-30"]


@pytest.mark.parametrize(
    "formula",
    [
        "Sở mong Quý cơ quan thông cảm./.",
        "Sở mong nhận được sự phối hợp của các cơ quan, đơn vị./.",
        "Đề nghị các cơ quan không sử dụng văn bản nêu trên.",
        "Đề nghị Quý Bộ căn cứ tình hình thực tế, đối chiếu quy định để thực hiện./.",
    ],
)
def test_a_formula_asks_nothing(formula: str) -> None:
    assert not letter(_saying(formula)).asks


@pytest.mark.parametrize(
    ("sentence", "due"),
    [
        ("gửi danh sách trong hôm nay hoặc chậm nhất ngày 16/10/2026", ["2026-10-16"]),
        ("lập bản đối chiếu đến hết ngày 31/10/2026 và gửi về Sở trước ngày 07/11/2026", ["2026-11-06"]),
        ("báo cáo hằng tháng, chậm nhất ngày 05 của tháng sau (tháng 10 gửi chậm nhất ngày 05/11/2026)", ["2026-11-05"]),
    ],
)  # fmt: skip
def test_of_two_days_in_a_sentence_only_the_limit_counts(sentence: str, due: list[str]) -> None:
    assert days(letter(_saying(f"Đề nghị các sở, ban, ngành {sentence}."))) == due


def test_whom_a_wrapped_line_goes_on_to_name_is_addressed() -> None:
    names = (
        "\n- UBND các xã: Mường An, Nà Sản Hạ, Phiêng Khoang, Chiềng\nĐông;\n- Trung tâm Y tế tỉnh."
    )
    text = DOCUMENT.replace(" Các sở, ban, ngành\n", f"{names}\n")

    found = letter(text.replace("các sở, ban, ngành gửi", "các đơn vị gửi"))

    lead = "UBND các xã: Mường An, Nà Sản Hạ, Phiêng Khoang, Chiềng Đông; Trung tâm Y tế tỉnh"
    assert [one.lead.value for one in found.errands if one.lead] == [lead]


def test_on_what_each_is_heard_is_no_task_beside_their_common_answer() -> None:
    points = (
        "Sở Nội vụ đề nghị các cơ quan có ý kiến về các nội dung:\n1. Sở Tài chính: khả năng bố trí vốn.\n"
        "2. Công an tỉnh: an ninh trật tự.\nÝ kiến gửi về Sở Nội vụ trước ngày 25/10/2026."
    )
    found = letter(_saying(points).replace("Các sở, ban, ngành", "Sở Tài chính; Công an tỉnh"))

    leads = [one.lead.value for one in found.errands if one.lead]
    assert leads == ["Sở Tài chính; Công an tỉnh"]


def test_what_its_writer_has_done_is_asked_of_nobody() -> None:
    assert not letter("Dạ vâng ạ. Em đã bổ sung anh Toản vào danh sách nhé chị.").asks


def _saying(sentence: str) -> str:
    """The document with nothing but *sentence* in it."""
    old = "Đề nghị các sở, ban, ngành gửi báo cáo biên chế trước ngày 25/10/2026."
    return DOCUMENT.replace(old, sentence)
