"""A task that changes hands or is opened again: who must know is told, and nobody twice."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from schedules.tick import release
from store import Store, notice, task
from store.schema.notice import notice as notices
from tests.store.office import CUONG, HA, NOW, UNIT, at, opened, staffed, work
from tests.store.test_tick import PLAN, TABLE, lines, live_until, told
from work.act import Act
from work.outbox import NoticeState
from work.task import Party, Role


@pytest.fixture
async def office(store: Store) -> Store:
    await staffed(store)
    return store


async def test_who_leads_from_now_on_is_told_at_once_and_nobody_twice(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-27"))
    await sent_all(office)

    noon = Act("cli", at("2026-10-27", "12:00"))
    await office.write(task.give_lead, number, Party(Role.LEAD, "G18", UNIT, HA), noon)
    await office.write(release, PLAN, at("2026-10-27", "12:01"))

    assert await office.read(told) == [*lines(TABLE)[:6], ("2026-10-27", "ha", "lead")]


async def test_a_notice_that_names_the_lead_of_before_is_taken_back_and_told_anew(
    office: Store,
) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-27"))

    noon = Act("cli", at("2026-10-27", "12:00"))
    await office.write(task.give_lead, number, Party(Role.LEAD, "G18", UNIT, HA), noon)
    await office.write(release, PLAN, at("2026-10-27", "12:01"))

    accounts = await office.read(notice.accounts, number)
    waiting = [one for one in accounts if one.state is NoticeState.PENDING]
    assert {(one.person, one.facts["slot"]) for one in waiting} == {(HA, "T+1"), (CUONG, "T+1")}
    assert {one.facts["lead"]["person"] for one in waiting} == {"Vũ Hà"}


async def test_a_task_that_is_opened_again_is_told_of_once(office: Store) -> None:
    (number,) = await opened(office, work("2026-10-23"))
    await live_until(office, at("2026-10-15"))
    await sent_all(office)
    early, late = (Act("cli", at(day, "09:00")) for day in ("2026-10-15", "2026-10-16"))
    await office.write(task.finish, number, late.now.date(), None, early)

    await office.write(task.reopen, number, "kết quả bị trả lại", late)
    for minutes in (1, 2):
        await office.write(release, PLAN, late.now + timedelta(minutes=minutes))

    assert await office.read(told) == [
        ("2026-10-14", "binh", "lead"),
        ("2026-10-16", "binh", "lead"),
    ]


async def sent_all(store: Store) -> None:
    sent = {"state": NoticeState.SENT, "settled_at": NOW}
    await store.write(lambda tx: tx.run(update(notices).values(sent)))
