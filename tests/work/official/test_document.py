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
