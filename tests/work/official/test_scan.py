"""What stands in a letter as a picture, beside what can be read for certain."""

from datetime import UTC, datetime

import pytest

from schedules.official import official_calendar
from schedules.official_letter import read
from work.official.found import Read
from work.official.letter import Letter, Sheet
from work.official.scan import GUESSED, Scans, pictures, with_scans

CALENDAR = official_calendar()
PLACE = ("ban ky.pdf",)
TEXT = """SỞ NỘI VỤ
Số: {number}
V/v báo cáo cải cách hành chính
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Lâm Thượng, ngày 26 tháng 10 năm 2026
Kính gửi: Ủy ban nhân dân xã Mường Lai
Đề nghị Ủy ban nhân dân xã Mường Lai báo cáo kết quả trước ngày 20/11/2026./.
"""


def letter(*sheets: Sheet) -> Letter:
    sent = datetime(2026, 10, 27, tzinfo=UTC)
    unread = ((PLACE, "picture"), (("anh.jpg",), "picture"))
    return Letter("an@sonoivu.gov.vn", "", (), "Văn bản", sent, None, (), sheets, unread)


def text(number: str, kind: str = "docx", place: tuple[str, ...] = ("van ban.docx",)) -> Sheet:
    return Sheet(place, kind, TEXT.format(number=number))


def seen(number: str) -> Scans:
    return Scans((text(number, "scan", PLACE),))


def numbers(found: Read) -> list[str | None]:
    return [None if one.number is None else one.number.value for one in found.papers]


def test_what_was_read_stands_behind_all_else_and_only_its_own_obstacle_ends() -> None:
    before = letter(text("1/SNV-CCHC"))
    assert pictures(before) == (PLACE, ("anh.jpg",))

    after = with_scans(before, seen("412/SNV-CCHC"))

    assert [sheet.kind for sheet in after.sheets] == ["docx", "scan"]
    assert after.obstacles == ((("anh.jpg",), "picture"),)
    cut = with_scans(before, Scans(seen("4").sheets, ((PLACE, "too-slow"),)))
    assert cut.obstacles == ((("anh.jpg",), "picture"), (PLACE, "too-slow"))


def test_nothing_in_a_scan_is_certain_and_it_opens_no_task() -> None:
    clear = read(letter(text("412/SNV-CCHC")), CALENDAR)
    found = read(with_scans(letter(), seen("412/SNV-CCHC")), CALENDAR)

    assert numbers(found) == numbers(clear) == ["412/SNV-CCHC"]
    assert ("scanned" in found.doubts, "scanned" in clear.doubts) == (True, False)
    assert not found.opens
    (paper,), (errand,) = found.papers, found.errands
    told = (paper.number, paper.issuer, paper.issued, paper.kind, paper.urgency, errand.content)
    assert {one.certainty for one in told if one} == {GUESSED}
    assert errand.deadline is not None
    assert errand.deadline.due.isoformat() == "2026-11-19"


@pytest.mark.parametrize(
    ("number", "others"),
    [
        ("412/SNV-CCHC", []),
        ("417/SNV-CCHC", []),  # a digit that was read wrongly
        ("88/QĐ-TTr", ["88/QĐ-TTr"]),
    ],
)
def test_a_scan_of_a_document_that_lies_beside_it_is_no_second_one(
    number: str, others: list[str]
) -> None:
    found = read(with_scans(letter(text("412/SNV-CCHC")), seen(number)), CALENDAR)

    assert numbers(found) == ["412/SNV-CCHC", *others]
