"""The one deadline that words say, with what it was counted from; anything more is left to a person."""

from datetime import date, datetime

import pytest

from schedules.due import Reckoner, Reference
from schedules.given import counted_from_the_paper, deadline_in
from schedules.official import official_calendar
from schedules.recount import counted
from work.deadline import Counted

CALENDAR = official_calendar()
CAME = datetime(2026, 10, 12, 9, tzinfo=CALENDAR.zone)
RECKONER = Reckoner(CALENDAR, Reference(CAME, date(2026, 10, 5)))


@pytest.mark.parametrize(
    ("text", "due", "of"),
    [
        ("10 ngày làm việc", "2026-10-26", ("working-days", 10, "2026-10-12")),
        ("trong 05 ngày làm việc", "2026-10-19", ("working-days", 5, "2026-10-12")),
        ("10 ngày làm việc kể từ ngày ký", "2026-10-19", ("working-days", 10, "2026-10-05")),
        ("02 tháng kể từ ngày 24/8/2026", "2026-10-26", ("months", 2, "2026-08-24")),
        ("15 ngày", "2026-10-27", ("calendar-days", 15, "2026-10-12")),
        ("chậm nhất 03 ngày làm việc trước ngày 28/10/2026", "2026-10-23", ("working-days-before", 3, "2026-10-28")),
        ("trước ngày 28/10/2026", "2026-10-27", None),
        ("chậm nhất ngày 28/10/2026", "2026-10-28", None),
    ],
)  # fmt: skip
def test_a_term_keeps_what_it_was_counted_from_and_a_fixed_day_keeps_nothing(
    text: str, due: str, of: tuple[str, int, str] | None
) -> None:
    found = deadline_in(text, RECKONER)

    assert found is not None
    deadline = found.deadline
    assert (deadline.due.isoformat(), deadline.source) == (due, text)
    expected = None if of is None else Counted(of[0], of[1], date.fromisoformat(of[2]), text)
    assert deadline.counted == expected
    if expected is not None:
        assert counted(expected, CALENDAR).due == deadline.due


@pytest.mark.parametrize(
    ("text", "at", "exclusive"),
    [
        ("trước 16h00 ngày 28/10/2026", "2026-10-28T16:00", True),
        ("chậm nhất 9 giờ 30 ngày 28/10/2026", "2026-10-28T09:30", False),
        ("trong 24 giờ", "2026-10-13T09:00", False),
    ],
)
def test_hours_are_kept_and_run_on_whatever_the_calendar_says(
    text: str, at: str, exclusive: bool
) -> None:
    found = deadline_in(text, RECKONER)

    assert found is not None
    assert found.deadline.at == datetime.fromisoformat(at).replace(tzinfo=CALENDAR.zone)
    assert (found.deadline.exclusive, found.deadline.counted) == (exclusive, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sớm",
        "31/11/2026",
        "thường xuyên",
        "ngày 20 hằng tháng",
        "trước ngày 20 hằng tháng",
        "trước ngày 15/10/2026, bổ sung trước ngày 20/10/2026",
        "10 ngày làm việc kể từ ngày nghiệm thu",
        "10 ngày làm việc, trừ trường hợp đặc biệt",
        "từ ngày 01/10/2026 đến ngày 15/10/2026 báo cáo số liệu",
    ],
)
def test_what_is_more_or_less_than_one_deadline_is_none(text: str) -> None:
    assert deadline_in(text, RECKONER) is None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("10 ngày làm việc kể từ ngày ký ban hành", "2026-10-19"),
        ("trong 10 ngày làm việc kể từ ngày ban hành", "2026-10-19"),
        ("05 ngày làm việc kể từ ngày 12/10/2026", "2026-10-19"),
        ("05 ngày làm việc", None),
        ("05 ngày làm việc kể từ ngày nhận được văn bản", None),
        ("trước ngày 28/10/2026", None),
        ("05 ngày làm việc kể từ ngày ký, nếu cần thì gia hạn", None),
    ],
)
def test_a_cell_of_a_register_must_say_from_which_day_it_counts(text: str, due: str | None) -> None:
    found = counted_from_the_paper(text, date(2026, 10, 5), None, CALENDAR)

    assert (None if found is None else found.due.isoformat()) == due


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("05 ngày làm việc", "2026-10-19"),
        ("trong 05 ngày làm việc kể từ ngày nhận được văn bản", "2026-10-19"),
        ("07 ngày", "2026-10-19"),
        ("05 ngày làm việc kể từ ngày ban hành", "2026-10-12"),
        ("05 ngày làm việc kể từ ngày 13/10/2026", "2026-10-20"),
        ("24 giờ kể từ khi nhận được", None),
        ("05 ngày làm việc kể từ ngày được phê duyệt", None),
    ],
)
def test_where_the_day_of_receipt_is_known_a_term_that_says_no_other_counts_from_it(
    text: str, due: str | None
) -> None:
    found = counted_from_the_paper(text, date(2026, 10, 5), date(2026, 10, 12), CALENDAR)

    assert (None if found is None else found.due.isoformat()) == due
