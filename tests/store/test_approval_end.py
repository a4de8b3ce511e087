"""Letters that wait for approval: their approvers are reminded once, and an end without a decision is told."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from store import Store, Tx, approval, approval_asked, spool
from store.directory.people import disable_person
from store.engine import open_engines
from store.schema.notice import notice
from store.spool import Key, Settlement
from tests.store.approvals import AN, BINH, CUONG, END, HOUR, held, notices, staffed
from tests.store.letters import NOW, events
from tests.store.plans import plan
from work.approval import Decision
from work.letter import State
from work.outbox import NoticeState

SOON, DUE = NOW + 3 * HOUR, NOW + 4 * HOUR
REMINDERS = [("approval-reminder", BINH, "pending"), ("approval-reminder", CUONG, "pending")]


async def sent(store: Store) -> None:
    """Every notice so far went."""

    def settle(tx: Tx) -> None:
        tx.run(update(notice).values(state=NoticeState.SENT))

    await store.write(settle)


async def ended(store: Store, number: int, state: State) -> None:
    """The letter's recipients end in *state*."""
    ends = [Settlement(Key(number, p, 0), state, "5.4.7", "", State.HELD) for p in (0, 1)]
    await store.write(spool.settle, "sweep", ends, END)


async def test_they_are_reminded_once_when_the_time_has_come(store: Store) -> None:
    await staffed(store)
    number = await held(store)
    await sent(store)
    assert not await store.read(approval_asked.has_work, SOON)

    assert await store.read(approval_asked.has_work, DUE)
    assert await store.write(approval_asked.remind, DUE) == (1, 0)
    assert await store.write(approval_asked.remind, DUE) == (0, 0)

    assert not await store.read(approval_asked.has_work, DUE)
    assert (await notices(store))[2:] == REMINDERS
    assert (await events(store, number))[-1] == "approval.reminded"


async def test_two_processes_that_remind_at_once_remind_once(pair: tuple[Store, Store]) -> None:
    one, two = pair
    await staffed(one)
    await held(one)
    await sent(one)

    done = await asyncio.gather(*(s.write(approval_asked.remind, DUE) for s in (one, two)))

    assert sorted(done) == [(0, 0), (1, 0)]
    assert (await notices(one))[2:] == REMINDERS


async def test_who_was_disabled_meanwhile_is_not_reminded(store: Store) -> None:
    await staffed(store)
    await held(store)
    await sent(store)
    await store.write(disable_person, BINH, NOW)

    await store.write(approval_asked.remind, DUE)

    assert (await notices(store))[2:] == REMINDERS[1:]


async def test_nobody_is_reminded_of_what_is_decided(store: Store) -> None:
    await staffed(store)
    number = await held(store)
    await store.write(approval.approve, number, BINH, "cli:0", SOON, END)

    assert not await store.read(approval_asked.has_work, END)


@pytest.mark.parametrize(
    ("state", "sender", "told"),
    [
        (State.EXPIRED, AN, []),  # a report goes there
        (State.EXPIRED, "vanthu@bn.gov.vn", [AN]),
        (State.EXPIRED, "", [AN]),
        (State.DROPPED, "vanthu@bn.gov.vn", []),
    ],
)
async def test_an_end_without_a_decision_is_told_to_an_author_whom_no_report_reaches(
    store: Store, state: State, sender: str, told: list[str]
) -> None:
    await staffed(store)
    number = await held(store, sender=sender)
    await sent(store)
    await ended(store, number, state)

    assert await store.read(approval_asked.has_work, NOW)
    assert await store.write(approval_asked.remind, END) == (0, 1)

    asked = await store.read(approval.of_letter, number)
    assert asked is not None
    assert (asked.decision, asked.approver) == (Decision.LAPSED, None)
    decided = [to for kind, to, _ in await notices(store) if kind == "approval-decided"]
    assert decided == told
    assert not await store.read(approval_asked.has_work, END)


async def test_a_notice_that_comes_too_late_is_not_sent(store: Store) -> None:
    await staffed(store)
    await held(store)

    def expiries(tx: Tx) -> set[object]:
        return {row.expires for row in tx.all(select(notice))}

    assert await store.read(expiries) == {END}
    assert END - NOW == timedelta(hours=48)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_what_is_decided_costs_the_look_nothing(url: str) -> None:
    engines = open_engines(url)
    asked = plan(engines, lambda tx: approval_asked.has_work(tx, NOW))

    assert "USING INDEX ix_approval_undecided" in asked
    engines.dispose()
