"""A task that is handed on inside the unit that leads it: who leads changes, both are told, all else stays."""

import asyncio

import pytest

from schedules.tick import release
from store import Store, handing, history, notice, task, worklist
from store.account import entries_about
from store.directory.people import disable_person
from store.task import Refusal
from tests.store.office import (
    BINH,
    CLI,
    CUONG,
    DUNG,
    NOW,
    OTHER_UNIT,
    UNIT,
    at,
    opened,
    staffed,
    work,
)
from tests.store.test_tick import PLAN, live_until, send_all, told
from work.act import Act
from work.task import Impossible, Party, Role, TaskState

HELPS = Party(Role.COORDINATOR, "G18", OTHER_UNIT, DUNG)


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_another_person_of_the_unit_leads_and_both_are_told(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23", BINH, UNIT, HELPS))
    await office.write(task.receive, number, CLI)
    await live_until(office, at("2026-10-15"))
    await send_all(office, at("2026-10-15"))
    act = Act("person:2", at("2026-10-15", "09:00"))

    done = await office.write(handing.hand_on, number, CUONG, act, "Bình đi học")
    assert done is TaskState.RECEIVED, "the unit has received it"
    await office.write(release, PLAN, at("2026-10-15", "09:01"))

    found = await office.read(worklist.one, number)
    assert found is not None
    assert [(one.role, one.person, one.unit) for one in found.parties] == [
        ("lead", CUONG, UNIT),
        ("coordinator", DUNG, OTHER_UNIT),
    ]
    assert await office.read(told) == [
        ("2026-10-14", "binh", "lead"),
        ("2026-10-15", "binh", "handed-from"),
        ("2026-10-15", "cuong", "lead"),
        ("2026-10-15", "cuong", "lead"),
    ], "the news to both, and the newest rung to who was not told of it"
    news = [one for one in await office.read(notice.accounts, number) if one.kind == "task-news"]
    assert {one.facts["why"] for one in news} == {"Bình đi học"}
    assert {one.facts["lead"]["person"] for one in news} == {"Lê Văn Cường"}
    *_, last = await office.read(history.of_task, number)
    assert (last.event, last.facts, last.reason) == (
        "hand-on", {"was": BINH, "now": CUONG}, "Bình đi học",
    )  # fmt: skip
    *_, entry = await office.read(entries_about, f"task:{number}")
    assert "Bình" not in str(entry)


async def test_a_task_of_the_unit_alone_is_handed_to_one_of_it(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23", None))

    assert await office.write(handing.hand_on, number, BINH, CLI) is TaskState.ASSIGNED

    found = await office.read(worklist.one, number)
    assert found is not None
    assert found.lead.person == BINH


async def test_beyond_the_unit_or_to_nobody_it_is_not_handed_on(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await office.write(disable_person, "cuong@moh.gov.vn", NOW)

    async def hand_on(to: int, task_id: int = number) -> object:
        return await office.write(handing.hand_on, task_id, to, CLI)

    assert await hand_on(DUNG) is Refusal.OUTSIDE
    assert await hand_on(CUONG) is Refusal.OUTSIDE, "who is not there any more"
    assert await hand_on(99) is Refusal.OUTSIDE
    assert await hand_on(BINH) is Refusal.UNCHANGED
    assert await hand_on(BINH, 999) is Refusal.UNKNOWN
    await office.write(task.cancel, number, CLI)
    assert await hand_on(CUONG) == Impossible(TaskState.CANCELLED)


async def test_handed_on_from_two_processes_at_once_one_leads(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])
    (number,) = await opened(pair[0], work("2026-10-23"))

    await asyncio.gather(
        *(pair[n % 2].write(handing.hand_on, number, (BINH, CUONG)[n % 2], CLI) for n in range(12))
    )

    found = await pair[0].read(worklist.one, number)
    assert found is not None
    assert [one.role for one in found.parties] == [Role.LEAD]
    happened = await pair[0].read(history.of_task, number)
    assert happened[-1].facts["now"] == found.lead.person
