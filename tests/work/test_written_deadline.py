"""The cell of a deadline, as a date, in words, or as what it is not."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from work.deadline import Deadline
from work.sheet import Value
from work.written_deadline import DeadlineGap, Term, read_deadline

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
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

    assert read_deadline(cell, ZONE) == Term(Deadline(OCTOBER_15, "on-date", text, OCTOBER_15))


@pytest.mark.parametrize(
    "cell",
    ["trước ngày 15/10/2026", "Xong trước 15/10/2026", "gửi trước ngày 15 tháng 10 năm 2026"],
)
def test_before_a_day_excludes_it(cell: str) -> None:
    due = date(2026, 10, 14)

    assert read_deadline(cell, ZONE) == Term(Deadline(due, "before-date", cell, OCTOBER_15, True))


def test_a_date_of_the_spreadsheet_is_shown_days_first() -> None:
    assert read_deadline(OCTOBER_15, ZONE) == Term(
        Deadline(OCTOBER_15, "on-date", "15/10/2026", OCTOBER_15)
    )


@pytest.mark.parametrize(
    ("cell", "hour", "rule"),
    [
        ("trước 17 giờ 00 ngày 15/10/2026", "17:00", "before-hour"),
        ("17h30 ngày 15/10/2026", "17:30", "by-hour"),
        ("Chậm nhất 9 giờ 05 phút, ngày 15 tháng 10 năm 2026", "09:05", "by-hour"),
        ("15/10/2026 16:00:00", "16:00", "by-hour"),
        ("xong trước 16g ngày 15-10-2026", "16:00", "before-hour"),
        (datetime(2026, 10, 15, 17), "17:00", "by-hour"),
    ],
)
def test_an_hour_is_kept_with_its_day(cell: Value, hour: str, rule: str) -> None:
    found = read_deadline(cell, ZONE)

    assert isinstance(found, Term)
    assert found.deadline is not None
    assert found.warnings == ()
    assert found.deadline.at == datetime.fromisoformat(f"2026-10-15T{hour}+07:00")
    assert (found.deadline.due, found.deadline.rule) == (OCTOBER_15, rule)
    assert found.deadline.exclusive is (rule == "before-hour")


@pytest.mark.parametrize(
    ("cell", "due"),
    [
        ("trước 24 giờ ngày 15/10/2026", OCTOBER_15),
        ("đến 24h00 ngày 15/10/2026", OCTOBER_15),
        ("trước 0 giờ ngày 15/10/2026", date(2026, 10, 14)),
    ],
)
def test_midnight_is_the_end_of_a_whole_day(cell: str, due: date) -> None:
    found = read_deadline(cell, ZONE)

    assert isinstance(found, Term)
    assert found.deadline is not None
    assert (found.deadline.due, found.deadline.at) == (due, None)


@pytest.mark.parametrize(
    "cell", ["không thời hạn", "KHÔNG CÓ THỜI HẠN", "Khong thoi han", "không", "thường xuyên."]
)
def test_that_there_is_none_is_said_in_words(cell: str) -> None:
    assert read_deadline(cell, ZONE) == Term(None)


@pytest.mark.parametrize("cell", [None, "-", " – "])
def test_an_empty_cell_is_none_but_told(cell: Value) -> None:
    assert read_deadline(cell, ZONE) == Term(None, ("no-deadline",))


def test_a_short_year_is_told() -> None:
    found = read_deadline("15/10/26", ZONE)

    assert isinstance(found, Term)
    assert found.warnings == ("short-year",)


@pytest.mark.parametrize(
    ("cell", "gap"),
    [
        ("31/02/2026", DeadlineGap.WRONG_DAY),
        ("10/15/2026", DeadlineGap.WRONG_DAY),
        ("25h ngày 15/10/2026", DeadlineGap.WRONG_HOUR),
        ("trước 16h75 ngày 15/10/2026", DeadlineGap.WRONG_HOUR),
        ("từ 8h đến 16h ngày 15/10/2026", DeadlineGap.UNREAD),
        ("3 giờ chiều ngày 15/10/2026", DeadlineGap.UNREAD),
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
    assert read_deadline(cell, ZONE) is gap
