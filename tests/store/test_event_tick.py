"""Reminders of events: when the table says so, once, and none of what is not so any more."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from schedules.tick import has_work, release
from store import Store, Tx, clock, event_change, event_rung, outbox
from store.engine import open_engines
from store.event_change import Done
from store.schema.event import event
from store.schema.notice import notice as notices
from tests.store.events import (
    ALL,
    DAY_BEFORE,
    HOUR,
    HOUR_BEFORE,
    PLAN,
    START,
    WEEK,
    all_sent,
    live,
    meeting,
    reminded,
    word,
)
from tests.store.office import BINH, CLI, CUONG, NOW, at, later, staffed
from tests.store.plans import plan as query_plan
from work.act import Act
from work.event import Part, Span
from work.notice import Channel
from work.outbox import NoticeState

POSTGRESQL_IN_PROOF = True


@pytest.fixture
async def office(store: Store) -> Store:
    """A meeting on Monday 12/10/2026 at 08:00, to which three are invited on 01/10."""
    await staffed(store)
    await store.write(event_change.add, meeting(), CLI)
    await store.write(event_change.invite, 1, (), CLI)
    await store.write(all_sent)
    return store


async def test_people_are_reminded_the_working_day_before_and_an_hour_before(office: Store) -> None:
    assert await reminded(office, DAY_BEFORE - HOUR) == []
    assert await reminded(office, DAY_BEFORE) == [(who, "D-1") for who in ALL]

    assert await reminded(office, at("2026-12-31")) == sorted(
        (who, step) for who in ALL for step in ("D-1", "M-60")
    )
    assert await office.read(event_rung.next_due) is None, "nothing is left to look at"


async def test_what_moved_is_reminded_of_at_its_new_time_alone(office: Store) -> None:
    assert len(await reminded(office, DAY_BEFORE)) == 3
    span = Span(START + WEEK, START + WEEK + HOUR)
    await office.write(event_change.reschedule, 1, None, span, Act("cli", DAY_BEFORE + HOUR))

    rows = await office.read(lambda tx: tx.all(notices.select()))
    old = [row for row in rows if row.kind == "event-reminder"]
    assert {(row.state, row.error) for row in old} == {("cancelled", "superseded")}

    told = await live(office, at("2026-12-31"))
    assert [one[2] for one in told] == ["2026-10-19T08:00"] * 6
    keys = await office.read(lambda tx: [row.dedup_key for row in tx.all(notices.select())])
    assert f"event-reminder:1:1:1:D-1:{BINH}:mail" in keys, "by the sequence that set the time"


async def test_each_time_of_a_series_has_its_own(office: Store) -> None:
    new = meeting(times=3, uid="u2@moh", people=((CUONG, Part.REQUIRED),))
    await office.write(event_change.cancel, 1, None, CLI)
    await office.write(event_change.add, new, CLI)
    await office.write(event_change.invite, 2, (), CLI)
    await office.write(event_change.cancel, 2, 2, CLI)

    assert [one[1:] for one in await live(office, at("2026-12-31"))] == [
        ("D-1", "2026-10-12T08:00"),
        ("D-1", "2026-10-26T08:00"),
        ("M-60", "2026-10-12T08:00"),
        ("M-60", "2026-10-26T08:00"),
    ]


async def test_an_invitation_to_what_is_over_for_its_reader_is_not_sent(office: Store) -> None:
    """As it may stand after the store was restored, or where nobody took it back."""
    await office.write(event_change.change, 1, {"place": "Phòng 5"}, CLI)

    def end(tx: Tx) -> None:
        tx.run(update(event).values(state="cancelled"))

    await office.write(end)

    claimed = await office.write(
        outbox.claim, "w", tuple(Channel), later(seconds=1), timedelta(minutes=1), 50
    )
    assert claimed == ()


async def test_what_lies_far_ahead_costs_the_tick_nothing(database: str, store: Store) -> None:
    await staffed(store)
    await store.write(event_change.add, meeting(times=400), CLI)
    done = await store.write(event_change.invite, 1, (), CLI)
    assert isinstance(done, Done)
    while await store.read(has_work, PLAN.mark, later(minutes=1)):
        await store.write(release, PLAN, later(minutes=1))
    engines = open_engines(database)

    for look in (lambda tx: tx.all(event_rung.due_at(NOW).limit(100)), event_rung.next_due):
        assert "ix_event_rung_next_at" in query_plan(engines, look)
    engines.dispose()


async def test_a_simulated_clock_stops_at_each_reminder_until_it_has_left(office: Store) -> None:
    def start(tx: Tx) -> None:
        assert clock.simulate(tx, later(minutes=1), None, later(minutes=1)) is not None

    def settled(tx: Tx) -> None:
        left = {"state": NoticeState.SENT, "settled_at": later(minutes=1)}
        tx.run(notices.update().values(left))

    async def ticked() -> datetime:
        await office.write(release, PLAN, later(minutes=1))
        return await office.write(clock.office_now, later(minutes=1))

    await office.write(settled)
    await office.write(start)
    assert await ticked() == DAY_BEFORE
    assert await ticked() == DAY_BEFORE, "what is due stands unsent"
    assert len([one for one in await office.read(word) if one[1] == "D-1"]) == 3
    await office.write(settled)
    assert await ticked() == HOUR_BEFORE


async def test_the_tick_and_who_changes_an_event_do_not_stand_in_each_others_way(
    office: Store, pair: tuple[Store, Store]
) -> None:
    one, two = pair
    spans = [Span(START + n * HOUR, START + (n + 1) * HOUR) for n in range(1, 9)]

    async def ticking() -> None:
        for n in range(12):
            await one.write(release, PLAN, DAY_BEFORE + n * HOUR / 60)

    async def moving() -> None:
        for span in spans:
            done = await two.write(event_change.reschedule, 1, None, span, Act("cli", DAY_BEFORE))
            assert isinstance(done, Done)

    await asyncio.gather(ticking(), moving())

    rows = await office.read(lambda tx: tx.all(notices.select()))
    standing = [r for r in rows if r.kind == "event-reminder" and r.state != "cancelled"]
    newest = {key.rsplit(":", 4)[1] for key in (row.dedup_key for row in standing)}
    assert newest <= {"8"}, "no reminder of a time that is no more is left to be sent"
