"""The spool: nobody is served twice, late answers change nothing, and what is settled lets go."""

import asyncio
import hashlib

import pytest
from sqlalchemy import select

from store import Store, Tx, body, claim, hot, spool
from store.account import entries_about
from store.schema.body import body as bodies
from store.schema.spool import letter, recipient
from store.spool import Key, Settlement
from tests.store.letters import (
    CONTENT,
    DAY,
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
from work.letter import Addressee, Envelope, NewLetter, Origin, State

ONE, TWO = "worker:one", "worker:two"
AGAIN = NOW + 10 * MINUTE


def delivered(key: Key, was: State = State.SENDING) -> Settlement:
    return Settlement(key, State.DELIVERED, "2.0.0", "ok", was)


def deferred(key: Key, was: State = State.SENDING) -> Settlement:
    return Settlement(key, State.WAITING, "4.2.1", "later", was, not_before=AGAIN)


async def octets_left(store: Store) -> int:
    return await store.read(lambda tx: len(tx.all(select(bodies.c.id))))


async def test_a_letter_is_born_claimed_by_the_worker_that_took_it(store: Store) -> None:
    number = await accepted(store, new_letter("a@x.vn", "b@y.vn"), ONE)

    assert await states(store, number) == [(State.CLAIMED, 0, ONE)] * 2
    assert await store.write(claim.claim, TWO, NOW, 10) == ()


async def test_a_letter_without_a_worker_waits_and_rings(pair: tuple[Store, Store]) -> None:
    ear = pair[1].bell.ear("queue")
    number = await accepted(pair[0], new_letter())

    assert await ear.heard(5)
    (found,) = await pair[1].write(claim.claim, TWO, NOW, 10)
    assert (found.parcel.letter, found.parcel.attempts) == (number, (0,))
    assert await pair[1].read(body.short, (found.parcel.body,)) == {found.parcel.body: CONTENT}


async def test_begin_needs_the_claim_and_counts_the_attempt(pair: tuple[Store, Store]) -> None:
    number = await accepted(pair[0], new_letter(), ONE)
    key = Key(number, 0, 0)

    assert not await begin(pair[1], TWO, key), "another worker's"
    assert await begin(pair[0], ONE, key)
    assert await begin(pair[0], ONE, key), "asked again, it counts no further one"
    assert await states(pair[1], number) == [(State.SENDING, 1, ONE)]


@pytest.mark.parametrize("rows", [hot.BULK_ROWS, 2])
async def test_a_whole_page_is_counted_by_its_statements_and_not_looked_at_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    def looked_at(*_given: object) -> bool:
        raise AssertionError("row by row, where nothing was overtaken")

    monkeypatch.setattr(hot, "BULK_ROWS", rows)
    monkeypatch.setattr(spool, "_is_sending", looked_at)
    monkeypatch.setattr(spool, "_was_written", looked_at)
    keys = [Key(await accepted(store, new_letter(), ONE), 0, 0) for _ in range(3)]

    assert await store.write(spool.begin, ONE, keys) == set(keys)
    page = [delivered(Key(key.letter, 0, 1)) for key in keys]
    assert await store.write(spool.settle, ONE, page, NOW) == frozenset()
    assert await octets_left(store) == 0


async def test_of_many_only_those_begin_that_are_still_ours(store: Store) -> None:
    number = await accepted(store, new_letter("a@x.vn", "b@x.vn", "c@x.vn"), ONE)
    keys = tuple(Key(number, position, 0) for position in range(3))
    await settle(store, ONE, delivered(keys[1], State.CLAIMED))

    assert await store.write(spool.begin, ONE, keys) == {keys[0], keys[2]}


async def test_a_late_answer_to_an_overtaken_attempt_changes_nothing(
    pair: tuple[Store, Store],
) -> None:
    one, two = pair
    number = await accepted(one, new_letter(), ONE)
    await begin(one, ONE, Key(number, 0, 0))
    await two.write(claim.take_over, ONE, NOW, NOW)
    await two.write(claim.claim, TWO, NOW, 10)
    assert await begin(two, TWO, Key(number, 0, 1))

    await settle(one, ONE, Settlement(Key(number, 0, 1), State.REFUSED, "5.1.1", "late"))

    assert await states(one, number) == [(State.SENDING, 2, TWO)]
    assert "refused" not in await events(one, number)


async def test_an_answer_that_comes_before_the_repetition_still_counts(
    pair: tuple[Store, Store],
) -> None:
    one, two = pair
    number = await accepted(one, new_letter(), ONE)
    await begin(one, ONE, Key(number, 0, 0))
    await two.write(claim.take_over, ONE, NOW, NOW)
    await two.write(claim.claim, TWO, NOW, 10)

    await settle(one, ONE, delivered(Key(number, 0, 1)))

    assert await states(one, number) == [(State.DELIVERED, 1, None)]
    assert not await begin(two, TWO, Key(number, 0, 1)), "so it is not sent again"


async def test_a_failure_before_anything_was_sent_counts_only_for_the_holder(
    pair: tuple[Store, Store],
) -> None:
    number = await accepted(pair[0], new_letter(), ONE)
    await pair[1].write(claim.release, ONE, NOW)
    await pair[1].write(claim.claim, TWO, NOW, 10)

    await settle(pair[0], ONE, deferred(Key(number, 0, 0), State.CLAIMED))
    assert await states(pair[0], number) == [(State.CLAIMED, 0, TWO)]

    await settle(pair[1], TWO, deferred(Key(number, 0, 0), State.CLAIMED))
    assert await states(pair[0], number) == [(State.WAITING, 1, None)], "it was an attempt"


async def test_a_batch_in_which_one_came_too_late_tells_of_the_others_alone(store: Store) -> None:
    numbers = [await accepted(store, new_letter(), ONE) for _ in range(3)]
    for number in numbers:
        await begin(store, ONE, Key(number, 0, 0))
    await settle(store, ONE, delivered(Key(numbers[1], 0, 1)))

    answers = [deferred(Key(number, 0, 1)) for number in numbers]
    await settle(store, ONE, *answers)

    found = [(await states(store, number))[0][0] for number in numbers]
    assert found == [State.WAITING, State.DELIVERED, State.WAITING]
    assert "waiting" not in await events(store, numbers[1])
    assert "waiting" in await events(store, numbers[2])


async def test_the_octets_go_when_the_last_recipient_is_settled(store: Store) -> None:
    number = await accepted(store, new_letter("a@x.vn", "b@x.vn"), ONE)
    for position in range(2):
        await begin(store, ONE, Key(number, position, 0))

    await settle(store, ONE, delivered(Key(number, 0, 1)), deferred(Key(number, 1, 1)))
    assert await octets_left(store) == 1

    await settle(
        store, ONE, Settlement(Key(number, 1, 1), State.EXPIRED, "5.4.7", "", State.WAITING)
    )
    assert await octets_left(store) == 0
    assert await store.read(lambda tx: tx.value(select(letter.c.body_id))) is None


async def test_two_workers_that_settle_the_last_two_at_once_leave_no_octets(
    pair: tuple[Store, Store],
) -> None:
    for _ in range(15):
        number = await accepted(pair[0], new_letter("a@x.vn", "b@x.vn"), ONE)
        for position in range(2):
            await begin(pair[0], ONE, Key(number, position, 0))
        await asyncio.gather(
            *(settle(s, ONE, delivered(Key(number, place, 1))) for place, s in enumerate(pair))
        )

    assert await octets_left(pair[0]) == 0


async def test_long_octets_go_with_their_chunks(store: Store) -> None:
    body_id = await store.write(body.begin_long, NOW)
    await store.write(body.add_chunk, body_id, 0, b"x" * 1000)
    new = NewLetter("relayed", new_letter().envelope, new_letter().origin, body_id, 1000, b"", None)
    number = await accepted(store, new, ONE)

    await settle(store, ONE, delivered(Key(number, 0, 0), State.CLAIMED))

    assert await store.read(body.chunk, body_id, 0) is None


async def test_a_letter_whose_chunks_were_swept_is_not_accepted(store: Store) -> None:
    body_id = await store.write(body.begin_long, NOW)
    await store.write(body.sweep, NOW + DAY, 10)
    new = NewLetter("relayed", new_letter().envelope, new_letter().origin, body_id, 0, b"", None)

    assert await store.write(spool.accept, new, NOW, END, ONE) is None
    assert await store.write(claim.claim, ONE, NOW, 10) == ()


def recipients_of(tx: Tx, letter: int) -> list[str]:
    mine = select(recipient.c.address).where(recipient.c.letter_id == letter)
    return [row.address for row in tx.all(mine.order_by(recipient.c.position))]


async def test_letters_that_are_accepted_together_keep_their_own_octets_and_recipients(
    pair: tuple[Store, Store],
) -> None:
    long = await pair[0].write(body.begin_long, NOW)
    await pair[0].write(body.add_chunk, long, 0, b"x" * 1000)
    swept = await pair[0].write(body.begin_long, NOW)
    news = [new_letter(f"nr{i}@x.vn", f"cc{i}@x.vn", body=b"a: b\r\n\r\n%d" % i) for i in range(30)]
    news[7] = new_letter("long@x.vn")._replace(body=long, size_bytes=1000)
    news[19] = new_letter("swept@x.vn")._replace(body=swept, size_bytes=1000)

    found = await asyncio.gather(
        *(pair[i % 2].write(spool.accept, new, NOW, END, None) for i, new in enumerate(news))
    )

    assert [i for i, one in enumerate(found) if one is None] == [19]
    for new, one in zip(news, found, strict=True):
        if one is not None:
            claimed = await pair[0].read(recipients_of, one.letter)
            assert claimed == [to.address for to in new.envelope.recipients]
            octets = await pair[0].read(body.data, one.body)
            assert (octets if octets is not None else one.body) == new.body


def a_report() -> NewLetter:
    octets = b"From: MAILER-DAEMON@x.vn\r\n\r\nreport\r\n"
    origin = Origin("dsn", "trusted", "", "mail.x.vn", "", agency="H05")
    envelope = Envelope("", (Addressee("an@bn.gov.vn"),))
    digest = hashlib.sha256(octets).digest()
    return NewLetter("dsn", envelope, origin, octets, len(octets), digest, "<d@x>")


async def test_a_settlement_and_its_report_are_one_change(pair: tuple[Store, Store]) -> None:
    number = await accepted(pair[0], new_letter("a@x.vn", "b@x.vn"), ONE)
    keys = tuple(Key(number, position, 1) for position in range(2))
    for position in range(2):
        await begin(pair[0], ONE, Key(number, position, 0))
    refusals = tuple(Settlement(key, State.REFUSED, "5.1.1", "no such user") for key in keys)

    turns = [
        store.write(spool.settle_reported, ONE, refusals, a_report(), NOW, END) for store in pair
    ]
    standing = await asyncio.gather(*turns)

    assert sorted(map(len, standing)) == [0, 2], "told once, whoever came first"
    assert [state for state, _, _ in await states(pair[1], number)] == [State.REFUSED] * 2
    (report,) = await pair[1].write(claim.claim, TWO, NOW, 10)
    assert (report.parcel.kind, report.parcel.envelope.sender) == ("dsn", "")
    assert "reported" in await events(pair[0], number)


async def test_a_report_that_would_not_be_true_changes_nothing(store: Store) -> None:
    number = await accepted(store, new_letter("a@x.vn", "b@x.vn"), ONE)
    for position in range(2):
        await begin(store, ONE, Key(number, position, 0))
    await settle(store, ONE, delivered(Key(number, 0, 1)))
    refusals = tuple(
        Settlement(Key(number, position, 1), State.REFUSED, "5.1.1", "") for position in range(2)
    )

    standing = await store.write(spool.settle_reported, ONE, refusals, a_report(), NOW, END)

    assert standing == {Key(number, 1, 1)}
    assert [state for state, _, _ in await states(store, number)] == [
        State.DELIVERED,
        State.SENDING,
    ]
    assert await store.write(claim.claim, TWO, NOW, 10) == ()


async def test_the_account_tells_a_letters_story(store: Store) -> None:
    number = await accepted(store, new_letter(), ONE)
    await begin(store, ONE, Key(number, 0, 0))
    await settle(store, ONE, deferred(Key(number, 0, 1)))
    await store.write(claim.claim, ONE, AGAIN, 10)
    await store.write(spool.advance, ONE, (), (Key(number, 0, 1),), NOW)
    await store.write(spool.advance, ONE, (delivered(Key(number, 0, 2)),), (), NOW)

    entries = await store.read(entries_about, f"letter:{number}")

    assert [entry.event for entry in entries] == ["accepted", "waiting", "delivered"]
    assert [entry.codes.get("attempt") for entry in entries] == [None, 1, 2]
