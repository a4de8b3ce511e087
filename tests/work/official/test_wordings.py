"""Ways in which offices say by when, and days that are no deadlines: each alone in a letter asks what a person read in it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schedules.official import official_calendar
from schedules.official_letter import read
from tests.work.official.scoring import same_deadlines
from work.official.found import Read
from work.official.letter import Letter, Sheet

HERE = Path(__file__).parent
# Paragraphs are parted by "¶", a day by nothing where there is none; issued on 12/10/2026, received at nine on the next day.
ROWS = (HERE / "wordings.tsv").read_text("utf-8").splitlines()[1:]
LEADS = (HERE / "leads.tsv").read_text("utf-8").splitlines()[1:]
RECEIVED = datetime(2026, 10, 13, 2, tzinfo=UTC)
TEXT = """UBND TỈNH VÍ DỤ
SỞ NỘI VỤ
Số: 12/SNV-VP
V/v thực hiện nhiệm vụ
Ví Dụ, ngày 12 tháng 10 năm 2026

Kính gửi: Các sở, ban, ngành; UBND các xã, phường

{}

Nơi nhận:
- Như trên;
GIÁM ĐỐC

Nguyễn Văn Thí
"""
CALENDAR = official_calendar()


@pytest.mark.parametrize("row", ROWS)
def test_a_wording_means_what_a_person_reads_in_it(row: str) -> None:
    words, wanted = row.split("\t")
    right, _, got = same_deadlines(wanted, _read(words).errands)
    assert right, got or "nothing"


def letter_of(words: str) -> Letter:
    """A letter that holds nothing but *words*."""
    text = TEXT.format(words.replace(" ¶ ", "\n"))
    return Letter("", "", (), "", RECEIVED, None, (), (Sheet((), "text", text),))


def _read(words: str) -> Read:
    return read(letter_of(words), CALENDAR)


@pytest.mark.parametrize("row", LEADS)
def test_who_has_to_do_it_is_found_wherever_a_sentence_names_them(row: str) -> None:
    words, lead = row.split("\t")
    found = [one.lead.value for one in _read(words).errands if one.lead is not None]
    assert found == [lead]


@pytest.mark.parametrize(
    "words",
    [
        "Đồng ý gia hạn thời gian nộp báo cáo đến hết ngày 30/11/2026.",
        "Sở đồng ý lùi thời gian báo cáo của UBND xã Tân An đến ngày 30/10/2026.",
        "Trường hợp có vướng mắc, các đơn vị phản ánh về Sở trước ngày 20/11/2026.",
        "Đề nghị các đơn vị chưa gửi báo cáo khẩn trương gửi trước ngày 20/11/2026.",
        "Yêu cầu Công ty nộp hồ sơ trước ngày 20/11/2026.",
        "Đề nghị các đơn vị treo cờ từ ngày 20/10/2026 đến ngày 25/10/2026, báo cáo trước ngày 30/10/2026.",
        "Công trình phải hoàn thành trước ngày 30/6/2027.",
        "Kinh phí hỗ trợ được chi trả trước ngày 31/12/2026 cho các đối tượng đủ điều kiện.",
        "Ngày 09/10/2026, Bộ Nội vụ có Công văn số 50/BNV-CCHC yêu cầu báo cáo trước ngày 30/10/2026.",
        "Phiếu khảo sát gửi về Sở trước ngày 20/11/2026, bản giấy gửi sau 03 ngày.",
        "Theo Luật, cơ quan phải trả lời trong 05 ngày làm việc kể từ ngày nhận được kiến nghị.",
        "- Biểu tổng hợp: gửi trước ngày 02/11/2026; ¶ - Hồ sơ: gửi từ ngày 03/11/2026 đến ngày 10/11/2026;",
    ],
)
def test_what_holds_for_some_or_for_an_earlier_task_opens_by_nobody(words: str) -> None:
    assert not _read(words).opens


def test_a_plain_request_opens() -> None:
    assert _read("Đề nghị các đơn vị gửi báo cáo về Sở chậm nhất là ngày 20/11/2026.").opens
