"""Who knows of a reminder keeps those above quiet for a while; who puts one off hears of it later, once."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from schedules.explain import explain
from schedules.respite import latest
from store import Store, notice, respite, stand_in, task, worklist
from store.account import entries_about
from store.move import Refusal
from tests.store.office import BINH, CUONG, DUNG, GIANG, at, due_on, opened, staffed, work
from tests.store.telling import CHASING, PLAN, live, sent
from tests.store.test_recount import a_plan
from work.act import Act
from work.audience import Told
from work.respite import RespiteKind
from work.stand_in import NewStandIn
from work.task import Impossible, Party, Role, TaskState

POSTGRESQL_IN_PROOF = True

ACK, SNOOZE = RespiteKind.ACKNOWLEDGED, RespiteKind.SNOOZED
MONDAY = at("2026-10-26", "09:00")  # after T+1 of a task due on Friday 23/10


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


@pytest.fixture
async def late(office: Store) -> Store:
    """Task 1, of Bình, is a working day late."""
    await opened(office, work("2026-10-23"))
    await live(office, at("2026-10-22", "07:00"), MONDAY)
    return office


async def take(
    store: Store, person: int, kind: RespiteKind, now: datetime, until: datetime, version: int = 1
) -> object:
    act = Act("cli:1", now)
    return await store.write(respite.add, 1, person, kind, version, until, act, "đang làm")


async def test_who_acknowledges_keeps_those_above_quiet_and_is_reminded_on(late: Store) -> None:
    assert await take(late, BINH, ACK, MONDAY, at("2026-10-29")) == at("2026-10-29")
    await live(late, MONDAY, at("2026-10-29", "07:00"))

    assert await sent(late, MONDAY) == [("10-28 08:00", "binh", "reminder", "T+3")]
    lines = await late.read(entries_about, "task:1")
    assert "task.acknowledged" in [one.event for one in lines]


async def test_what_was_kept_from_them_is_told_once_at_its_end(late: Store) -> None:
    await take(late, BINH, ACK, MONDAY, at("2026-10-29"))
    await live(late, MONDAY, at("2026-11-04", "07:00"))

    assert await sent(late, at("2026-10-28", "09:00")) == [
        ("10-29 08:00", "cuong", "reminder", "T+3"),
        ("10-29 08:00", "giang", "reminder", "T+3"),
    ]


async def test_the_head_of_the_unit_keeps_the_head_of_the_agency_quiet_alone(late: Store) -> None:
    await take(late, CUONG, ACK, MONDAY, at("2026-10-29"))
    await live(late, MONDAY, at("2026-10-29", "07:00"))

    assert [who for _, who, _, _ in await sent(late, MONDAY)] == ["binh", "cuong"]


async def test_it_ends_with_the_task(late: Store) -> None:
    await take(late, BINH, ACK, MONDAY, at("2026-10-29"))
    await live(late, MONDAY, at("2026-10-28", "09:00"))
    await late.write(
        task.finish, 1, MONDAY.date(), "1/BC-BYT", Act("cli", at("2026-10-28", "10:00"))
    )
    await live(late, at("2026-10-28", "10:00"), at("2026-11-10"))

    assert [who for _, who, _, _ in await sent(late, MONDAY)] == ["binh"]


async def test_another_deadline_ends_it(late: Store) -> None:
    await take(late, BINH, ACK, MONDAY, at("2026-10-29"))
    act = Act("cli", at("2026-10-26", "10:00"))
    await late.write(task.change_due, 1, due_on("2026-10-27"), "rút ngắn", act)
    await live(late, act.now, at("2026-10-29"))

    assert [one for one in await sent(late, act.now) if one[1] == "cuong"] == [
        ("10-28 08:00", "cuong", "reminder", "T+1")
    ]


async def test_it_can_be_taken_back_and_those_above_are_told_at_once(late: Store) -> None:
    await take(late, BINH, ACK, MONDAY, at("2026-10-29"))
    await live(late, MONDAY, at("2026-10-28", "09:00"))
    back = Act("cli", at("2026-10-28", "10:00"))

    assert await late.write(respite.end, 1, BINH, ACK, back)
    assert not await late.write(respite.end, 1, BINH, ACK, back), "once"
    await live(late, back.now, at("2026-10-28", "11:00"))

    assert await sent(late, MONDAY) == [
        ("10-28 08:00", "binh", "reminder", "T+3"),
        ("10-28 10:00", "cuong", "reminder", "T+3"),
        ("10-28 10:00", "giang", "reminder", "T+3"),
    ]


async def test_who_has_the_task_no_more_keeps_nobody_quiet(late: Store) -> None:
    await take(late, BINH, ACK, MONDAY, at("2026-10-29"))
    other = Party(Role.LEAD, "G18", 2, DUNG)
    assert not isinstance(
        await late.write(task.give_lead, 1, other, Act("cli", MONDAY)), Refusal | Impossible
    )
    told = await late.read(explain, PLAN, 1, MONDAY)
    assert told is not None
    assert (told.respites, [one.spared for one in told.ahead if one.spared]) == ((), [])
    await live(late, MONDAY, at("2026-10-28", "09:00"))

    assert ("10-28 08:00", "giang", "reminder", "T+3") in await sent(late, MONDAY)


async def test_who_stands_in_acknowledges_as_long_as_they_do(late: Store) -> None:
    first, last = MONDAY.date(), date(2026, 10, 27)
    away = NewStandIn(BINH, DUNG, first, last, MONDAY, at("2026-10-28", "00:00"), None, "đi học")
    assert await late.write(stand_in.name, away, Act("cli", MONDAY)) == 1
    until = at("2026-10-29")

    assert await take(late, DUNG, ACK, MONDAY, until) == until
    assert await take(late, DUNG, ACK, at("2026-10-28"), until) is Refusal.NOT_REMINDED
    await live(late, at("2026-10-28", "07:00"), at("2026-10-28", "09:00"))

    assert ("10-28 08:00", "giang", "reminder", "T+3") in await sent(late, MONDAY)


async def test_the_due_day_is_told_where_a_new_day_off_brings_it_before_the_end_of_a_respite(
    office: Store, tmp_path: Path
) -> None:
    """Due on Friday 23/10; put off until that morning, when Friday becomes a day off: Thursday is the last to act."""
    await opened(office, work("2026-10-23"))
    before = at("2026-10-20", "09:00")
    await live(office, at("2026-10-20", "07:00"), before)
    await take(office, BINH, SNOOZE, before, at("2026-10-23"))
    changed = replace(PLAN, calendar=a_plan(tmp_path, "2026-10-23").calendar)
    await live(office, before, at("2026-10-23"), changed)

    assert ("10-22 08:00", "binh", "reminder", "T") in await sent(office, before)


async def test_the_due_day_is_told_to_whoever_it_names(office: Store) -> None:
    ladder = PLAN.ladders[0]
    steps = tuple(
        replace(one, to=(Told.LEAD, Told.UNIT_HEAD)) if one.slot == "T" else one
        for one in ladder.steps
    )
    plan = replace(PLAN, ladders=(replace(ladder, steps=steps),))
    await opened(office, work("2026-10-23"))
    await live(office, at("2026-10-22", "07:00"), at("2026-10-22", "09:00"), plan)
    await take(office, BINH, ACK, at("2026-10-22", "09:00"), at("2026-10-27"))
    await live(office, at("2026-10-22", "09:00"), at("2026-10-24"), plan)

    assert await sent(office, at("2026-10-22", "09:00")) == [
        ("10-23 08:00", "binh", "reminder", "T"),
        ("10-23 08:00", "cuong", "reminder", "T"),
    ]


async def test_an_acknowledgement_that_is_renewed_spares_nobody_longer(late: Store) -> None:
    await take(late, BINH, ACK, MONDAY, at("2026-10-28"))
    found = await late.read(worklist.one, 1)
    assert found is not None
    before = await late.read(respite.of_tasks, (1,))

    again = at("2026-10-28", "09:00")
    assert latest(PLAN, found, BINH, ACK, before, again) == at("2026-10-29")
    assert latest(PLAN, found, CUONG, ACK, before, again) == at("2026-11-02"), "it is Cường's first"


async def test_what_is_put_off_is_told_once_and_the_newest_alone(office: Store) -> None:
    await opened(office, work("2026-10-23"))
    before = at("2026-10-13", "09:00")
    await live(office, before, before)
    await take(office, BINH, SNOOZE, before, at("2026-10-21"))
    await live(office, before, at("2026-10-22", "07:00"))

    assert await sent(office, before) == [("10-21 08:00", "binh", "reminder", "T-3")]


async def test_others_are_told_of_what_one_puts_off(late: Store) -> None:
    await take(late, CUONG, SNOOZE, MONDAY, at("2026-10-29"))
    await live(late, MONDAY, at("2026-10-29", "07:00"))

    assert [who for _, who, _, _ in await sent(late, MONDAY)] == ["binh", "giang"]


async def test_nothing_is_put_off_past_the_reminder_of_the_due_day(office: Store) -> None:
    await opened(office, work("2026-10-23"))
    found = await office.read(worklist.one, 1)
    assert found is not None

    bound = [
        latest(PLAN, found, BINH, SNOOZE, (), at(day, "09:00"))
        for day in ("2026-10-08", "2026-10-20", "2026-10-23", "2026-10-26")
    ]

    assert bound == [at("2026-10-15"), at("2026-10-23"), at("2026-10-26"), at("2026-10-27")]


async def test_who_is_not_reminded_cannot_take_one(late: Store) -> None:
    assert await take(late, DUNG, ACK, MONDAY, at("2026-10-29")) is Refusal.NOT_REMINDED
    assert await take(late, BINH, ACK, MONDAY, at("2026-10-29"), 7) is Refusal.OVERTAKEN
    await late.write(task.cancel, 1, Act("cli", MONDAY))
    assert await take(late, BINH, ACK, MONDAY, at("2026-10-29")) == Impossible(TaskState.CANCELLED)


async def test_it_is_explained(late: Store) -> None:
    await take(late, BINH, ACK, MONDAY, at("2026-10-29"))
    await live(late, MONDAY, at("2026-10-28", "09:00"))

    found = await late.read(explain, PLAN, 1, at("2026-10-28", "09:00"))

    assert found is not None
    kept = [(one.new.person, one.new.slot, one.why, one.new.at) for one in found.withheld]
    assert kept == [
        (CUONG, "T+3", "acknowledged", at("2026-10-29")),
        (GIANG, "T+3", "acknowledged", at("2026-10-29")),
    ]
    assert [(one.person_name, one.until) for one in found.respites] == [
        ("Trần Thị Bình", at("2026-10-29"))
    ]


async def test_what_is_ahead_names_who_is_spared_by_whom(late: Store) -> None:
    await take(late, BINH, ACK, MONDAY, at("2026-10-29"))

    found = await late.read(explain, PLAN, 1, MONDAY)

    assert found is not None
    ahead = found.ahead[0]
    assert (ahead.slot, [who.person.id for who, _ in ahead.to]) == ("T+3", [BINH])
    assert [(who.person.id, one.person) for who, one in ahead.spared] == [
        (CUONG, BINH),
        (GIANG, BINH),
    ]


async def test_who_knows_that_it_is_not_received_spares_those_above_too(office: Store) -> None:
    await opened(office, work("2026-11-23"))
    await live(office, at("2026-10-01", "09:00"), at("2026-10-05", "07:00"), CHASING)
    await take(office, BINH, ACK, at("2026-10-05", "07:30"), at("2026-10-07"))
    await live(office, at("2026-10-05", "07:30"), at("2026-10-07", "07:00"), CHASING)

    assert await sent(office) == [("10-05 08:00", "binh", "unreceived", "R+2")]
    assert len(await office.read(notice.accounts, 1)) == 1
