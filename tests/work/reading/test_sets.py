"""The official phrases, the set labelled before the code was written, the one written beside it, and those that judged it unseen."""

import unicodedata
from collections.abc import Callable
from functools import cache

import pytest

from tests.work.reading.judging import FURTHER, LABELLED, PHRASES, SEEN, Row, differs, judged, rows
from work.spelling import without_accents

# Rows that come out otherwise: the sentence, and why.
OTHERWISE = {
    "Cơ quan chủ trì tiếp thu, giải trình trong 05 ngày làm việc kể từ ngày nhận được ý kiến thẩm định.": "the opinion of others comes on a day that nobody knows yet",
    "Các phòng hoàn thành kiểm tra phòng cháy trước kỳ nghỉ Tết Nguyên đán Bính Ngọ (từ ngày 14/02/2026 đến hết ngày 22/02/2026).": "not read: a point that is the beginning of a range behind it",
    "Thủ tướng Chính phủ giao Bộ Tài chính trình Đề án trước ngày 01/12/2026 (Thông báo số 412/TB-VPCP ngày 02/10/2026). Để bảo đảm tiến độ, đề nghị các Cục, Vụ gửi phần nội dung được phân công về Vụ Ngân sách nhà nước chậm nhất ngày 10/11/2026.": "the ministry's own deadline is one too, with the ministry as its addressee",
}

ALL = {path.stem: rows(path) for path in (PHRASES, LABELLED, FURTHER, *SEEN)}
WRITTEN_OTHERWISE: dict[str, Callable[[str], str]] = {
    "in capitals": str.upper,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "without accents": lambda text: without_accents(text).lower(),
    "with blanks that do not break": lambda text: text.replace(" ", "\u00a0"),
    "with what is not seen": lambda text: text.replace("n", "n\u200b"),
}


@pytest.mark.parametrize("name", ALL)
def test_every_row_that_is_not_open_is_read_as_it_is_labelled(name: str) -> None:
    certain = [row for row in ALL[name] if not row.is_open and row.sentence not in OTHERWISE]
    wrong = [
        f"{row.sentence}: {row.expected}, {found}" for row in certain if (found := differs(row))
    ]

    assert wrong == [], "\n".join(wrong)


def test_the_sets_are_whole() -> None:
    assert [len(found) for found in ALL.values()] == [55, 368, 332, 100, 120]
    assert len(OTHERWISE) <= 5


def test_open_rows_come_out_as_their_first_reading() -> None:
    unsettled = [row for row in ALL[LABELLED.stem] if row.is_open]

    assert [row.sentence for row in unsettled if differs(row)] == []


@pytest.mark.parametrize("way", WRITTEN_OTHERWISE)
def test_what_is_the_same_to_a_reader_is_read_the_same(way: str) -> None:
    change = WRITTEN_OTHERWISE[way]
    every = [row for found in ALL.values() for row in found]
    changed = [row.sentence for row in every if dues(row, change) != as_written(row)]

    assert changed == []


@cache
def as_written(row: Row) -> list[object]:
    return dues(row, str)


def dues(row: Row, change: Callable[[str], str]) -> list[object]:
    found = judged(row._replace(sentence=change(row.sentence)))
    return [(due.due, due.recurs, due.rule) for due in found.deadlines]
