"""When people are reminded of an event: by hand, with the days off of the year."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from schedules.event_ladder import EventLadder, EventStep, event_rungs, shipped_event_ladders
from schedules.official import official_calendar

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = official_calendar()
LADDERS = shipped_event_ladders()


@pytest.mark.parametrize(
    ("starts", "all_day", "expected"),
    [
        ("2026-10-13 08:00", False, ["D-1 2026-10-12 08:00", "M-60 2026-10-13 07:00"]),
        # A Monday: the working day before is Friday.
        ("2026-10-12 14:00", False, ["D-1 2026-10-09 08:00", "M-60 2026-10-12 13:00"]),
        # After Quốc khánh and the two days around it, which make five with the weekend.
        ("2026-09-03 08:00", False, ["D-1 2026-08-28 08:00", "M-60 2026-09-03 07:00"]),
        ("2026-10-12 00:00", True, ["D-1 2026-10-09 08:00"]),
        ("2023-10-13 08:00", False, []),
    ],
)
def test_the_steps_of_an_event(starts: str, all_day: bool, expected: list[str]) -> None:
    at = datetime.fromisoformat(starts).replace(tzinfo=HANOI)

    found = event_rungs(at, all_day, CALENDAR, LADDERS)

    said = [f"{rung.slot} {rung.at.astimezone(HANOI):%Y-%m-%d %H:%M}" for rung in found]
    assert said == expected
    assert [rung.order for rung in found] == list(range(len(expected)))


def test_the_newest_ladder_that_had_begun_serves() -> None:
    later = EventLadder(date(2026, 11, 1), "x", time(9), (EventStep(working_days=-2),))
    before, after = (datetime(2026, month, 12, 14, tzinfo=HANOI) for month in (10, 11))

    assert len(event_rungs(before, False, CALENDAR, (*LADDERS, later))) == 2
    (only,) = event_rungs(after, False, CALENDAR, (later, *LADDERS))
    assert (only.slot, only.at) == ("D-2", datetime(2026, 11, 10, 9, tzinfo=HANOI))
