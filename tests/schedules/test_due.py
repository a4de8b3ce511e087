"""What was read, as days and instants: from which day it counts, what it warns of, what it drops."""

from datetime import date, datetime

import pytest

from schedules.calendar import OFFICE_ZONE
from schedules.due import Due, Reckoner, Reference
from schedules.official import official_calendar
from work.reading.asked import read

CALENDAR = official_calendar()
RECEIVED = datetime(2026, 10, 7, 9, 30, tzinfo=OFFICE_ZONE)  # a Wednesday


def dues(text: str, reference: Reference) -> tuple[Due, ...]:
    return Reckoner(CALENDAR, reference).deadlines(read(text))


def due(text: str, issued: date | None = None, hour: bool = True) -> Due:
    (found,) = dues(text, Reference(RECEIVED, issued, hour))
    return found


def test_signing_and_receipt_count_from_their_own_days() -> None:
    issued = date(2026, 10, 1)

    signed = due("Báo cáo trong 05 ngày làm việc kể từ ngày ký.", issued)
    received = due("Báo cáo trong 05 ngày làm việc kể từ ngày nhận được.", issued)

    assert (signed.due, signed.start) == (date(2026, 10, 8), issued)
    assert (received.due, received.start) == (date(2026, 10, 14), RECEIVED.date())


def test_this_month_is_that_of_the_issue() -> None:
    assert due("Báo cáo trước ngày 25 tháng này.", date(2026, 9, 30)).due == date(2026, 9, 24)


def test_hours_run_from_the_moment_and_where_it_is_unknown_from_midnight_with_a_warning() -> None:
    text = "Báo cáo trong vòng 24 giờ kể từ khi nhận được."

    assert due(text).due == datetime(2026, 10, 8, 9, 30, tzinfo=OFFICE_ZONE)
    assert due(text).warnings == ()
    assert due(text, hour=False).warnings == ("hour-assumed",)


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("Báo cáo trước ngày 15/10/2026 (thứ Hai).", ("weekday-disagrees",)),
        ("Báo cáo trước ngày 15/10/2026 (thứ Năm).", ()),
        ("Báo cáo chậm nhất ngày 25/10/2026.", ("day-off",)),
        ("Báo cáo trước ngày 20/10.", ("year-inferred",)),
        ("Báo cáo trước ngày 31/11/2026.", ("invalid-date",)),
        ("Báo cáo trước ngày 31/11.", ("invalid-date",)),
        ("Báo cáo trước ngày 15/1O/2026.", ("letter-for-zero",)),
        ("Báo cáo trước ngày 01/10/2026.", ("past",)),
        ("Báo cáo trong thời hạn 03 ngày kể từ ngày nhận được.", ("rolled",)),
        ("Báo cáo trong thời hạn 130 ngày kể từ ngày 01/10/2026.", ("rolled", "forecast-calendar")),
    ],
)
def test_what_a_person_should_know_is_warned_of(text: str, warnings: tuple[str, ...]) -> None:
    assert due(text).warnings == warnings


def test_a_day_that_is_none_is_never_clamped() -> None:
    found = due("Báo cáo trước ngày 31/11/2026.")

    assert (found.due, found.literal, found.rule) == (None, None, "before-date")


def test_weak_words_make_no_deadline_of_what_lies_behind() -> None:
    text = "Báo cáo kết quả thực hiện trong quý {}/2026."

    assert dues(text.format("III"), Reference(RECEIVED)) == ()
    assert due(text.format("IV")).due == date(2026, 12, 31)


def test_before_an_hour_keeps_the_hour_and_says_that_it_is_exclusive() -> None:
    found = due("Báo cáo trước 17 giờ 00 ngày 28/10/2026.")

    assert found.due == datetime(2026, 10, 28, 17, tzinfo=OFFICE_ZONE)
    assert (found.exclusive, found.rule) == (True, "before-hour")
    assert not due("Báo cáo chậm nhất 17 giờ 00 ngày 28/10/2026.").exclusive


@pytest.mark.parametrize(
    ("text", "last", "source"),
    [
        ("Hoàn thành vào giữa quý IV/2026.", date(2026, 11, 15), "Bộ luật Dân sự 2015, Điều 146"),
        ("Hoàn thành vào giữa năm 2027.", date(2027, 6, 30), "Bộ luật Dân sự 2015, Điều 146"),
        ("Hoàn thành trong quý sau.", date(2027, 3, 31), "lời văn"),
        ("Hoàn thành trong năm sau.", date(2027, 12, 31), "lời văn"),
        ("Hoàn thành trong tuần này.", date(2026, 10, 9), "lời văn"),
        ("Báo cáo chậm nhất thứ Ba.", date(2026, 10, 13), "lời văn"),
        ("Hoàn thành trong thời hạn nửa năm kể từ ngày ký.", date(2027, 4, 7), "Bộ luật Dân sự 2015, Điều 147, 148"),
        ("Gửi chậm nhất 01 quý trước ngày 31/12/2026.", date(2026, 9, 30), "lời văn"),
    ],
)  # fmt: skip
def test_parts_of_time_end_as_the_civil_code_says(text: str, last: date, source: str) -> None:
    found = due(text)

    assert (found.due, found.source) == (last, source)


def test_a_period_over_new_year_takes_its_years_from_its_end() -> None:
    reading = read("Chốt số liệu từ ngày 15/12 đến ngày 14/6/2027.")
    reckoner = Reckoner(CALENDAR, Reference(RECEIVED))

    assert [reckoner.covered(one) for one in reading.periods] == [
        (date(2026, 12, 15), date(2027, 6, 14))
    ]


def test_what_comes_round_at_an_hour_that_was_over_when_it_came_is_due_the_next_time() -> None:
    text = "Báo cáo trước {} giờ hằng ngày."

    assert due(text.format(9)).due == datetime(2026, 10, 8, 9, tzinfo=OFFICE_ZONE)
    assert due(text.format(10)).due == datetime(2026, 10, 7, 10, tzinfo=OFFICE_ZONE)
    assert due(text.format(9), hour=False).due == datetime(2026, 10, 7, 9, tzinfo=OFFICE_ZONE)
