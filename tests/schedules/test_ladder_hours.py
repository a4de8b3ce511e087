"""The rungs of a deadline with an hour: those of its day, and one in its last hours where the office is open."""

from datetime import UTC, datetime, time, timedelta

import pytest

from schedules.hours import USUAL, Session, Sessions
from schedules.ladder import Case, Plan
from schedules.ladder_data import shipped_ladders
from schedules.official import official_calendar
from work.deadline import Until, by_hour
from work.document import Urgency

CALENDAR = official_calendar()
PLAN = Plan(CALENDAR, shipped_ladders())
SLOTS = ["T-7", "T-3", "T-1", "T", "T-2h", "T+1", "T+3"]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CALENDAR.zone)


def until(text: str, exclusive: bool = False) -> Until:
    return by_hour(local(text), exclusive, "by-hour", "x").until


@pytest.mark.parametrize(
    ("due", "told"),
    [
        ("2026-10-28T16:00", "14:00"),
        ("2026-10-28T15:30", "13:30"),
        ("2026-10-28T15:00", "11:30"),  # 13:00 is between the parts of the day
        ("2026-10-28T20:00", "17:00"),
        ("2026-10-28T10:05", "08:05"),
        ("2026-10-28T10:00", None),  # 08:00 is when its day was told of
        ("2026-10-28T08:30", None),
        ("2026-10-28T01:00", None),
        ("2026-10-25T16:00", None),  # a Sunday
        ("2026-11-24T16:00", None),  # a holiday
        ("2026-08-22T16:00", "14:00"),  # a Saturday that is worked
    ],
)
def test_two_hours_before_it_is_told_once_more_while_the_office_is_open(
    due: str, told: str | None
) -> None:
    found = {rung.slot: rung.at for rung in PLAN.rungs(until(due))}

    assert found.get("T-2h") == (None if told is None else local(f"{due[:10]}T{told}"))
    days = {slot: at for slot, at in found.items() if slot != "T-2h"}
    whole = Until(until(due).day)
    assert days == {rung.slot: rung.at for rung in PLAN.rungs(whole)}, "the days are the same"


def test_rung_by_rung_it_stands_between_its_day_and_the_day_after() -> None:
    due, released, now, told = until("2026-10-28T16:00", True), None, local("2026-10-01T09:00"), []
    for _ in range(8):
        ahead = PLAN.next(due, released, now)
        assert ahead is not None
        told.append(ahead.rung.slot)
        released, now = ahead.rung.order, ahead.at

    assert told == [*SLOTS, "W+1"]


def test_missed_it_is_told_at_once_in_place_of_the_older_ones() -> None:
    now = local("2026-10-28T15:10").astimezone(UTC)

    ahead = PLAN.next(until("2026-10-28T16:00"), -300, now)

    assert ahead is not None
    assert (ahead.rung.slot, ahead.at) == ("T-2h", now)


def test_hoa_toc_is_told_at_the_very_hour_even_before_its_morning() -> None:
    due, case = until("2026-10-25T09:00"), Case(Urgency.TIMED_EXPRESS)  # a Sunday
    found = [(rung.slot, rung.at) for rung in PLAN.rungs(due, case)]

    assert found == [
        ("T-1", local("2026-10-24T08:00")),
        ("T-2h", local("2026-10-25T07:00")),
        ("T", local("2026-10-25T08:00")),
        ("T+1", local("2026-10-26T08:00")),
    ]
    early = [rung.slot for rung in PLAN.rungs(until("2026-10-25T01:00"), case)]
    assert early == ["T-1", "T", "T+1"], "23:00 is another day"


def test_an_office_with_other_hours_is_told_at_another_time() -> None:
    late = Sessions(Session(time(8), time(12)), Session(time(13), time(17)))
    plan = Plan(CALENDAR, shipped_ladders(), sessions=late)

    found = {rung.slot: rung.at for rung in plan.rungs(until("2026-10-28T14:30"))}

    assert found["T-2h"] == local("2026-10-28T12:00")
    assert plan.mark != PLAN.mark


def test_of_what_waits_for_approval_no_hour_is_told() -> None:
    ahead = PLAN.next(until("2026-10-28T16:00"), 0, local("2026-10-28T09:00"), approval=True)

    assert ahead is not None
    assert ahead.rung.slot == "A+2"


@pytest.mark.parametrize("minute", range(0, 24 * 60, 7))
def test_the_last_moment_of_office_hours_is_that_of_a_minute_by_minute_search(minute: int) -> None:
    at = local("2026-10-28T00:00") + timedelta(minutes=minute)
    open_minutes = [*range(450, 691), *range(810, 1021)]  # 07:30 to 11:30, 13:30 to 17:00
    past = [one for one in open_minutes if one <= minute]

    found = USUAL.last_until(at)

    assert (None if found is None else found.hour * 60 + found.minute) == max(past, default=None)
