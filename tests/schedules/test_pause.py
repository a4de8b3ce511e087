"""How a deadline moves over a pause, by the official calendar."""

from datetime import date

import pytest

from schedules.official import official_calendar
from schedules.pause import resumption
from work.deadline import PAUSE, Until

CALENDAR = official_calendar()


@pytest.mark.parametrize(
    ("since", "until", "taken", "due", "moved"),
    [
        ("2026-10-05", "2026-10-07", 2, "2026-10-23", "2026-10-27"),  # Monday to Wednesday
        ("2026-10-02", "2026-10-05", 1, "2026-10-23", "2026-10-26"),  # Friday to Monday
        ("2026-10-03", "2026-10-05", 0, "2026-10-23", None),  # Saturday to Monday
        ("2026-10-05", "2026-10-05", 0, "2026-10-23", None),
        ("2026-08-21", "2026-08-24", 2, "2026-08-26", "2026-08-28"),  # Saturday 22/8 is worked
        ("2026-02-13", "2026-02-23", 1, "2026-02-27", "2026-03-02"),  # the Tết week takes nothing
        ("2026-10-05", "2026-10-07", 2, "2026-10-01", "2026-10-05"),  # late before it was paused
    ],
)
def test_a_deadline_moves_by_the_working_days_that_the_pause_took(
    since: str, until: str, taken: int, due: str, moved: str | None
) -> None:
    start, end, was = map(date.fromisoformat, (since, until, due))

    found = resumption(start, end, Until(was), CALENDAR)

    assert found.working_days == taken
    assert (found.deadline and found.deadline.due.isoformat()) == moved
    if found.deadline is not None:
        assert found.deadline.rule == PAUSE
        assert f"{taken} ngày làm việc" in found.deadline.source


def test_who_resumes_may_set_another_date_and_what_had_none_gets_none_by_itself() -> None:
    days = date(2026, 10, 5), date(2026, 10, 7)
    chosen = date(2026, 11, 30)

    found = resumption(*days, Until(date(2026, 10, 23)), CALENDAR, chosen)
    assert found.deadline is not None
    assert found.deadline.due == chosen
    assert resumption(*days, None, CALENDAR).deadline is None
    given = resumption(*days, None, CALENDAR, chosen).deadline
    assert given is not None
    assert given.due == chosen
