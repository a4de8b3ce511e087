"""What a backup left open waits for a person's word, and goes once when it is given."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from schedules.ladder import Plan
from schedules.official import official_calendar
from schedules.tick import release
from store import (
    Store,
    Tx,
    approval,
    approval_asked,
    claim,
    clock,
    notice,
    outbox,
    queue,
    restoration,
    rung,
    tls_tally,
    update,
    worker,
)
from store.account import entries_about
from store.lease import LONGEST
from store.restoration import Doubt
from store.schema.spool import recipient
from store.spool import Key, Settlement
from store.update import Received
from tests.store import approvals
from tests.store.letters import DAY, END, NOW, accepted, begin, events, new_letter, settle, states
from tests.store.office import BINH, LADDERS, opened, staffed, work
from work.approval import Decision
from work.letter import State
from work.notice import Channel
from work.outbox import NewNotice
from work.tls import Count, Session

ONE = "worker:one"
RESTORED_AT = NOW + timedelta(hours=6)
UNTIL = RESTORED_AT + 7 * DAY
TERM = timedelta(seconds=60)
SHA = "ab" * 32


async def restored(store: Store) -> None:
    """Treats *store* as one that was made of a backup, as `store.restore` does."""
    last: int | None = 0
    while last is not None:
        last = await store.write(restoration.mark_letters, last, RESTORED_AT, UNTIL)
    await store.write(restoration.mark_rest, NOW, SHA, RESTORED_AT)


async def one_of_each(store: Store) -> dict[State, int]:
    """A letter in every state that a backup may find one in."""
    unclaimed = (State.WAITING, State.HELD)
    numbers = {
        state: await accepted(
            store,
            new_letter(hold="first-contact" if state is State.HELD else None),
            None if state in unclaimed else ONE,
        )
        for state in State
    }
    for state in (State.SENDING, State.UNCERTAIN):
        assert await begin(store, ONE, Key(numbers[state], 0, 0))
    for state in (State.DELIVERED, State.REFUSED, State.EXPIRED, State.DROPPED):
        await settle(
            store, ONE, Settlement(Key(numbers[state], 0, 0), state, "2.0.0", "", State.CLAIMED)
        )
    lost = frozenset({(numbers[State.UNCERTAIN], 0)})
    await store.write(claim.forsake, ONE, lost, NOW, NOW)
    return numbers


async def test_every_open_letter_stands_uncertain_and_is_nobodys(store: Store) -> None:
    numbers = await one_of_each(store)
    await restored(store)

    found = {state: (await states(store, number))[0] for state, number in numbers.items()}
    doubtful = (State.WAITING, State.CLAIMED, State.SENDING, State.UNCERTAIN)
    assert {found[state][0] for state in doubtful} == {State.UNCERTAIN}
    assert all(holder is None for _, _, holder in found.values())
    rest = [state for state in State if state not in doubtful]
    assert [found[state][0] for state in rest] == rest, "what is settled or held stays so"
    assert await store.read(restoration.doubt) == Doubt(4, 4, 0, 0)
    assert await store.read(restoration.held) == 1
    assert await events(store, numbers[State.HELD]) == ["held", "restored"]


@pytest.mark.parametrize("after", [timedelta(0), DAY, 7 * DAY, 100 * DAY])
async def test_nothing_of_it_is_ever_due(store: Store, after: timedelta) -> None:
    await one_of_each(store)
    await restored(store)

    assert await store.write(claim.claim, ONE, RESTORED_AT + after, 100) == ()


async def test_nobody_is_told_that_its_time_was_over_meanwhile(store: Store) -> None:
    await one_of_each(store)
    await restored(store)

    late = UNTIL - timedelta(seconds=1)
    assert await store.read(claim.overdue, late, late, 100) == (), "held ones neither"
    assert len(await store.read(claim.overdue, UNTIL, UNTIL, 100)) == 5


async def test_a_persons_word_lets_each_go_once_more(store: Store) -> None:
    numbers = await one_of_each(store)
    await restored(store)
    word = RESTORED_AT + timedelta(hours=1)
    asked = await store.read(restoration.next_letters)

    sent = await store.write(restoration.send_letters, asked, "cli:1", word, word + 5 * DAY)

    assert sent == set(asked)
    assert len(sent) == 4
    claimed = await store.write(claim.claim, ONE, word, 100)
    assert {one.parcel.letter for one in claimed} == sent
    assert all(past.repeated for one in claimed for past in one.past), "and it is counted as such"
    assert await store.write(restoration.send_letters, asked, "cli:1", word, END) == frozenset()
    assert not await store.read(restoration.doubt)
    assert (await events(store, numbers[State.WAITING]))[-2:] == ["restored", "queue.send-restored"]


async def test_a_letter_for_later_still_goes_at_its_hour(store: Store) -> None:
    hour = RESTORED_AT + 2 * DAY
    number = await accepted(store, new_letter(release_at=hour))
    await restored(store)
    await store.write(restoration.send_letters, [number], "cli:1", RESTORED_AT, RESTORED_AT + DAY)

    assert await store.write(claim.claim, ONE, hour - TERM, 9) == ()
    assert len(await store.write(claim.claim, ONE, hour, 9)) == 1
    (end,) = await store.read(lambda tx: tx.all(select(recipient.c.expires_at)))
    assert end.expires_at == hour + DAY


async def test_a_letter_that_is_dropped_ends_and_says_why(store: Store) -> None:
    numbers = await one_of_each(store)
    await restored(store)
    waiting = numbers[State.WAITING]

    dropped = await store.write(
        restoration.drop_letters, [waiting, numbers[State.HELD]], "cli:1", "it arrived", RESTORED_AT
    )

    assert dropped == {waiting}
    assert [state for state, _, _ in await states(store, waiting)] == [State.DROPPED]
    assert [state for state, _, _ in await states(store, numbers[State.HELD])] == [State.HELD]
    story = await store.read(queue.story, waiting)
    assert story is not None
    assert story.recipients[0].answer == "dropped by cli:1: it arrived"


async def test_the_leases_of_the_old_place_are_gone(store: Store) -> None:
    await store.write(worker.join, ONE, NOW, LONGEST, NOW)
    await restored(store)

    assert await store.read(worker.count, RESTORED_AT) == worker.Workers(0, 0)


def about(key: str, at: datetime = NOW) -> NewNotice:
    return NewNotice(key, "reminder", BINH, "vi", "lead", {"task": 1}, at)


async def carried(store: Store, now: datetime) -> set[str]:
    """What dispatch would carry."""
    found = await store.write(outbox.claim, "w1", tuple(Channel), now, TERM, 100)
    return {one.notice.dedup_key for one in found}


@pytest.fixture
async def notified(store: Store) -> Store:
    """Notices that wait, are claimed and are being sent, by chat."""
    await staffed(store)
    by: Mapping[int, Any] = {BINH: ((Channel.TELEGRAM, "4711"),)}
    for key in ("a", "b", "c"):
        await store.write(notice.add, about(key), by, NOW)
    (first, *_) = await store.write(outbox.claim, "old", tuple(Channel), NOW, TERM, 2)
    assert await store.write(outbox.begin, first, "old")
    await restored(store)
    return store


async def test_notices_wait_for_a_persons_word(notified: Store) -> None:
    assert (await notified.read(restoration.doubt)).notices == 3
    assert await carried(notified, RESTORED_AT + 1000 * DAY) == set()

    assert await notified.write(restoration.send_notices, "cli:1", RESTORED_AT) == 3
    assert await carried(notified, RESTORED_AT) == {"a:telegram", "b:telegram", "c:telegram"}
    assert not await notified.read(restoration.doubt)


async def test_notices_that_are_dropped_never_go(notified: Store) -> None:
    assert await notified.write(restoration.drop_notices, "cli:1", "by telephone", NOW) == 3

    assert await carried(notified, RESTORED_AT + DAY) == set()
    (line,) = await notified.read(entries_about, "notices")
    assert (line.event, line.codes["by"], line.codes["count"]) == (
        "notice.drop-restored",
        "cli:1",
        3,
    )
    assert "telephone" not in str(line.codes)


async def test_what_was_written_to_the_bot_is_not_answered_again(store: Store) -> None:
    await store.write(update.put, [Received(7, 1, "{}"), Received(8, 1, "{}")], NOW)
    await store.write(update.done, 7, NOW)
    await restored(store)
    await store.write(update.put, [Received(9, 1, "{}")], RESTORED_AT)

    def due(tx: Tx) -> list[int]:
        return [one.id for one in update.due(tx, (), RESTORED_AT, 9)]

    assert await store.read(due) == [9], "it does not hold up what the chat writes now"
    assert (await store.read(restoration.doubt)).updates == 1
    assert await store.write(restoration.send_updates, "cli:1", RESTORED_AT) == 1
    assert await store.read(due) == [8]


PLAN = Plan(official_calendar(), LADDERS)


async def test_reminders_that_were_due_before_the_restoration_wait_those_after_it_go(
    store: Store,
) -> None:
    """The daemon of the old place may have told of them between the backup and its loss."""
    await staffed(store)
    await opened(store, work("2026-10-23"))
    await store.write(release, PLAN, datetime.fromisoformat("2026-10-10T02:00:00Z"))
    at = datetime.fromisoformat("2026-10-21T02:00:00Z")  # T-7 and T-3 fell due since the backup
    await store.write(
        restoration.mark_rest, datetime.fromisoformat("2026-10-10T03:00:00Z"), SHA, at
    )

    await store.write(release, PLAN, at)
    assert (await store.read(restoration.doubt)).notices == 1
    assert await carried(store, at) == set()

    after = await store.read(rung.next_due)
    assert after is not None
    assert after > at
    await store.write(release, PLAN, after)
    assert len(await carried(store, after)) == 1


async def test_who_may_approve_is_not_reminded_again_without_a_persons_word(store: Store) -> None:
    await approvals.staffed(store)
    await approvals.held(store)
    await restored(store)
    asked = (await store.read(restoration.doubt)).notices

    assert asked > 0
    assert await store.write(approval_asked.remind, RESTORED_AT + TERM) == (1, 0)
    assert (await store.read(restoration.doubt)).notices == 2 * asked
    assert await carried(store, RESTORED_AT + DAY) == set()


async def test_no_report_on_tls_is_sent_for_what_the_old_place_may_have_reported(
    store: Store,
) -> None:
    counted = Count(NOW.date(), Session("yte.gov.vn", "no-policy-found", "yte.gov.vn"), 3)
    await store.write(tls_tally.add, [counted])
    tomorrow = (NOW + DAY).date()
    assert len(await store.read(tls_tally.due, tomorrow)) == 1
    await restored(store)

    assert await store.read(tls_tally.due, tomorrow) == ()


async def test_a_simulated_office_goes_on_from_where_it_stood(store: Store) -> None:
    start = datetime.fromisoformat("2026-03-02T00:00:00Z")
    await store.write(clock.simulate, start, 3600.0, NOW)
    await store.write(clock.let_run, None, NOW)
    await store.write(restoration.mark_rest, NOW + timedelta(seconds=2), SHA, RESTORED_AT)

    anchor = await store.read(clock.anchor)
    assert anchor is not None
    assert anchor.now(RESTORED_AT) == start + timedelta(hours=2)


async def test_who_may_approve_of_a_letter_has_as_long_as_everybody_after_a_restoration(
    store: Store,
) -> None:
    """Its time was over before, so it was held for a week more, and nobody could approve of it."""
    await approvals.staffed(store)
    number = await approvals.held(store, end=RESTORED_AT - timedelta(hours=1))
    await restored(store)

    late = RESTORED_AT + DAY
    done = await store.write(approval.approve, number, approvals.BINH, "cli:0", late, UNTIL)

    assert isinstance(done, approval.Decided)
    assert done.asked.decision is Decision.APPROVED
    assert done.asked.expires_at == UNTIL
