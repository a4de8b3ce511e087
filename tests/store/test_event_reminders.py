"""Reminders of events: none of what is not so any more."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from schedules.event_ladder import EventLadder, EventStep
from schedules.ladder import Plan
from schedules.tick import has_work, release
from store import Store, Tx, chat, event_answer, event_change, event_rung, outbox
from store.directory.people import disable_person
from store.schema.notice import notice as notices
from tests.store.events import (
    ALL,
    DAY_BEFORE,
    HOUR,
    HOUR_BEFORE,
    PLAN,
    START,
    all_sent,
    live,
    meeting,
    reminded,
    word,
)
from tests.store.office import BINH, CLI, DUNG, NOW, later, staffed
from tests.stores import empty_store
from work.act import Act
from work.event import Answer
from work.notice import Channel
from work.outbox import NoticeState


@pytest.fixture
def database(tmp_path: Path) -> str:
    """SQLite alone: where the engines may differ stands in the tests beside."""
    return empty_store(tmp_path)


@pytest.fixture
async def office(store: Store) -> Store:
    """A meeting on Monday 12/10/2026 at 08:00, to which three are invited on 01/10."""
    await staffed(store)
    await store.write(event_change.add, meeting(), CLI)
    await store.write(event_change.invite, 1, (), CLI)
    await store.write(all_sent)
    return store


async def test_of_several_missed_only_the_newest_is_told_and_none_once_it_began(
    office: Store,
) -> None:
    await office.write(release, PLAN, NOW)
    await office.write(release, PLAN, HOUR_BEFORE + HOUR / 2)
    found = {(one[0], one[1]) for one in await office.read(word) if one[1][1] == "-"}
    assert found == {(who, "M-60") for who in ALL}

    await office.write(event_change.add, meeting(uid="u2@moh"), CLI)
    await office.write(event_change.invite, 2, (), CLI)
    await office.write(release, PLAN, later(hours=1))
    await office.write(release, PLAN, START)
    assert len([one for one in await office.read(word) if one[1][1] == "-"]) == 3


async def test_who_was_invited_after_a_step_is_not_told_of_it(office: Store) -> None:
    late = Act("cli", HOUR_BEFORE - HOUR)
    await office.write(event_change.add, meeting(uid="u2@moh"), late)
    await office.write(event_change.invite, 2, (), late)
    await office.write(release, PLAN, late.now + HOUR / 60)
    await office.write(release, PLAN, HOUR_BEFORE)

    rows = await office.read(lambda tx: tx.all(notices.select().where(notices.c.event_id == 2)))
    assert sorted({row.dedup_key.split(":")[4] for row in rows if row.kind == "event-reminder"}) == ["M-60"]  # fmt: skip


async def test_who_declined_or_was_taken_out_is_not_reminded(office: Store) -> None:
    await office.write(event_answer.answer, 1, BINH, Answer.DECLINED, None, CLI)
    await office.write(event_change.remove, 1, DUNG, CLI)
    await office.write(disable_person, "ha@moh.gov.vn", later())

    assert await reminded(office, DAY_BEFORE) == [("cuong", "D-1")]


async def test_another_ladder_plans_anew_and_tells_nothing_twice(office: Store) -> None:
    await live(office, DAY_BEFORE)
    steps = (EventStep(working_days=-1), EventStep(minutes=-30))
    ladder = EventLadder(NOW.date(), "x", time(8), steps)
    other = Plan(PLAN.calendar, PLAN.ladders, PLAN.channels, events=(ladder,))
    now = DAY_BEFORE + HOUR

    assert await office.read(has_work, other.mark, now)
    await office.write(release, other, now)
    assert not await office.read(has_work, other.mark, now)
    assert await office.read(event_rung.next_due) == START - HOUR / 2


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        ("cancel", None),
        ("decline", "declined"),
        ("remove", "not-asked"),
        ("disable", "person-disabled"),
        ("begin", "expired"),
    ],
)
async def test_what_is_not_so_any_more_when_it_would_leave_is_not_sent(
    office: Store, happens: str, why: str | None
) -> None:
    await live(office, DAY_BEFORE)
    done: dict[str, tuple[Any, ...]] = {
        "cancel": (event_change.cancel, 1, None, CLI),
        "decline": (event_answer.answer, 1, BINH, Answer.DECLINED, None, CLI),
        "remove": (event_change.remove, 1, BINH, CLI),
        "disable": (disable_person, "binh@moh.gov.vn", later()),
    }
    if happens in done:
        function, *given = done[happens]
        await office.write(function, *given)
    now = START if happens == "begin" else DAY_BEFORE + HOUR

    claimed = await office.write(outbox.claim, "w", tuple(Channel), now, timedelta(minutes=1), 50)

    sent = [one.notice for one in claimed if one.notice.kind == "event-reminder"]
    assert BINH not in [one.person for one in sent]
    assert len(sent) == {"cancel": 0, "begin": 0}.get(happens, 2)
    if why is not None:
        rows = await office.read(lambda tx: tx.all(notices.select()))
        mine = [r for r in rows if r.kind == "event-reminder" and r.person_id == BINH]
        assert [(row.state, row.error) for row in mine] == [(NoticeState.CANCELLED, why)]


async def test_reminders_come_by_chat_too_where_it_is_linked(office: Store) -> None:
    channels: set[str] = set()

    def linked(tx: Tx, people: Any, when: datetime) -> dict[int, int]:
        return {BINH: 4711}

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(chat, "reached", linked)
        await office.write(release, PLAN, NOW)
        await office.write(release, PLAN, DAY_BEFORE)
    for row in await office.read(lambda tx: tx.all(notices.select())):
        if row.kind == "event-reminder" and row.person_id == BINH:
            channels.add(row.channel)
    assert channels == {"mail", "telegram"}
