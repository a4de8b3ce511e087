"""Explaining a task: which notices went or will go, to whom, when and why, or why not."""

from datetime import datetime, time

import pytest

from schedules.explain import Explanation, Silence, explain
from schedules.ladder import Ladder, Plan, Step
from schedules.official import official_calendar
from schedules.tick import release
from store import Store, rung, task
from store.directory.people import disable_person
from tests.store.office import BINH, CLI, LADDERS, NOW, UNIT, at, due_on, opened, staffed, work
from work.act import Act
from work.audience import Told
from work.outbox import NoticeState

PLAN = Plan(official_calendar(), LADDERS)


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def told(store: Store, number: int, now: datetime, plan: Plan = PLAN) -> Explanation:
    found = await store.read(explain, plan, number, now)
    assert found is not None
    return found


def ahead(found: Explanation) -> list[tuple[str, str, str]]:
    """Slot, day, and who is told why."""
    return [
        (
            one.slot,
            PLAN.calendar.today(one.at).isoformat(),
            " ".join(f"{who.person.email.split('@')[0]}:{who.reason}" for who, _ in one.to),
        )
        for one in found.ahead
    ]


async def test_what_will_come_is_told_before_the_tick_ever_ran(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))

    found = await told(office, number, NOW)

    assert (found.passed, found.earlier, found.silence) == ((), (), None)
    assert ahead(found) == [
        ("T-7", "2026-10-14", "binh:lead"),
        ("T-3", "2026-10-20", "binh:lead"),
        ("T-1", "2026-10-22", "binh:lead"),
        ("T", "2026-10-23", "binh:lead"),
        ("T+1", "2026-10-26", "binh:lead cuong:unit-head"),
        ("T+3", "2026-10-28", "binh:lead cuong:unit-head giang:agency-head"),
        ("W+1", "2026-11-04", "binh:lead cuong:unit-head"),
    ]
    assert {channels for one in found.ahead for _, channels in one.to} == {("mail",)}
    assert not any(one.forecast for one in found.ahead)


async def live_until(store: Store, end: datetime) -> None:
    now: datetime | None = NOW
    while now is not None and now < end:
        await store.write(release, PLAN, now)
        now = await store.read(rung.next_due)


async def test_what_went_is_told_with_its_state_and_what_was_missed_with_the_reason(
    office: Store,
) -> None:
    (number,) = await opened(office, work("2026-10-05"))
    await live_until(office, at("2026-10-03"))

    found = await told(office, number, at("2026-10-03"))

    assert [(one.slot, one.silence) for one in found.passed] == [
        ("T-7", Silence.OVERTAKEN),
        ("T-3", None),
        ("T-1", None),
    ]
    (late,) = found.passed[1].notices
    assert (late.person_name, late.reason, late.state) == ("Trần Thị Bình", "lead", "pending")
    assert [one.slot for one in found.ahead] == ["T", "T+1", "T+3", "W+1"]


async def test_weekly_reminders_that_went_stand_behind_the_steps(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-05"))
    await live_until(office, at("2026-10-20"))

    found = await told(office, number, at("2026-10-20"))

    assert [one.slot for one in found.passed][-2:] == ["T+3", "W+1"]
    assert [one.slot for one in found.ahead] == ["W+2"]


async def test_what_was_missed_and_waits_for_the_morning_is_still_ahead(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-05"))
    night = at("2026-10-02", "22:00")

    found = await told(office, number, night)

    assert ahead(found)[0][:2] == ("T-1", "2026-10-05")
    assert [(one.slot, one.silence) for one in found.passed] == [
        ("T-7", Silence.OVERTAKEN),
        ("T-3", Silence.OVERTAKEN),
    ]


async def test_notices_of_an_earlier_deadline_are_told_apart(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-05"))
    await live_until(office, at("2026-10-02", "07:00"))
    changed = Act("cli", at("2026-10-02", "09:00"))
    await office.write(task.change_due, number, due_on("2026-11-05"), "xin lùi", changed)

    found = await told(office, number, changed.now)

    assert [one.facts["slot"] for one in found.earlier] == ["T-3"]
    assert found.earlier[0].state is NoticeState.CANCELLED
    assert [version.number for version in found.versions] == [1, 2]
    assert found.passed == ()
    assert found.ahead[0].slot == "T-7"


async def test_why_nothing_is_ahead_is_said(office: Store) -> None:
    closed, undated, old = await opened(office, work(), work(None), work("2026-10-23"))
    await office.write(task.cancel, closed, CLI)
    later_ladder = Ladder(at("2027-01-01").date(), "x", time(8), time(17), (Step(0, (Told.LEAD,)),))

    assert (await told(office, closed, NOW)).silence is Silence.CLOSED
    assert (await told(office, undated, NOW)).silence is Silence.NO_DEADLINE
    none = await told(office, old, NOW, Plan(PLAN.calendar, (later_ladder,)))
    assert (none.silence, none.ahead) == (Silence.NO_LADDER, ())
    assert await office.read(explain, PLAN, 999, NOW) is None


async def test_a_rung_that_reaches_nobody_says_so(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23", BINH, UNIT))
    for name in ("binh", "cuong", "ha", "giang"):
        await office.write(disable_person, f"{name}@moh.gov.vn", NOW)

    found = await told(office, number, NOW)

    assert {one.silence for one in found.ahead} == {Silence.NOBODY}


async def test_days_that_a_notice_may_still_move_are_marked(office: Store) -> None:
    (number,) = await opened(office, work("2027-02-15"))

    found = await told(office, number, NOW)

    assert [one.slot for one in found.ahead if one.forecast] == ["T-7", "T-3"]
