"""Each sentence of the sets on deadlines, put into a letter, asks there what it asks by itself."""

import re
import unicodedata
from datetime import date, datetime
from pathlib import Path

import pytest

from schedules.official_letter import read
from tests.work.reading.judging import (
    FURTHER,
    LABELLED,
    PHRASES,
    SEEN,
    Row,
    calendar,
    reference,
    rows,
)
from work.official.found import Errand, Read
from work.official.letter import Letter, Sheet

LEAST = 0.99  # of the sentences
_NOTHING = ("NONE", "EVENT", "PERIOD", "TARGET", "ONGOING", "INVALID")
_ISSUED = re.compile(r"issued=(\d{4}-\d\d-\d\d)")
HEAD = """UBND TỈNH VÍ DỤ
SỞ THÍ DỤ
Số: 12/STD-VP
V/v thực hiện nhiệm vụ
Ví Dụ, ngày {day:%d} tháng {day:%m} năm {day:%Y}

Kính gửi: Các đơn vị trực thuộc

{sentence}

Nơi nhận:
- Như trên;
GIÁM ĐỐC

Nguyễn Văn Thí
"""


def letter_of(row: Row) -> Letter:
    """A letter that holds nothing but the sentence."""
    at = reference(row.reference)
    issued = _ISSUED.search(row.note)
    day = date.fromisoformat(issued[1]) if issued else at.day
    text = HEAD.format(day=day, sentence=unicodedata.normalize("NFC", row.sentence))
    sheet = Sheet((), "text", text)
    return Letter("a@b.vn", "", (), "12/STD-VP", at.received, None, (), (sheet,))


def judged(row: Row) -> Read:
    """What is read of that letter."""
    return read(letter_of(row), calendar())


def wanted(row: Row) -> list[str]:
    """The days and hours that are due, those that come round by their next."""
    kind = row.expected.split(" ")[0]
    if kind in _NOTHING:
        return []
    if kind == "RRULE":
        return [row.expected.partition("next=")[2].split(" ")[0]]
    return sorted(_at(part.strip().split(" ")[0]) for part in row.expected.split("|"))


def _at(text: str) -> str:
    return text if "T" not in text else _hour(datetime.fromisoformat(text))


def _hour(at: datetime) -> str:
    return at.astimezone(calendar().zone).isoformat(timespec="minutes")


def told(errand: Errand, row: Row) -> str:
    """The day of an errand, with the hour where one is labelled."""
    assert errand.deadline is not None
    if errand.deadline.at is None or "T" not in row.expected:
        return errand.deadline.due.isoformat()
    return _hour(errand.deadline.at)


@pytest.mark.parametrize("path", [PHRASES, LABELLED, FURTHER, *SEEN], ids=lambda path: path.stem)
def test_a_sentence_asks_the_same_in_a_letter(path: Path) -> None:
    judged_rows = [row for row in rows(path) if not row.is_open and "equally right" not in row.note]
    wrong = []
    for row in judged_rows:
        was_read = judged(row)
        dues = sorted(told(one, row) for one in was_read.errands if one.deadline is not None)
        if dues != wanted(row):
            wrong.append((row.sentence, row.expected, dues))
            assert not was_read.opens or "24 giờ 00" in row.sentence, row.sentence

    assert len(wrong) <= (1 - LEAST) * len(judged_rows) + 1, wrong
