"""What an operator sees of the queue, and does to it."""

import pytest
from sqlalchemy import select

from store import Store, Tx, claim, queue, spool
from store.account import entries_about
from store.queue import Done
from store.schema.body import body as bodies
from store.schema.spool import recipient
from store.spool import Key, Settlement
from tests.store.letters import CONTENT, DAY, END, MINUTE, NOW, accepted, new_letter, states
from work.hold import OPERATOR
from work.letter import OPEN, State

ONE = "worker:one"


async def waiting_until(store: Store, number: int, minutes: int) -> None:
    """Lets a claimed letter of one recipient wait."""
    later = Settlement(
        Key(number, 0, 0), State.WAITING, "4.2.1", "busy", State.CLAIMED, NOW + minutes * MINUTE
    )
    await store.write(spool.settle, ONE, (later,), NOW)


async def told(store: Store, number: int) -> list[tuple[str, object]]:
    entries = await store.read(entries_about, f"letter:{number}")
    return [(entry.event, entry.codes.get("by")) for entry in entries]


async def holds(store: Store, number: int) -> list[str | None]:
    def read(tx: Tx) -> list[str | None]:
        mine = select(recipient.c.hold).where(recipient.c.letter_id == number)
        return [row.hold for row in tx.all(mine)]

    return await store.read(read)


async def test_the_list_shows_what_is_open_with_what_happens_next(store: Store) -> None:
    held = await accepted(store, new_letter("a@X.vn", "b@y.vn", hold="first-contact"))
    later = await accepted(store, new_letter(), ONE)
    await waiting_until(store, later, 3)
    done = await accepted(store, new_letter(), ONE)
    await store.write(
        spool.settle,
        ONE,
        (Settlement(Key(done, 0, 0), State.DELIVERED, "2.0.0", "", State.CLAIMED),),
        NOW,
    )

    first, second = await store.read(queue.lines)

    assert (first.letter, first.state, first.recipients) == (held, State.HELD, 2)
    assert (first.domains, first.agency, first.rule) == (("x.vn", "y.vn"), "H05", "first-contact")
    assert first.next_at == END
    assert (second.letter, second.state) == (later, State.WAITING)
    assert second.next_at == NOW + 3 * MINUTE


async def test_the_list_may_be_of_one_state_or_agency(store: Store) -> None:
    held = await accepted(store, new_letter(hold="rule"))
    await accepted(store, new_letter(), ONE)

    assert [one.letter for one in await store.read(queue.lines, (State.HELD,))] == [held]
    assert len(await store.read(queue.lines, OPEN, "H05")) == 2
    assert await store.read(queue.lines, OPEN, "G22") == ()
    assert len(await store.read(queue.lines, OPEN, None, 1)) == 1


async def test_the_list_of_an_agency_looks_at_so_many_and_tells_when_there_are_more(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside a million of others it was cut off after a second, with words about the disk."""
    first = await accepted(store, new_letter(hold="rule"))
    await accepted(store, new_letter(hold="rule"))
    assert not await store.read(queue.is_crowded, OPEN)

    monkeypatch.setattr(queue, "LOOKED_AT", 1)

    assert [one.letter for one in await store.read(queue.lines, OPEN, "H05")] == [first]
    assert await store.read(queue.is_crowded, OPEN)


async def test_a_letters_story_has_its_recipients_and_the_account(store: Store) -> None:
    number = await accepted(store, new_letter(), ONE)
    await waiting_until(store, number, 3)

    story = await store.read(queue.story, number)

    assert story is not None
    (row,) = story.recipients
    assert (row.state, row.attempts, row.status, row.answer) == (State.WAITING, 1, "4.2.1", "busy")
    assert (story.agency, story.size_bytes, story.kept) == ("H05", len(CONTENT), True)
    assert [entry.event for entry in story.entries] == ["accepted", "waiting"]
    assert await store.read(queue.story, number + 1) is None


async def test_what_is_held_is_not_sent_until_it_is_released(pair: tuple[Store, Store]) -> None:
    worker, operator = pair
    number = await accepted(worker, new_letter(), ONE)

    assert await operator.write(queue.hold, number, "root", NOW, NOW + DAY) == Done(1, 0)
    assert await worker.write(spool.begin, ONE, (Key(number, 0, 0),)) == frozenset()
    assert await worker.write(claim.claim, ONE, NOW, 10) == ()
    assert await holds(operator, number) == [OPERATOR]

    ear = worker.bell.ear("queue")
    assert await operator.write(queue.release, number, "root", NOW, END) == Done(1, 0)
    assert await ear.heard(5)
    assert len(await worker.write(claim.claim, ONE, NOW, 10)) == 1
    assert await holds(operator, number) == [None]
    assert await told(operator, number) == [
        ("accepted", None),
        ("queue.hold", "root"),
        ("queue.release", "root"),
    ]


async def test_what_stood_uncertain_counts_as_repeated_though_it_was_held_between(
    store: Store,
) -> None:
    """Law 6: `queue hold` and `release` sent it a second time, and nobody was told that it was one."""
    waiting, uncertain = [await accepted(store, new_letter(), ONE) for _ in range(2)]
    await waiting_until(store, waiting, 60)
    await store.write(spool.begin, ONE, (Key(uncertain, 0, 0),))
    await store.write(claim.take_over, ONE, NOW, NOW + DAY)

    for number in (waiting, uncertain):
        assert await store.write(queue.hold, number, "root", NOW, END) == Done(1, 0)
        assert await store.write(queue.release, number, "root", NOW, END) == Done(1, 0)

    claimed = await store.write(claim.claim, ONE, NOW, 10)
    assert [one.past[0].repeated for one in claimed] == [False, True]


async def test_what_is_being_sent_is_left_alone(store: Store) -> None:
    number = await accepted(store, new_letter("a@x.vn", "b@x.vn"), ONE)
    await store.write(spool.begin, ONE, (Key(number, 0, 0),))

    assert await store.write(queue.hold, number, "root", NOW, END) == Done(1, 1)
    assert await store.write(queue.drop, number, "root", "spam", NOW) == Done(1, 1)
    assert [state for state, _, _ in await states(store, number)] == [State.SENDING, State.DROPPED]


async def test_retry_makes_what_waits_or_is_uncertain_due_now(store: Store) -> None:
    waiting, uncertain = [await accepted(store, new_letter(), ONE) for _ in range(2)]
    await waiting_until(store, waiting, 60)
    await store.write(spool.begin, ONE, (Key(uncertain, 0, 0),))
    await store.write(claim.take_over, ONE, NOW, NOW + DAY)

    for number in (waiting, uncertain):
        assert await store.write(queue.retry, number, "root", NOW) == Done(1, 0)

    claimed = await store.write(claim.claim, ONE, NOW, 10)
    assert [one.past[0].repeated for one in claimed] == [False, True]
    assert await store.write(queue.retry, waiting, "root", NOW) == Done(0, 0)


async def test_what_is_dropped_is_gone_and_the_account_knows_who_and_a_digest_of_why(
    store: Store,
) -> None:
    number = await accepted(store, new_letter(hold="rule"))

    assert await store.write(queue.drop, number, "root", "sent twice by mistake", NOW) == Done(1, 0)

    story = await store.read(queue.story, number)
    assert story is not None
    assert not story.kept
    assert story.recipients[0].answer == "dropped by root: sent twice by mistake"
    assert await store.read(lambda tx: tx.all(select(bodies.c.id))) == []
    last = story.entries[-1]
    assert (last.event, last.codes["by"]) == ("queue.drop", "root")
    assert len(str(last.codes["why"])) == 64
    assert "mistake" not in str([entry.codes for entry in story.entries])


async def test_who_returned_a_letter_is_put_down_with_its_end(store: Store) -> None:
    number = await accepted(store, new_letter("a@x.vn", "b@x.vn", hold="rule"))
    ends = returned(number, 0, 1)

    assert len(await store.write(queue.failed, "root", ends, None, NOW, END)) == 2

    assert ("queue.fail", "root") in await told(store, number)


async def test_who_returned_a_letter_is_not_put_down_while_it_goes_on(store: Store) -> None:
    number = await accepted(store, new_letter("a@x.vn", "b@x.vn", hold="rule"))
    await store.write(spool.settle, "root", returned(number, 0), NOW)

    assert len(await store.write(queue.failed, "root", returned(number, 0, 1), None, NOW, END)) == 1

    assert "queue.fail" not in [event for event, _ in await told(store, number)]


def returned(number: int, *positions: int) -> tuple[Settlement, ...]:
    """The end of held recipients whose letter goes back to its sender."""
    return tuple(
        Settlement(Key(number, place, 0), State.REFUSED, queue.REFUSED, "", State.HELD)
        for place in positions
    )
