"""The first days of lunar years against those that a package computes, which is no source of ours."""

import holidays

from schedules.lunar import new_year

YEARS = range(2024, 2041)


def test_every_first_day_is_the_one_that_is_computed() -> None:
    known = holidays.country_holidays("VN", years=YEARS, language="vi")
    computed = {day.year: day for day, name in known.items() if name == "Tết Nguyên Đán"}

    assert {year: new_year(year) for year in YEARS} == computed
