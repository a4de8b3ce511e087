"""The rungs of single tasks, held against tables written by hand with a calendar on paper."""

from datetime import UTC, date, datetime, time

import pytest

from schedules.calendar import Calendar
from schedules.hours import USUAL
from schedules.ladder import Ladder, Plan, Step, rungs
from schedules.ladder_data import shipped_ladders
from schedules.official import official_calendar
from work.audience import Told
from work.deadline import Until

LEAD = (Told.LEAD,)
HEAD = (Told.LEAD, Told.UNIT_HEAD)
ALL = (Told.LEAD, Told.UNIT_HEAD, Told.AGENCY_HEAD)

# due date -> the day of T-7, T-3, T-1, T, T+1, T+3, and of the first weekly rung after them
TABLES = {
    # Last working day before Tết 2026, which is off from 14/02 to 22/02.
    "2026-02-13": "2026-02-04 2026-02-10 2026-02-12 2026-02-13 2026-02-23 2026-02-25 2026-03-04",
    # First working day after it.
    "2026-02-23": "2026-02-05 2026-02-11 2026-02-13 2026-02-23 2026-02-24 2026-02-26 2026-03-05",
    # A fixed date in the middle of it: the last chance is the 13th.
    "2026-02-18": "2026-02-04 2026-02-10 2026-02-12 2026-02-13 2026-02-23 2026-02-25 2026-03-04",
    # Friday 02/01 is off, Saturday 10/01 is worked for it.
    "2026-01-12": "2025-12-31 2026-01-08 2026-01-10 2026-01-12 2026-01-13 2026-01-15 2026-01-22",
    # Due on that Saturday itself.
    "2026-01-10": "2025-12-30 2026-01-07 2026-01-09 2026-01-10 2026-01-12 2026-01-14 2026-01-21",
    # Tuesday 24/11 is off.
    "2026-11-25": "2026-11-13 2026-11-19 2026-11-23 2026-11-25 2026-11-26 2026-11-30 2026-12-07",
    # Due on 24/11 itself.
    "2026-11-24": "2026-11-12 2026-11-18 2026-11-20 2026-11-23 2026-11-25 2026-11-27 2026-12-04",
    # An ordinary Sunday.
    "2026-10-25": "2026-10-14 2026-10-20 2026-10-22 2026-10-23 2026-10-26 2026-10-28 2026-11-04",
}
SLOTS = ["T-7", "T-3", "T-1", "T", "T+1", "T+3"]


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return official_calendar()


@pytest.fixture(scope="module")
def plan(calendar: Calendar) -> Plan:
    return Plan(calendar, shipped_ladders())


def eight(day: str) -> datetime:
    """08:00 in Hà Nội on *day*."""
    return datetime.fromisoformat(f"{day}T01:00:00+00:00")


@pytest.mark.parametrize("due", TABLES)
def test_rungs_stand_on_the_days_of_the_table_at_eight(plan: Plan, due: str) -> None:
    found = plan.rungs(Until(date.fromisoformat(due)))

    assert [rung.slot for rung in found] == SLOTS
    assert [rung.at for rung in found] == [eight(day) for day in TABLES[due].split()[:6]]
    assert [rung.to for rung in found] == [LEAD, LEAD, LEAD, LEAD, HEAD, ALL]


@pytest.mark.parametrize("due", TABLES)
def test_a_task_is_told_of_rung_by_rung_and_then_every_week(plan: Plan, due: str) -> None:
    day, released, now = Until(date.fromisoformat(due)), None, eight("2025-12-01")
    told = []
    for _ in range(7):
        ahead = plan.next(day, released, now)
        assert ahead is not None
        assert ahead.at == ahead.rung.at
        told.append(ahead.rung)
        released, now = ahead.rung.order, ahead.at

    assert [rung.at for rung in told] == [eight(day) for day in TABLES[due].split()]
    assert (told[-1].slot, told[-1].to) == ("W+1", HEAD)


def test_of_missed_rungs_only_the_newest_is_told_and_at_once(plan: Plan) -> None:
    ten = datetime(2026, 10, 22, 3, tzinfo=UTC)
    ahead = plan.next(Until(date(2026, 10, 23)), None, ten)

    assert ahead is not None
    assert (ahead.rung.slot, ahead.at) == ("T-1", ten)


def test_a_task_imported_long_after_its_deadline_is_told_of_once(plan: Plan) -> None:
    due = Until(
        date(2024, 5, 6)
    )  # T+3 is Thursday 09/05/2024; Thursday 22/10/2026 is 896 days later
    ten = datetime(2026, 10, 22, 3, tzinfo=UTC)
    first = plan.next(due, None, ten)

    assert first is not None
    assert (first.rung.slot, first.at) == ("W+128", ten)
    then = plan.next(due, first.rung.order, ten)
    assert then is not None
    assert (then.rung.slot, then.at) == ("W+129", eight("2026-10-29"))


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-10-22T06:59:00+07:00", "2026-10-22T08:00:00+07:00"),
        ("2026-10-22T16:59:59+07:00", "2026-10-22T16:59:59+07:00"),
        ("2026-10-22T17:00:00+07:00", "2026-10-23T08:00:00+07:00"),
        ("2026-10-24T10:00:00+07:00", "2026-10-26T08:00:00+07:00"),  # a Saturday
        ("2026-01-10T10:00:00+07:00", "2026-01-10T10:00:00+07:00"),  # one that is worked
        ("2026-11-24T10:00:00+07:00", "2026-11-25T08:00:00+07:00"),
    ],
)
def test_what_was_missed_waits_for_office_hours(plan: Plan, now: str, leaves: str) -> None:
    ahead = plan.next(Until(date(2025, 12, 1)), None, datetime.fromisoformat(now))

    assert ahead is not None
    assert ahead.at == datetime.fromisoformat(leaves)


def test_two_weeks_that_a_long_holiday_rolls_onto_one_day_are_told_once(plan: Plan) -> None:
    due = Until(date(2026, 1, 28))  # T+3 is Monday 02/02, and so are the weeks after it
    released, now, told = None, eight("2026-02-02"), []
    for _ in range(4):
        ahead = plan.next(due, released, now)
        assert ahead is not None
        told.append((ahead.rung.slot, ahead.at))
        released, now = ahead.rung.order, ahead.at

    assert told == [
        ("T+3", eight("2026-02-02")),
        ("W+1", eight("2026-02-09")),
        ("W+3", eight("2026-02-23")),
        ("W+4", eight("2026-03-02")),
    ]


def test_a_rung_told_on_the_old_calendar_is_not_told_again_on_the_new(plan: Plan) -> None:
    released = -300

    ahead = plan.next(Until(date(2026, 10, 23)), released, eight("2026-10-01"))

    assert ahead is not None
    assert ahead.rung.slot == "T-1"


def test_an_office_has_a_ladder_of_its_own(calendar: Calendar) -> None:
    short = Ladder(
        valid_from=date(2026, 1, 1),
        source="Quy chế làm việc của cơ quan",
        opens=time(7, 30),
        closes=time(17),
        steps=(Step(-2, LEAD), Step(0, (Told.LEAD, Told.COORDINATOR))),
    )
    plan = Plan(calendar, (short,))
    due = Until(date(2026, 10, 23))

    assert [rung.slot for rung in plan.rungs(due)] == ["T-2", "T"]
    assert plan.rungs(due)[0].at == datetime(2026, 10, 21, 0, 30, tzinfo=UTC)
    assert plan.next(due, 0, eight("2026-10-23")) is None, "nobody is told weekly"
    assert plan.rungs(Until(date(2025, 10, 23))) == (), "no ladder was in force"
    assert plan.next(Until(date(2025, 10, 23)), None, eight("2026-10-23")) is None


def test_the_ladder_is_that_of_the_due_date(calendar: Calendar) -> None:
    old = shipped_ladders()[0]
    new = Ladder(date(2027, 1, 1), "mới", time(8), time(17), (Step(0, LEAD),))

    plan = Plan(calendar, (new, old))

    assert len(plan.rungs(Until(date(2026, 12, 31)))) == 6
    assert len(plan.rungs(Until(date(2027, 1, 1)))) == 1


def test_the_mark_of_a_plan_changes_with_its_ladders_and_nothing_else(calendar: Calendar) -> None:
    shipped = shipped_ladders()[0]
    later = Ladder(date(2027, 1, 1), "mới", time(8), time(17), (Step(0, LEAD),))

    assert Plan(calendar, (shipped,)).mark == Plan(official_calendar(), (shipped,)).mark
    assert Plan(calendar, (shipped,)).mark != Plan(calendar, (shipped, later)).mark


def test_rungs_of_a_ladder_come_in_their_order_whatever_the_order_of_its_steps(
    calendar: Calendar,
) -> None:
    shipped = shipped_ladders()[0]
    turned = Ladder(date(2024, 1, 1), "x", time(8), time(17), shipped.steps[::-1])

    due = Until(date(2026, 10, 23))

    assert [rung.slot for rung in rungs(due, calendar, turned, USUAL)] == SLOTS


def test_every_rung_tells_the_lead_and_nobody_but_the_heads_beside_it() -> None:
    """work.audience.is_reached rests on it: who cannot reach the lead reaches nobody."""
    told = [to for one in shipped_ladders() for to in (*(s.to for s in one.steps), one.weekly)]

    assert {to[0] for to in told} == {Told.LEAD}
    assert {role for to in told for role in to} <= set(ALL)


def test_a_deadline_at_the_end_of_time_has_no_rungs_and_holds_nobody_up(plan: Plan) -> None:
    never = Until(date.max)

    assert plan.rungs(never) == ()
    assert plan.next(never, None, eight("2026-10-01")) is None
    assert plan.next(never, None, eight("2026-10-01"), approval=True) is None
