"""A calendar that changes: what came of a term moves, its people are told once, and nothing is told twice."""

import asyncio
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from schedules.ladder import Plan
from schedules.official import official_calendar
from schedules.pause import resumption
from schedules.recount import MOST, counted
from schedules.tick import has_work, release
from store import Store, Tx, deadlines, history, notice, pause, recount, rung, task, worklist
from store.extension import ask, grant
from store.schema.notice import notice as notices
from store.schema.work import calendar_news
from store.task import Submission
from tests.store.office import BINH, CLI, CUONG, DUNG, OTHER_UNIT, UNIT, at, opened, staffed, work
from tests.store.test_tick import PLAN, live_until
from work.act import Act
from work.deadline import EXTENSION, PAUSE, RECOUNTED, Counted, Deadline
from work.extension import Ask
from work.task import NewTask, Party, Role, TaskState

POSTGRESQL_IN_PROOF = True

START = date(2026, 10, 12)  # a Monday; ten working days later is Monday 26/10
TERM = Counted("working-days", 10, START, "10 ngày làm việc kể từ ngày 12/10/2026")
HELPS = Party(Role.COORDINATOR, "G18", UNIT, CUONG)
MORNING = at("2026-10-15", "09:00")


def a_plan(folder: Path, *days_off: str, worked: str | None = None) -> Plan:
    """The plan of an office whose calendar has more days off, or a day more at work."""
    rows = [(day, "holiday") for day in days_off] + ([(worked, "swap-work")] if worked else [])
    text = "\n".join(
        f'[[day]]\nvalid_from = {day}\nkind = "{kind}"\nname = "x"\nsource = "x"\nstatus = "fixed"'
        for day, kind in rows
    )
    path = folder / f"{len(list(folder.iterdir()))}.toml"
    path.write_text(text)
    return Plan(official_calendar(path), PLAN.ladders)


def term(
    person: int | None = BINH, unit: int = UNIT, *others: Party, of: Counted = TERM
) -> NewTask:
    deadline = replace(counted(of, PLAN.calendar), rule=of.unit, source=of.words)
    return replace(work(None, person, unit, *others), deadline=deadline)


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def ticked(store: Store, plan: Plan, now: datetime, limit: int = 100) -> list[Any]:
    """Releases until nothing is left, as the tick does."""
    done = []
    while await store.read(has_work, plan.mark, now):
        done.append(await store.write(release, plan, now, limit))
        assert len(done) < 200, "it never ends"
    return done


async def told(store: Store) -> list[tuple[int, dict[str, Any]]]:
    """Who was told of the calendar, and what."""
    chosen = select(notices.c.person_id, notices.c.facts).where(notices.c.kind == "calendar")
    rows = await store.read(lambda tx: tx.all(chosen.order_by(notices.c.person_id, notices.c.id)))
    return [(row.person_id, json.loads(row.facts)) for row in rows]


async def due(store: Store, number: int) -> date | None:
    found = await store.read(worklist.one, number)
    assert found is not None
    return found.due


async def test_what_came_of_a_term_moves_and_says_why(office: Store, tmp_path: Path) -> None:
    (number,) = await opened(office, term(BINH, UNIT, HELPS))
    await live_until(office, MORNING)
    plan = a_plan(tmp_path, "2026-10-20")

    (done,) = await ticked(office, plan, MORNING)

    assert (done.moved, done.off, done.told) == (1, 0, 2)
    first, second = await office.read(deadlines.versions, number)
    assert (first.deadline.due, second.deadline.due) == (date(2026, 10, 26), date(2026, 10, 27))
    assert (second.deadline.rule, second.set_by) == (RECOUNTED, "calendar")
    assert second.deadline.source == f"lịch nghỉ thay đổi: {TERM.words}"
    assert second.deadline.counted == TERM
    (happened,) = await office.read(history.of_task, number)
    assert (happened.event, happened.facts) == ("recount", {"due": "2026-10-27"})
    line = {"task": number, "document": "125/VPCP-KGVX", "was": "2026-10-26", "until": "2026-10-27"}
    facts = {"moved": [line], "off": [], "more": 0, "count": 1}
    assert await told(office) == [(BINH, facts), (CUONG, facts)]


async def test_the_ladder_goes_on_by_the_new_day_and_repeats_nothing(
    office: Store, tmp_path: Path
) -> None:
    (number,) = await opened(office, term())
    await live_until(office, at("2026-10-21", "08:01"))  # T-7 and T-3 were told, of 26/10
    plan = a_plan(tmp_path, "2026-10-23")

    now: datetime | None = at("2026-10-21", "09:00")
    while now is not None and now < at("2026-10-29"):
        await office.write(release, plan, now)
        now = await office.read(rung.next_due)

    reminders = [
        (one.facts["slot"], one.facts["version"], one.at)
        for one in await office.read(notice.accounts, number)
    ]
    assert reminders == [
        ("T-7", 1, at("2026-10-15")),
        ("T-3", 1, at("2026-10-21")),
        ("T-1", 2, at("2026-10-26")),
        ("T", 2, at("2026-10-27")),
        ("T+1", 2, at("2026-10-28")),
        ("T+1", 2, at("2026-10-28")),
    ]


async def test_what_was_told_as_due_is_told_anew_of_a_day_that_is_still_ahead(
    office: Store, tmp_path: Path
) -> None:
    (number,) = await opened(office, term())
    await live_until(office, at("2026-10-26", "08:01"))
    plan = a_plan(tmp_path, "2026-10-26")
    await ticked(office, plan, at("2026-10-26", "10:00"))

    await ticked(office, plan, at("2026-10-27", "08:00"))

    slots = [
        (one.facts["slot"], one.facts["version"])
        for one in await office.read(notice.accounts, number)
    ]
    assert slots[-2:] == [("T", 1), ("T", 2)]


async def test_a_rung_that_is_due_is_told_by_the_new_calendar_or_not_at_all(
    office: Store, tmp_path: Path
) -> None:
    """On 21/10 T-3 of 26/10 is due; by the calendar of that morning T-3 is on the 22nd."""
    (number,) = await opened(office, term())
    await live_until(office, at("2026-10-20"))
    plan = a_plan(tmp_path, "2026-10-20")

    await ticked(office, plan, at("2026-10-21", "08:00"))

    assert [one.facts["slot"] for one in await office.read(notice.accounts, number)] == ["T-7"]
    row = await office.read(rung.of_task, number)
    assert row is not None
    assert row.next_at == at("2026-10-22")


async def test_a_reminder_that_had_not_left_is_taken_back(office: Store, tmp_path: Path) -> None:
    (number,) = await opened(office, term())
    await live_until(office, at("2026-10-15", "08:30"))
    plan = a_plan(tmp_path, "2026-10-20")

    await ticked(office, plan, MORNING)

    (account,) = await office.read(notice.accounts, number)
    assert (account.state, account.error) == ("cancelled", "deadline-changed")


async def test_everybody_is_told_once_however_many_tasks_moved_in_however_many_batches(
    office: Store, tmp_path: Path
) -> None:
    many = [term(BINH, UNIT, replace(HELPS), of=replace(TERM, words=f"x{n}")) for n in range(25)]
    named = [replace(one, content=f"việc {n}") for n, one in enumerate(many)]
    await opened(office, *named, replace(term(DUNG, OTHER_UNIT), content="khác"))
    await ticked(office, PLAN, MORNING)
    plan = a_plan(tmp_path, "2026-10-20")

    done = await ticked(office, plan, MORNING, 4)

    assert sum(one.moved for one in done) == 26
    assert [(who, len(facts["moved"])) for who, facts in await told(office)] == [
        (BINH, 25), (CUONG, 25), (DUNG, 1),
    ]  # fmt: skip
    assert await ticked(office, plan, MORNING + timedelta(hours=1)) == []
    assert len(await told(office)) == 3


async def test_stopped_between_two_batches_it_goes_on_and_nobody_is_told_twice(
    office: Store, tmp_path: Path
) -> None:
    await opened(office, *(replace(term(), content=f"việc {n}") for n in range(10)))
    await ticked(office, PLAN, MORNING)
    plan = a_plan(tmp_path, "2026-10-20")

    def killed(tx: Tx) -> None:
        release(tx, plan, MORNING, 3)
        raise RuntimeError("killed")

    first = await office.write(release, plan, MORNING, 3)
    assert (first.moved, first.told) == (3, 0)
    with pytest.raises(RuntimeError, match="killed"):
        await office.write(killed)
    assert await told(office) == []

    done = await ticked(office, plan, MORNING, 3)

    assert sum(one.moved for one in done) == 7
    assert [(who, len(facts["moved"])) for who, facts in await told(office)] == [(BINH, 10)]
    pending = select(func.count()).where(recount.UNTOLD).select_from(calendar_news)
    assert await office.read(lambda tx: tx.value(pending)) == 0


async def test_two_that_tick_at_once_tell_each_once(
    pair: tuple[Store, Store], tmp_path: Path
) -> None:
    await staffed(pair[0])
    await opened(
        pair[0], *(replace(term(BINH, UNIT, HELPS), content=f"việc {n}") for n in range(12))
    )
    await ticked(pair[0], PLAN, MORNING)
    plan = a_plan(tmp_path, "2026-10-20")

    await asyncio.gather(*(ticked(pair[n % 2], plan, MORNING, 3) for n in range(4)))

    assert [(who, len(facts["moved"])) for who, facts in await told(pair[0])] == [
        (BINH, 12),
        (CUONG, 12),
    ]
    assert {len(await pair[0].read(deadlines.versions, n)) for n in range(1, 13)} == {2}


async def test_there_and_back_again_is_two_changes_each_told_once(
    office: Store, tmp_path: Path
) -> None:
    (number,) = await opened(office, term())
    await ticked(office, PLAN, MORNING)
    plan = a_plan(tmp_path, "2026-10-20")

    for one in (plan, PLAN, plan):
        await ticked(office, one, MORNING)

    assert [
        (line["was"], line["until"]) for _, facts in await told(office) for line in facts["moved"]
    ] == [("2026-10-26", "2026-10-27"), ("2026-10-27", "2026-10-26"), ("2026-10-26", "2026-10-27")]
    assert await due(office, number) == date(2026, 10, 27)


async def test_a_fixed_day_never_moves_and_is_warned_of_once_when_it_becomes_a_day_off(
    office: Store, tmp_path: Path
) -> None:
    number, free, over = await opened(
        office, work("2026-10-27"), replace(work("2026-10-25"), content="Chủ nhật"),
        replace(work("2026-10-14"), content="đã quá"),
    )  # fmt: skip
    await ticked(office, PLAN, MORNING)
    plan = a_plan(tmp_path, "2026-10-27", "2026-10-14")

    done = await ticked(office, plan, MORNING)
    await ticked(office, a_plan(tmp_path, "2026-10-27", "2026-12-01"), MORNING)

    assert (done[0].moved, done[0].off) == (0, 1)
    assert [await due(office, n) for n in (number, free, over)] == [
        date(2026, 10, 27), date(2026, 10, 25), date(2026, 10, 14),
    ]  # fmt: skip
    line = {"task": number, "document": "125/VPCP-KGVX", "was": "", "until": "2026-10-27"}
    assert await told(office) == [(BINH, {"moved": [], "off": [line], "more": 0, "count": 1})]
    row = await office.read(rung.of_task, number)
    assert row is not None
    assert row.next_at == at("2026-10-21"), "T-3 counts from the last working day before"


async def test_what_waits_for_approval_is_left_and_counted_again_once_it_is_returned(
    office: Store, tmp_path: Path
) -> None:
    (number,) = await opened(office, term())
    await ticked(office, PLAN, MORNING)
    day = date(2026, 10, 15)
    await office.write(task.submit, number, Submission(day, day), Act("cli", MORNING))
    plan = a_plan(tmp_path, "2026-10-20")
    await ticked(office, plan, MORNING + timedelta(minutes=1))
    assert (await due(office, number), await told(office)) == (date(2026, 10, 26), [])

    await office.write(task.send_back, number, "thiếu", Act("cli", MORNING + timedelta(hours=1)))
    await ticked(office, plan, MORNING + timedelta(hours=2))

    assert await due(office, number) == date(2026, 10, 27)
    assert [who for who, _ in await told(office)] == [BINH]


async def test_what_is_paused_is_left_and_counted_by_the_new_calendar_when_it_goes_on(
    office: Store, tmp_path: Path
) -> None:
    (number,) = await opened(office, term())
    await ticked(office, PLAN, MORNING)
    await office.write(pause.pause, number, date(2026, 10, 15), "chờ", Act("cli", MORNING))
    plan = a_plan(tmp_path, "2026-10-20")
    await ticked(office, plan, MORNING + timedelta(minutes=1))
    paused = await office.read(worklist.one, number)
    assert paused is not None
    assert (paused.state, paused.due) == (TaskState.PAUSED, date(2026, 10, 26))

    (version,) = await office.read(deadlines.versions, number)
    back = at("2026-10-19", "09:00")
    new = resumption(
        date(2026, 10, 15), date(2026, 10, 19), paused.until, plan.calendar, None,
        version.deadline.counted,
    )  # fmt: skip
    await office.write(pause.resume, number, new, Act("cli", back))
    await ticked(office, plan, back + timedelta(minutes=1))

    last = (await office.read(deadlines.versions, number))[-1]
    assert (last.number, last.deadline.rule, last.deadline.due) == (2, PAUSE, date(2026, 10, 29))
    assert await told(office) == [], "who resumed said the day"
    await ticked(office, a_plan(tmp_path, "2026-10-20", "2026-10-21"), back + timedelta(hours=1))
    assert await due(office, number) == date(2026, 10, 30), "the pause goes on counting"


async def test_a_granted_extension_and_a_day_set_by_hand_are_fixed(
    office: Store, tmp_path: Path
) -> None:
    number, other = await opened(office, term(), replace(term(), content="khác"))
    asked = Ask(date(2026, 10, 26), date(2026, 10, 30), "x", date(2026, 10, 15))
    await office.write(ask, number, asked, CLI)
    await office.write(grant, number, CLI)
    by_hand = Deadline(date(2026, 10, 28), "by-hand", "28/10/2026")
    await office.write(task.change_due, other, by_hand, "x", CLI)
    await ticked(office, PLAN, MORNING)

    await ticked(office, a_plan(tmp_path, "2026-10-20"), MORNING)

    assert (await due(office, number), await due(office, other)) == (
        date(2026, 10, 30), date(2026, 10, 28),
    )  # fmt: skip
    assert (await office.read(deadlines.versions, number))[-1].deadline.rule == EXTENSION
    assert await told(office) == []


async def test_what_is_done_stays_as_it_was_judged(office: Store, tmp_path: Path) -> None:
    (number,) = await opened(office, term())
    await ticked(office, PLAN, MORNING)
    await office.write(task.finish, number, date(2026, 10, 15), None, Act("cli", MORNING))

    assert await ticked(office, a_plan(tmp_path, "2026-10-20"), MORNING) == []

    assert await due(office, number) == date(2026, 10, 26)


async def test_a_new_ladder_alone_moves_no_deadline_and_tells_nobody(office: Store) -> None:
    (number,) = await opened(office, term())
    await ticked(office, PLAN, MORNING)
    other = Plan(PLAN.calendar, tuple(replace(one, source="khác") for one in PLAN.ladders))

    done = await ticked(office, other, MORNING)

    assert [(one.moved, one.off, one.told) for one in done] == [(0, 0, 0)]
    assert len(await office.read(deadlines.versions, number)) == 1


async def test_a_day_that_is_worked_after_all_brings_the_deadline_nearer(
    office: Store, tmp_path: Path
) -> None:
    (number,) = await opened(office, term())
    await ticked(office, PLAN, MORNING)

    await ticked(office, a_plan(tmp_path, worked="2026-10-17"), MORNING)

    assert await due(office, number) == date(2026, 10, 23)


async def test_one_transaction_moves_no_more_than_others_can_wait_for(
    office: Store, tmp_path: Path
) -> None:
    many = 2 * MOST + 3
    await opened(office, *(replace(term(), content=f"việc {n}") for n in range(many)))
    await ticked(office, PLAN, MORNING)

    done = await ticked(office, a_plan(tmp_path, "2026-10-20"), MORNING)

    assert sum(one.moved for one in done) == many
    assert max(one.moved for one in done) <= 2 * MOST
    assert [one.more for one in done] == [True] * (len(done) - 1) + [False]
    assert [(who, len(facts["moved"])) for who, facts in await told(office)] == [(BINH, many)]
