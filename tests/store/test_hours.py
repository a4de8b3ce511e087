"""Deadlines with an hour in the store: lists, tallies and classes go by the instant."""

import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from alembic.config import Config

from schedules.pause import resumption
from schedules.tick import release
from store import (
    Store,
    audience,
    deadlines,
    history,
    notice,
    pause,
    rung,
    standing,
    task,
    worklist,
    workload,
)
from store.directory.people import disable_person
from store.engine import open_engines
from store.task import Submission
from store.worklist import Wanted
from store.workload import Days
from tests.store.office import BINH, CLI, CUONG, UNIT, at, opened, staffed, work
from tests.store.test_tick import PLAN, live_until
from work.act import Act
from work.deadline import Deadline, Reached, Until, by_hour
from work.task import NewTask, Party, Role, TaskClass

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY = date(2026, 10, 28)


def clock(hour: str, day: str = "2026-10-28") -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZONE)


def seen(hour: str, day: str = "2026-10-28") -> Reached:
    return Reached(date.fromisoformat(day), at(day, hour))


def due(hour: str, exclusive: bool = False, day: str = "2026-10-28") -> Deadline:
    rule = "before-hour" if exclusive else "by-hour"
    return by_hour(clock(hour, day), exclusive, rule, "lời văn")


def until_hour(hour: str, exclusive: bool = False) -> NewTask:
    return replace(work(), deadline=due(hour, exclusive))


def acting(hour: str, day: str = "2026-10-28") -> Act:
    return Act("cli", at(day, hour))


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def listed(store: Store, wanted: Wanted) -> list[int]:
    return [one.id for one in (await store.read(worklist.page, wanted)).tasks]


async def test_what_ends_in_the_course_of_a_day_stands_before_what_ends_with_it(
    office: Store,
) -> None:
    await opened(
        office,
        work("2026-10-28"),
        until_hour("16:00"),
        until_hour("16:00", exclusive=True),
        until_hour("09:30"),
        work("2026-10-27"),
        work(None),
    )

    assert await listed(office, Wanted()) == [5, 4, 3, 2, 1, 6]
    found = await office.read(workload.workload, Days(DAY, DAY, DAY, at("2026-10-28", "00:01")))
    assert [one.task for one in found.next_due] == [4, 3, 2, 1]
    assert found.next_due[1].due == due("16:00", exclusive=True).until


@pytest.mark.parametrize(
    ("hour", "over"),
    [("09:30", set()), ("09:31", {1}), ("15:59", {1}), ("16:00", {1, 3}), ("16:01", {1, 2, 3})],
)
async def test_lists_tallies_and_the_overview_judge_by_the_instant(
    office: Store, hour: str, over: set[int]
) -> None:
    await opened(
        office,
        until_hour("09:30"),
        until_hour("16:00"),
        until_hour("16:00", exclusive=True),
        work("2026-10-28"),
    )
    now = seen(hour)

    late = await listed(office, Wanted(late_at=now))
    still = await listed(office, Wanted(due_from=now, due_by=DAY))
    tally = await office.read(worklist.tally, Wanted(), now)
    found = await office.read(workload.workload, Days(DAY, DAY, DAY, now.at))
    tasks = await office.read(worklist.several, (1, 2, 3, 4))

    assert set(late) == over
    assert set(still) == {1, 2, 3, 4} - over
    assert (tally.open_late, tally.open_in_time) == (len(over), 4 - len(over))
    assert (found.late.number, found.today.number) == (len(over), 4 - len(over))
    assert [(one.late, one.today) for one in found.loads] == [(len(over), 4 - len(over))]
    assert {one.task for one in found.longest_late} == over
    assert {n for n, one in tasks.items() if one.class_at(now) is TaskClass.OPEN_LATE} == over


async def test_who_is_reminded_of_nothing_is_late_by_the_instant_too(office: Store) -> None:
    nobody = replace(until_hour("16:00"), parties=work(None, None, None).parties)
    await opened(office, nobody)
    for name in ("binh", "cuong", "giang", "ha"):
        await office.write(disable_person, f"{name}@moh.gov.vn", CLI.now)

    before = await office.read(audience.unreminded, seen("16:00"))
    after = await office.read(audience.unreminded, seen("16:01"))

    assert ([one.late for one in before], [one.late for one in after]) == ([0], [1])


@pytest.mark.parametrize(
    ("hour", "day", "kind"),
    [
        ("15:59", DAY, TaskClass.DONE_IN_TIME),
        ("16:01", DAY, TaskClass.DONE_LATE),
        ("16:01", date(2026, 10, 27), TaskClass.DONE_IN_TIME),  # only the day is known
    ],
)
async def test_a_submission_is_judged_by_its_instant_however_late_it_is_approved(
    office: Store, hour: str, day: date, kind: TaskClass
) -> None:
    (number,) = await opened(office, until_hour("16:00"))
    await office.write(task.submit, number, Submission(day, DAY), acting(hour))
    waiting = await office.read(worklist.one, number)
    tally = await office.read(worklist.tally, Wanted(), seen("09:00", "2026-11-02"))
    late = await listed(office, Wanted(late_at=seen("09:00", "2026-11-02")))

    await office.write(task.approve, number, acting("09:00", "2026-11-02"))

    found = await office.read(worklist.one, number)
    done = await office.read(workload.workload, Days(DAY, DAY, date(2026, 10, 1), None))
    ends = await office.read(worklist.tally, Wanted(states=None), seen("09:00", "2026-11-02"))
    assert waiting is not None
    assert found is not None
    is_late = kind is TaskClass.DONE_LATE
    assert waiting.class_at(seen("09:00", "2026-11-02")).endswith("late") is is_late
    assert (tally.open_late, late) == ((1, [number]) if is_late else (0, []))
    assert found.class_at(seen("09:00", "2026-11-02")) is kind
    assert (done.done.late, done.done.in_time) == (int(is_late), int(not is_late))
    assert (ends.done_late, ends.done_in_time) == (int(is_late), int(not is_late))


async def test_a_day_that_is_given_afterwards_is_not_judged_by_the_hour_of_giving_it(
    office: Store,
) -> None:
    (number,) = await opened(office, until_hour("16:00"))
    new = Submission(DAY, date(2026, 10, 29))

    await office.write(task.submit, number, new, acting("09:00", "2026-10-29"))

    found = await office.read(worklist.one, number)
    assert found is not None
    assert found.class_at(seen("10:00", "2026-10-29")) is TaskClass.OPEN_IN_TIME


async def test_what_is_paused_after_its_hour_is_late_while_it_is_paused(office: Store) -> None:
    (number,) = await opened(office, until_hour("16:00"))

    await office.write(pause.pause, number, DAY, "chờ ý kiến", acting("16:30"))

    found = await office.read(worklist.one, number)
    assert found is not None
    assert found.class_at(seen("17:00")) is TaskClass.OPEN_LATE
    assert await listed(office, Wanted(late_at=seen("17:00"))) == [number]


@pytest.mark.parametrize(("hour", "late"), [("15:00", False), ("16:30", True)])
async def test_what_is_finished_without_approval_is_judged_by_the_instant(
    office: Store, hour: str, late: bool
) -> None:
    (number,) = await opened(office, until_hour("16:00"))

    await office.write(task.finish_now, number, DAY, None, acting(hour))

    found = await office.read(worklist.one, number)
    assert found is not None
    kind = TaskClass.DONE_LATE if late else TaskClass.DONE_IN_TIME
    assert found.class_at(seen("09:00", "2027-01-04")) is kind


async def test_opened_again_it_runs_and_is_judged_by_the_clock(office: Store) -> None:
    (number,) = await opened(office, until_hour("16:00"))
    await office.write(task.finish_now, number, DAY, None, acting("15:00"))

    await office.write(task.reopen, number, "thiếu phụ lục", acting("15:30"))

    found = await office.read(worklist.one, number)
    assert found is not None
    assert (found.stopped, found.until) == (None, due("16:00").until)
    assert found.class_at(seen("16:01")) is TaskClass.OPEN_LATE


async def test_a_returned_one_has_its_hour_and_its_rungs_again(office: Store) -> None:
    (number,) = await opened(office, until_hour("16:00", exclusive=True))
    await office.write(task.submit, number, Submission(DAY, DAY), acting("15:00"))

    await office.write(task.send_back, number, "thiếu số liệu", acting("15:10"))

    row = await office.read(rung.of_task, number)
    found = await office.read(worklist.one, number)
    assert found is not None
    assert found.stopped is None
    assert row is not None
    assert row.due == due("16:00", exclusive=True).until


async def test_a_pause_stops_the_clock_at_its_instant_and_keeps_the_hour(office: Store) -> None:
    (number,) = await opened(office, until_hour("16:00", exclusive=True))
    await office.write(pause.pause, number, DAY, "chờ ý kiến", acting("15:00"))
    paused = await office.read(worklist.one, number)
    assert paused is not None
    assert paused.class_at(seen("17:00")) is TaskClass.OPEN_IN_TIME

    new = resumption(DAY, date(2026, 10, 30), paused.until, PLAN.calendar)
    await office.write(pause.resume, number, new, acting("09:00", "2026-10-30"))

    found = await office.read(worklist.one, number)
    assert found is not None
    assert found.until == due("16:00", True, "2026-10-30").until


async def test_an_hour_is_another_deadline_and_the_same_one_is_none(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-28"))

    assert await office.write(task.change_due, number, due("16:00"), "theo công điện", CLI) == 2
    assert (
        await office.write(task.change_due, number, due("16:00"), "x", CLI)
        is task.Refusal.UNCHANGED
    )
    assert await office.write(task.change_due, number, due("16:00", True), "x", CLI) == 3

    versions = await office.read(deadlines.versions, number)
    happened = await office.read(history.of_task, number)
    assert [one.deadline.until for one in versions] == [
        Until(DAY), due("16:00").until, due("16:00", True).until,
    ]  # fmt: skip
    assert happened[-1].facts["due"] == "<2026-10-28T16:00+07:00"


async def test_on_its_day_the_lead_is_told_in_the_morning_and_two_hours_before(
    office: Store,
) -> None:
    (number,) = await opened(office, until_hour("16:00", exclusive=True))

    await live_until(office, at("2026-10-29"))

    told = await office.read(notice.accounts, number)
    assert [(one.facts["slot"], one.at) for one in told][-2:] == [
        ("T", at("2026-10-28")), ("T-2h", at("2026-10-28", "14:00")),
    ]  # fmt: skip
    assert {one.facts["until"] for one in told} == {"<2026-10-28T09:00+00:00"}
    assert [one.person for one in told] == [BINH] * len(told)


async def test_what_is_told_after_the_hour_says_that_it_is_over(office: Store) -> None:
    (number,) = await opened(office, work("2026-11-28"))
    now = at("2026-10-28", "16:10")
    await office.write(task.change_due, number, due("16:00"), "x", Act("cli", now))

    await live_from(office, now)

    (told,) = await office.read(notice.accounts, number)
    assert (told.facts["slot"], told.facts["late"], told.facts["working_days"]) == ("T-2h", True, 0)


async def live_from(store: Store, now: datetime) -> None:
    await store.write(release, PLAN, now + timedelta(seconds=1))


async def test_orders_of_rungs_that_were_told_before_there_were_hours_are_spread(
    tmp_path: Path,
) -> None:
    """What the migration does to a store that stands: T-3 is not told again, nor the third week."""
    file = tmp_path / "old.db"
    engines = open_engines(f"sqlite:///{file}")
    config = Config()
    config.set_main_option("script_location", "store:migrations")
    with engines.writer.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0022")
    with sqlite3.connect(file) as old:
        old.execute("PRAGMA foreign_keys=OFF")
        rows = [(1, -3), (2, 0), (3, None), (4, 10003)]
        old.executemany(
            "INSERT INTO rung (task_id, due, version, released, plan) VALUES (?, '2026-10-28', 1, ?, '')",
            rows,
        )
    with engines.writer.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with sqlite3.connect(file) as new:
        found = new.execute("SELECT task_id, released FROM rung ORDER BY task_id").fetchall()
    assert found == [(1, -300), (2, 0), (3, None), (4, 1000003)]


@pytest.mark.parametrize(
    "now", [seen("09:30"), seen("15:59"), seen("16:00"), seen("16:01")], ids=str
)
async def test_the_counts_above_a_list_are_those_of_its_classes(
    office: Store, now: Reached
) -> None:
    """Each task once, whoever else of a unit has a part in it; judged as the classes are."""
    both = (Party(Role.COORDINATOR, "G18", UNIT, CUONG),)
    await opened(
        office,
        work("2026-10-28", BINH, UNIT, *both),
        *(
            until_hour(hour, exclusive=more)
            for hour in ("09:30", "16:00")
            for more in (False, True)
        ),
        *(work(day) for day in ("2026-10-27", "2026-10-29", None)),
    )
    for number, on in ((2, DAY), (3, date(2026, 10, 27)), (6, DAY)):
        await office.write(task.submit, number, Submission(on, DAY), acting("15:00"))
    await office.write(pause.pause, 4, DAY, "chờ", acting("10:00"))

    answering = Wanted(agency="G18", roles=(Role.LEAD, Role.COORDINATOR))
    whose = (Wanted(), Wanted(staff=UNIT), Wanted(agency="G18"), answering, Wanted(person=CUONG))
    for wanted in whose:
        tally = await office.read(worklist.tally, wanted, now)
        soon = replace(wanted, due_from=now, due_by=DAY, running=True)
        ahead = (await office.read(worklist.page, soon)).total
        found = await office.read(standing.open_counts, wanted, now, DAY)
        assert found == (tally.open, tally.open_late, ahead)
