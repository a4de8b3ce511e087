"""Kept answers and webhooks in the store: once under every race, written by the commit of what they tell."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from store import Store, Tx, task
from store.document import add
from store.program import answer, hook, late, token
from store.program.answer import Answer, Asked
from store.program.hook import NewHook
from store.program.token import NewToken
from store.schema.life import task_event
from store.schema.program import program_answer, webhook_event
from store.spool import Key, Settlement
from tests.store import letters
from tests.store.office import CLI, NOW, opened, paper, staffed, work
from work.act import Act
from work.deadline import Reached
from work.letter import State
from work.program import Delivery, Happening, HookState

DAY = timedelta(days=1)
ALL = frozenset(Happening)


async def tokened(store: Store) -> int:
    """The number of a token of Bình's."""
    await staffed(store)
    new = NewToken(b"x" * 32, "x", frozenset(), NOW + DAY)
    made = await store.write(token.make, "binh@moh.gov.vn", new, CLI)
    assert made is not None
    return made.id


async def hooked(store: Store, *happenings: Happening, mailbox: str = "giang@moh.gov.vn") -> int:
    """The number of a webhook."""
    new = NewHook("http://127.0.0.1:9/", hook.draw(), frozenset(happenings) or ALL)
    made = await store.write(hook.make, mailbox, new, CLI)
    assert made is not None
    return made.id


def received(tx: Tx, number: int) -> Answer:
    """Receives a task, as an offer would."""
    return Answer(200, str(task.receive(tx, number, CLI)))


def once(tx: Tx, asked: Asked, number: int) -> tuple[Answer, bool] | None:
    return answer.once(tx, asked, lambda tx: received(tx, number), NOW)


async def events(store: Store) -> list[Any]:
    """Every row of what is to be told."""
    rows = await store.read(lambda tx: tx.all(select(webhook_event).order_by(webhook_event.c.id)))
    return list(rows)


async def test_of_many_at_once_in_two_processes_one_is_done_and_all_get_its_answer(
    pair: tuple[Store, Store],
) -> None:
    first, second = pair
    whose = await tokened(first)
    (number,) = await opened(first, work())
    asked = Asked(whose, "key", b"same")

    found = await asyncio.gather(
        *(store.write(once, asked, number) for _ in range(20) for store in (first, second))
    )
    assert [one for one in found if one is None] == []
    told = {(one[0].status, one[0].body) for one in found if one is not None}
    assert told == {(200, "received")}
    assert sum(not one[1] for one in found if one is not None) == 1
    rows = await first.read(lambda tx: tx.all(select(task_event)))
    assert [row.event for row in rows] == ["receive"]


async def test_of_two_requests_under_one_key_at_once_only_one_is_done(
    pair: tuple[Store, Store],
) -> None:
    whose = await tokened(pair[0])
    numbers = await opened(pair[0], work(), work())

    found = await asyncio.gather(
        *(
            store.write(once, Asked(whose, "key", bytes([number])), number)
            for store, number in zip(pair, numbers, strict=True)
        )
    )
    assert sum(one is None for one in found) == 1
    rows = await pair[0].read(lambda tx: tx.all(select(task_event)))
    assert len(rows) == 1


async def test_what_fails_keeps_no_key(store: Store) -> None:
    whose = await tokened(store)
    (number,) = await opened(store, work())
    asked = Asked(whose, "key", b"same")

    def broken(tx: Tx) -> Any:
        def do(tx: Tx) -> Answer:
            received(tx, number)
            raise RuntimeError("a bug")

        return answer.once(tx, asked, do, NOW)

    with pytest.raises(RuntimeError, match="a bug"):
        await store.write(broken)
    assert await store.write(once, asked, number) == (Answer(200, "received"), False)


async def test_keys_are_forgotten_after_a_week(store: Store) -> None:
    whose = await tokened(store)
    (number,) = await opened(store, work())
    for name, at in (("old", NOW), ("young", NOW + answer.KEPT), ("new", NOW + answer.KEPT + DAY)):
        asked = Asked(whose, name, b"same")
        await store.write(answer.once, asked, lambda tx: received(tx, number), at)

    rows = await store.read(lambda tx: tx.all(select(program_answer.c.at)))
    assert sorted(row.at for row in rows) == [NOW + answer.KEPT, NOW + answer.KEPT + DAY]


async def test_what_happens_is_put_down_for_who_wants_to_know_in_the_same_commit(
    store: Store,
) -> None:
    await staffed(store)
    whole = await hooked(store)
    some = await hooked(store, Happening.TASK_RECEIVED)
    (number,) = await opened(store, work())
    await store.write(task.receive, number, CLI)
    await store.write(add, paper("9/VPCP-KSTT", arrival_number=None), CLI)

    told = [(row.webhook_id, row.happening, row.subject) for row in await events(store)]
    assert told == [
        (whole, "document.registered", "document:1"),
        (whole, "task.opened", f"task:{number}"),
        (whole, "task.received", f"task:{number}"),
        (some, "task.received", f"task:{number}"),
        (whole, "document.registered", "document:2"),
    ]


async def test_what_is_rolled_back_is_not_told(store: Store) -> None:
    await staffed(store)
    await hooked(store, Happening.TASK_RECEIVED)
    (number,) = await opened(store, work())

    def broken(tx: Tx) -> None:
        task.receive(tx, number, CLI)
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        await store.write(broken)
    assert await events(store) == []


async def test_two_senders_never_claim_the_same(pair: tuple[Store, Store]) -> None:
    await staffed(pair[0])
    await hooked(pair[0], Happening.TASK_OPENED)
    await opened(pair[0], *(work() for _ in range(10)))

    claimed = await asyncio.gather(*(store.write(hook.claim, NOW, 7) for store in pair * 2))
    numbers = [one.id for some in claimed for one in some]
    assert len(numbers) == len(set(numbers)) == 10


async def one_due(store: Store, happening: Happening = Happening.TASK_OPENED) -> Delivery:
    await staffed(store)
    await hooked(store, happening)
    await opened(store, work())
    (found,) = await store.write(hook.claim, NOW, 10)
    return found


async def test_a_claim_whose_holder_died_comes_back_as_uncertain(store: Store) -> None:
    found = await one_due(store)
    assert (found.attempt, found.doubtful) == (1, False)
    assert await store.write(hook.claim, NOW + hook.LEASE - timedelta(seconds=1), 10) == ()
    (again,) = await store.write(hook.claim, NOW + hook.LEASE, 10)
    assert (again.id, again.attempt, again.doubtful) == (found.id, 2, True)


async def test_a_failure_waits_longer_each_time_and_what_is_taken_is_over(store: Store) -> None:
    found, now = await one_due(store), NOW
    for step in (*hook.STEPS, hook.STEPS[-1]):
        await store.write(hook.settle, found, HookState.WAITING, "500", now)
        assert await store.write(hook.claim, now + step - timedelta(seconds=1), 10) == ()
        now += step
        (found,) = await store.write(hook.claim, now, 10)
    await store.write(hook.settle, found, HookState.DELIVERED, "200", now)
    assert await store.write(hook.claim, now + DAY * 30, 10) == ()
    ((_, tally),) = await store.read(hook.everything)
    assert (tally.waiting, tally.delivered) == (0, 1)


async def test_a_late_word_about_a_failure_undoes_no_other_claim(store: Store) -> None:
    old = await one_due(store)
    (new,) = await store.write(hook.claim, NOW + hook.LEASE, 10)
    assert not await store.write(hook.settle, old, HookState.WAITING, "500", NOW + hook.LEASE)
    (row,) = await events(store)
    assert (row.state, row.attempts) == ("sending", new.attempt)
    await store.write(hook.settle, old, HookState.DELIVERED, "200", NOW + hook.LEASE)
    assert [row.state for row in await events(store)] == ["delivered"]


async def test_three_days_of_failures_disable_a_webhook_and_one_success_counts_anew(
    store: Store,
) -> None:
    found = await one_due(store)
    number = found.hook.id
    assert not await store.write(hook.settle, found, HookState.WAITING, "500", NOW)
    (found,) = await store.write(hook.claim, NOW + DAY, 10)
    await store.write(hook.settle, found, HookState.DELIVERED, "200", NOW + DAY)
    await opened(store, work(), number="8/VPCP")
    for at, disabled in ((NOW + DAY, False), (NOW + 4 * DAY, True)):
        (found,) = await store.write(hook.claim, at, 10)
        assert await store.write(hook.settle, found, HookState.UNCERTAIN, "x", at) is disabled
    later = NOW + 9 * DAY
    assert await store.write(hook.claim, later, 10) == ()
    assert await store.write(hook.enable, number, Act("cli:0", later))
    (found,) = await store.write(hook.claim, later, 10)
    assert found.doubtful


async def test_what_becomes_late_is_told_once_for_each_deadline(store: Store) -> None:
    await staffed(store)
    today = Reached(NOW.date(), NOW)
    (before,) = await opened(store, work("2026-09-28"))

    def with_it(tx: Tx) -> None:
        late.pass_over(tx, today)
        new = NewHook("http://127.0.0.1:9/", hook.draw(), frozenset({Happening.TASK_LATE}))
        hook.make(tx, "giang@moh.gov.vn", new, CLI)

    assert await store.write(late.tell, today, CLI) == 0
    await store.write(with_it)
    (soon, _) = await opened(store, work("2026-09-30"), work("2026-10-01"), number="7/VPCP")
    for _ in range(3):
        await store.write(late.tell, today, CLI)
    assert [(row.happening, row.subject) for row in await events(store)] == [
        ("task.late", f"task:{soon}")
    ]
    assert before != soon


async def test_a_recipient_that_is_refused_is_told_of_as_a_message(store: Store) -> None:
    await staffed(store)
    await hooked(store, Happening.MESSAGE_BOUNCED)
    number = await letters.accepted(store, letters.new_letter(), "one")
    assert await letters.begin(store, "one", Key(number, 0, 0))
    refusal = Settlement(Key(number, 0, 1), State.REFUSED, "5.1.1", "no such user")
    await letters.settle(store, "one", refusal)

    told = [(row.happening, row.subject) for row in await events(store)]
    assert told == [("message.bounced", f"message:{number}")]
