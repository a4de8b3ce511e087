"""Ways in which offices say by when, and days that are no deadlines: each alone in a letter asks what a person read in it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schedules.official import official_calendar
from schedules.official_letter import read
from tests.work.official.scoring import same_deadlines
from work.official.letter import Letter, Sheet

# Paragraphs are parted by "¶", a day by nothing where there is none; issued on 12/10/2026, received at nine on the next day.
ROWS = (Path(__file__).parent / "wordings.tsv").read_text("utf-8").splitlines()[1:]
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
    text = TEXT.format(words.replace(" ¶ ", "\n"))
    letter = Letter("", "", (), "", RECEIVED, None, (), (Sheet((), "text", text),))
    right, _, got = same_deadlines(wanted, read(letter, CALENDAR).errands)
    assert right, got or "nothing"
