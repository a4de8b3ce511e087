"""A task that is paused: no reminders, a clock that stands, and a deadline that moves when it goes on."""

import asyncio
from datetime import date

import pytest

from schedules.explain import Silence, explain
from schedules.pause import resumption
from schedules.tick import release
from store import Store, deadlines, extension, history, notice, pause, rung, task, worklist
from store.task import Refusal
from store.worklist import Wanted
from tests.store.office import BINH, CLI, at, due_on, later, opened, staffed, work
from tests.store.test_tick import PLAN, live_until, send_all, told
from work.act import Act
from work.deadline import Reached, Until
from work.extension import Ask
from work.pause import Resumption
from work.task import Impossible, TaskClass, TaskState

DUE, SINCE, UNTIL = date(2026, 10, 23), date(2026, 10, 15), date(2026, 10, 29)


def computed(was: date | None = DUE, since: date = SINCE, until: date = UNTIL) -> Resumption:
    return resumption(since, until, None if was is None else Until(was), PLAN.calendar)


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_while_it_is_paused_nobody_is_reminded_and_then_by_the_moved_deadline(
    office: Store,
) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-15"))
    await send_all(office, at("2026-10-15"))
    await office.write(task.receive, number, CLI)
    begun = Act("person:4", at("2026-10-15", "09:00"))

    assert await office.write(pause.pause, number, SINCE, "chờ Bộ Tài chính", begun) is (
        TaskState.PAUSED
    )
    await live_until(office, at("2026-10-29"))
    explained = await office.read(explain, PLAN, number, at("2026-10-29"))
    assert explained is not None
    assert (explained.silence, explained.ahead) == (Silence.PAUSED, ())
    assert [one.slot for one in explained.passed] == ["T-7"], (
        "what the pause passed over is no rung"
    )
    resumed = Act("person:4", at("2026-10-29", "09:00"))
    assert await office.write(pause.resume, number, computed(), resumed) is TaskState.RECEIVED
    await office.write(release, PLAN, at("2026-10-29", "09:01"))
    await live_until(office, at("2026-11-07"))

    found = await office.read(worklist.one, number)
    assert found is not None
    assert (found.due, found.version, found.stopped_on) == (date(2026, 11, 6), 2, None)
    *_, second = await office.read(deadlines.versions, number)
    assert (second.deadline.rule, second.deadline.source) == (
        "pause", "tạm dừng 15/10/2026 đến 29/10/2026, 10 ngày làm việc",
    )  # fmt: skip
    assert [(day, who) for day, who, _ in await office.read(told)] == [
        ("2026-10-14", "binh"),
        ("2026-10-15", "binh"),  # told of the pause
        ("2026-10-29", "binh"),  # told that it goes on
        ("2026-10-29", "binh"),  # the newest rung of the moved deadline
        ("2026-11-03", "binh"),
        ("2026-11-05", "binh"),
        ("2026-11-06", "binh"),
    ]
    (interval,) = await office.read(pause.of_task, number)
    assert (interval.since, interval.until, interval.working_days) == (SINCE, UNTIL, 10)
    assert interval.reason == "chờ Bộ Tài chính"


async def test_a_paused_task_is_judged_by_the_day_on_which_it_was_paused(office: Store) -> None:
    one, two = await opened(office, work("2026-10-23"), work("2026-10-23"))
    await office.write(pause.pause, one, SINCE, "x", CLI)
    after = Reached(date(2026, 11, 20))

    found = await office.read(worklist.several, (one, two))
    late = await office.read(worklist.page, Wanted(late_at=after))

    assert found[one].class_at(after) is TaskClass.OPEN_IN_TIME
    assert found[two].class_at(after) is TaskClass.OPEN_LATE
    assert [task.id for task in late.tasks] == [two]


async def test_what_a_paused_task_cannot_do_is_said(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await office.write(pause.pause, number, SINCE, "x", CLI)
    paused = Impossible(TaskState.PAUSED)

    assert await office.write(task.finish, number, SINCE, None, CLI) == paused
    assert await office.write(task.change_due, number, due_on("2026-12-01"), None, CLI) == paused
    assert await office.write(pause.pause, number, SINCE, "x", CLI) == paused
    assert await office.write(pause.resume, 999, computed(), CLI) is Refusal.UNKNOWN
    assert await office.write(pause.resume, number, computed(date(2026, 10, 22)), CLI) is (
        Refusal.OVERTAKEN
    )
    other_day = computed(since=date(2026, 10, 14))
    assert await office.write(pause.resume, number, other_day, CLI) is Refusal.OVERTAKEN
    assert await office.write(pause.resume, number, computed(), CLI) is TaskState.ASSIGNED
    assert await office.write(pause.resume, number, computed(), CLI) == (
        Impossible(TaskState.ASSIGNED)
    )


async def test_a_pause_that_took_no_working_day_moves_nothing(office: Store) -> None:
    dated, undated = await opened(office, work("2026-10-23"), work(None))
    for number in (dated, undated):
        await office.write(pause.pause, number, SINCE, "x", CLI)

    await office.write(pause.resume, dated, computed(until=SINCE), CLI)
    await office.write(pause.resume, undated, computed(None), CLI)

    found = await office.read(worklist.several, (dated, undated))
    assert (found[dated].due, found[dated].version, found[undated].due) == (DUE, 1, None)
    assert await office.read(rung.of_task, dated) is not None
    assert await office.read(rung.of_task, undated) is None


async def test_the_end_of_a_paused_task_ends_the_pause_so_that_another_can_follow(
    office: Store,
) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await office.write(pause.pause, number, SINCE, "x", CLI)

    assert await office.write(task.recall, number, CLI, "giao nhầm") is TaskState.RECALLED
    await office.write(task.reopen, number, "giao lại", CLI)
    assert await office.write(pause.pause, number, UNTIL, "y", CLI) is TaskState.PAUSED

    found = await office.read(pause.of_task, number)
    assert [(one.begun, one.ended, one.until) for one in found] == [(1, 2, None), (4, None, None)]


async def test_an_extension_granted_in_a_pause_moves_on_with_it_and_wakes_nobody(
    office: Store,
) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    wish = Ask(DUE, date(2026, 10, 30), "x", date(2026, 10, 1))
    await office.write(extension.ask, number, wish, CLI)
    await office.write(pause.pause, number, SINCE, "x", CLI)

    await office.write(extension.grant, number, CLI)
    assert await office.read(rung.of_task, number) is None
    assert await office.write(pause.resume, number, computed(), CLI) is Refusal.OVERTAKEN
    new = computed(date(2026, 10, 30))
    await office.write(pause.resume, number, new, Act("cli", later(days=28)))

    versions = await office.read(deadlines.versions, number)
    assert [one.deadline.due for one in versions] == [DUE, wish.due, date(2026, 11, 13)]
    assert {one.person for one in await office.read(notice.accounts, number)} >= {BINH}


async def test_finished_while_it_is_paused_one_of_the_two_happens(
    pair: tuple[Store, Store],
) -> None:
    await staffed(pair[0])
    numbers = await opened(pair[0], *(work("2026-10-23", content=f"việc {n}") for n in range(10)))

    done = await asyncio.gather(
        *(
            act
            for number in numbers
            for act in (
                pair[number % 2].write(pause.pause, number, SINCE, "x", CLI),
                pair[1 - number % 2].write(task.finish, number, SINCE, None, CLI),
            )
        )
    )

    for number, paused, finished in zip(numbers, done[::2], done[1::2], strict=True):
        happened = await pair[0].read(history.of_task, number)
        assert len(happened) == 1, (paused, finished)
        assert await pair[0].read(rung.of_task, number) is None
        outcome = {
            TaskState.PAUSED: Impossible(TaskState.PAUSED),
            Impossible(TaskState.DONE): TaskState.DONE,
        }
        assert outcome[paused] == finished
