"""Claims: each recipient is one worker's, and what a dead one leaves is taken over; the end comes in every state."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text

from store import Store, Tx, claim, lease
from store.schema.spool import recipient
from store.spool import Key, Settlement
from tests.store.letters import (
    CONTENT,
    END,
    MINUTE,
    NOW,
    accepted,
    begin,
    events,
    new_letter,
    settle,
    states,
)
from work.hold import TWICE_UNCERTAIN
from work.letter import Addressee, Envelope, NewLetter, Origin, State

ONE, TWO = "worker:one", "worker:two"
AGAIN = NOW + 10 * MINUTE


async def test_a_claimed_letter_comes_back_as_it_was_accepted(store: Store) -> None:
    to = (
        Addressee("a@x.vn", frozenset({"DELAY", "FAILURE"}), "rfc822;A@x.vn"),
        Addressee("b@y.vn"),
    )
    envelope = Envelope("an@bn.gov.vn", to, True, True, "HDRS", "17")
    origin = Origin("s", "submission", "10.0.0.9", "pc", "ESMTPSA", "TLSv1.3 X", "mailbox", "H05")
    new = NewLetter("relayed", envelope, origin, CONTENT, len(CONTENT), b"d" * 32, "<1@x>")
    await accepted(store, new)

    (found,) = await store.write(claim.claim, ONE, NOW, 10)

    assert found.parcel.envelope == envelope
    assert found.parcel.origin == origin
    assert (found.parcel.received_at, found.parcel.size_bytes) == (NOW, len(CONTENT))
    assert {past.expires_at for past in found.past} == {END}


async def test_no_recipient_is_claimed_twice(pair: tuple[Store, Store]) -> None:
    for number in range(40):
        await accepted(pair[0], new_letter(f"a{number}@x.vn", f"b{number}@x.vn"))
    turns = [store.write(claim.claim, ONE, NOW, 3) for store in pair for _ in range(20)]

    taken = Counter(
        (one.parcel.letter, position)
        for claimed in await asyncio.gather(*turns)
        for one in claimed
        for position in one.parcel.positions
    )

    assert len(taken) == 80
    assert set(taken.values()) == {1}


async def test_what_is_due_first_is_claimed_first(store: Store) -> None:
    late, early = await accepted(store, new_letter()), await accepted(store, new_letter())
    (first, second) = await store.write(claim.claim, ONE, NOW, 10)
    for one, minutes in ((first, 9), (second, 3)):
        key = Key(one.parcel.letter, 0, 0)
        later = Settlement(key, State.WAITING, "4", "", State.CLAIMED, NOW + minutes * MINUTE)
        await settle(store, ONE, later)

    assert await store.read(claim.next_due) == NOW + 3 * MINUTE
    assert await store.write(claim.claim, ONE, NOW + 2 * MINUTE, 10) == ()
    found = await store.write(claim.claim, ONE, NOW + 9 * MINUTE, 10)
    assert [one.parcel.letter for one in found] == [early, late]


async def test_what_a_dead_worker_was_sending_is_uncertain(pair: tuple[Store, Store]) -> None:
    one, two = pair
    sent, claimed = await accepted(one, new_letter(), ONE), await accepted(one, new_letter(), ONE)
    await begin(one, ONE, Key(sent, 0, 0))

    assert await two.write(claim.take_over, ONE, NOW, AGAIN) == (1, 1)

    assert await states(two, sent) == [(State.UNCERTAIN, 1, None)]
    assert await states(two, claimed) == [(State.WAITING, 0, None)]
    (now,) = await two.write(claim.claim, TWO, NOW, 10)
    assert now.parcel.letter == claimed
    (later,) = await two.write(claim.claim, TWO, AGAIN, 10)
    assert (later.parcel.letter, later.past[0].repeated) == (sent, True)


async def test_what_is_uncertain_a_second_time_waits_for_a_person(store: Store) -> None:
    number = await accepted(store, new_letter(), ONE)
    for attempt in range(2):
        await begin(store, ONE, Key(number, 0, attempt))
        await store.write(claim.take_over, ONE, NOW, NOW)
        await store.write(claim.claim, ONE, NOW, 10)

    def rule(tx: Tx) -> str:
        return str(tx.value(select(recipient.c.hold).where(recipient.c.letter_id == number)))

    assert await states(store, number) == [(State.HELD, 2, None)]
    assert await store.read(rule) == TWICE_UNCERTAIN
    assert (await events(store, number))[-2:] == ["uncertain", "held"]


async def test_what_is_given_back_waits_its_time_and_counts_no_attempt(store: Store) -> None:
    number = await accepted(store, new_letter("a@x.vn", "b@x.vn"), ONE)
    await begin(store, ONE, Key(number, 1, 0))
    keys = (Key(number, 0, 0), Key(number, 1, 0))

    await store.write(claim.give_back, TWO, keys, AGAIN)
    assert [state for state, _, _ in await states(store, number)] == [State.CLAIMED, State.SENDING]

    await store.write(claim.give_back, ONE, keys, AGAIN)
    assert [state for state, _, _ in await states(store, number)] == [State.WAITING] * 2
    assert await store.write(claim.claim, ONE, NOW, 10) == ()


async def test_rows_of_a_holder_that_works_at_them_no_longer_are_set_free(store: Store) -> None:
    kept, idle, lost = [await accepted(store, new_letter(), ONE) for _ in range(3)]
    await begin(store, ONE, Key(lost, 0, 0))
    places = frozenset({(idle, 0), (lost, 0)})

    await store.write(claim.forsake, ONE, places, NOW, AGAIN)

    found = [(await states(store, number))[0][0] for number in (kept, idle, lost)]
    assert found == [State.CLAIMED, State.WAITING, State.UNCERTAIN]
    assert await store.read(claim.places_of, ONE) == {(kept, 0)}


async def test_a_holder_without_a_living_lease_is_abandoned(store: Store) -> None:
    await accepted(store, new_letter(), ONE)
    await accepted(store, new_letter(), TWO)
    await store.write(lease.take, ONE, "1", NOW, timedelta(minutes=1))

    assert await store.read(claim.abandoned, NOW) == {TWO}
    assert await store.read(claim.abandoned, AGAIN) == {ONE, TWO}


@pytest.mark.parametrize("state", [State.WAITING, State.UNCERTAIN, State.HELD])
async def test_the_end_comes_in_every_state(store: Store, state: State) -> None:
    number = await accepted(store, new_letter(hold="rule" if state is State.HELD else None), ONE)
    if state is State.UNCERTAIN:
        await begin(store, ONE, Key(number, 0, 0))
    await store.write(claim.take_over, ONE, NOW, NOW)
    assert await store.read(claim.overdue, END - MINUTE, END - MINUTE, 10) == ()

    (found,) = await store.read(claim.overdue, END, END, 10)
    ended = Settlement(
        Key(number, 0, found.parcel.attempts[0]), State.EXPIRED, "5.4.7", "", found.past[0].state
    )
    await settle(store, TWO, ended)

    assert found.past[0].state is state
    assert (await states(store, number))[0][0] is State.EXPIRED
    assert await store.read(claim.overdue, END, END, 10) == ()


async def test_a_waiting_letter_gets_its_last_attempt_and_an_uncertain_one_none(
    store: Store,
) -> None:
    waiting, uncertain = [await accepted(store, new_letter(), ONE) for _ in range(2)]
    await begin(store, ONE, Key(uncertain, 0, 0))
    await store.write(claim.take_over, ONE, NOW, NOW)

    assert await store.read(claim.overdue, END, END - MINUTE, 10) != ()
    (found,) = await store.write(claim.claim, TWO, END, 10)
    assert found.parcel.letter == waiting


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_a_hundred_thousand_deferred_ones_cost_the_due_ones_nothing(store: Store) -> None:
    many = text(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
        " INSERT INTO recipient (letter_id, position, address, state, attempts, not_before,"
        " expires_at, repeated, delay_told) SELECT :letter, i, 'a@x.vn', 'waiting', 1, 4e15, 4e15, 0, 0 FROM n"
    )
    old = await accepted(store, new_letter(), ONE)
    await store.write(lambda tx: tx.run(many, {"letter": old}))

    def plans(tx: Tx) -> set[str]:
        asked: list[tuple[str, Any]] = []

        def remember(_1: Any, _2: Any, statement: str, params: Any, *_3: Any) -> None:
            asked.append((statement, params))

        event.listen(tx._connection, "before_cursor_execute", remember)
        assert claim.claim(tx, ONE, NOW, 10) == ()
        assert claim.next_due(tx) is not None
        assert claim.overdue(tx, NOW, NOW, 10) == ()
        event.remove(tx._connection, "before_cursor_execute", remember)
        # Prepared with its parameters open, as the driver does it.
        explained = (
            tx._connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", params).all()
            for statement, params in asked
        )
        return {str(row[3]) for rows in explained for row in rows}

    assert await store.write(plans) == {
        "SEARCH recipient USING INDEX ix_recipient_due (not_before<?)",
        "SCAN recipient USING INDEX ix_recipient_due",
        "SEARCH recipient USING INDEX ix_recipient_open (state=? AND expires_at<?)",
    }
