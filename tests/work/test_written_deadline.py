"""The cell of a deadline, as a date, in words, or as what it is not."""

from datetime import date, datetime, time

import pytest

from work.deadline import Deadline
from work.sheet import Value
from work.written_deadline import DeadlineGap, Term, read_deadline

OCTOBER_15 = date(2026, 10, 15)


@pytest.mark.parametrize(
    "cell",
    [
        "15/10/2026",
        "15-10-2026.",
        "15.10.2026",
        "ngày 15 tháng 10 năm 2026",
        "Chậm nhất là ngày 15/10/2026",
        "Hạn xử lý: 15/10/2026",
        "đến hết ngày 15/10/2026",
        "không muộn hơn ngày 15/10/2026",
        "Báo cáo trong ngày 15/10/2026",
    ],
)
def test_a_day_in_words_is_the_last_that_complies(cell: str) -> None:
    text = cell.strip()

    assert read_deadline(cell) == Term(Deadline(OCTOBER_15, "on-date", text, OCTOBER_15))


@pytest.mark.parametrize(
    "cell",
    ["trước ngày 15/10/2026", "Xong trước 15/10/2026", "gửi trước ngày 15 tháng 10 năm 2026"],
)
def test_before_a_day_excludes_it(cell: str) -> None:
    due = date(2026, 10, 14)

    assert read_deadline(cell) == Term(Deadline(due, "before-date", cell, OCTOBER_15, True))


def test_a_date_of_the_spreadsheet_is_shown_days_first() -> None:
    assert read_deadline(OCTOBER_15) == Term(
        Deadline(OCTOBER_15, "on-date", "15/10/2026", OCTOBER_15)
    )


@pytest.mark.parametrize(
    "cell", ["trước 17 giờ 00 ngày 15/10/2026", "17h30 ngày 15/10/2026", datetime(2026, 10, 15, 17)]
)
def test_an_hour_leaves_the_day_itself(cell: Value) -> None:
    found = read_deadline(cell)

    assert isinstance(found, Term)
    assert found.deadline is not None
    assert (found.deadline.due, found.warnings) == (OCTOBER_15, ("hour-left-out",))


@pytest.mark.parametrize(
    "cell", ["không thời hạn", "KHÔNG CÓ THỜI HẠN", "Khong thoi han", "không", "thường xuyên."]
)
def test_that_there_is_none_is_said_in_words(cell: str) -> None:
    assert read_deadline(cell) == Term(None)


@pytest.mark.parametrize("cell", [None, "-", " – "])
def test_an_empty_cell_is_none_but_told(cell: Value) -> None:
    assert read_deadline(cell) == Term(None, ("no-deadline",))


def test_a_short_year_is_told() -> None:
    found = read_deadline("15/10/26")

    assert isinstance(found, Term)
    assert found.warnings == ("short-year",)


@pytest.mark.parametrize(
    ("cell", "gap"),
    [
        ("31/02/2026", DeadlineGap.WRONG_DAY),
        ("10/15/2026", DeadlineGap.WRONG_DAY),
        ("15/10/0206", DeadlineGap.WRONG_DAY),
        (46310, DeadlineGap.NUMBER),
        (46310.5, DeadlineGap.NUMBER),
        ("05 ngày làm việc", DeadlineGap.TERM),
        ("trong 15 (mười lăm) ngày kể từ ngày nhận", DeadlineGap.TERM),
        ("15/10", DeadlineGap.UNREAD),
        ("tháng 10/2026", DeadlineGap.UNREAD),
        ("sau ngày 15/10/2026", DeadlineGap.UNREAD),
        ("kể từ ngày 15/10/2026", DeadlineGap.UNREAD),
        ("từ 01/10/2026 đến 15/10/2026", DeadlineGap.UNREAD),
        ("gấp", DeadlineGap.UNREAD),
        (time(9), DeadlineGap.UNREAD),
        (True, DeadlineGap.UNREAD),
    ],
)
def test_what_is_no_deadline_is_told_apart(cell: Value, gap: DeadlineGap) -> None:
    assert read_deadline(cell) is gap
