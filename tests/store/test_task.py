"""A task that is opened again, given to others or reworded, with its history and the account."""

import asyncio
import dataclasses
from datetime import date

import pytest

from store import Store, deadlines, document, rung, task, worklist
from store.account import entries_about
from store.task import Refusal
from store.worklist import Wanted
from tests.store.office import (
    BINH,
    CLI,
    CUONG,
    DUNG,
    NOW,
    OTHER_UNIT,
    UNIT,
    due_on,
    later,
    opened,
    staffed,
    work,
)
from work.act import Act
from work.task import Impossible, Party, Role, TaskState

HELPS = Party(Role.COORDINATOR, "G18", OTHER_UNIT, DUNG)


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_a_closed_task_is_opened_again_with_its_deadline_and_why(office: Store) -> None:
    (number,) = await opened(office, work())
    act = Act("person:5", later(days=2))
    await office.write(task.finish, number, date(2026, 10, 2), "77/BYT-KHTC", CLI)

    assert await office.write(task.reopen, number, "kết quả bị trả lại", act) is TaskState.ASSIGNED

    found = await office.read(worklist.one, number)
    assert found is not None
    assert (found.state, found.done_on, found.result, found.closed_at) == ("assigned", *3 * (None,))
    assert (found.due, found.version) == (date(2026, 10, 23), 2)
    _, again = await office.read(deadlines.versions, number)
    assert (again.deadline, again.reason) == (due_on("2026-10-23"), "kết quả bị trả lại")
    assert (await office.read(worklist.page, Wanted(person=BINH))).total == 1
    waiting = await office.read(rung.of_task, number)
    assert waiting is not None
    assert waiting.version == 2
    *_, entry = await office.read(entries_about, f"task:{number}")
    assert (entry.event, entry.codes["by"]) == ("task.reopened", "person:5")
    assert "trả lại" not in str(entry.codes)


async def test_a_withdrawn_task_without_a_deadline_is_opened_again_too(office: Store) -> None:
    (number,) = await opened(office, work(None))
    await office.write(task.cancel, number, CLI)

    assert await office.write(task.reopen, number, "giao lại", CLI) is TaskState.ASSIGNED
    assert await office.write(task.reopen, number, "giao lại", CLI) == Impossible(
        TaskState.ASSIGNED
    )
    assert await office.write(task.reopen, 999, "giao lại", CLI) is Refusal.UNKNOWN
    assert await office.read(rung.of_task, number) is None


async def test_the_lead_is_given_on_and_the_others_stay(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23", BINH, UNIT, HELPS))
    other = Party(Role.COORDINATOR, "G18", UNIT, CUONG)
    await office.write(
        task.assign, number, (*work("2026-10-23", BINH, UNIT, HELPS, other).parties,), CLI
    )

    assert (
        await office.write(
            task.give_lead, number, Party(Role.LEAD, "G18", OTHER_UNIT, DUNG), Act("person:5", NOW)
        )
        is TaskState.ASSIGNED
    )

    found = await office.read(worklist.one, number)
    assert found is not None
    assert [(one.role, one.person) for one in found.parties] == [
        ("lead", DUNG),
        ("coordinator", CUONG),
    ]
    assert (await office.read(worklist.page, Wanted(person=BINH))).total == 0
    *_, entry = await office.read(entries_about, f"task:{number}")
    assert entry.event == "task.assigned"
    assert entry.codes == {
        "by": "person:5", "agency": "G18", "unit": OTHER_UNIT, "person": DUNG, "others": 1,
    }  # fmt: skip
    again = Party(Role.LEAD, "G18", OTHER_UNIT, DUNG)
    assert await office.write(task.give_lead, number, again, CLI) is Refusal.UNCHANGED
    await office.write(task.cancel, number, CLI)
    assert await office.write(task.give_lead, number, again, CLI) == Impossible(TaskState.CANCELLED)
    assert await office.write(task.give_lead, 999, again, CLI) is Refusal.UNKNOWN


async def test_leads_given_at_once_from_two_processes_leave_one(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])
    (number,) = await opened(pair[0], work())
    leads = [Party(Role.LEAD, "G18", UNIT, who) for who in (BINH, CUONG, DUNG)]

    await asyncio.gather(
        *(pair[n % 2].write(task.give_lead, number, leads[n % 3], CLI) for n in range(18))
    )

    found = await pair[0].read(worklist.one, number)
    assert found is not None
    assert [one.role for one in found.parties] == [Role.LEAD]


async def test_another_subject_is_that_of_the_document_too(office: Store) -> None:
    new = dataclasses.replace(work(), content="V/v báo cáo tình hình cung ứng thuốc")
    same, own = await opened(office, new, work())

    await office.write(task.reword, same, "V/v cung ứng vắc xin", "V/v cung ứng vắc xin", CLI)
    found = await office.read(worklist.several, (same, own))

    assert [found[n].content for n in (same, own)] == ["V/v cung ứng vắc xin", work().content]
    assert {one.document.excerpt for one in found.values()} == {"V/v cung ứng vắc xin"}
    await office.write(task.reword, own, "Việc khác", "Việc khác", CLI)
    (kept,) = await office.read(document.listed, document.Wanted(number="125/VPCP-KGVX"), 8)
    assert kept.document.excerpt == "V/v cung ứng vắc xin"
