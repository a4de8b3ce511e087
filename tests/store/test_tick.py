"""The tick: due rungs become notices once, whoever ticks, and a simulated clock waits for them."""

import asyncio
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from schedules.ladder import Ladder, Plan, Step
from schedules.official import official_calendar
from schedules.tick import LEASE, TERM, Released, Tick, release
from store import Store, Tx, chat, clock, lease, notice, outbox, rung, task
from store.account import entries_about
from store.directory.people import disable_person
from store.schema.notice import notice as notices
from tests.store.office import BINH, LADDERS, NOW, UNIT, at, due_on, later, opened, staffed, work
from work.act import Act
from work.audience import Told
from work.notice import Channel
from work.outbox import NoticeState
from work.outcome import Delivered

PLAN = Plan(official_calendar(), LADDERS)

# A task due on Friday 23/10/2026, by hand: day, person, reason.
TABLE = """
2026-10-14 binh  lead
2026-10-20 binh  lead
2026-10-22 binh  lead
2026-10-23 binh  lead
2026-10-26 binh  lead
2026-10-26 cuong unit-head
2026-10-28 binh  lead
2026-10-28 cuong unit-head
2026-10-28 giang agency-head
2026-11-04 binh  lead
2026-11-04 cuong unit-head
"""


class Machine:
    """A machine whose time the test sets."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


def told(tx: Tx) -> list[tuple[str, str, str]]:
    """Every notice: the day it is for, the mailbox's name, and why."""
    rows = tx.all(select(notices).order_by(notices.c.at, notices.c.person_id))
    calendar = PLAN.calendar
    return [
        (calendar.today(row.at).isoformat(), row.address.split("@")[0], row.reason) for row in rows
    ]


def lines(text: str) -> list[tuple[str, ...]]:
    return [tuple(line.split()) for line in text.split("\n") if line]


async def live_until(store: Store, end: datetime, plan: Plan = PLAN) -> None:
    """Ticks at each instant at which something is due, as far as *end*."""
    now: datetime | None = NOW
    while now is not None and now < end:
        await store.write(release, plan, now)
        now = await store.read(rung.next_due)


async def test_the_reminders_are_those_of_the_table(office: Store) -> None:
    await opened(office, work("2026-10-23"))

    await live_until(office, at("2026-11-05"))

    assert await office.read(told) == lines(TABLE)


async def test_a_reminder_carries_facts_and_when_it_is_too_late(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-15"))

    (account,) = await office.read(notice.accounts, number)

    assert account.at == at("2026-10-14")
    assert account.state is NoticeState.PENDING
    assert account.facts == {
        "task": number,
        "slot": "T-7",
        "version": 1,
        "content": "Báo cáo kết quả đấu thầu thuốc tập trung",
        "product": "Văn bản báo cáo",
        "document": {
            "number": "125/VPCP-KGVX",
            "issuer": "Văn phòng Chính phủ",
            "issued": "2026-09-28",
            "urgency": "normal",
            "kind": None,
        },
        "due": "2026-10-23",
        "until": "2026-10-23",
        "late": False,
        "working_days": 7,
        "forecast": False,
        "lead": {
            "agency": "BYT",
            "unit": "Vụ Kế hoạch - Tài chính",
            "person": "Trần Thị Bình",
        },
        "coordinators": [],
    }
    (row,) = await office.read(lambda tx: tx.all(select(notices)))
    assert row.dedup_key == f"reminder:{number}:1:T-7:{BINH}:mail"
    assert row.expires == at("2026-10-20"), "the next rung is due then"


async def test_a_release_stands_in_the_account(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-15"))

    entries = await office.read(entries_about, f"task:{number}")

    assert [one.event for one in entries] == ["task.opened", "task.reminded"]
    assert entries[1].codes == {"slot": "T-7", "version": 1, "people": 1}


async def test_two_processes_that_tick_at_once_make_one_notice_each(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    await opened(pair[0], *(work("2026-10-12") for _ in range(30)))
    now = later(days=1)

    for _ in range(4):
        await asyncio.gather(
            *(store.write(release, PLAN, now, 7) for store in pair for _ in range(3))
        )

    assert await pair[0].read(told) == [("2026-10-02", "binh", "lead")] * 30
    assert len(set(await pair[0].read(told_of))) == 30


def told_of(tx: Tx) -> list[int]:
    return [row.task_id for row in tx.all(select(notices.c.task_id))]


async def test_a_rung_that_is_released_again_makes_no_second_notice(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-15"))

    back = rung.Next(number, None, at("2026-10-14"))
    await office.write(rung.set_next, [back], PLAN.mark)
    done = await office.write(release, PLAN, at("2026-10-14", "09:00"))

    assert (done.rungs, done.notices) == (1, 0)
    assert len(await office.read(told)) == 1


async def test_a_chat_that_nobody_serves_gets_no_notice(office: Store) -> None:
    await office.write(chat.link, BINH, 7001, 7001, NOW)
    await opened(office, work("2026-10-05"))
    by_mail = Plan(PLAN.calendar, PLAN.ladders, frozenset({Channel.MAIL}))

    await office.write(release, by_mail, later(seconds=1))

    assert await office.read(channels) == [Channel.MAIL]


def channels(tx: Tx) -> list[str]:
    return [row.channel for row in tx.all(select(notices.c.channel))]


async def test_after_a_standstill_only_the_newest_rung_is_told(office: Store) -> None:
    await opened(office, work("2026-10-23"))
    await office.write(release, PLAN, NOW)

    await office.write(release, PLAN, at("2026-10-22", "14:00"))

    assert await office.read(told) == [("2026-10-22", "binh", "lead")]
    (row,) = await office.read(lambda tx: tx.all(select(notices)))
    assert '"slot": "T-1"' in row.facts


async def test_what_is_assigned_late_at_night_is_told_in_the_morning(office: Store) -> None:
    night = Act("cli", at("2026-10-02", "22:00"))
    await opened(office, work(None))
    await office.write(task.change_due, 1, due_on("2026-10-05"), None, night)

    assert (await office.write(release, PLAN, night.now)).notices == 0
    assert (await office.write(release, PLAN, at("2026-10-03", "10:00"))).notices == 0

    assert await office.read(rung.next_due) == at("2026-10-05")
    assert (await office.write(release, PLAN, at("2026-10-05"))).notices == 1


async def test_a_closed_task_is_told_of_no_more(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-15"))

    await office.write(task.cancel, number, Act("cli", at("2026-10-15")))
    await office.write(release, PLAN, at("2026-11-15"))

    (account,) = await office.read(notice.accounts, number)
    assert (account.state, account.error) == (NoticeState.CANCELLED, "task-closed")


async def test_another_deadline_takes_back_the_old_ones_notices_and_begins_anew(
    office: Store,
) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-15"))

    late = Act("cli", at("2026-10-15", "09:00"))
    await office.write(task.change_due, number, due_on("2026-11-05"), "xin lùi", late)
    await office.write(release, PLAN, late.now)
    await live_until(office, at("2026-10-28"))

    old, new = await office.read(notice.accounts, number)
    assert (old.state, old.error) == (NoticeState.CANCELLED, "deadline-changed")
    assert (new.at, new.facts["slot"], new.facts["version"]) == (at("2026-10-27"), "T-7", 2)


async def test_a_deadline_that_changes_while_the_tick_runs_leaves_no_notice_of_the_old(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    numbers = await opened(pair[0], *(work("2026-10-05") for _ in range(40)))
    now = later(minutes=1)
    act = Act("cli", now)

    ticks = [pair[0].write(release, PLAN, now, 5) for _ in range(10)]
    new = due_on("2026-11-05")
    changes = [pair[1].write(task.change_due, n, new, None, act) for n in reversed(numbers)]
    await asyncio.gather(*ticks, *changes)
    await pair[0].write(release, PLAN, now)

    unsent = notices.c.state == NoticeState.PENDING
    assert await pair[0].read(lambda tx: tx.all(select(notices).where(unsent))) == []
    assert {(await pair[0].read(rung.of_task, n)) for n in numbers} == {
        rung.Waiting(n, new.until, 2, None, at("2026-10-27"), None, PLAN.mark, False, begun=NOW)
        for n in numbers
    }


async def test_a_new_ladder_moves_what_is_ahead_and_repeats_nothing(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-15"))
    steps = (Step(-7, (Told.LEAD,)), Step(-2, (Told.LEAD,)))
    other = Plan(PLAN.calendar, (Ladder(NOW.date(), "x", time(9), time(17), steps),))

    await office.write(release, other, at("2026-10-15"))

    row = await office.read(rung.of_task, number)
    assert row is not None
    assert (row.released, row.next_at) == (-700, at("2026-10-21", "09:00"))
    assert len(await office.read(told)) == 1
    await office.write(release, other, at("2026-10-21", "09:00"))
    row = await office.read(rung.of_task, number)
    assert row is not None
    assert row.next_at is None, "nothing follows on that ladder"


async def test_more_than_one_batch_is_worked_off(office: Store) -> None:
    await opened(office, *(work("2026-10-05", content=f"việc {n}") for n in range(25)))

    done = [await office.write(release, PLAN, later(minutes=1), 10) for _ in range(3)]

    assert [one.rungs for one in done] == [10, 10, 5]
    assert [one.notices for one in done] == [0, 0, 25], "what falls together is told together"
    assert [one.more for one in done] == [True, True, False]


async def test_nobody_active_is_told_and_the_account_says_so(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-05", BINH, UNIT))
    for name in ("binh", "cuong", "giang", "ha"):
        await office.write(disable_person, f"{name}@moh.gov.vn", NOW)

    done = await office.write(release, PLAN, later(minutes=1))

    assert (done.rungs, done.notices) == (1, 0)
    *_, entry = await office.read(entries_about, f"task:{number}")
    assert entry.codes == {"slot": "T-3", "version": 1, "people": 0}


async def test_one_of_two_ticks_has_the_lease_and_the_other_takes_over(office: Store) -> None:
    machine = Machine()
    one, two = (Tick(office, PLAN, machine, name) for name in ("one", "two"))
    await opened(office, work("2026-10-05"), number="1/VPCP-TH")
    machine.time = later(seconds=1)
    assert await one.once() == 1

    await opened(office, work("2026-10-05"), number="2/VPCP-TH")
    machine.time = later(seconds=2)
    assert await two.once() == 0
    assert await office.read(lease.holder, LEASE, machine.time) == "one"

    machine.time += TERM
    assert await two.once() == 1


async def test_a_lease_of_a_clock_that_ran_a_year_ahead_holds_up_nobody(office: Store) -> None:
    ahead = NOW + timedelta(days=365)
    for name in ("tick", "worker:1"):
        assert await office.write(lease.take, name, "dead", ahead, timedelta(seconds=30))

    assert await office.read(lease.holder, "tick", NOW) is None
    assert await office.write(lease.take, "tick", "living", NOW, timedelta(seconds=30))
    assert await office.write(lease.run_out, "worker:", NOW) == ("worker:1",)


async def test_an_idle_tick_writes_nothing(office: Store) -> None:
    tick = Tick(office, PLAN, Machine(), "one")

    assert await tick.once() == 0

    assert await office.read(lease.holder, LEASE, NOW) is None


async def test_a_running_tick_finds_what_another_process_assigned(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    tick = Tick(pair[0], PLAN, Machine(later(seconds=1)), "one")
    ear = pair[1].bell.ear("notices")

    async with asyncio.TaskGroup() as group:
        running = group.create_task(tick.run(), name="tick")
        await opened(pair[1], work("2026-10-05"))
        while not await pair[1].read(told):
            await ear.heard(1)
        running.cancel()

    assert await pair[1].read(told) == [("2026-10-01", "binh", "lead")]
    assert await pair[1].read(lease.holder, LEASE, later(seconds=2)) is None, "given back"


async def test_a_simulated_week_stops_at_each_due_instant_until_its_notices_are_sent(
    office: Store,
) -> None:
    monday = at("2026-10-12", "07:00")
    await office.write(clock.simulate, monday, None, NOW)
    await opened(office, work("2026-10-14"))

    async def tick() -> tuple[datetime, Released]:
        done = await office.write(release, PLAN, later(minutes=1))
        return await office.write(clock.office_now, NOW), done

    assert await tick() == (at("2026-10-12"), Released(0, 0, more=True)), "computed, and let run"
    assert (await tick())[1].notices == 1
    for _ in range(3):
        assert (await tick())[0] == at("2026-10-12"), "nothing moves while it is unsent"
    await send_all(office, later(minutes=2))
    assert (await tick())[0] == at("2026-10-13")


async def test_at_a_speed_what_is_assigned_is_computed_before_the_clock_passes_it(
    office: Store,
) -> None:
    await office.write(clock.simulate, at("2026-10-12", "07:00"), 3600.0, NOW)
    await office.write(release, PLAN, NOW)
    await opened(office, work("2026-10-14"))
    long_after = later(hours=1)

    assert await office.write(clock.office_now, long_after) < at("2026-10-12", "07:01")
    await office.write(release, PLAN, long_after)
    assert await office.write(clock.office_now, long_after + timedelta(hours=1)) == at("2026-10-12")


async def send_all(store: Store, now: datetime) -> None:
    term = timedelta(seconds=60)
    claimed = await store.write(outbox.claim, "one", (Channel.MAIL,), now, term, 99)
    for one in claimed:
        assert await store.write(outbox.settle, one, "one", Delivered("letter:1"), now, now)


async def test_unsent_notices_are_counted_up_to_an_office_instant(office: Store) -> None:
    await opened(office, work("2026-10-23"), work("2026-10-29"))
    await live_until(office, at("2026-10-20", "09:00"))

    counts = [await office.read(notice.unsent, at(f"2026-10-{day}")) for day in (13, 14, 19, 20)]

    assert counts == [0, 1, 1, 3]
    await send_all(office, at("2026-10-20", "09:00"))
    assert await office.read(notice.unsent, at("2026-10-31")) == 0
