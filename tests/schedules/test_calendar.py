"""The official calendar, held against tables written by hand from the notices of each year."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from schedules.calendar import Calendar, DayKind
from schedules.official import official_calendar
from work.dated import DataRefused

# Weekdays on which the public sector did not, or will not, work: day/month, year by year.
OFF = {
    2024: "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9",
    2025: "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9",
    2026: "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11",
    2027: "1/1 4/2 5/2 8/2 9/2 10/2 16/4 30/4 3/5 2/9 3/9 24/11",
    2028: "3/1 24/1 25/1 26/1 27/1 28/1 4/4 1/5 2/5 1/9 4/9 24/11",
}
# Saturdays that are worked instead.
WORKED = {2024: "4/5", 2025: "26/4", 2026: "10/1 22/8", 2027: "", 2028: ""}


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return official_calendar()


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range(365 + (year % 4 == 0))]


def written(days: list[date]) -> str:
    return " ".join(f"{day.day}/{day.month}" for day in days)


@pytest.mark.parametrize("year", OFF)
def test_the_weekdays_off_are_those_of_the_notices(calendar: Calendar, year: int) -> None:
    weekdays = [day for day in days_of(year) if day.weekday() < 5]

    assert written([day for day in weekdays if not calendar.is_working(day)]) == OFF[year]


@pytest.mark.parametrize("year", WORKED)
def test_the_saturdays_worked_are_those_of_the_notices(calendar: Calendar, year: int) -> None:
    weekend = [day for day in days_of(year) if day.weekday() >= 5]

    assert written([day for day in weekend if calendar.is_working(day)]) == WORKED[year]


@pytest.mark.parametrize(
    ("day", "kind", "name", "source"),
    [
        (date(2026, 1, 2), "swap-off", "làm bù ngày 10/01/2026", "12729/VPCP-KGVX"),
        (date(2026, 1, 10), "swap-work", "Làm bù cho ngày 02/01/2026", "12729/VPCP-KGVX"),
        (date(2026, 2, 17), "holiday", "Tết Nguyên đán Bính Ngọ", "9441/TB-BNV"),
        (date(2026, 4, 27), "compensation", "Giỗ Tổ", "Điều 111"),
        (date(2026, 11, 24), "holiday", "Ngày Văn hóa Việt Nam", "28/2026/QH16"),
        (date(2026, 3, 14), "weekend", "", "188/1999/QĐ-TTg"),
        (date(2026, 3, 16), "weekday", "", "188/1999/QĐ-TTg"),
    ],
)
def test_each_day_says_what_it_is_and_by_which_source(
    calendar: Calendar, day: date, kind: str, name: str, source: str
) -> None:
    why = calendar.why(day)

    assert why.kind == DayKind(kind)
    assert name in why.name
    assert source in why.source
    assert why.forecast is False


def test_what_is_decided_is_no_forecast_and_what_is_not_announced_is_one(
    calendar: Calendar,
) -> None:
    forecast = [day for year in OFF for day in days_of(year) if calendar.forecast(day)]
    by_year = {year: [day for day in forecast if day.year == year] for year in OFF}

    assert by_year[2024] == by_year[2025] == []
    assert written(by_year[2026]) == "23/11 28/11", "a swap that was proposed and not decided"
    off = {year: {f"{d.day}/{d.month}" for d in by_year[year]} for year in (2027, 2028)}
    assert all(set(OFF[year].split()) <= off[year] for year in off)


def test_a_swap_that_was_only_proposed_changes_nothing(calendar: Calendar) -> None:
    assert calendar.is_working(date(2026, 11, 23))
    assert not calendar.is_working(date(2026, 11, 28))
    assert "chưa có quyết định" in calendar.why(date(2026, 11, 23)).name


def test_days_beyond_the_tables_are_known_by_the_week_and_said_to_be_a_forecast(
    calendar: Calendar,
) -> None:
    thursday = date(2030, 1, 3)

    assert calendar.is_working(thursday)
    assert calendar.forecast(thursday)
    assert calendar.why(date(2023, 9, 4)).forecast


def test_working_days_are_counted_without_the_day_they_start_from(calendar: Calendar) -> None:
    before_tet = date(2026, 2, 13)

    assert calendar.add_working_days(before_tet, 1) == date(2026, 2, 23)
    assert calendar.add_working_days(date(2026, 2, 18), -1) == before_tet
    assert calendar.add_working_days(date(2026, 2, 18), 0) == date(2026, 2, 18)
    assert calendar.working_days(before_tet, date(2026, 2, 25)) == 3
    assert calendar.working_days(date(2026, 2, 25), before_tet) == -3
    assert calendar.working_days(before_tet, before_tet) == 0


def test_the_day_before_and_after_pass_over_holidays(calendar: Calendar) -> None:
    assert calendar.next_working_day(date(2026, 8, 28)) == date(2026, 9, 3)
    assert calendar.previous_working_day(date(2026, 1, 12)) == date(2026, 1, 10), "a Saturday"
    assert calendar.working_day_from(date(2026, 1, 10)) == date(2026, 1, 10)
    assert calendar.working_day_until(date(2026, 1, 11)) == date(2026, 1, 10)


@pytest.mark.parametrize("month", range(1, 13))
def test_the_office_is_seven_hours_ahead_in_every_month(calendar: Calendar, month: int) -> None:
    opens = calendar.instant(date(2026, month, 15), time(8))

    assert opens == datetime(2026, month, 15, 1, tzinfo=UTC)
    assert calendar.today(datetime(2026, month, 15, 17, tzinfo=UTC)) == date(2026, month, 16)
    assert calendar.today(datetime(2026, month, 15, 16, 59, tzinfo=UTC)) == date(2026, month, 15)


def overlay(folder: Path, text: str) -> Path:
    path = folder / "overlay.toml"
    path.write_text(text, "utf-8")
    return path


SWAP = """
[[day]]
valid_from = 2026-11-23
kind = "swap-off"
name = "Nghỉ hoán đổi"
source = "Thông báo của cơ quan"
status = "fixed"

[[day]]
valid_from = 2026-11-28
kind = "swap-work"
name = "Làm bù cho ngày 23/11/2026"
source = "Thông báo của cơ quan"
status = "fixed"
"""


def test_an_office_lays_its_own_days_over_the_official_ones(tmp_path: Path) -> None:
    changed = official_calendar(overlay(tmp_path, SWAP))

    assert not changed.is_working(date(2026, 11, 23))
    assert changed.is_working(date(2026, 11, 28))
    assert changed.why(date(2026, 11, 28)).source == "Thông báo của cơ quan"
    assert not changed.forecast(date(2026, 11, 23))
    assert changed.mark != official_calendar().mark


def test_an_overlay_may_take_back_a_holiday_and_lengthen_what_is_covered(tmp_path: Path) -> None:
    text = """
[coverage]
valid_from = 2030-01-01
valid_to = 2030-12-31

[[day]]
valid_from = 2027-02-04
kind = "ordinary"
name = "Làm việc bình thường"
source = "Thông báo nghỉ Tết 2027"
status = "fixed"
"""
    changed = official_calendar(overlay(tmp_path, text))

    assert changed.is_working(date(2027, 2, 4))
    assert not changed.forecast(date(2030, 1, 3))
    assert changed.forecast(date(2029, 1, 3)), "between what two tables cover"


def test_an_office_may_work_on_saturdays_from_a_day_on(tmp_path: Path) -> None:
    text = """
[[week]]
valid_from = 2026-06-01
rest_days = ["sunday"]
source = "Nội quy cơ quan"
"""
    changed = official_calendar(overlay(tmp_path, text))

    assert not changed.is_working(date(2026, 5, 30))
    assert changed.is_working(date(2026, 6, 6))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[day]]\nvalid_from = "2026-11-23"', "line 1: valid_from is a date without quotes"),
        (SWAP.replace('"swap-off"', '"swap"'), "line 2: kind is one of holiday, compensation"),
        (
            SWAP.replace("name =", "nmae ="),
            'line 2: "nmae" is not known here; known are valid_from',
        ),
        (SWAP.replace("source =", "# ", 1), "line 2: source is missing or empty"),
        (SWAP.replace('"fixed"', '"sure"'), "line 2: status is one of fixed, forecast"),
        (SWAP.replace("2026-11-28", "2026-13-28"), "at line 10.*mend the TOML"),
        (
            SWAP.replace("2026-11-28", "2026-11-28\nvalid_to = 2026-11-27"),
            "line 9: valid_to lies before valid_from",
        ),
        (
            SWAP.replace("2026-11-28", "2026-11-28\nvalid_to = 2027-11-28"),
            "line 9: the run of days is longer than a month",
        ),
        ("[[days]]\nx = 1", '"days" is not known here; known are coverage, week, day'),
        ("day = [1]", r"write each day under a \[\[day\]\] of its own"),
        (
            '[[week]]\nvalid_from = 2026-01-01\nsource = "x"\nrest_days = ["samedi"]',
            "line 1: rest_days is a list in brackets, each one of monday",
        ),
    ],
)
def test_a_wrong_overlay_is_refused_with_its_line_and_what_to_write(
    tmp_path: Path, text: str, words: str
) -> None:
    with pytest.raises(DataRefused, match=words):
        official_calendar(overlay(tmp_path, text))


def test_an_overlay_that_is_not_there_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(DataRefused, match=r"overlay\.toml.*give a file in UTF-8"):
        official_calendar(tmp_path / "overlay.toml")
